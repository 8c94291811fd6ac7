using System.Security.Cryptography;

namespace SkyLink.Trade.Sellers;

/// <summary>Takes catalogues in.</summary>
internal static class CatalogueEndpoints
{
    private const int BodyBytesMax = 64 * 1024 * 1024;

    /// <summary>What is longer waits on disk.</summary>
    private const int BodyBytesInMemory = 256 * 1024;

    private static readonly Error UnknownFormat = new(
        "sellers.unknown_format", 400, "The format is csv, json or ondc.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/api/v1/sellers").WithTags("Sellers")
        .MapPost("/catalogues", ImportAsync).WithName("ImportCatalogue")
        .WithSummary("Take in a catalogue: csv, json or ondc; shop=* spreads it over your shops")
        .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax))
        .Requires(SellerAccess.Write, rate: RateClass.Write);

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync(
        [FromQuery] string shop, [FromQuery] string format, [FromHeader(Name = "Idempotency-Key")] string key,
        Caller caller, Db<SellersModule> db, CatalogueIntake intake, SearchRefresh search, HttpContext http,
        CancellationToken cancellation)
    {
        if (!Enum.TryParse<CatalogueFormat>(format, ignoreCase: true, out var known) || !Enum.IsDefined(known)
            || !char.IsAsciiLetter(format[0]))
        {
            return UnknownFormat.ToProblem();
        }

        if (Idempotency.RefusalOf(key) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var mine = await db.InStatementAsync(
            tx => ShopStore.ListAsync(tx, SellerAccess.ScopeOf(caller)), cancellation);
        var shops = mine.FindAll(it => shop == "*" || it.Slug == shop);
        if (shops.Count == 0)
        {
            return ShopsEndpoints.NotFound.ToProblem();
        }

        http.Request.EnableBuffering(BodyBytesInMemory, BodyBytesMax);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(http.Request.Body, cancellation));
        var once = new OnceKey($"sellers.catalogue:{caller.UserId}", key, new { shop, format = known, sha256 });
        var result = await intake.TakeAsync(once, shops, known, http.Request.Body, cancellation);
        await search.LookAsync(cancellation);
        return result.Is(out var answer, out var error) ? TypedResults.Ok(answer) : error.ToProblem();
    }
}
