using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

/// <summary>What a shopper may do with an order: the change and the message it sends commit together.</summary>
internal sealed class ActOnOrder(
    Db<BuyersModule> db, BuyerSearches searches, BuyerMessages messages, Watchers watchers, TimeProvider clock,
    [FromKeyedServices("trade.buyers")] NodeRuntime runtime)
{
    private const string ChangedMind = "001";

    /// <summary>The refusal, or null when it is on its way.</summary>
    public Task<Error?> RunAsync(
        Guid id, Guid owner, string action, OrderAction request, CancellationToken cancellation) =>
        db.InTransactionAsync(async tx =>
        {
            if (await BuyerOrderStore.LockAsync(tx, id, owner) is not { } order)
            {
                return BuyerErrors.OrderNotFound;
            }

            Correlation.Become(order.TransactionId);
            var id7 = Guid.CreateVersion7(clock.GetUtcNow());
            return action switch
            {
                "confirm" => await ChangeAsync(
                    tx, order, order.Pay(id7), "paying",
                    changed => messages.HoldAsync(searches.Node, changed, cancellation)),
                "cancel" => await ChangeAsync(
                    tx, order, order.AskCancel(), "cancelling",
                    changed => AskAsync(
                        changed, BecknAction.Cancel, new CancelRequest(Id(changed), request.Reason ?? ChangedMind),
                            cancellation)),
                _ when !order.Actions.Contains(action) => BuyerErrors.NotNow,
                "update" => await ReduceAsync(tx, order, request, cancellation),
                "status" => await AskAsync(tx, order, BecknAction.Status, new StatusRequest(Id(order)), cancellation),
                "track" => await AskAsync(tx, order, BecknAction.Track, new TrackRequest(Id(order)), cancellation),
                "rating" => await ChangeAsync(
                    tx, order, order.Rate(), $"asked: {BecknAction.Rating.Name}",
                    changed => AskAsync(
                        changed, BecknAction.Rating,
                        new RatingRequest([new Rating("Order", Id(changed), request.Value ?? 5)]), cancellation)),
                _ => await AskAsync(tx, order, BecknAction.Support, new SupportRequest(Id(order)), cancellation),
            };
        }, cancellation);

    private static string Id(BuyerOrder order) => order.Id.ToString();

    private async Task<Error?> ReduceAsync(Tx tx, BuyerOrder order, OrderAction request, CancellationToken cancellation)
    {
        var wanted = request.Lines ?? [];
        var counts = wanted.DistinctBy(line => line.ItemId)
            .ToDictionary(line => line.ItemId, line => line.Count, StringComparer.Ordinal);
        var isReduction = counts.Count > 0 && counts.Count == wanted.Count
            && counts.All(it => order.Lines.Any(line => line.ItemId == it.Key && it.Value <= line.Count));
        if (!isReduction)
        {
            return BuyerErrors.NothingToReduce;
        }

        var items = order.Lines.Select(line =>
            new OrderItem(line.ItemId, counts.GetValueOrDefault(line.ItemId, line.Count))).ToValueList();
        var content = new UpdateRequest("item", new Beckn.Order
        {
            Id = Id(order),
            Provider = new OrderProvider(order.ProviderId),
            Items = items,
        });
        return await AskAsync(tx, order, BecknAction.Update, content, cancellation);
    }

    private ValueTask<Outgoing?> AskAsync(
        BuyerOrder order, BecknAction action, Message content, CancellationToken cancellation) =>
        messages.Ask(searches.Node, order, action, content, cancellation);

    private async Task<Error?> AskAsync(
        Tx tx, BuyerOrder order, BecknAction action, Message content, CancellationToken cancellation)
    {
        if (await AskAsync(order, action, content, cancellation) is not { } message)
        {
            return BuyerErrors.NoPartner;
        }

        await BuyerOrderStore.NoteAsync(tx, order.Id, clock.GetUtcNow(), $"asked: {action.Name}", detail: null);
        await SendAsync(tx, order, message);
        return null;
    }

    private async Task<Error?> ChangeAsync(
        Tx tx, BuyerOrder order, Result<BuyerOrder> next, string what, Func<BuyerOrder, ValueTask<Outgoing?>> then)
    {
        if (!next.Is(out var moved, out var error))
        {
            return error;
        }

        var changed = moved with { Version = order.Version + 1, UpdatedAt = clock.GetUtcNow() };
        if (await then(changed) is not { } message)
        {
            return BuyerErrors.NoPartner;
        }

        await BuyerOrderStore.UpdateAsync(tx, changed, what);
        await SendAsync(tx, changed, message);
        return null;
    }

    private async Task SendAsync(Tx tx, BuyerOrder order, Outgoing message)
    {
        await runtime.SendAsync(tx, searches.Node, new Reaction(message));
        tx.AfterCommit(() => watchers.Wake(order.Id.ToString()));
    }
}
