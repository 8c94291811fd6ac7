using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>A shop: a provider in the words of the protocol.</summary>
/// <param name="Node">The slug of the seller node that sells for it.</param>
/// <param name="Organization">The name of the organization whose sellers run it; names are unique.</param>
/// <param name="Asset">In which it takes money, such as <c>PKR/2</c>.</param>
internal sealed record Shop(
    string Slug, string Node, string Name, string Organization, string Description, string Asset, ShopPlace Place,
    Money DeliveryCharge, Money PackingCharge, bool IsOnline, int Version)
{
    /// <summary>Whether it delivers to a point, in a postal code where one is given.</summary>
    public bool Delivers(Gps to, string? areaCode) =>
        Place.Gps.DistanceKmTo(to) <= (double)Place.RadiusKm && Place.Reach.Holds(to, areaCode);

    public Location ToLocation() => new()
    {
        Id = $"{Slug}-shop",
        Gps = Place.Gps,
        Address = Place.Address,
        ServiceRadiusKm = Place.RadiusKm,
    };

    /// <summary>Where the carrier fetches the goods.</summary>
    public Stop ToStop() => new()
    {
        Location = new Location { Id = $"{Slug}-shop", Gps = Place.Gps, Address = Place.Address },
        PersonName = Name,
        Contact = new Contact { Phone = Place.Phone, Email = Place.Email },
    };
}

/// <summary>Where a shop is and how far it delivers.</summary>
internal sealed record ShopPlace(string City, Gps Gps, decimal RadiusKm, Address Address, string Phone, string Email)
{
    public ShopReach Reach { get; init; } = ShopReach.Everywhere;
}

/// <summary>Where within its radius a shop delivers.</summary>
/// <param name="AreaCodes">Postal codes; none: any.</param>
/// <param name="Corners">Of an area; none: anywhere.</param>
internal sealed record ShopReach(IReadOnlyList<string> AreaCodes, IReadOnlyList<Gps> Corners)
{
    public static ShopReach Everywhere { get; } = new([], []);

    public bool IsEverywhere => AreaCodes.Count == 0 && Corners.Count == 0;

    /// <summary>A buyer who names no postal code is judged by the point alone.</summary>
    public bool Holds(Gps to, string? areaCode) =>
        (AreaCodes.Count == 0 || areaCode is null || AreaCodes.Contains(areaCode))
        && (Corners.Count == 0 || Polygon.Contains(Corners, to));
}

/// <summary>Something a shop sells.</summary>
/// <param name="Price">Of one piece, tax included.</param>
/// <param name="MarketPrice">The printed price, at least <paramref name="Price"/>.</param>
internal sealed record Product(
    string Shop, string Sku, string Name, string Description, string Category, string Brand, Money Price,
    Money MarketPrice, Measure Unit, int Stock, int MaxPerOrder)
{
    public Guid Id { get; init; }

    /// <summary>Pieces of <see cref="Stock"/> that are promised to orders not yet confirmed.</summary>
    public int Reserved { get; init; }

    public bool IsReturnable { get; init; }

    public bool IsCancellable { get; init; } = true;

    /// <summary>On sale; false hides it without forgetting it.</summary>
    public bool IsAvailable { get; init; } = true;

    /// <summary>From acceptance to hand-over.</summary>
    public TimeSpan TimeToShip { get; init; } = TimeSpan.FromMinutes(30);

    public decimal TaxPercent { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Image { get; init; }

    public int Version { get; init; } = 1;

    public int Left => Stock - Reserved;

    /// <summary>What one order can take now.</summary>
    public int Orderable => IsAvailable ? Math.Min(Left, MaxPerOrder) : 0;
}
