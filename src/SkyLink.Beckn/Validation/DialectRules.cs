using System.Collections.Frozen;

namespace SkyLink.Beckn;

/// <summary>The table of a dialect: for each of the twenty actions what <c>message</c> must be.</summary>
internal sealed class DialectRules
{
    private readonly Rule[] rules;

    internal DialectRules(Func<BecknAction, Rule> ruleOf)
    {
        rules = [.. BecknActions.All.Select(ruleOf)];
        StrictNames = rules.SelectMany(rule => rule.StrictNames).ToFrozenSet(StringComparer.Ordinal);
    }

    internal IReadOnlySet<string> StrictNames { get; }

    internal Rule Of(BecknAction action) => rules[(int)action];
}
