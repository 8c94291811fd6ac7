using System.Text.Json.Serialization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

/// <summary>How far a shipment is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShipmentState>))]
internal enum ShipmentState
{
    Searching,
    Assigned,
    AtPickup,
    PickedUp,
    OutForDelivery,
    Delivered,
    Cancelled,
    Returning,
    Returned,
}

/// <summary>The states as the network writes them.</summary>
internal static class ShipmentStates
{
    public const string SearchingForAgent = "Searching-for-Agent";

    public static string ToWord(this ShipmentState state) => state switch
    {
        ShipmentState.Searching => SearchingForAgent,
        ShipmentState.Assigned => FulfillmentState.AgentAssigned,
        ShipmentState.AtPickup => FulfillmentState.AtPickup,
        ShipmentState.PickedUp => FulfillmentState.OrderPickedUp,
        ShipmentState.OutForDelivery => FulfillmentState.OutForDelivery,
        ShipmentState.Delivered => FulfillmentState.OrderDelivered,
        ShipmentState.Cancelled => FulfillmentState.Cancelled,
        ShipmentState.Returning => FulfillmentState.RtoInitiated,
        ShipmentState.Returned => FulfillmentState.RtoDelivered,
    };

    public static string ToOrderState(this ShipmentState state) => state switch
    {
        ShipmentState.Searching => OrderState.Created,
        ShipmentState.Assigned or ShipmentState.AtPickup => OrderState.Accepted,
        ShipmentState.PickedUp or ShipmentState.OutForDelivery or ShipmentState.Returning => OrderState.InProgress,
        ShipmentState.Delivered => OrderState.Completed,
        ShipmentState.Cancelled or ShipmentState.Returned => OrderState.Cancelled,
    };

    public static bool IsOver(this ShipmentState state) =>
        state is ShipmentState.Delivered or ShipmentState.Cancelled or ShipmentState.Returned;

    /// <summary>The state that follows by itself; null at the end, and where a rider must be found.</summary>
    public static ShipmentState? Following(this ShipmentState state) => state switch
    {
        ShipmentState.Assigned => ShipmentState.AtPickup,
        ShipmentState.AtPickup => ShipmentState.PickedUp,
        ShipmentState.PickedUp => ShipmentState.OutForDelivery,
        ShipmentState.OutForDelivery => ShipmentState.Delivered,
        ShipmentState.Returning => ShipmentState.Returned,
        ShipmentState.Searching or ShipmentState.Delivered or ShipmentState.Cancelled or ShipmentState.Returned => null,
    };

    public static bool Allows(this ShipmentState from, ShipmentState to) => (from, to) switch
    {
        (ShipmentState.Searching, ShipmentState.Assigned) => true,
        ( < ShipmentState.PickedUp, ShipmentState.Cancelled) => true,
        (ShipmentState.PickedUp or ShipmentState.OutForDelivery, ShipmentState.Returning) => true,
        _ => from.Following() == to,
    };
}

/// <summary>The way, or the wait, that a state consists of.</summary>
internal sealed record Leg(Gps From, Gps To, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    public static Leg Wait(Gps at, DateTimeOffset now, TimeSpan duration) => new(at, at, now, now + duration);

    public Gps PositionAt(DateTimeOffset moment)
    {
        var whole = (EndsAt - StartsAt).TotalSeconds;
        return RidePath.Between(From, To).PositionAt(whole > 0 ? (moment - StartsAt).TotalSeconds / whole : 1);
    }
}

/// <summary>Goods on their way from a shop to a door. Pure: the moves that may happen, and nothing else.</summary>
internal sealed record Shipment
{
    public required Guid Id { get; init; }

    /// <summary>The subscriber that booked it, the only one to ask about it.</summary>
    public required string Customer { get; init; }

    /// <summary>The customer's own number for it.</summary>
    public required string OrderId { get; init; }

    public required string TransactionId { get; init; }

    public required string Area { get; init; }

    public required string Option { get; init; }

    public required Money Price { get; init; }

    public required Stop Pickup { get; init; }

    public required Stop DropOff { get; init; }

    public required Leg Leg { get; init; }

    /// <summary>Without a rider until then, it is given up.</summary>
    public required DateTimeOffset SearchUntil { get; init; }

    public ShipmentState State { get; init; }

    public Guid? Rider { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When to look at it next; null when it is over.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    public int Version { get; init; } = 1;

    public Gps From => Pickup.Location!.Gps!.Value;

    public Gps To => DropOff.Location!.Gps!.Value;

    /// <summary>A rider takes it and sets out for the shop.</summary>
    public Result<Shipment> Assign(Guid rider, Gps riderAt, Pace pace, DateTimeOffset now) =>
        Move(ShipmentState.Assigned, pace.Ride(riderAt, From, now), now) is var moved
            && moved.Is(out var assigned, out _)
            ? assigned with { Rider = rider, DueAt = pace.NextLook(assigned.Leg, now) }
            : moved;

    /// <summary>The next state on the way, with the leg it consists of.</summary>
    public Result<Shipment> Advance(ShipmentState to, Pace pace, DateTimeOffset now)
    {
        var leg = to switch
        {
            ShipmentState.AtPickup => Leg.Wait(From, now, pace.Handling),
            ShipmentState.PickedUp => Leg.Wait(From, now, pace.SettingOut),
            ShipmentState.OutForDelivery => pace.Ride(From, To, now),
            ShipmentState.Returning => pace.Ride(Leg.PositionAt(now), From, now),
            ShipmentState.Delivered => Leg.Wait(To, now, TimeSpan.Zero),
            ShipmentState.Returned => Leg.Wait(From, now, TimeSpan.Zero),
            _ => Leg.Wait(Leg.PositionAt(now), now, TimeSpan.Zero),
        };
        return Move(to, leg, now) is var moved && moved.Is(out var advanced, out _) && !to.IsOver()
            ? advanced with { DueAt = pace.NextLook(leg, now) }
            : moved;
    }

    /// <summary>Called off, or nobody was free; not once it is picked up.</summary>
    public Result<Shipment> Cancel(string reason, DateTimeOffset now) =>
        Move(ShipmentState.Cancelled, Leg.Wait(Leg.PositionAt(now), now, TimeSpan.Zero), now) is var moved
            && moved.Is(out var cancelled, out _)
            ? cancelled with { Reason = reason }
            : moved;

    private Result<Shipment> Move(ShipmentState to, Leg leg, DateTimeOffset now) => State.Allows(to)
        ? this with
        {
            State = to,
            Leg = leg,
            UpdatedAt = now,
            DueAt = to.IsOver() ? null : leg.EndsAt,
            Version = Version + 1,
        }
        : ShipmentErrors.Illegal.With($"{State.ToWord()} → {to.ToWord()}");
}

internal static class ShipmentErrors
{
    public static readonly Error NotFound = new("logistics.not_found", 404, "There is no such shipment.");

    public static readonly Error Illegal =
        new("logistics.illegal_move", 409, "The shipment cannot go there from where it is.");

    public static readonly Error NoRider = new("logistics.no_rider", 409, "No rider is free at the moment.");

    public static readonly Error UnknownState = new("logistics.unknown_state", 400, "There is no such state.");

    public static readonly Error Incomplete = new(
        "logistics.incomplete", 422, "A ride needs a pickup and a drop-off, each with a position.");

    public static readonly Error NotServiceable =
        new("logistics.not_serviceable", 422, "Pickup and drop-off must lie in one service area, not too far apart.");

    public static readonly Error UnknownOption = new("logistics.unknown_option", 422, "There is no such kind of ride.");

    public static readonly Error PriceDiffers =
        new("logistics.price_differs", 422, "The price is not the one of the ride.");

    public static readonly Error OrderTaken =
        new("logistics.order_taken", 409, "Another ride was booked under this id.");
}
