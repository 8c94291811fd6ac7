namespace SkyLink.Trade.Sellers;

internal sealed record ProductView(
    Guid Id, string Shop, string Sku, string Name, string Description, string Category, string Brand, Money Price,
    Money MarketPrice, string Unit, decimal UnitValue, int Stock, int Reserved, int MaxPerOrder, bool Available,
    bool Returnable, bool Cancellable, IReadOnlyList<string> Tags, string? Image, int Version);

/// <summary>What a keeper changes; null leaves it.</summary>
/// <param name="Stock">Pieces on the shelf, those promised to open orders included.</param>
internal sealed record ProductEdit(
    Money? Price = null, Money? MarketPrice = null, [property: Range(0, 1_000_000_000)] int? Stock = null,
    bool? Available = null);

/// <summary>Which products; null narrows nothing.</summary>
/// <param name="LeftAtMost">Only those of which no more pieces can still be sold.</param>
internal sealed record ProductQuery(string? Shop, string? Text, [property: Range(0, int.MaxValue)] int? LeftAtMost)
{
    private const int TextMax = 200;

    public string? Words => string.IsNullOrWhiteSpace(Text) ? null : Text.Beginning(TextMax);
}

/// <summary>What is on the shelves of shops.</summary>
internal static class ProductsEndpoints
{
    private static readonly Error ProductNotFound = new(
        "sellers.product_not_found", 404, "There is no such product of yours.");
    private static readonly Error WrongAsset = new("sellers.wrong_asset", 422, "The shop takes another currency.");
    private static readonly Error PriceOutOfRange = new(
        "sellers.price_out_of_range", 422, "A price must be above zero and not above the printed price.");

    private static readonly Error BelowReserved = new(
        "sellers.stock_below_reserved", 409, "More pieces are promised to buyers than would be left.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var sellers = routes.MapGroup("/api/v1/sellers").WithTags("Sellers");
        sellers.MapGet("/products", ProductsAsync).WithName("ListProducts")
            .WithSummary("Read products, narrowed by shop, words and what is left").Requires(SellerAccess.Read);
        sellers.MapGet("/products/{id:guid}", ProductAsync).WithName("GetProduct")
            .WithSummary("Read one product").Requires(SellerAccess.Read);
        sellers.MapPut("/products/{id:guid}", EditAsync).WithName("EditProduct")
            .WithSummary("Change price, stock or availability of a product")
            .Requires(SellerAccess.Write, rate: RateClass.Write);
    }

    private static async Task<Ok<Page<ProductView>>> ProductsAsync(
        [AsParameters] ProductQuery query, [AsParameters] PageRequest page, Caller caller, Db<SellersModule> db,
        CancellationToken cancellation)
    {
        var products = await db.InStatementAsync(
            tx => ProductStore.ListAsync(tx, SellerAccess.ScopeOf(caller), query, page.After, page.Limit),
            cancellation);
        return TypedResults.Ok(Page.Of(products, page.Limit, View, product => product.Id.ToString()));
    }

    private static async Task<Results<Ok<ProductView>, ProblemHttpResult>> ProductAsync(
        Guid id, Caller caller, Db<SellersModule> db, HttpContext http, CancellationToken cancellation)
    {
        var product = await db.InTransactionAsync(async tx =>
            await ProductStore.FindAsync(tx, id) is { } found && await IsOfAsync(tx, caller, found)
                ? found
                : null, cancellation);
        if (product is null)
        {
            return ProductNotFound.ToProblem();
        }

        http.SetETag(product.Version);
        return TypedResults.Ok(View(product));
    }

    private static async Task<Results<Ok<ProductView>, ProblemHttpResult>> EditAsync(
        Guid id, ProductEdit edit, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, Db<SellersModule> db,
        HttpContext http, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<Product>>(async tx =>
        {
            if (await ProductStore.LockAsync(tx, id) is not { } product || !await IsOfAsync(tx, caller, product))
            {
                return ProductNotFound;
            }

            if (!ETags.Matches(ifMatch, product.Version))
            {
                return ETags.Mismatch;
            }

            if (!Apply(edit, product).Is(out var changed, out var refusal))
            {
                return refusal;
            }

            await ProductStore.UpdateAsync(tx, changed);
            return changed;
        }, cancellation);
        if (!result.Is(out var after, out var error))
        {
            return error.ToProblem();
        }

        http.SetETag(after.Version);
        return TypedResults.Ok(View(after));
    }

    private static Result<Product> Apply(ProductEdit edit, Product product)
    {
        var changed = product with
        {
            Price = edit.Price ?? product.Price,
            MarketPrice = edit.MarketPrice ?? product.MarketPrice,
            Stock = edit.Stock ?? product.Stock,
            IsAvailable = edit.Available ?? product.IsAvailable,
            Version = product.Version + 1,
        };
        return changed switch
        {
            _ when changed.Price.Asset != product.Price.Asset || changed.MarketPrice.Asset != product.Price.Asset =>
                WrongAsset,
            _ when changed.Price.Units <= 0 || changed.Price.Units > changed.MarketPrice.Units => PriceOutOfRange,
            _ when changed.Stock < product.Reserved => BelowReserved.With($"{product.Reserved} are promised."),
            _ => changed,
        };
    }

    private static async Task<bool> IsOfAsync(Tx tx, Caller caller, Product product) =>
        await ShopStore.FindAsync(tx, product.Shop) is { } shop && SellerAccess.Sees(caller, shop);

    private static ProductView View(Product product) => new(
        product.Id, product.Shop, product.Sku, product.Name, product.Description, product.Category, product.Brand,
        product.Price, product.MarketPrice, product.Unit.Unit, product.Unit.Value, product.Stock, product.Reserved,
        product.MaxPerOrder, product.IsAvailable, product.IsReturnable, product.IsCancellable, product.Tags,
        product.Image,
        product.Version);
}
