using System.Collections.Frozen;
using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>All that a search is answered from, as of one moment.</summary>
/// <param name="Indexes">By the slug of the node.</param>
internal sealed record Shelves(FrozenDictionary<string, Shop> Shops, FrozenDictionary<string, SearchIndex> Indexes)
{
    public static Shelves Empty { get; } =
        new(FrozenDictionary<string, Shop>.Empty, FrozenDictionary<string, SearchIndex>.Empty);
}

/// <summary>Answers searches from memory: no search touches the database.</summary>
internal sealed class SearchDesk(IOptions<SellersOptions> options, TimeProvider clock)
{
    /// <summary>Replaced as a whole by <see cref="SearchRefresh"/>.</summary>
    public Shelves Shelves { get; set; } = Shelves.Empty;

    /// <summary>search: a seller who has nothing that fits stays silent, as is the custom of the network.</summary>
    public ValueTask<Reaction> SearchAsync(Received message, CancellationToken cancellation)
    {
        var node = message.Node;
        return ValueTask.FromResult(
            Find(node.Profile, message.Envelope.Read<Intent>(), message.Envelope.Dialect) is { } found
                ? new Reaction(node.Answer(message, found, clock.GetUtcNow()))
                : Reaction.Nothing);
    }

    /// <summary>The offers of a node's shops that fit; null if there are none.</summary>
    public Catalogue? Find(NodeProfile node, Intent intent, Dialect dialect)
    {
        var shelves = Shelves;
        if (!shelves.Indexes.TryGetValue(node.Slug, out var index))
        {
            return null;
        }

        var phrase = SearchPhrase.Parse(intent.Text);
        var radius = intent.RadiusKm ?? phrase.WithinKm;
        bool IsOpen(string slug) => shelves.Shops.TryGetValue(slug, out var shop) && IsNear(shop, intent, radius);
        var query = new SearchQuery(
            phrase.Words, intent.PriceMin, Least(intent.PriceMax, phrase.PriceMax), intent.CategoryId, intent.ItemId);
        var found = index.Find(query, IsOpen, options.Value.ItemsPerShopMax);
        return found.Count == 0 ? null : new Catalogue
        {
            Descriptor = new Descriptor(node.Name),
            Providers = found.GroupBy(listing => listing.Product.Shop, StringComparer.Ordinal)
                .Select(group => ToProvider(shelves.Shops[group.Key], group, dialect)).ToValueList(),
        };
    }

    /// <summary>The item of a product, as a catalogue shows it.</summary>
    public static Item ToItem(Product product) => new(product.Sku)
    {
        Descriptor = new Descriptor(product.Name)
        {
            ShortDescription = product.Description.Length > 0 ? product.Description : null,
            Images = product.Image is { } image ? [image] : [],
        },
        Price = product.Price.ToPrice() with { MaximumValue = product.MarketPrice.ToPrice().Value },
        Stock = new Stock { Available = product.Left, Maximum = product.Orderable, Unit = product.Unit },
        CategoryIds = [product.Category],
        LocationIds = [$"{product.Shop}-shop"],
        FulfillmentIds = ["delivery"],
        IsReturnable = product.IsReturnable,
        IsCancellable = product.IsCancellable,
        IsPayableOnDelivery = false,
        TimeToShip = product.TimeToShip,
        Tags = product.Tags.Count == 0 && product.Brand.Length == 0
            ? []
            : [new TagGroup("attributes", [.. Attributes(product)])],
    };

    private static IEnumerable<Tag> Attributes(Product product) =>
        (product.Brand.Length > 0 ? [new Tag("brand", product.Brand)] : Array.Empty<Tag>())
        .Concat(product.Tags.Select(tag => new Tag(tag, "yes")));

    private static bool IsNear(Shop shop, Intent intent, decimal? radiusKm)
    {
        if (!shop.IsOnline || (intent.ProviderId is { } wanted && wanted != shop.Slug))
        {
            return false;
        }

        if (intent.Gps is not { } gps)
        {
            return true;
        }

        return shop.Delivers(gps, intent.AreaCode) && !(shop.Place.Gps.DistanceKmTo(gps) > (double?)radiusKm);
    }

    /// <summary>The shop as a catalogue shows it, still without its goods.</summary>
    public static Provider ToProvider(Shop shop) => new(shop.Slug)
    {
        Descriptor = new Descriptor(shop.Name) { ShortDescription = shop.Description },
        Locations = [shop.ToLocation()],
        Fulfillments = [new Fulfillment { Id = "delivery", Type = "Delivery" }],
    };

    private static Provider ToProvider(Shop shop, IEnumerable<Listing> listings, Dialect dialect) => ToProvider(shop)
        with
    {
        Prepared = listings.Select(listing => listing.Prepared(dialect, ToItem)).ToValueList(),
    };

    private static decimal? Least(decimal? one, decimal? other) =>
        one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
