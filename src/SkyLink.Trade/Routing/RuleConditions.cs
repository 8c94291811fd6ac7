using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>When a rule applies. All that is given must hold; texts match whole words, case aside.</summary>
/// <param name="Product">The id of the item looked for.</param>
/// <param name="NearGps">With <paramref name="WithinKm"/>: where the buyer wants it.</param>
/// <param name="Area">Corners ("latitude,longitude") of the area in which the buyer wants it.</param>
/// <param name="PriceMaxBelow">The most the buyer pays is less than this.</param>
/// <param name="PriceMaxFrom">The most the buyer pays is at least this; a buyer who names no price pays any.</param>
internal sealed record RuleConditions(
    [property: StringLength(100)] string? Domain = null,
    [property: StringLength(100)] string? City = null,
    [property: StringLength(100)] string? Category = null,
    [property: StringLength(100)] string? Word = null,
    [property: StringLength(255)] string? BuyerApp = null,
    [property: StringLength(64)] string? NearGps = null,
    [property: Range(0.01, 20_000)] double? WithinKm = null,
    [property: Range(0, 1e12)] decimal? PriceMaxBelow = null,
    [property: Range(0, 1e12)] decimal? PriceMaxFrom = null,
    [property: StringLength(255)] string? Product = null,
    [property: MaxLength(RuleConditions.CornersMax)] IReadOnlyList<string>? Area = null) : IValidatableObject
{
    private const int CornersMax = 200;

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

        if (Area is not null && (Area.Count < Polygon.CornersMin || !Area.All(corner => Gps.TryParse(corner, out _))))
        {
            yield return new ValidationResult(
                "An area has at least three corners, each latitude,longitude.", [nameof(Area)]);
        }

        if (PriceMaxFrom >= PriceMaxBelow)
        {
            yield return new ValidationResult("No price is at least this and below that.", [nameof(PriceMaxFrom)]);
        }
    }

    public bool HoldFor(Context context, Intent intent) =>
        (Domain is null || Domain == context.Domain)
        && (City is null || City == context.City)
        && (Category is null || Category == intent.CategoryId)
        && (BuyerApp is null || BuyerApp == context.BapId)
        && (Word is null || Words(intent.Text).Contains(Word, StringComparer.OrdinalIgnoreCase))
        && (Product is null || Product == intent.ItemId)
        && (PriceMaxBelow is null || intent.PriceMax < PriceMaxBelow)
        && (PriceMaxFrom is null || intent.PriceMax is null || intent.PriceMax >= PriceMaxFrom)
        && IsNear(intent.Gps)
        && IsInArea(intent.Gps);

    private bool IsNear(Gps? where) =>
        NearGps is null || WithinKm is null
        || (where is { } there && Gps.TryParse(NearGps, out var center) && center.DistanceKmTo(there) <= WithinKm);

    private bool IsInArea(Gps? where) => Area is null || (where is { } point && Polygon.Contains(
        [.. Area.Select(corner => Gps.TryParse(corner, out var gps) ? gps : default)], point));

    private static string[] Words(string? text) => text?.Split(
        [' ', ',', '.', '-', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
