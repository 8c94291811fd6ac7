using System.Collections.Frozen;

namespace SkyLink.Trade.Sellers;

/// <summary>
/// Keeps the search index up to date: reads what transactions changed since the last look, whichever process made
/// them. A look costs one statement on an index where nothing happened.
/// </summary>
internal sealed class SearchRefresh(
    Db<SellersModule> db, SearchDesk desk, CataloguePush push, IOptions<SellersOptions> options, TimeProvider clock)
    : IJob, IDisposable
{
    private readonly SemaphoreSlim looking = new(1, 1);
    private string since = "0";

    public void Dispose() => looking.Dispose();

    /// <summary>Looks now; done when searches see all that was committed before the call.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await looking.WaitAsync(cancellation);
        try
        {
            var (horizon, shops, changed) = await db.InTransactionAsync(
                async tx => (await ProductStore.HorizonAsync(tx), await ShopStore.AllAsync(tx),
                    await ProductStore.ChangedAsync(tx, since)),
                cancellation);
            desk.Shelves = Renew(desk.Shelves, shops, changed);
            since = horizon;
            push.Wake();
        }
        finally
        {
            looking.Release();
        }
    }

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
