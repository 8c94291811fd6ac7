using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SkyLink.Platform.Hosting;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>Shops as settings describe them: a mistake stops the start, with the shop's name.</summary>
public sealed class SellerDirectoryTests
{
    [Fact]
    public void A_shop_of_the_settings_is_read_whole()
    {
        var shop = Assert.Single(Assert.Single(Read(Shop()).All).Shops);
        Assert.Equal(("corner", Amounts.AssetOf("PKR"), 3), (shop.Slug, shop.Asset, shop.Place.Reach.Corners.Count));
    }

    [Theory]
    [InlineData("31.5,74.3", "PKR", "31,74", "32,74", "corner is no list of at least three 'latitude,longitude'")]
    [InlineData("31.5,74.3", "PKR", "31,74", "north", "32,75", "corner is no list of at least three")]
    [InlineData("31.5,74.3", "PKR", "31,74", "32,75", "32,74", "31,75", "corner has a border that crosses itself")]
    [InlineData("here", "PKR", "corner is at 'here', which is no 'latitude,longitude'")]
    [InlineData("31.5,74.3", "XYZ", "corner takes XYZ, which is not traded here")]
    public void A_mistake_in_the_settings_stops_the_start(string gps, string currency, params string[] areaAndReason)
    {
        var wrong = Assert.Throws<StartException>(() => Read(Shop(gps, currency, areaAndReason[..^1])));
        Assert.Contains(areaAndReason[^1], wrong.Message, StringComparison.Ordinal);
    }

    private static ShopOptions Shop(string gps = "31.5,74.3", string currency = "PKR", string[]? area = null) => new()
    {
        Slug = "corner",
        Name = "Corner",
        Organization = "Corner Ltd",
        Currency = currency,
        Gps = gps,
        Area = area ?? ["31,74", "32,74", "32,75"],
        Phone = "+92 42 1234567",
        Email = "corner@example.com",
    };

    private static SellerDirectory Read(ShopOptions shop) => new(
        new ConfigurationBuilder().Build(),
        Options.Create(new SellersOptions
        {
            Nodes = [new SellerNodeOptions { Slug = "node", Name = "Node", Shops = [shop] }],
        }),
        Options.Create(new NetworkOptions()));
}
