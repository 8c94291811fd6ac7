using System.Collections.Frozen;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>Keeps the search index up to date.</summary>
internal sealed class SearchRefresh(
    Db<SellersModule> db, SearchDesk desk, CataloguePush push, IOptions<SellersOptions> options, TimeProvider clock)
    : IJob, IDisposable
{
    private readonly RecentChanges changes = new(db);

    public void Dispose() => changes.Dispose();

    /// <summary>Looks now; done when searches see all that was committed before the call.</summary>
    public Task LookAsync(CancellationToken cancellation) => changes.LookAsync(
        async (tx, since) =>
            (Shops: await ShopStore.AllAsync(tx), Products: await ProductStore.ChangedAsync(tx, since)),
        changed =>
        {
            desk.Shelves = Renew(desk.Shelves, changed.Shops, changed.Products);
            push.Wake();
            return Task.CompletedTask;
        },
        cancellation);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await LookAsync(stopping);
            await Task.Delay(options.Value.IndexPoll, clock, stopping);
        }
    }

    private static Shelves Renew(Shelves before, List<Shop> shops, List<Product> changed)
    {
        var bySlug = shops.ToFrozenDictionary(shop => shop.Slug, StringComparer.Ordinal);
        var byNode = changed.Where(product => IsNews(before, bySlug[product.Shop].Node, product))
            .ToLookup(product => bySlug[product.Shop].Node, StringComparer.Ordinal);
        var indexes = shops.Select(shop => shop.Node).Distinct(StringComparer.Ordinal).ToFrozenDictionary(
            node => node,
            node => before.Indexes.GetValueOrDefault(node, SearchIndex.Empty).With([.. byNode[node]]),
            StringComparer.Ordinal);
        return new Shelves(bySlug, indexes);
    }

    /// <summary>Rows of the last moments come again; most of them are known.</summary>
    private static bool IsNews(Shelves before, string node, Product product) =>
        !before.Indexes.TryGetValue(node, out var index) || !index.Holds(product);
}
