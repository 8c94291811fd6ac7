namespace SkyLink.Beckn;

/// <summary>How the goods get to the buyer, and how far they are.</summary>
public sealed record Fulfillment : IExtensible
{
    public string? Id { get; init; }

    /// <summary>Such as <c>Delivery</c>, <c>Self-Pickup</c>, <c>Cancel</c>, <c>Return</c>.</summary>
    public string? Type { get; init; }

    /// <summary>One of <see cref="FulfillmentState"/>; other words of a peer are kept.</summary>
    public string? State { get; init; }

    /// <summary>Who carries.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Such as <c>Immediate Delivery</c>.</summary>
    public string? Category { get; init; }

    /// <summary>From order to door.</summary>
    public TimeSpan? TurnaroundTime { get; init; }

    public bool? IsTrackable { get; init; }

    /// <summary>Where it is collected.</summary>
    public Stop? Start { get; init; }

    /// <summary>Where it is delivered.</summary>
    public Stop? End { get; init; }

    /// <summary>Stops between or beside those two.</summary>
    public ValueList<Stop> Via { get; init; }

    public Agent? Agent { get; init; }

    public Vehicle? Vehicle { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>The states of a fulfilment, as the network writes them.</summary>
public static class FulfillmentState
{
    public const string Pending = "Pending";
    public const string Serviceable = "Serviceable";
    public const string NonServiceable = "Non-serviceable";
    public const string Packed = "Packed";
    public const string AgentAssigned = "Agent-assigned";
    public const string AtPickup = "At-pickup";
    public const string OrderPickedUp = "Order-picked-up";
    public const string InTransit = "In-transit";
    public const string AtDestinationHub = "At-destination-hub";
    public const string OutForDelivery = "Out-for-delivery";
    public const string OrderDelivered = "Order-delivered";
    public const string Cancelled = "Cancelled";
    public const string RtoInitiated = "RTO-Initiated";
    public const string RtoDelivered = "RTO-Delivered";
    public const string RtoDisposed = "RTO-Disposed";
}

/// <summary>A place and time on the way, and whom to ask there.</summary>
public sealed record Stop : IExtensible
{
    /// <summary>Only of stops in <see cref="Fulfillment.Via"/>; start and end say it by their place.</summary>
    public string? Type { get; init; }

    public Location? Location { get; init; }

    public string? PersonName { get; init; }

    public Contact? Contact { get; init; }

    /// <summary>The window that was promised.</summary>
    public TimeRange? Window { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>For the driver.</summary>
    public string? Instructions { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>How to reach somebody at a stop or a shop.</summary>
public sealed record Contact : IExtensible
{
    public string? Phone { get; init; }

    public string? Email { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A promised window; either end may be open.</summary>
public sealed record TimeRange(DateTimeOffset? Start, DateTimeOffset? End);

/// <summary>The person who carries.</summary>
public sealed record Agent : IExtensible
{
    public string? Name { get; init; }

    public string? Phone { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>What the agent drives, so that the door can recognise it.</summary>
public sealed record Vehicle : IExtensible
{
    public string? Category { get; init; }

    public string? Registration { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}
