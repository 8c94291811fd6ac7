namespace SkyLink.Beckn;

/// <summary>What an action carries, free of any dialect. <see cref="Dialect"/> writes and reads it.</summary>
public abstract record Message
{
    /// <summary>Members of the wire's <c>message</c> beside the content.</summary>
    public ValueList<ExtraMember> Beside { get; init; }
}

/// <summary>The content of <c>status</c>.</summary>
public sealed record StatusRequest(string OrderId) : Message;

/// <summary>The content of <c>track</c>.</summary>
public sealed record TrackRequest(string OrderId) : Message
{
    public string? CallbackUrl { get; init; }
}

/// <summary>The content of <c>cancel</c>.</summary>
/// <param name="ReasonId">A code of the network's list, such as "001".</param>
public sealed record CancelRequest(string OrderId, string ReasonId) : Message
{
    /// <summary>Free words of the buyer.</summary>
    public string? Note { get; init; }
}

/// <summary>The content of <c>update</c>.</summary>
/// <param name="Target">Which parts of the order are to change: <c>item</c>, <c>fulfillment</c>, <c>payment</c>,
/// <c>billing</c>.</param>
public sealed record UpdateRequest(string Target, Order Order) : Message;

/// <summary>The content of <c>on_track</c>.</summary>
public sealed record Tracking : Message, IExtensible
{
    public string? Url { get; init; }

    /// <summary><see cref="Active"/> or <see cref="Inactive"/>.</summary>
    public string? Status { get; init; }

    public Gps? Gps { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }

    public const string Active = "active";

    public const string Inactive = "inactive";
}

/// <summary>One thing rated.</summary>
/// <param name="Category"><c>Order</c>, <c>Item</c>, <c>Provider</c>, <c>Fulfillment</c> or <c>Agent</c>.</param>
/// <param name="Id">Of the thing.</param>
/// <param name="Value">1 to 5.</param>
public sealed record Rating(string Category, string Id, decimal Value) : IExtensible
{
    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>The content of <c>rating</c>.</summary>
public sealed record RatingRequest(ValueList<Rating> Ratings) : Message;

/// <summary>The content of <c>on_rating</c>.</summary>
public sealed record RatingAck : Message
{
    public bool? IsAccepted { get; init; }

    /// <summary>A form for what a number does not say.</summary>
    public string? FeedbackUrl { get; init; }
}

/// <summary>The content of <c>support</c>.</summary>
/// <param name="RefId">The order, transaction or item that it is about.</param>
public sealed record SupportRequest(string RefId) : Message
{
    public string? CallbackPhone { get; init; }
}

/// <summary>The content of <c>on_support</c>.</summary>
public sealed record Support : Message
{
    public string? RefId { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Url { get; init; }

    /// <summary>The number under which the seller keeps the case.</summary>
    public string? Ticket { get; init; }
}
