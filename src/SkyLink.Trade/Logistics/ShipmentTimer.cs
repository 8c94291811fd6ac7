using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Logistics;

/// <summary>
/// Looks at each shipment when its time has come: finds a rider, reports a position, or moves it on. What is due stands
/// in the rows, so nothing is lost with a process; the rows are locked, so nothing happens twice.
/// </summary>
internal sealed partial class ShipmentTimer(
    Db<LogisticsModule> db, ShipmentDesk desk, Tariff tariff, Pace pace,
    [FromKeyedServices("trade.logistics")] NodeRuntime runtime, [FromKeyedServices("trade.logistics")] WakeUp wake,
    IOptions<LogisticsOptions> options, TimeProvider clock, ILogger<ShipmentTimer> logger) : IJob
{
    private const int BatchMax = 100;
    private const int AtOnceMax = 8;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a ride stands still for a customer that the registry does not list at the moment.</summary>
    private static readonly TimeSpan AbsenceMax = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan AbsencePause = TimeSpan.FromSeconds(1);

    private Node Node => runtime.Nodes[LogisticsNode.Slug];

    public async Task RunAsync(CancellationToken stopping)
    {
        await db.InTransactionAsync(
            tx => RiderStore.HireAsync(tx, tariff.Areas, options.Value.RidersPerArea), stopping);
        while (!stopping.IsCancellationRequested)
        {
            var count = Node.Signer is null ? 0 : await LookAsync(stopping);
            if (count < BatchMax)
            {
                await wake.WaitAsync(Look, stopping);
            }
        }
    }

    private async Task<int> LookAsync(CancellationToken cancellation)
    {
        var due = await db.InStatementAsync(
            tx => ShipmentStore.DueAsync(tx, clock.GetUtcNow(), BatchMax), cancellation);
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation },
            (it, token) => LookAtAsync(it.Id, it.Began, token));
        return due.Count;
    }

    private async ValueTask LookAtAsync(Guid id, Context began, CancellationToken cancellation)
    {
        using var span = Conversation.TakeUp(began.TransactionId, "ride");
        var customer = await desk.CustomerAsync(Node, began, cancellation);
        await db.InTransactionAsync(async tx =>
        {
            var now = clock.GetUtcNow();
            if (await ShipmentStore.ClaimAsync(tx, id, now) is not { } shipment)
            {
                return;
            }

            if (shipment.State != ShipmentState.Searching && now < shipment.Leg.EndsAt)
            {
                await ShipmentStore.LookAgainAsync(tx, shipment, pace.NextLook(shipment.Leg, now));
                await SendAsync(tx, customer is null ? null : desk.PositionNews(Node, customer, began, shipment));
                return;
            }

            if (customer is null && now - shipment.Leg.EndsAt < AbsenceMax)
            {
                LogAbsent(logger, shipment.Id, shipment.Customer);
                await ShipmentStore.LookAgainAsync(tx, shipment, now + AbsencePause);
                return;
            }

            var step = shipment.State.Following() is { } next
                ? await desk.AdvanceAsync(tx, shipment, next, note: null)
                : await desk.DispatchAsync(tx, shipment);
            if (customer is not null && step.Is(out var moved, out _))
            {
                await SendAsync(tx, new Reaction(await desk.NewsAsync(tx, Node, customer, began, moved)));
            }
        }, cancellation);
    }

    private Task SendAsync(Tx tx, Reaction? reaction) =>
        reaction is null ? Task.CompletedTask : runtime.SendAsync(tx, Node, reaction);

    [LoggerMessage(LogLevel.Information, "Shipment {Shipment} waits: the registry does not list {Customer}")]
    private static partial void LogAbsent(ILogger logger, Guid shipment, string customer);
}
