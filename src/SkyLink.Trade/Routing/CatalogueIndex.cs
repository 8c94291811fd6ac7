using System.Collections.Concurrent;
using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>What is known of a seller in a domain, and its goods.</summary>
internal sealed record KnownSeller(SellerRow Row, SellerShelf Shelf)
{
    /// <summary>Whether what it does not list need not be asked for, in this city at this time.</summary>
    public bool IsCompleteFor(string city, DateTimeOffset now) =>
        Row.IsWhole && now < Row.KnownUntil && (Row.City == "*" || Row.City == city);
}

/// <summary>
/// The index in memory, kept up to date from the tables, whichever process wrote them. A search asks it for nothing
/// but a few look-ups.
/// </summary>
internal sealed class CatalogueIndex(Db<RoutingModule> db, IOptions<RoutingOptions> options, TimeProvider clock)
    : IJob, IDisposable
{
    private const int AgedOutAtOnce = 10_000;
    private static readonly TimeSpan AgeOutEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Seller, string Domain), KnownSeller> sellers = new();
    private readonly RecentChanges changes = new(db);
    private DateTimeOffset agedOutAt;

    public IEnumerable<KnownSeller> Sellers => sellers.Values;

    /// <summary>False while the index as a whole is full: it learns no more until something ages out.</summary>
    public bool HasRoom => sellers.Values.Sum(seller => seller.Shelf.Count) < options.Value.ItemsMax;

    public KnownSeller? Of(string seller, string domain) => sellers.GetValueOrDefault((seller, domain));

    /// <summary>
    /// Why a seller cannot have what is looked for; null where it may have it, or where not all it has is known.
    /// </summary>
    public string? WhyNot(string seller, SearchPhrase phrase, Context context, Intent intent)
    {
        if (!options.Value.TrustCatalogues || Of(seller, context.Domain) is not { } known
            || !known.IsCompleteFor(context.City, clock.GetUtcNow())
            || known.Shelf.MayHave(phrase.Words, intent))
        {
            return null;
        }

        return phrase.Words.Count == 0
            ? $"none of its {known.Shelf.Count} products fits"
            : $"none of its {known.Shelf.Count} products fits “{string.Join(' ', phrase.Words)}”";
    }

    public void Dispose() => changes.Dispose();

    /// <summary>Looks now; done when decisions rest on all that was committed before the call.</summary>
    public Task LookAsync(CancellationToken cancellation) => changes.LookAsync(
        CatalogueStore.ChangedAsync,
        async changed =>
        {
            foreach (var row in changed)
            {
                await TakeAsync(row, cancellation);
            }
        },
        cancellation);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await LookAsync(stopping);
            await AgeOutAsync(stopping);
            await Task.Delay(options.Value.IndexPoll, clock, stopping);
        }
    }

    /// <summary>
    /// Doubt works at once; goods are read when a catalogue is whole again, not for each of its parts. Of the rows that
    /// come again, most are known.
    /// </summary>
    private async Task TakeAsync(SellerRow row, CancellationToken cancellation)
    {
        var key = (row.Seller, row.Domain);
        if (sellers.TryGetValue(key, out var known) && known.Row.Version == row.Version)
        {
            return;
        }

        var isUnderway = row.Snapshot is not null && !row.IsWhole;
        var isSameGoods = known is not null && isUnderway;
        var shelf = isSameGoods ? known!.Shelf : new SellerShelf(await db.InStatementAsync(
            tx => CatalogueStore.ItemsAsync(tx, row, options.Value.ItemsPerSellerMax), cancellation));
        sellers[key] = new KnownSeller(row, shelf);
    }

    private async Task AgeOutAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (now - agedOutAt < AgeOutEvery)
        {
            return;
        }

        agedOutAt = now;
        await db.InStatementAsync(
            tx => CatalogueStore.AgeOutAsync(tx, now - options.Value.ItemLifetime, now, AgedOutAtOnce), cancellation);
    }
}
