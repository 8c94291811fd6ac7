using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Routing;

/// <summary>What a rule does about the sellers it names: by id, kind and standing; none named means all.</summary>
/// <param name="Weight">Multiplies the seller's place in the order of sending; matters where not all are asked.</param>
/// <param name="AtMost">Of a <see cref="RuleVerb.Limit"/>: how many are asked.</param>
internal sealed record RuleEffect(
    RuleVerb Verb,
    [property: MaxLength(200)] IReadOnlyList<string> Sellers,
    [property: Range(0.01, 100)] double Weight = 1,
    [property: Range(1, 5_000)] int? AtMost = null,
    ConcernedKind? Kind = null,
    ConcernedStatus? Status = null) : IValidatableObject
{
    /// <summary>A rule that does nothing, or not what its words seem to say, is told where it is made.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Verb == RuleVerb.Limit && AtMost is null)
        {
            yield return new ValidationResult("Say how many are asked at most.", [nameof(AtMost)]);
        }

        if (Verb == RuleVerb.Limit && (Sellers.Count > 0 || Kind is not null || Status is not null))
        {
            yield return new ValidationResult("A limit counts all sellers; it names none.", [nameof(Sellers)]);
        }

        if (Sellers.Any(seller => seller is not { Length: > 0 and <= 255 }))
        {
            yield return new ValidationResult("A subscriber id has 1 to 255 characters.", [nameof(Sellers)]);
        }
    }

    public bool Concerns(Participant seller, Standing standing) =>
        (Sellers.Count == 0 || Sellers.Contains(seller.SubscriberId))
        && (Kind is null || seller.IsMarketplace == (Kind == ConcernedKind.Marketplace))
        && (Status is null || standing.IsReachable == (Status == ConcernedStatus.Answering));
}

internal enum ConcernedKind
{
    /// <summary>Sells its own stock.</summary>
    Inventory,

    /// <summary>Sells for others.</summary>
    Marketplace,
}

internal enum ConcernedStatus
{
    Answering,

    /// <summary>Did not answer lately.</summary>
    Away,
}

/// <summary>How it stands with a seller at the moment of a search.</summary>
/// <param name="IsReachable">False if it did not answer lately.</param>
/// <param name="CannotHave">Why it cannot have what is looked for; null if it may.</param>
internal sealed record Standing(bool IsReachable, string? CannotHave = null);

internal enum RuleVerb
{
    /// <summary>Only the named sellers get it.</summary>
    Only,

    /// <summary>The named sellers do not get it.</summary>
    Except,

    /// <summary>The named sellers come earlier or later.</summary>
    Weigh,

    /// <summary>At most so many get it.</summary>
    Limit,

    /// <summary>
    /// The named sellers get it even if they did not answer lately or their catalogue has nothing that fits.
    /// </summary>
    Ask,
}

internal sealed record Rule(
    Guid Id, int Rank, string Name, bool IsEnabled, RuleConditions Conditions, RuleEffect Effect, int Version,
    DateTimeOffset ChangedAt);

/// <summary>Whether a seller gets a search, and all that was said about it.</summary>
internal sealed record Decision(Participant Seller, bool IsChosen, double Weight, IReadOnlyList<string> Because)
{
    /// <summary>Only its catalogue speaks against asking it.</summary>
    public bool IsUnlikely { get; init; }
}

/// <summary>Decides who gets a search: pure, so that a dry run tells the truth.</summary>
internal static class RouteDecision
{
    /// <summary>
    /// The decisions about all candidates, the chosen ones first and in the order of sending (by weight, then name).
    /// Where only catalogues speak against all of them, they are not believed: a search is never for nobody.
    /// </summary>
    public static IReadOnlyList<Decision> Of(
        Context context, Intent intent, IReadOnlyList<Participant> candidates, IReadOnlyList<Rule> rules,
        Func<Participant, Standing> standingOf, int fanOutMax)
    {
        var applying = rules.Where(rule => rule.IsEnabled && rule.Conditions.HoldFor(context, intent)).ToList();
        var limit =
            applying.Select(rule => rule.Effect is { Verb: RuleVerb.Limit, AtMost: { } most } ? most : fanOutMax)
            .Append(fanOutMax).Min();
        var judged = candidates.Select(seller => Judge(seller, applying, standingOf(seller))).ToList();
        if (!judged.Exists(it => it.IsChosen))
        {
            judged = judged.ConvertAll(it => it.IsUnlikely
                ? it with { IsChosen = true, Because = [.. it.Because, "asked all the same: no catalogue has it"] }
                : it);
        }

        return [.. judged
            .OrderByDescending(decision => decision.IsChosen)
            .ThenByDescending(decision => decision.Weight)
            .ThenBy(decision => decision.Seller.SubscriberId, StringComparer.Ordinal)
            .Select((decision, place) => !decision.IsChosen || place < limit
                ? decision
                : decision with { IsChosen = false, Because = [.. decision.Because, $"only {limit} are asked"] })];
    }

    private static Decision Judge(Participant seller, List<Rule> rules, Standing standing)
    {
        var kind = seller.IsMarketplace ? "marketplace" : "seller";
        var because = new List<string> { $"accredited {kind} in {seller.Domain}" };
        var (isLeftOut, isWanted, weight) = (false, false, 1.0);
        foreach (var rule in rules)
        {
            var concerned = rule.Effect.Concerns(seller, standing);
            switch (rule.Effect.Verb)
            {
                case RuleVerb.Only when !concerned:
                case RuleVerb.Except when concerned:
                    isLeftOut = true;
                    because.Add($"left out by “{rule.Name}”");
                    break;
                case RuleVerb.Weigh when concerned:
                    weight *= rule.Effect.Weight;
                    because.Add($"weighed × {rule.Effect.Weight} by “{rule.Name}”");
                    break;
                case RuleVerb.Ask when concerned:
                    isWanted = true;
                    because.Add($"asked whatever its standing by “{rule.Name}”");
                    break;
                case RuleVerb.Only or RuleVerb.Except or RuleVerb.Weigh or RuleVerb.Limit or RuleVerb.Ask:
                    break;
            }
        }

        because.AddRange(standing.IsReachable ? [] : ["did not answer lately"]);
        because.AddRange(standing.CannotHave is { } why ? [why] : []);
        var isAskable = !isLeftOut && (standing.IsReachable || isWanted);
        var isUnlikely = isAskable && standing.CannotHave is not null && !isWanted;
        return new Decision(seller, isAskable && !isUnlikely, weight, because) { IsUnlikely = isUnlikely };
    }
}
