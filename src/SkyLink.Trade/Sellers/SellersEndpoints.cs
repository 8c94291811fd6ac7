using SkyLink.Beckn;

namespace SkyLink.Trade.Sellers;

internal sealed record ShopView(
    string Slug, string Name, string Node, string Organization, string Description, string City, string Gps,
    decimal RadiusKm, string Address, string Phone, string Email, Money DeliveryCharge, Money PackingCharge,
    bool Online,
    int Version);

internal sealed record ProductView(
    Guid Id, string Shop, string Sku, string Name, string Description, string Category, string Brand, Money Price,
    Money MarketPrice, string Unit, decimal UnitValue, int Stock, int Reserved, int MaxPerOrder, bool Available,
    bool Returnable, bool Cancellable, IReadOnlyList<string> Tags, string? Image, int Version);

/// <summary>What a keeper changes; null leaves it.</summary>
/// <param name="Stock">Pieces on the shelf, those promised to open orders included.</param>
internal sealed record ProductEdit(
    Money? Price = null, Money? MarketPrice = null, [property: Range(0, 1_000_000_000)] int? Stock = null,
    bool? Available = null);

internal sealed record OnlineEdit(bool Online);

/// <summary>Which products; null narrows nothing.</summary>
/// <param name="LeftAtMost">Only those of which no more pieces can still be sold.</param>
internal sealed record ProductQuery(string? Shop, string? Text, [property: Range(0, int.MaxValue)] int? LeftAtMost)
{
    private const int TextMax = 200;

    public string? Words => string.IsNullOrWhiteSpace(Text) ? null : Text.Beginning(TextMax);
}

/// <summary>Shops and what is on their shelves.</summary>
internal static class SellersEndpoints
{
    internal static readonly Error ShopNotFound = new("sellers.shop_not_found", 404, "There is no such shop of yours.");
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
        sellers.MapGet("/shops", ShopsAsync).WithName("ListShops")
            .WithSummary("Read the shops of your organization").Requires(SellerAccess.Read);
        sellers.MapPut("/shops/{slug}/online", SetOnlineAsync).WithName("SetShopOnline")
            .WithSummary("Open or close a shop on the network").Requires(SellerAccess.Write, rate: RateClass.Write);
        sellers.MapGet("/products", ProductsAsync).WithName("ListProducts")
            .WithSummary("Read products, narrowed by shop, words and what is left").Requires(SellerAccess.Read);
        sellers.MapGet("/products/{id:guid}", ProductAsync).WithName("GetProduct")
            .WithSummary("Read one product").Requires(SellerAccess.Read);
        sellers.MapPut("/products/{id:guid}", EditAsync).WithName("EditProduct")
            .WithSummary("Change price, stock or availability of a product")
            .Requires(SellerAccess.Write, rate: RateClass.Write);
    }

    private static async Task<Ok<Page<ShopView>>> ShopsAsync(
        Caller caller, Db<SellersModule> db, CancellationToken cancellation)
    {
        var shops = await db.InTransactionAsync(
            tx => ShopStore.ListAsync(tx, SellerAccess.ScopeOf(caller)), cancellation);
        return TypedResults.Ok(new Page<ShopView>([.. shops.Select(View)], Next: null));
    }

    private static async Task<Results<Ok<ShopView>, ProblemHttpResult>> SetOnlineAsync(
        string slug, OnlineEdit edit, [FromHeader(
            Name = "If-Match")] string? ifMatch, Caller caller, Db<SellersModule> db,
        HttpContext http, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<Shop>>(async tx =>
        {
            if (await ShopStore.LockAsync(tx, slug) is not { } shop || !SellerAccess.Sees(caller, shop))
            {
                return ShopNotFound;
            }

            if (!ETags.Matches(ifMatch, shop.Version))
            {
                return ETags.Mismatch;
            }

            if (shop.IsOnline == edit.Online)
            {
                return shop;
            }

            var changed = shop with { IsOnline = edit.Online, Version = shop.Version + 1 };
            await ShopStore.SetOnlineAsync(tx, changed);
            tx.Publish(new ShopChanged(slug, edit.Online));
            return changed;
        }, cancellation);
        if (!result.Is(out var after, out var error))
        {
            return error.ToProblem();
        }

        http.SetETag(after.Version);
        return TypedResults.Ok(View(after));
    }

    private static async Task<Ok<Page<ProductView>>> ProductsAsync(
        [AsParameters] ProductQuery query, [AsParameters] PageRequest page, Caller caller, Db<SellersModule> db,
        CancellationToken cancellation)
    {
        var products = await db.InTransactionAsync(
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

    private static ShopView View(Shop shop) => new(
        shop.Slug, shop.Name, shop.Node, shop.Organization, shop.Description, shop.Place.City,
        shop.Place.Gps.ToString(),
        shop.Place.RadiusKm, AddressLine(shop.Place.Address), shop.Place.Phone, shop.Place.Email, shop.DeliveryCharge,
        shop.PackingCharge, shop.IsOnline, shop.Version);

    private static string AddressLine(Address address) => string.Join(
        ", ", new[] { address.Building, address.Street, address.Locality, address.City,
        address.AreaCode }.OfType<string>());

    private static ProductView View(Product product) => new(
        product.Id, product.Shop, product.Sku, product.Name, product.Description, product.Category, product.Brand,
        product.Price, product.MarketPrice, product.Unit.Unit, product.Unit.Value, product.Stock, product.Reserved,
        product.MaxPerOrder, product.IsAvailable, product.IsReturnable, product.IsCancellable, product.Tags,
        product.Image,
        product.Version);
}

/// <summary>Who may see and do what at the shops: sellers at those of their organization, operators at all.</summary>
internal static class SellerAccess
{
    public static readonly Permission Read = new(
        "sellers.read", "See shops, products and their orders", Role.Seller, Role.Partner, Role.Analyst, Role.Operator,
        Role.Admin);

    public static readonly Permission Write = new(
        "sellers.write", "Run shops: products, orders, opening", Role.Seller, Role.Partner, Role.Operator, Role.Admin);

    /// <summary>The organization whose shops a caller is limited to; null for all.</summary>
    public static string? ScopeOf(Caller caller) =>
        caller.Is(Role.Operator) || caller.Is(Role.Admin) || caller.Is(Role.Analyst) ? null : caller.Organization;

    public static bool Sees(Caller caller, Shop shop) => ScopeOf(caller) is not { } scope || scope == shop.Organization;
}
