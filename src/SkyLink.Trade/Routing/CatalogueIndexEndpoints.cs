using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>What to look for in the catalogue index; all that is given must fit.</summary>
internal sealed record IndexQuery(
    [property: FromQuery, StringLength(200)] string? Text,
    [property: FromQuery, StringLength(100)] string? Domain,
    [property: FromQuery, StringLength(255)] string? Seller,
    [property: FromQuery, StringLength(255)] string? Category,
    [property: FromQuery, StringLength(64)] string? Gps,
    [property: FromQuery, Range(0.01, 20_000)] decimal? WithinKm,
    [property: FromQuery, Range(0, 1e12)] decimal? PriceMin,
    [property: FromQuery, Range(0, 1e12)] decimal? PriceMax,
    [property: FromQuery, Range(1, 200)] int? Limit) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Gps is not null && !SkyLink.Beckn.Gps.TryParse(Gps, out _))
        {
            yield return new ValidationResult("It must be latitude,longitude.", [nameof(Gps)]);
        }
    }

    public Intent ToIntent() => new()
    {
        CategoryId = Category,
        Gps = SkyLink.Beckn.Gps.TryParse(Gps, out var gps) ? gps : null,
        RadiusKm = WithinKm,
        PriceMin = PriceMin,
        PriceMax = PriceMax,
    };
}

/// <summary>An item as the gateway last heard of it; the seller's own answer may differ.</summary>
internal sealed record IndexedOfferView(
    string Seller, string Domain, string Provider, string Item, string Name, string? Category, string? Price,
    string? Currency, long? Stock, double? DistanceKm, int WordsFound);

/// <summary>How well the gateway knows what a seller has.</summary>
/// <param name="CompleteUntil">Until then it is not asked for what it did not list; null: it is always asked.</param>
internal sealed record IndexedSellerView(
    string Seller, string Domain, string City, int Items, DateTimeOffset? CatalogueSentAt, int Changes,
    DateTimeOffset? CompleteUntil);

internal static class CatalogueIndexEndpoints
{
    private const int LimitDefault = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var index = routes.MapGroup("/api/v1/routing/catalogue").WithTags("Routing");
        index.MapGet("/", Find).WithName("FindIndexedOffers")
            .WithSummary("Search what the gateway knows of the sellers' catalogues").Requires(RoutingEndpoints.Read);
        index.MapGet("/sellers", List).WithName("ListIndexedSellers")
            .WithSummary("See of which sellers the gateway knows all they have").Requires(RoutingEndpoints.Read);
    }

    private static Ok<Page<IndexedOfferView>> Find([AsParameters] IndexQuery query, CatalogueIndex index)
    {
        var (phrase, intent) = (SearchPhrase.Parse(query.Text), query.ToIntent());
        var found = index.Sellers
            .Where(seller => (query.Domain is null || seller.Row.Domain == query.Domain)
                && (query.Seller is null || seller.Row.Seller == query.Seller))
            .SelectMany(seller => seller.Shelf.Find(phrase.Words, intent)
                .Where(it => it.Offer.Stock is not 0)
                .Take(query.Limit ?? LimitDefault)
                .Select(it => View(seller.Row, it.Offer, it.Words, intent.Gps)))
            .OrderByDescending(it => it.WordsFound)
            .ThenBy(it => it.DistanceKm ?? double.MaxValue)
            .ThenBy(it => it.Seller, StringComparer.Ordinal).ThenBy(it => it.Item, StringComparer.Ordinal)
            .Take(query.Limit ?? LimitDefault);
        return TypedResults.Ok(new Page<IndexedOfferView>([.. found], Next: null));
    }

    private static Ok<Page<IndexedSellerView>> List(CatalogueIndex index, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new Page<IndexedSellerView>(
            [.. index.Sellers.OrderBy(it => it.Row.Seller, StringComparer.Ordinal).Select(seller =>
                new IndexedSellerView(
                    seller.Row.Seller, seller.Row.Domain, seller.Row.City, seller.Shelf.Count, seller.Row.SnapshotAt,
                    seller.Row.Changes,
                    seller.IsCompleteFor(seller.Row.City, now) ? seller.Row.KnownUntil : null))],
            Next: null));
    }

    private static IndexedOfferView View(SellerRow row, IndexedOffer offer, int words, Gps? wanted) => new(
        row.Seller, row.Domain, offer.Provider, offer.Item, offer.Name, offer.Category, offer.Price?.ToString(),
        offer.Currency, offer.Stock,
        wanted is { } there && offer.Where is { } here ? Math.Round(here.DistanceKmTo(there), 2) : null, words);
}
