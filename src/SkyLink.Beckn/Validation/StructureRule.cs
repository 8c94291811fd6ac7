using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>
/// What a JSON value must be. Rules are built once, hold no state, and are put together in the tables of
/// <see cref="OndcRules"/> and <see cref="Beckn11Rules"/>. Members that a table does not name are always allowed.
/// </summary>
internal abstract class Rule
{
    internal static readonly Rule AnyObject = new ObjectRule([]);

    /// <summary>Names of the strict rules in this one and below it.</summary>
    internal virtual IEnumerable<string> StrictNames => [];

    internal abstract void Apply(JsonElement value, Check check);

    internal static Rule Object(params Member[] members) => new ObjectRule(members);

    internal static Rule Array(Rule item, int countMin = 0) => new ArrayRule(item, countMin);

    /// <summary>A member that must be there.</summary>
    internal static Member Needed(string name, Rule rule) => new(name, rule, Need.Needed, StrictRule: null);

    /// <summary>A member that may be missing or null, but is held to its rule when it is there.</summary>
    internal static Member Optional(string name, Rule rule) => new(name, rule, Need.Optional, StrictRule: null);

    /// <summary>Optional, but needed under <see cref="Strictness.Strict"/> unless the named rule is waived.</summary>
    internal static Member Strict(string rule, string name, Rule shape) => new(name, shape, Need.Strict, rule);

    /// <summary>At least one of these names must be there.</summary>
    internal static Rule AnyOf(Rule rule, params string[] names) => new AnyOfRule(rule, names);

    /// <summary>One rule for objects that have the name, another for those that do not.</summary>
    internal static Rule Either(string name, Rule withName, Rule without) => new EitherRule(name, withName, without);
}

internal enum Need
{
    Optional,
    Strict,
    Needed,
}

/// <summary>A line of a table: a name, what stands under it, and whether it must be there.</summary>
internal sealed record Member(string Name, Rule Rule, Need Need, string? StrictRule);

internal sealed class ArrayRule(Rule item, int countMin) : Rule
{
    internal override IEnumerable<string> StrictNames => item.StrictNames;

    internal override void Apply(JsonElement value, Check check)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            check.Report(ErrorKind.WrongType, "A list is needed here.");
            return;
        }

        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            if (check.IsFull)
            {
                return;
            }

            check.Step(index++, item, element);
        }

        if (index < countMin)
        {
            check.Report(ErrorKind.OutOfRange, $"At least {countMin} needed.");
        }
    }
}
