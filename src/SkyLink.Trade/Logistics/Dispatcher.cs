using SkyLink.Beckn;
using SkyLink.Trade.Node;

namespace SkyLink.Trade.Logistics;

/// <summary>Moves shipments on and tells the shops: each step and its news commit together.</summary>
internal sealed class Dispatcher(
    Db<LogisticsModule> db, IServiceProvider services, Participants participants, TimeProvider clock,
    IOptions<LogisticsOptions> options, IOptions<NetworkOptions> network)
{
    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>There may be something to do at once.</summary>
    public void Wake()
    {
        if (wake.CurrentCount == 0)
        {
            wake.Release();
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => wake.WaitAsync(atMost, cancellation);

    /// <summary>Takes the steps whose time has come; says how many there were.</summary>
    public Task<int> StepAsync(int limit, CancellationToken cancellation) => db.InTransactionAsync(async tx =>
    {
        var due = await ShipmentStore.ClaimDueAsync(tx, clock.GetUtcNow(), limit);
        foreach (var shipment in due)
        {
            await StepAsync(tx, shipment);
        }

        return due.Count;
    }, cancellation);

    /// <summary>One step at once, by hand. Null if there is no such shipment.</summary>
    public Task<Shipment?> AdvanceAsync(Guid id, CancellationToken cancellation) => db.InTransactionAsync(
        async tx => await ShipmentStore.LockAsync(tx, id) is { } shipment ? await StepAsync(tx, shipment) : null,
        cancellation);

    /// <summary>The booking as it stands, for on_confirm and on_status.</summary>
    public static async Task<Order> StandingAsync(Tx tx, Shipment it)
    {
        var rider = it.Rider is { } id ? await ShipmentStore.RiderAsync(tx, id) : null;
        var price = it.Price.ToPrice();
        return new Order
        {
            Id = it.Id.ToString(),
            State = it.State switch
            {
                ShipmentState.Searching or ShipmentState.AgentAssigned => OrderState.Accepted,
                ShipmentState.PickedUp or ShipmentState.OutForDelivery => OrderState.InProgress,
                ShipmentState.Delivered => OrderState.Completed,
                ShipmentState.Cancelled => OrderState.Cancelled,
            },
            Provider = new OrderProvider(CarrierNode.Slug),
            Items = [new OrderItem("ride", 1)],
            Quote = new Quote
            {
                Price = price,
                Breakup = [new Charge("Delivery", price) { Kind = ChargeKind.Delivery }],
            },
            Payments =
            [
                new Payment { Type = PaymentType.PostFulfillment, Status = PaymentStatus.NotPaid, CollectedBy = Collector.Bap },
            ],
            Fulfillments =
            [
                new Fulfillment
                {
                    Id = "delivery",
                    Type = "Delivery",
                    State = it.NetworkState,
                    IsTrackable = true,
                    Start = new Stop { Location = new Location { Gps = it.Start }, At = it.PickedUpAt },
                    End = new Stop { Location = new Location { Gps = it.End } },
                    Agent = rider is null ? null : new Agent { Name = rider.Name, Phone = rider.Phone },
                    Tags = it.Position is { } position ? [OwnTags.Of(("position", position.ToString()))] : [],
                },
            ],
            Cancellation = it.State == ShipmentState.Cancelled ? new Cancellation("001", it.Seller) : null,
            CreatedAt = it.CreatedAt,
            UpdatedAt = it.UpdatedAt,
        };
    }

    private async Task<Shipment> StepAsync(Tx tx, Shipment shipment)
    {
        var free = shipment.State == ShipmentState.Searching ? await ShipmentStore.FreeRiderAsync(tx) : null;
        var moved = shipment.Step(clock.GetUtcNow(), free, RidePace.Of(options.Value));
        await ShipmentStore.UpdateAsync(tx, moved);
        if (moved.State == shipment.State && moved.Position == shipment.Position)
        {
            return moved;
        }

        if (moved.State != shipment.State)
        {
            tx.Publish(new ShipmentMoved(moved.Id, moved.State.ToString()));
        }

        await TellAsync(tx, moved);
        return moved;
    }

    /// <summary>on_status to the shop. If the registry does not list it now, the next step tells it all.</summary>
    private async Task TellAsync(Tx tx, Shipment shipment)
    {
        var runtime = services.GetRequiredKeyedService<NodeRuntime>("trade.logistics");
        var node = runtime.Nodes[CarrierNode.Slug];
        var began = MessageReader.Read(shipment.Began).Envelope!.Context;
        var seller = await participants.FindAsync(
            node, shipment.Seller, ParticipantType.Bap, options.Value.Domain, tx.Cancellation);
        if (seller is not null)
        {
            var context = node.Tell(BecknAction.OnStatus, began, clock.GetUtcNow(), network.Value.OrderTtl);
            await runtime.SendAsync(
                tx, node, new Reaction(Node.Node.Say(seller, context, await StandingAsync(tx, shipment))));
        }
    }
}

/// <summary>Hires the riders, then lets time pass.</summary>
internal sealed partial class RideTimer(
    Dispatcher dispatcher, Db<LogisticsModule> db, IOptions<LogisticsOptions> options, IHostApplicationLifetime lifetime,
    TimeProvider clock, ILogger<RideTimer> logger) : BackgroundService
{
    private const int BatchMax = 50;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await db.InTransactionAsync(tx => ShipmentStore.HireAsync(tx, options.Value.Riders), stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await StepOrPauseAsync(stoppingToken);
        }
    }

    private async Task StepOrPauseAsync(CancellationToken cancellation)
    {
        try
        {
            if (await dispatcher.StepAsync(BatchMax, cancellation) < BatchMax)
            {
                await dispatcher.WaitAsync(Look, cancellation);
            }
        }
        catch (Exception fault) when (fault is NpgsqlException or HttpRequestException or TimeoutException)
        {
            LogFault(logger, fault);
            await Task.Delay(Pause, clock, cancellation);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Shipments stand still for a moment")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
