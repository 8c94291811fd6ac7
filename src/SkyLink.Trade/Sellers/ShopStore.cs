using System.Numerics;
using System.Text.Json;
using SkyLink.Beckn;

namespace SkyLink.Trade.Sellers;

/// <summary>All SQL of shops.</summary>
internal static class ShopStore
{
    public static Task<Shop?> FindAsync(Tx tx, string slug) =>
        tx.FindAsync($"select * from shops where slug = {slug}", Read);

    public static Task<Shop?> LockAsync(Tx tx, string slug) =>
        tx.FindAsync($"select * from shops where slug = {slug} for update", Read);

    /// <summary>All of them: a node has tens, not thousands.</summary>
    public static Task<List<Shop>> AllAsync(Tx tx) => tx.ListAsync($"select * from shops order by slug", Read);

    /// <param name="organization">Only this organization's; null for all.</param>
    public static Task<List<Shop>> ListAsync(Tx tx, string? organization) => tx.ListAsync($"""
        select * from shops where {organization}::text is null or organization = {organization} order by slug
        """, Read);

    /// <summary>Adds a shop unless there is one of this name; says whether it did.</summary>
    public static async Task<bool> AddAsync(Tx tx, Shop shop) => await tx.ExecuteAsync($"""
        insert into shops (slug, node, name, organization, description, asset, city, latitude, longitude, radius_km,
                           address, phone, email, delivery_charge, packing_charge, is_online, version,
                           area_codes, corners)
        values ({shop.Slug}, {shop.Node}, {shop.Name}, {shop.Organization}, {shop.Description}, {shop.Asset},
                {shop.Place.City}, {shop.Place.Gps.Latitude}, {shop.Place.Gps.Longitude}, {shop.Place.RadiusKm},
                {JsonSerializer.Serialize(shop.Place.Address, Json.Options)}::text::jsonb, {shop.Place.Phone},
                {shop.Place.Email}, {(BigInteger)shop.DeliveryCharge.Units}, {(BigInteger)shop.PackingCharge.Units},
                {shop.IsOnline}, {shop.Version}, {shop.Place.Reach.AreaCodes.ToArray()},
                {CornersOf(shop)})
        on conflict (slug) do nothing
        """) == 1;

    public static Task SetOnlineAsync(Tx tx, Shop shop) => tx.ExecuteAsync(
        $"update shops set is_online = {shop.IsOnline}, version = {shop.Version} where slug = {shop.Slug}");

    public static Task SetDeliveryAsync(Tx tx, Shop shop) => tx.ExecuteAsync($"""
        update shops set radius_km = {shop.Place.RadiusKm}, area_codes = {shop.Place.Reach.AreaCodes.ToArray()},
                         corners = {CornersOf(shop)}, version = {shop.Version}
         where slug = {shop.Slug}
        """);

    private static string[] CornersOf(Shop shop) =>
        [.. shop.Place.Reach.Corners.Select(corner => corner.ToString())];

    private static Shop Read(NpgsqlDataReader row)
    {
        var asset = row.Get<string>("asset");
        return new Shop(
            row.Get<string>("slug"),
            row.Get<string>("node"),
            row.Get<string>("name"),
            row.Get<string>("organization"),
            row.Get<string>("description"),
            asset,
            new ShopPlace(
                row.Get<string>("city"),
                new Gps(row.Get<double>("latitude"), row.Get<double>("longitude")),
                row.Get<decimal>("radius_km"),
                JsonSerializer.Deserialize<Address>(row.Get<string>("address"), Json.Options)!,
                row.Get<string>("phone"),
                row.Get<string>("email"))
            {
                Reach = new ShopReach(
                    row.Get<string[]>("area_codes"),
                    [.. row.Get<string[]>("corners")
                        .Select(corner => Gps.TryParse(corner, out var gps) ? gps : default)]),
            },
            row.Money("delivery_charge", asset),
            row.Money("packing_charge", asset),
            row.Get<bool>("is_online"),
            row.Get<int>("version"));
    }

    /// <summary>An amount in whole units of an asset.</summary>
    internal static Money Money(this NpgsqlDataReader row, string column, string asset) =>
        new((Int128)row.Get<BigInteger>(column), asset);
}
