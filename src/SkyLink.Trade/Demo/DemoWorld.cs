using System.Text.Json;

namespace SkyLink.Trade.Demo;

/// <summary>The shops, shoppers and searches of the demo, as <c>Demo/catalogue/shops.json</c> tells them.</summary>
internal sealed record DemoWorld(
    string Currency, IReadOnlyList<DemoParticipant> Participants, IReadOnlyList<DemoShop> Shops,
    IReadOnlyList<DemoShopper> Shoppers)
{
    private const string Prefix = "SkyLink.Trade.Demo.catalogue.";

    public static DemoWorld Load()
    {
        using var stream = Open("shops.json");
        return JsonSerializer.Deserialize<DemoWorld>(stream, Json.Options)
            ?? throw new InvalidOperationException("shops.json is empty.");
    }

    /// <summary>One shop's products in the CSV of docs/catalogue.md.</summary>
    public static Stream OpenCatalogue(DemoShop shop) => Open(shop.Catalogue);

    private static Stream Open(string file) => typeof(DemoWorld).Assembly.GetManifestResourceStream(Prefix + file)
        ?? throw new InvalidOperationException($"{file} is not among the demo's files.");
}

/// <param name="Kind">"inventory" or "marketplace".</param>
internal sealed record DemoParticipant(string Slug, string Name, string Kind);

/// <param name="City">Such as <c>std:042</c>.</param>
internal sealed record DemoShop(
    string Slug, string Name, string Participant, string Catalogue, string Description, DemoAddress Address,
    string AreaCode, string Gps, string City, decimal ServiceRadiusKm, Money DeliveryCharge, Money PackingCharge,
    string Phone, string Email);

internal sealed record DemoAddress(
    string Building, string Street, string Locality, string City, string State, string Country);

internal sealed record DemoShopper(
    string Slug, string Name, string Phone, string Email, string Building, string Street, string Area, string City,
    string AreaCode, string Gps);
