using System.Text.Json.Serialization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

[JsonConverter(typeof(JsonStringEnumConverter<ShipmentState>))]
internal enum ShipmentState
{
    /// <summary>Booked; no rider is free yet.</summary>
    Searching,
    AgentAssigned,
    PickedUp,
    OutForDelivery,
    Delivered,
    Cancelled,
}

/// <summary>
/// Something carried from a shop to a door. Pure: time goes in, the next value comes out. <c>Searching → AgentAssigned →
/// PickedUp → OutForDelivery → Delivered</c>; cancelled until it is picked up.
/// </summary>
/// <param name="Began">The booking as it was received: its context heads all that is told later.</param>
/// <param name="NextAt">When it moves on by itself; null when it is over.</param>
internal sealed record Shipment(
    Guid Id, string Seller, string TransactionId, byte[] Began, Gps Start, Gps End, double DistanceKm, Money Price,
    ShipmentState State, int? Rider, Gps? Position, DateTimeOffset? PickedUpAt, DateTimeOffset? NextAt, int Version,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static readonly Error TooLate =
        new("logistics.too_late", 409, "It is on its way already and cannot be called off.");

    /// <summary>The network's word for where it is.</summary>
    public string NetworkState => State switch
    {
        ShipmentState.Searching => "Searching-for-Agent",
        ShipmentState.AgentAssigned => FulfillmentState.AgentAssigned,
        ShipmentState.PickedUp => FulfillmentState.OrderPickedUp,
        ShipmentState.OutForDelivery => FulfillmentState.OutForDelivery,
        ShipmentState.Delivered => FulfillmentState.OrderDelivered,
        ShipmentState.Cancelled => FulfillmentState.Cancelled,
    };

    public bool IsOver => State is ShipmentState.Delivered or ShipmentState.Cancelled;

    /// <summary>What happens next by itself. Needs a rider to leave <see cref="ShipmentState.Searching"/>.</summary>
    /// <param name="freeRider">A rider without a shipment, or null.</param>
    public Shipment Step(DateTimeOffset now, int? freeRider, RidePace pace) => State switch
    {
        ShipmentState.Searching when freeRider is null => To(State, now, now + pace.Position),
        ShipmentState.Searching => To(ShipmentState.AgentAssigned, now, now + pace.Pickup) with { Rider = freeRider },
        ShipmentState.AgentAssigned => To(ShipmentState.PickedUp, now, now + pace.Position) with
        {
            PickedUpAt = now,
            Position = Start,
        },
        ShipmentState.PickedUp or ShipmentState.OutForDelivery => Ride(now, pace),
        ShipmentState.Delivered or ShipmentState.Cancelled => this with { NextAt = null },
    };

    public Result<Shipment> Cancel(DateTimeOffset now) => State switch
    {
        ShipmentState.Searching or ShipmentState.AgentAssigned => To(ShipmentState.Cancelled, now, next: null),
        ShipmentState.Cancelled => this,
        ShipmentState.PickedUp or ShipmentState.OutForDelivery or ShipmentState.Delivered => TooLate,
    };

    private Shipment Ride(DateTimeOffset now, RidePace pace)
    {
        var gone = (now - PickedUpAt!.Value) / pace.Ride(DistanceKm);
        return gone >= 1
            ? To(ShipmentState.Delivered, now, next: null) with { Position = End }
            : To(ShipmentState.OutForDelivery, now, now + pace.Position) with { Position = Between(gone) };
    }

    /// <summary>Along the straight line, which is near enough within a city.</summary>
    private Gps Between(double part) => new(
        Math.Round(Start.Latitude + ((End.Latitude - Start.Latitude) * part), 6),
        Math.Round(Start.Longitude + ((End.Longitude - Start.Longitude) * part), 6));

    private Shipment To(ShipmentState state, DateTimeOffset now, DateTimeOffset? next) =>
        this with { State = state, NextAt = next, UpdatedAt = now, Version = Version + 1 };
}

/// <summary>How long things take, scaled.</summary>
internal sealed record RidePace(TimeSpan Pickup, TimeSpan Position, double SpeedKmPerHour, double TimeScale)
{
    public static RidePace Of(LogisticsOptions options) => new(
        options.PickupTime / options.TimeScale, options.PositionEvery / options.TimeScale, options.SpeedKmPerHour,
        options.TimeScale);

    /// <summary>From the shop to the door.</summary>
    public TimeSpan Ride(double distanceKm) =>
        TimeSpan.FromHours(Math.Max(distanceKm, 0.05) / SpeedKmPerHour / TimeScale);
}
