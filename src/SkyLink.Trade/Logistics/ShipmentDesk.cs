using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Logistics;

/// <summary>Moves shipments: row, rider, timeline, event and the message to the customer in one transaction.</summary>
internal sealed class ShipmentDesk(
    Participants participants, Reachability reachability, Pace pace, IOptions<LogisticsOptions> options,
    [FromKeyedServices("trade.logistics")] WakeUp wake, TimeProvider clock)
{
    /// <summary>A position that is not delivered by then is old.</summary>
    private static readonly TimeSpan PositionTtl = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan NewsTtl = TimeSpan.FromHours(6);

    /// <summary>Who booked, as the registry knows it now; null if it has left the network.</summary>
    public ValueTask<Participant?> CustomerAsync(Node node, Context began, CancellationToken cancellation) =>
        participants.FindAsync(node, began.BapId, ParticipantType.Bap, began.Domain, cancellation);

    /// <summary>Looks for a rider; without one it looks again later, and at last gives up.</summary>
    public async Task<Result<Shipment>> DispatchAsync(Tx tx, Shipment shipment)
    {
        var now = clock.GetUtcNow();
        if (await RiderStore.TakeAsync(tx, shipment.Area, shipment.From, shipment.Id) is { } rider)
        {
            return await SaveAsync(tx, shipment, shipment.Assign(rider.Id, rider.Position, pace, now), rider.Name);
        }

        if (now < shipment.SearchUntil)
        {
            await ShipmentStore.LookAgainAsync(tx, shipment, now + pace.SearchPause);
            return ShipmentErrors.NoRider;
        }

        return await SaveAsync(tx, shipment, shipment.Cancel("No rider was free.", now), "No rider was free.");
    }

    public Task<Result<Shipment>> AdvanceAsync(Tx tx, Shipment shipment, ShipmentState to, string? note) =>
        SaveAsync(tx, shipment, shipment.Advance(to, pace, clock.GetUtcNow()), note);

    public Task<Result<Shipment>> CancelAsync(Tx tx, Shipment shipment, string reason) =>
        SaveAsync(tx, shipment, shipment.Cancel(reason, clock.GetUtcNow()), reason);

    /// <summary>The order as it stands.</summary>
    public async Task<Order> StandingAsync(Tx tx, Shipment shipment)
    {
        var rider = shipment.Rider is { } id ? await RiderStore.FindAsync(tx, id) : null;
        var price = shipment.Price.ToPrice();
        return new Order
        {
            Id = shipment.OrderId,
            State = shipment.State.ToOrderState(),
            Provider = new OrderProvider(LogisticsNode.Slug),
            Items = [new OrderItem(shipment.Option, 1)],
            Fulfillments = [FulfilmentOf(shipment, rider)],
            Quote = new Quote
            {
                Price = price,
                Breakup = [new Charge("Delivery", price) { Kind = ChargeKind.Delivery }],
            },
            Cancellation = shipment.State == ShipmentState.Cancelled
                ? new Cancellation(shipment.Reason, options.Value.SubscriberId) { At = shipment.UpdatedAt }
                : null,
            CreatedAt = shipment.CreatedAt,
            UpdatedAt = shipment.UpdatedAt,
        };
    }

    public Tracking TrackingOf(Shipment shipment) => new()
    {
        Status = shipment.State.IsOver() ? Tracking.Inactive : Tracking.Active,
        Gps = shipment.Leg.PositionAt(clock.GetUtcNow()),
        UpdatedAt = clock.GetUtcNow(),
    };

    /// <summary>News of a state nobody asked about.</summary>
    public async Task<Outgoing> NewsAsync(
        Tx tx, Node node, Participant customer, Context began, Shipment shipment) => Node.Say(
            customer, node.Tell(BecknAction.OnStatus, began, clock.GetUtcNow(), NewsTtl),
            await StandingAsync(tx, shipment));

    /// <summary>Where the rider is, for customers who answer: nobody wants to read old positions later.</summary>
    public Reaction PositionNews(Node node, Participant customer, Context began, Shipment shipment) =>
        reachability.IsReachable(customer.SubscriberId)
            ? new Reaction(Node.Say(
                customer, node.Tell(BecknAction.OnTrack, began, clock.GetUtcNow(), PositionTtl), TrackingOf(shipment)))
            : Reaction.Nothing;

    private async Task<Result<Shipment>> SaveAsync(Tx tx, Shipment before, Result<Shipment> step, string? note)
    {
        if (!step.Is(out var after, out _))
        {
            return step;
        }

        var position = after.Leg.PositionAt(after.UpdatedAt);
        await ShipmentStore.UpdateAsync(tx, after);
        await ShipmentStore.NoteAsync(tx, after, note, position, after.UpdatedAt);
        if (after.State.IsOver() && before.Rider is { } rider)
        {
            await RiderStore.FreeAsync(tx, rider, after.Id, position);
        }

        tx.Publish(new ShipmentMoved(
            after.Id, after.OrderId, after.TransactionId, after.State.ToWord(), after.Rider, after.UpdatedAt));
        tx.AfterCommit(wake.Call);
        return after;
    }

    private Fulfillment FulfilmentOf(Shipment shipment, Rider? rider) => new()
    {
        Id = "1",
        Type = "Delivery",
        State = shipment.State.ToWord(),
        ProviderName = "Quick Wheels",
        IsTrackable = true,
        Start = shipment.Pickup,
        End = shipment.DropOff,
        Agent = rider is null ? null : new Agent { Name = rider.Name, Phone = rider.Phone },
        Vehicle = rider is null ? null : new Vehicle { Category = rider.Vehicle, Registration = rider.Registration },
        Tags = rider is null ? [] : [OwnTags.Of(("position", shipment.Leg.PositionAt(clock.GetUtcNow()).ToString()))],
    };
}
