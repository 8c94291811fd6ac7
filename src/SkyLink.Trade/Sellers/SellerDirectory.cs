using Microsoft.Extensions.Configuration;
using SkyLink.Beckn;
using SkyLink.Trade.Demo;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>A seller node as it is to be run, and the shops it starts with.</summary>
internal sealed record SellerDefinition(NodeProfile Profile, int CommissionBasisPoints, IReadOnlyList<Shop> Shops);

/// <summary>Which seller nodes run here: those of the settings, and in demo mode the demo's.</summary>
internal sealed class SellerDirectory
{
    private const int CommissionOfDemo = 800;
    private readonly Dictionary<string, SellerDefinition> bySlug;
    private readonly SellersOptions options;

    public SellerDirectory(
        IConfiguration configuration, IOptions<SellersOptions> options, IOptions<NetworkOptions> network)
    {
        this.options = options.Value;
        IsDemo = configuration.GetValue("Demo:Enabled", defaultValue: false);
        var definitions = options.Value.Nodes.Select(node => OfSettings(node, network.Value.Domain));
        bySlug = definitions.Concat(IsDemo ? OfDemo(DemoWorld.Load(), network.Value.Domain) : [])
            .DistinctBy(it => it.Profile.Slug, StringComparer.Ordinal)
            .ToDictionary(it => it.Profile.Slug, StringComparer.Ordinal);
    }

    public bool IsDemo { get; }

    public IReadOnlyCollection<SellerDefinition> All => bySlug.Values;

    /// <summary>What is cut from a sale of this node.</summary>
    public Shares SharesOf(string node) => new(
        options.FinderFeeBasisPoints, options.NetworkFeeBasisPoints,
        bySlug.GetValueOrDefault(node)?.CommissionBasisPoints ?? 0);

    private SellerDefinition OfSettings(SellerNodeOptions node, string domain) => new(
        ProfileOf(
            node.Slug, node.Name, node.SubscriberId ?? $"{node.Slug}.example", node.IsMarketplace, domain, node.Cities),
        node.IsMarketplace ? node.CommissionBasisPoints : 0,
        [.. node.Shops.Select(shop => OfSettings(node.Slug, shop))]);

    private static Shop OfSettings(string node, ShopOptions shop)
    {
        var asset = Amounts.AssetOf(shop.Currency)
            ?? throw new StartException($"Trade:Sellers: {shop.Slug} takes {shop.Currency}, which is not traded here.");
        if (!Gps.TryParse(shop.Gps, out var gps))
        {
            throw new StartException(
                $"Trade:Sellers: {shop.Slug} is at '{shop.Gps}', which is no 'latitude,longitude'.");
        }

        Money AmountOf(decimal value) => new Price(value, shop.Currency).ToMoney()
            ?? throw new StartException($"Trade:Sellers: {shop.Slug} charges {value}, which {asset} cannot hold.");
        return new Shop(
            shop.Slug, node, shop.Name, shop.Organization, shop.Description, asset,
            new ShopPlace(
                shop.City, gps, shop.RadiusKm, new Address { Street = shop.Street, AreaCode = shop.AreaCode },
                shop.Phone,
                shop.Email)
            {
                Reach = new ShopReach(shop.AreaCodes, CornersOf(shop)),
            },
            AmountOf(shop.DeliveryCharge), AmountOf(shop.PackingCharge), IsOnline: true, Version: 1);
    }

    private static List<Gps> CornersOf(ShopOptions shop)
    {
        if (!Polygon.TryRead(shop.Area, out var corners) || corners.Count is > 0 and < Polygon.CornersMin)
        {
            throw new StartException(
                $"Trade:Sellers: the area of {shop.Slug} is no list of at least three 'latitude,longitude'.");
        }

        return Polygon.CrossesItself(corners)
            ? throw new StartException($"Trade:Sellers: the area of {shop.Slug} has a border that crosses itself.")
            : corners;
    }

    private IEnumerable<SellerDefinition> OfDemo(DemoWorld world, string domain) => world.Participants.Select(it =>
    {
        var shops = world.Shops.Where(shop => shop.Participant == it.Slug).ToList();
        var isMarketplace = it.Kind == "marketplace";
        return new SellerDefinition(
            ProfileOf(
                it.Slug, it.Name, $"{it.Slug}.example", isMarketplace, domain,
                [.. shops.Select(shop => shop.City).Distinct(StringComparer.Ordinal)]),
            isMarketplace ? CommissionOfDemo : 0,
            [.. shops.Select(shop => OfDemo(it, shop))]);
    });

    /// <summary>
    /// The participant's organization runs the shop: a marketplace keeps shop for its sellers on record.
    /// </summary>
    private static Shop OfDemo(DemoParticipant participant, DemoShop shop) => new(
        shop.Slug, participant.Slug, shop.Name, participant.Name, shop.Description, shop.DeliveryCharge.Asset,
        new ShopPlace(
            shop.City, Gps.TryParse(shop.Gps, out var gps) ? gps : throw new InvalidOperationException(shop.Gps),
            shop.ServiceRadiusKm,
            new Address
            {
                Building = shop.Address.Building,
                Street = shop.Address.Street,
                Locality = shop.Address.Locality,
                City = shop.Address.City,
                State = shop.Address.State,
                Country = shop.Address.Country,
                AreaCode = shop.AreaCode,
            },
            shop.Phone, shop.Email),
        shop.DeliveryCharge, shop.PackingCharge, IsOnline: true, Version: 1);

    private NodeProfile ProfileOf(
        string slug, string name, string subscriberId, bool isMarketplace, string domain,
        IReadOnlyList<string> cities) =>
        new(
            slug, name, subscriberId,
            [
                new NodeRole(ParticipantType.Bpp, domain, isMarketplace ? "msn" : "isn"),
                new NodeRole(ParticipantType.Bap, options.LogisticsDomain),
                new NodeRole(ParticipantType.Bap, options.PaymentDomain),
            ],
            cities);
}
