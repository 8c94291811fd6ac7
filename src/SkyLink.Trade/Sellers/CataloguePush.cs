using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>
/// Tells the gateway what the nodes here sell, so that it asks them only for that: all of it once, then what changed.
/// </summary>
internal sealed class CataloguePush(
    SearchDesk desk, CatalogueTold told, [FromKeyedServices("trade.sellers")] NodeRuntime runtime,
    Participants participants, IOptions<SellersOptions> options, IOptions<NetworkOptions> network, TimeProvider clock)
    : IJob, IDisposable
{
    /// <summary>Items in one message; more changes at once than this are told as a new whole.</summary>
    private const int PartItems = 500;

    /// <summary>Looks that often where nobody calls.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a message may wait for the gateway; by then the next tells more.</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(10);

    private readonly WakeUp wake = new();

    /// <summary>The goods may have changed.</summary>
    public void Wake() => wake.Call();

    public void Dispose() => wake.Dispose();

    public async Task RunAsync(CancellationToken stopping)
    {
        while (options.Value.Gateway is { } gateway && !stopping.IsCancellationRequested)
        {
            foreach (var node in runtime.Nodes.Values)
            {
                await TellAsync(node, gateway, stopping);
            }

            await wake.WaitAsync(Patience, stopping);
        }
    }

    private async Task TellAsync(Node node, string gateway, CancellationToken cancellation)
    {
        var (slug, shelves, now) = (node.Profile.Slug, desk.Shelves, clock.GetUtcNow());
        if (node.Signer is null || !shelves.Indexes.TryGetValue(slug, out var index) || index.Count == 0
            || index.Count > options.Value.PushedProductsMax || !told.MayTell(slug))
        {
            return;
        }

        var shops = ShopsOf(slug, shelves);
        var last = told.Of(slug) is { } before && before.Shops == shops ? before : null;
        if (last is not null && ReferenceEquals(last.Index, index)
            && now - last.At < options.Value.GatewayReminder)
        {
            return;
        }

        if (await GatewayAsync(node, gateway, cancellation) is not { } to)
        {
            return;
        }

        var news = last is null ? [] : index.NewsSince(last.Index).Take(PartItems + 1).ToList();
        if (last is null || news.Count > PartItems)
        {
            await TellAllAsync(node, to, shelves, shops, index, cancellation);
            return;
        }

        if (news.Count == 0 && now - last.At < options.Value.GatewayReminder)
        {
            told.Remember(slug, last with { Index = index });
            return;
        }

        var next = last with { Index = index, Changes = last.Changes + 1, At = now };
        var notice = new CatalogueNotice(next.Snapshot, next.Changes, Parts: null);
        await SendAsync(node, next, [Say(node, to, shelves, notice, news)], cancellation);
    }

    /// <summary>
    /// Remembers first: a failure of these very messages then finds what it has to forget. So does one to store them.
    /// </summary>
    private async Task SendAsync(
        Node node, Told next, IReadOnlyList<Outgoing> messages, CancellationToken cancellation)
    {
        told.Remember(node.Profile.Slug, next);
        try
        {
            await runtime.SendAsync(node, messages, cancellation);
        }
        catch (Exception)
        {
            told.Forget(node.Profile.Slug, next.Snapshot);
            throw;
        }
    }

    /// <summary>
    /// The gateway as the registry lists it; null before the registry vouches for the node itself, since the gateway
    /// would not believe it.
    /// </summary>
    private async Task<Participant?> GatewayAsync(Node node, string gateway, CancellationToken cancellation)
    {
        var (domain, self) = (network.Value.Domain, node.Profile.SubscriberId);
        return await participants.FindAsync(node, self, ParticipantType.Bpp, domain, cancellation) is null
            ? null
            : await participants.FindAsync(node, gateway, ParticipantType.Bg, domain, cancellation);
    }

    /// <summary>News of goods say nothing of their shop: where one delivers further now, all is told again.</summary>
    private static string ShopsOf(string node, Shelves shelves) => string.Join(
        ' ',
        shelves.Shops.Values.Where(shop => shop.Node == node).OrderBy(shop => shop.Slug, StringComparer.Ordinal)
            .Select(shop => $"{shop.Slug}:{shop.Place.RadiusKm}"));

    private Task TellAllAsync(
        Node node, Participant to, Shelves shelves, string shops, SearchIndex index, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var snapshot = Guid.CreateVersion7(now).ToString();
        var parts = index.Products.Chunk(PartItems).ToList();
        var next = new Told(snapshot, shops, index, Changes: 0, now);
        return SendAsync(
            node,
            next,
            [.. parts.Select((part, at) =>
                Say(node, to, shelves, new CatalogueNotice(snapshot, at + 1, parts.Count), part))],
            cancellation);
    }

    private Outgoing Say(
        Node node, Participant to, Shelves shelves, CatalogueNotice notice, IEnumerable<Product> products)
    {
        var context = node.Ask(
            BecknAction.OnSearch, to, network.Value.Domain, network.Value.Country, "*", notice.Snapshot,
            clock.GetUtcNow(), Ttl) with
        {
            BapId = to.SubscriberId,
            BapUri = to.Uri,
            BppId = node.Profile.SubscriberId,
            BppUri = node.Uri,
        };
        var items = products.ToLookup(product => product.Shop, ToItem, StringComparer.Ordinal);
        return Node.Say(to, context, new Catalogue
        {
            Descriptor = new Descriptor(node.Profile.Name),
            Providers = shelves.Shops.Values.Where(shop => shop.Node == node.Profile.Slug)
                .OrderBy(shop => shop.Slug, StringComparer.Ordinal)
                .Select(shop => SearchDesk.ToProvider(shop) with { Items = items[shop.Slug].ToValueList() })
                .ToValueList(),
            Tags = [notice.ToTags()],
        });
    }

    /// <summary>What finding it takes; the rest comes with the answer to a search.</summary>
    private static Item ToItem(Product product)
    {
        var item = SearchDesk.ToItem(product);
        return new Item(item.Id)
        {
            Descriptor = item.Descriptor! with { Images = [] },
            Price = item.Price! with { MaximumValue = null },
            Stock = new Stock { Available = product.Orderable > 0 ? product.Left : 0 },
            CategoryIds = item.CategoryIds,
            LocationIds = item.LocationIds,
            Tags = item.Tags,
        };
    }
}
