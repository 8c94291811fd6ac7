using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <param name="AreaCodes">Postal codes it delivers to; none: any within the radius.</param>
/// <param name="Area">Corners, "latitude,longitude", of where it delivers; none: anywhere within the radius.</param>
internal sealed record ShopView(
    string Slug, string Name, string Node, string Organization, string Description, string City, string Gps,
    decimal RadiusKm, IReadOnlyList<string> AreaCodes, IReadOnlyList<string> Area, string Address, string Phone,
    string Email, Money DeliveryCharge, Money PackingCharge, bool Online, int Version);

internal sealed record OnlineEdit(bool Online);

/// <summary>Where a shop delivers: within the radius, and only where what else is given allows it.</summary>
/// <param name="AreaCodes">Postal codes; none: any.</param>
/// <param name="Area">The corners of an area, "latitude,longitude", in order along its border; none: anywhere.</param>
internal sealed record DeliveryEdit(
    [property: Range(0.1, 1_000)] decimal RadiusKm,
    [property: MaxLength(500)] IReadOnlyList<string> AreaCodes,
    [property: MaxLength(200)] IReadOnlyList<string> Area);

/// <summary>Shops: open or closed, and where they deliver.</summary>
internal static class ShopsEndpoints
{
    internal static readonly Error NotFound = new("sellers.shop_not_found", 404, "There is no such shop of yours.");

    private const int AreaCodeLengthMax = 12;

    private static readonly Error BadAreaCode = new(
        "sellers.invalid_area_code", 422, "A postal code has 2 to 12 letters, digits, blanks and hyphens.");

    private static readonly Error BadArea = new("sellers.invalid_area", 422, "The corners do not enclose an area.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var shops = routes.MapGroup("/api/v1/sellers/shops").WithTags("Sellers");
        shops.MapGet("", ListAsync).WithName("ListShops")
            .WithSummary("Read the shops of your organization").Requires(SellerAccess.Read);
        shops.MapPut("/{slug}/online", SetOnlineAsync).WithName("SetShopOnline")
            .WithSummary("Open or close a shop on the network").Requires(SellerAccess.Write, rate: RateClass.Write);
        shops.MapPut("/{slug}/delivery", SetDeliveryAsync).WithName("SetShopDelivery")
            .WithSummary("Say where a shop delivers: radius, postal codes, area")
            .Requires(SellerAccess.Write, rate: RateClass.Write);
    }

    private static async Task<Ok<Page<ShopView>>> ListAsync(
        Caller caller, Db<SellersModule> db, CancellationToken cancellation)
    {
        var shops = await db.InStatementAsync(
            tx => ShopStore.ListAsync(tx, SellerAccess.ScopeOf(caller)), cancellation);
        return TypedResults.Ok(new Page<ShopView>([.. shops.Select(View)], Next: null));
    }

    private static Task<Results<Ok<ShopView>, ProblemHttpResult>> SetOnlineAsync(
        string slug, OnlineEdit edit, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller,
        Db<SellersModule> db, HttpContext http, CancellationToken cancellation) => ChangeAsync(
        slug, ifMatch, caller, db, http,
        async (tx, shop) =>
        {
            if (shop.IsOnline == edit.Online)
            {
                return shop;
            }

            var changed = shop with { IsOnline = edit.Online, Version = shop.Version + 1 };
            await ShopStore.SetOnlineAsync(tx, changed);
            tx.Publish(new ShopChanged(slug, edit.Online));
            return changed;
        },
        cancellation);

    private static async Task<Results<Ok<ShopView>, ProblemHttpResult>> SetDeliveryAsync(
        string slug, DeliveryEdit edit, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller,
        Db<SellersModule> db, HttpContext http, CancellationToken cancellation)
    {
        if (!ReachOf(edit).Is(out var reach, out var refusal))
        {
            return refusal.ToProblem();
        }

        return await ChangeAsync(
            slug, ifMatch, caller, db, http,
            async (tx, shop) =>
            {
                var place = shop.Place with { RadiusKm = edit.RadiusKm, Reach = reach };
                var changed = shop with { Place = place, Version = shop.Version + 1 };
                await ShopStore.SetDeliveryAsync(tx, changed);
                tx.Publish(
                    new ShopDeliveryChanged(slug, edit.RadiusKm, reach.AreaCodes.Count, reach.Corners.Count));
                return changed;
            },
            cancellation);
    }

    private static async Task<Results<Ok<ShopView>, ProblemHttpResult>> ChangeAsync(
        string slug, string? ifMatch, Caller caller, Db<SellersModule> db, HttpContext http,
        Func<Tx, Shop, Task<Shop>> change, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<Shop>>(async tx =>
        {
            if (await ShopStore.LockAsync(tx, slug) is not { } shop || !SellerAccess.Sees(caller, shop))
            {
                return NotFound;
            }

            return ETags.Matches(ifMatch, shop.Version) ? await change(tx, shop) : ETags.Mismatch;
        }, cancellation);
        if (!result.Is(out var after, out var error))
        {
            return error.ToProblem();
        }

        http.SetETag(after.Version);
        return TypedResults.Ok(View(after));
    }

    private static Result<ShopReach> ReachOf(DeliveryEdit edit)
    {
        if (edit.AreaCodes.Any(code => !IsAreaCode(code)))
        {
            return BadAreaCode;
        }

        if (!Polygon.TryRead(edit.Area, out var corners))
        {
            return BadArea.With($"Corner {corners.Count + 1} is no \"latitude,longitude\".");
        }

        return corners switch
        {
            { Count: > 0 and < Polygon.CornersMin } => BadArea.With($"It takes {Polygon.CornersMin} at least."),
            _ when Polygon.CrossesItself(corners) => BadArea.With("Its border crosses or touches itself."),
            _ => new ShopReach([.. edit.AreaCodes.Distinct(StringComparer.Ordinal)], corners),
        };
    }

    /// <param name="text">JSON knows null where a text should be.</param>
    private static bool IsAreaCode(string? text) => text?.Length is >= 2 and <= AreaCodeLengthMax
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-')
        && text.Trim().Length == text.Length;

    private static ShopView View(Shop shop) => new(
        shop.Slug, shop.Name, shop.Node, shop.Organization, shop.Description, shop.Place.City,
        shop.Place.Gps.ToString(), shop.Place.RadiusKm, shop.Place.Reach.AreaCodes,
        [.. shop.Place.Reach.Corners.Select(corner => corner.ToString())], AddressLine(shop.Place.Address),
        shop.Place.Phone, shop.Place.Email, shop.DeliveryCharge, shop.PackingCharge, shop.IsOnline, shop.Version);

    private static string AddressLine(Address address) => string.Join(
        ", ",
        new[] { address.Building, address.Street, address.Locality, address.City, address.AreaCode }
            .OfType<string>());
}
