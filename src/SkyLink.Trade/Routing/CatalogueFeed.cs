using System.Diagnostics.Metrics;
using System.Threading.Channels;
using SkyLink.Beckn;

namespace SkyLink.Trade.Routing;

/// <summary>
/// Learns from the answers to searches that pass by what sellers offer who push no catalogue. Never in the way of an
/// answer: a few are looked at each second, and what the queue has no room for is not learned.
/// </summary>
internal sealed class CatalogueFeed : IJob, IDisposable
{
    /// <summary>Larger answers are not learned from.</summary>
    private const int BytesMax = 256 * 1024;
    private const int WaitingMax = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Envelope> waiting = Channel.CreateBounded<Envelope>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private readonly Meter meter = new("SkyLink.Trade.Routing");
    private readonly Counter<long> dropped;
    private readonly Counter<long> learned;
    private readonly Db<RoutingModule> db;
    private readonly CatalogueIndex index;
    private readonly IOptions<RoutingOptions> options;
    private readonly TimeProvider clock;

    public CatalogueFeed(
        Db<RoutingModule> db, CatalogueIndex index, IOptions<RoutingOptions> options, TimeProvider clock)
    {
        (this.db, this.index, this.options, this.clock) = (db, index, options, clock);
        dropped = meter.CreateCounter<long>(
            "skylink.trade.routing.answers_not_learned", "{answer}", "Answers the catalogue index had no time for.");
        learned = meter.CreateCounter<long>(
            "skylink.trade.routing.items_learned", "{item}", "Items the catalogue index learned from answers.");
    }

    /// <summary>Takes note of an answer, if there is room. What a seller pushes is better than that.</summary>
    public void Observe(Envelope answer)
    {
        if (answer.Context.BppId is not { } seller
            || index.Of(seller, answer.Context.Domain) is { Row.KnownUntil: not null })
        {
            return;
        }

        if (answer.Bytes.Length > BytesMax || !waiting.Writer.TryWrite(answer))
        {
            dropped.Add(1);
        }
    }

    /// <summary>Learns from what waits now.</summary>
    public async Task LearnAsync(CancellationToken cancellation)
    {
        var answers = new List<Envelope>();
        while (answers.Count < WaitingMax && waiting.Reader.TryRead(out var answer))
        {
            answers.Add(answer);
        }

        foreach (var group in answers.GroupBy(it => (it.Context.BppId!, it.Context.Domain)))
        {
            var (seller, domain) = group.Key;
            var offers = group.SelectMany(answer => answer.Read() is Catalogue catalogue
                    ? IndexedOffer.Of(catalogue)
                    : [])
                .Where(offer => offer.IsKeepable).GroupBy(offer => offer.Key).Select(same => same.Last()).ToList();
            await KeepAsync(seller, domain, offers, cancellation);
        }
    }

    public void Dispose() => meter.Dispose();

    public async Task RunAsync(CancellationToken stopping)
    {
        while (await waiting.Reader.WaitToReadAsync(stopping))
        {
            await LearnAsync(stopping);
            await Task.Delay(Pause, clock, stopping);
        }
    }

    private async Task KeepAsync(
        string seller, string domain, List<IndexedOffer> offers, CancellationToken cancellation)
    {
        var known = index.Of(seller, domain);
        var room = index.HasRoom ? Math.Max(0, options.Value.ItemsLearnedMax - (known?.Shelf.Count ?? 0)) : 0;
        var news = offers.Where(offer => known?.Shelf.Holds(offer) != true).Take(room).ToList();
        if (news.Count == 0)
        {
            return;
        }

        await db.InTransactionAsync(async tx =>
        {
            var row = await CatalogueStore.LockAsync(tx, seller, domain, "*");
            await CatalogueStore.KeepAsync(tx, row, snapshot: null, news, clock.GetUtcNow());
            await CatalogueStore.SaveAsync(tx, row);
        }, cancellation);
        learned.Add(news.Count);
    }
}
