using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

/// <summary>
/// Ends what nobody ended in time. A timer is the sale's own row: claimed by one process, acted on in the transaction
/// that claims it, and so never lost and never done twice.
/// </summary>
internal sealed class SaleTimers(
    Db<SellersModule> db, [FromKeyedServices("trade.sellers")] NodeRuntime runtime, QuoteFlow quotes, OrderFlow orders,
    DeliveryFlow deliveries, SellerDesk desk, IOptions<SellersOptions> options, TimeProvider clock) : IJob
{
    /// <summary>Acts on one sale whose time is over; false if there is none.</summary>
    public Task<bool> ActAsync(CancellationToken cancellation) => db.InTransactionAsync(
        async tx =>
        {
            if (await SaleStore.LockDueAsync(tx, [.. runtime.Nodes.Keys], clock.GetUtcNow()) is not { } sale)
            {
                return false;
            }

            using var span = Conversation.TakeUp(sale.TransactionId, $"sale {sale.Stage} is over");
            var node = runtime.Nodes[sale.Node];
            await runtime.SendAsync(tx, node, await EndAsync(tx, node, sale));
            return true;
        },
        cancellation);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            while (IsReady() && await ActAsync(stopping))
            {
            }

            await Task.Delay(options.Value.TimerPoll, clock, stopping);
        }
    }

    /// <summary>Nothing can be said before the nodes have their keys.</summary>
    private bool IsReady() => runtime.Nodes.Values.All(node => node.Signer is not null);

    private async Task<Reaction> EndAsync(Tx tx, Node node, Sale sale)
    {
        switch (sale.Stage)
        {
            case SaleStage.Quoting:
                return await quotes.GiveUpAsync(tx, node, sale, "The delivery partner did not answer in time.");
            case SaleStage.Confirming:
                return await orders.RefuseAsync(tx, node, sale, "The payment partner did not answer in time.");
            case SaleStage.Accepted:
                return (await deliveries.PackAsync(tx, node, sale)).Is(out var packed, out _)
                    ? packed.News
                    : Reaction.Nothing;
            default:
                if (sale.Expire(desk.Now).Is(out var expired, out var error))
                {
                    await desk.Ledger.SaveAsync(tx, sale, expired);
                    return Reaction.Nothing;
                }

                throw new InvalidOperationException($"Sale {sale.Id} has a timer: {error.Detail}");
        }
    }
}
