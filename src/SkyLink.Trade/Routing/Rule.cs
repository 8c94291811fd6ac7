using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Routing;

/// <summary>When a rule applies. All that is given must hold; texts match whole words, case aside.</summary>
/// <param name="NearGps">With <paramref name="WithinKm"/>: where the buyer wants it.</param>
internal sealed record RuleConditions(
    [property: StringLength(100)] string? Domain = null,
    [property: StringLength(100)] string? City = null,
    [property: StringLength(100)] string? Category = null,
    [property: StringLength(100)] string? Word = null,
    [property: StringLength(255)] string? BuyerApp = null,
    [property: StringLength(64)] string? NearGps = null,
    [property: Range(0.01, 20_000)] double? WithinKm = null,
    [property: Range(0, 1e12)] decimal? PriceMaxBelow = null) : IValidatableObject
{
    /// <summary>A rule that can never apply is a mistake, and is told where it is made.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (NearGps is not null && !Gps.TryParse(NearGps, out _))
        {
            yield return new ValidationResult("It must be latitude,longitude.", [nameof(NearGps)]);
        }

        if (NearGps is null != WithinKm is null)
        {
            yield return new ValidationResult("Say both where and within how many kilometres.", [nameof(WithinKm)]);
        }
    }

    public bool HoldFor(Context context, Intent intent) =>
        (Domain is null || Domain == context.Domain)
        && (City is null || City == context.City)
        && (Category is null || Category == intent.CategoryId)
        && (BuyerApp is null || BuyerApp == context.BapId)
        && (Word is null || Words(intent.Text).Contains(Word, StringComparer.OrdinalIgnoreCase))
        && (PriceMaxBelow is null || intent.PriceMax < PriceMaxBelow)
        && IsNear(intent.Gps);

    private bool IsNear(Gps? where) =>
        NearGps is null || WithinKm is null
        || (where is { } there && Gps.TryParse(NearGps, out var center) && center.DistanceKmTo(there) <= WithinKm);

    private static string[] Words(string? text) => text?.Split(
        [' ', ',', '.', '-', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

/// <summary>What a rule does about the sellers it names; none named means all.</summary>
/// <param name="Weight">Multiplies the seller's place in the order of sending; matters where not all are asked.</param>
internal sealed record RuleEffect(
    RuleVerb Verb,
    [property: MaxLength(200)] IReadOnlyList<string> Sellers,
    [property: Range(0.01, 100)] double Weight = 1,
    [property: Range(1, 5_000)] int? AtMost = null)
{
    public bool Concerns(Participant seller) => Sellers.Count == 0 || Sellers.Contains(seller.SubscriberId);
}

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
}

internal sealed record Rule(
    Guid Id, int Rank, string Name, bool IsEnabled, RuleConditions Conditions, RuleEffect Effect, int Version,
    DateTimeOffset ChangedAt);

/// <summary>Whether a seller gets a search, and all that was said about it.</summary>
internal sealed record Decision(Participant Seller, bool IsChosen, double Weight, IReadOnlyList<string> Because);

/// <summary>Decides who gets a search: pure, so that a dry run tells the truth.</summary>
internal static class RouteDecision
{
    /// <summary>
    /// The decisions about all candidates, the chosen ones first and in the order of sending (by weight, then name).
    /// </summary>
    /// <param name="isReachable">False for sellers that did not answer lately.</param>
    public static IReadOnlyList<Decision> Of(
        Context context, Intent intent, IReadOnlyList<Participant> candidates, IReadOnlyList<Rule> rules,
        Func<Participant, bool> isReachable, int fanOutMax)
    {
        var applying = rules.Where(rule => rule.IsEnabled && rule.Conditions.HoldFor(context, intent)).ToList();
        var limit =
            applying.Select(rule => rule.Effect is { Verb: RuleVerb.Limit, AtMost: { } most } ? most : fanOutMax)
            .Append(fanOutMax).Min();
        return [.. candidates
            .Select(seller => Judge(seller, applying, isReachable(seller)))
            .OrderByDescending(decision => decision.IsChosen)
            .ThenByDescending(decision => decision.Weight)
            .ThenBy(decision => decision.Seller.SubscriberId, StringComparer.Ordinal)
            .Select((decision, place) => !decision.IsChosen || place < limit
                ? decision
                : decision with { IsChosen = false, Because = [.. decision.Because, $"only {limit} are asked"] })];
    }

    private static Decision Judge(Participant seller, List<Rule> rules, bool isReachable)
    {
        var because = new List<string> { $"accredited in {seller.Domain}" };
        var (isChosen, weight) = (true, 1.0);
        if (!isReachable)
        {
            isChosen = false;
            because.Add("did not answer lately");
        }

        foreach (var rule in rules)
        {
            var concerned = rule.Effect.Concerns(seller);
            switch (rule.Effect.Verb)
            {
                case RuleVerb.Only when !concerned:
                case RuleVerb.Except when concerned:
                    isChosen = false;
                    because.Add($"left out by “{rule.Name}”");
                    break;
                case RuleVerb.Weigh when concerned:
                    weight *= rule.Effect.Weight;
                    because.Add($"weighed × {rule.Effect.Weight} by “{rule.Name}”");
                    break;
                case RuleVerb.Only or RuleVerb.Except or RuleVerb.Weigh or RuleVerb.Limit:
                    break;
            }
        }

        return new Decision(seller, isChosen, weight, because);
    }
}
