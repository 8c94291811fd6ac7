using System.Security.Cryptography;

namespace SkyLink.Trade.Sellers;

/// <summary>Takes catalogues in.</summary>
internal static class CatalogueEndpoints
{
    private const int BodyBytesMax = 64 * 1024 * 1024;

    private static readonly Error UnknownFormat = new(
        "sellers.unknown_format", 400, "The format is csv, json or ondc.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/api/v1/sellers").WithTags("Sellers")
        .MapPost("/catalogues", ImportAsync).WithName("ImportCatalogue")
        .WithSummary("Take in a catalogue: csv, json or ondc; shop=* spreads it over your shops")
        .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax))
        .Requires(SellerAccess.Write, rate: RateClass.Write);

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync(
        [FromQuery] string shop, [FromQuery] string format, [FromHeader(Name = "Idempotency-Key")] string key,
        Caller caller, Db<SellersModule> db, CatalogueImport import, SearchRefresh search, HttpContext http,
        CancellationToken cancellation)
    {
        if (!Enum.TryParse<CatalogueFormat>(format, ignoreCase: true, out var known) || !Enum.IsDefined(known))
        {
            return UnknownFormat.ToProblem();
        }

        var scope = SellerAccess.ScopeOf(caller);
        var mine = await db.InTransactionAsync(tx => ShopStore.ListAsync(tx, scope), cancellation);
        var shops = mine.FindAll(it => shop == "*" || it.Slug == shop);
        if (shops.Count == 0)
        {
            return SellersEndpoints.ShopNotFound.ToProblem();
        }

        using var digest = SHA256.Create();
        ImportReport report;
        await using (var body = new CryptoStream(http.Request.Body, digest, CryptoStreamMode.Read, leaveOpen: true))
        {
            report = await import.RunAsync(shops, CatalogueReaders.ReadAsync(known, body, cancellation), cancellation);
            await body.CopyToAsync(Stream.Null, cancellation); // what a reader left over belongs to the digest too
        }

        // The rows are taken already, and taking them again changes nothing: what the key keeps is the first answer.
        var request = new { shop, format = known, sha256 = Convert.ToHexStringLower(digest.Hash!) };
        var result = await db.OnceAsync<ImportReport>(
            $"sellers.catalogue:{caller.UserId}", key, request, _ => Task.FromResult<Result<ImportReport>>(report),
            cancellation);
        await search.LookAsync(cancellation);
        return result.Is(out var answer, out var error) ? TypedResults.Ok(answer) : error.ToProblem();
    }
}
