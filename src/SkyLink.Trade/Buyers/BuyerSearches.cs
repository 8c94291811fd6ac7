using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

/// <summary>Starts searches, and finds their answers again.</summary>
internal sealed class BuyerSearches(
    Db<BuyersModule> db, [FromKeyedServices("trade.buyers")] NodeRuntime runtime, LiveSearches live,
        BuyerMessages messages,
    TimeProvider clock, IOptions<BuyersOptions> options)
{
    public Node Node => runtime.Nodes[BuyerNode.Slug];

    /// <summary>Sends the search; answers come in from then on.</summary>
    public async Task<Result<SearchResults>> StartAsync(Guid owner, SearchQuery query, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var search = new Search(Guid.CreateVersion7(now), owner, Guid.CreateVersion7(now).ToString(), query, now);
        Correlation.Become(search.TransactionId);
        if (Node.Signer is null || await messages.SearchAsync(Node, search, cancellation) is not { } message)
        {
            return BuyerErrors.NoGateway;
        }

        var results = live.Start(search);
        await db.InTransactionAsync(async tx =>
        {
            await BuyerOrderStore.AddSearchAsync(tx, search);
            await runtime.SendAsync(tx, Node, new Reaction(message));
            tx.Publish(new BuyerSearched(search.Id, owner, search.TransactionId));
        }, cancellation);
        return results;
    }

    /// <summary>A search with its answers so far: from memory where it is fresh, else from the messages.</summary>
    public async Task<SearchResults?> FindAsync(Guid owner, Guid id, CancellationToken cancellation)
    {
        var found = await db.InStatementAsync(tx => BuyerOrderStore.FindSearchAsync(tx, id, owner), cancellation);
        if (found is not { } search)
        {
            return null;
        }

        if (live.Find(search.TransactionId) is { } results)
        {
            return results;
        }

        var again = new SearchResults(search);
        var answers = await db.InStatementAsync(
            tx => BuyerOrderStore.AnswersAsync(tx, search.TransactionId), cancellation);
        foreach (var (body, at) in answers)
        {
            if (MessageReader.Read(body).Envelope is { } envelope)
            {
                again.Add(envelope.Context, envelope.Read() as Catalogue, at);
            }
        }

        return again;
    }

    public bool IsComplete(Search search) => clock.GetUtcNow() >= search.StartedAt + options.Value.SearchDeadline;

    /// <summary>When everybody has had time to answer.</summary>
    public TimeSpan TimeLeft(Search search) => search.StartedAt + options.Value.SearchDeadline - clock.GetUtcNow();
}
