using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>
/// Goes once over the members as they come; a name is found by its bytes, without making a string of it.
/// </summary>
internal sealed class ObjectRule : Rule
{
    private const int MembersMax = 64;

    private readonly Member[] members;
    private readonly byte[][] names;
    private readonly ulong needed;
    private readonly ulong strict;

    internal ObjectRule(Member[] members)
    {
        if (members.Length > MembersMax)
        {
            throw new ArgumentException($"At most {MembersMax} members.", nameof(members));
        }

        this.members = members;
        names = [.. members.Select(member => Encoding.UTF8.GetBytes(member.Name))];
        for (var at = 0; at < members.Length; at++)
        {
            needed |= members[at].Need == Need.Needed ? 1UL << at : 0;
            strict |= members[at].Need == Need.Strict ? 1UL << at : 0;
        }
    }

    internal override IEnumerable<string> StrictNames => members.SelectMany(
        member => member.StrictRule is { } rule ? member.Rule.StrictNames.Append(rule) : member.Rule.StrictNames);

    internal override void Apply(JsonElement value, Check check)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            check.Report(ErrorKind.WrongType, "An object is needed here.");
            return;
        }

        var seen = 0UL;
        foreach (var property in value.EnumerateObject())
        {
            var at = Find(property);
            if (at < 0 || property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            seen |= 1UL << at;
            check.Step(members[at].Name, members[at].Rule, property.Value);
            if (check.IsFull)
            {
                return;
            }
        }

        ReportMissing(needed & ~seen, strict & ~seen, check);
    }

    private int Find(JsonProperty property)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        if (raw.Contains((byte)'\\'))
        {
            raw = Encoding.UTF8.GetBytes(property.Name);
        }

        for (var at = 0; at < names.Length; at++)
        {
            if (raw.SequenceEqual(names[at]))
            {
                return at;
            }
        }

        return -1;
    }

    private void ReportMissing(ulong missing, ulong missingStrict, Check check)
    {
        if ((missing | missingStrict) == 0)
        {
            return;
        }

        for (var at = 0; at < members.Length; at++)
        {
            var bit = 1UL << at;
            if ((missing & bit) != 0)
            {
                check.Report(ErrorKind.MemberMissing, members[at].Name, "Needed here.");
            }
            else if ((missingStrict & bit) != 0 && check.Demands(members[at].StrictRule!))
            {
                check.Report(ErrorKind.MemberMissing, members[at].Name, $"Needed here ({members[at].StrictRule}).");
            }
        }
    }
}

/// <summary>An object that must have at least one of some members.</summary>
internal sealed class AnyOfRule(Rule rule, string[] names) : Rule
{
    internal override IEnumerable<string> StrictNames => rule.StrictNames;

    internal override void Apply(JsonElement value, Check check)
    {
        rule.Apply(value, check);
        if (value.ValueKind == JsonValueKind.Object && !System.Array.Exists(names, name => Has(value, name)))
        {
            check.Report(ErrorKind.MemberMissing, names[0], $"One of {string.Join(", ", names)} is needed.");
        }
    }

    private static bool Has(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;
}

/// <summary>An object that comes in two forms, told apart by one name.</summary>
internal sealed class EitherRule(string name, Rule withName, Rule without) : Rule
{
    internal override IEnumerable<string> StrictNames => withName.StrictNames.Concat(without.StrictNames);

    internal override void Apply(JsonElement value, Check check)
    {
        var hasName = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out _);
        (hasName ? withName : without).Apply(value, check);
    }
}
