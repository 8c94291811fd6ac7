namespace SkyLink.Beckn;

/// <summary>
/// The content of select, init, confirm and of on_select to on_update: an order as far as it has come.
/// </summary>
public sealed record Order : Message, IExtensible
{
    /// <summary>Absent before confirm.</summary>
    public string? Id { get; init; }

    /// <summary>One of <see cref="OrderState"/>; other words of a peer are kept.</summary>
    public string? State { get; init; }

    public OrderProvider? Provider { get; init; }

    public ValueList<OrderItem> Items { get; init; }

    public Billing? Billing { get; init; }

    public ValueList<Fulfillment> Fulfillments { get; init; }

    public Quote? Quote { get; init; }

    public ValueList<Payment> Payments { get; init; }

    public Cancellation? Cancellation { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public ValueList<Document> Documents { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>The states of an order, as the network writes them.</summary>
public static class OrderState
{
    public const string Created = "Created";
    public const string Accepted = "Accepted";
    public const string InProgress = "In-progress";
    public const string Completed = "Completed";
    public const string Cancelled = "Cancelled";
}

/// <summary>The shop that sells, and which of its places.</summary>
public sealed record OrderProvider(string Id) : IExtensible
{
    public Descriptor? Descriptor { get; init; }

    public ValueList<Location> Locations { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A line of the order.</summary>
/// <param name="Count">Pieces; null where the message is not about amounts.</param>
public sealed record OrderItem(string Id, int? Count) : IExtensible
{
    public string? ParentId { get; init; }

    public string? FulfillmentId { get; init; }

    public string? LocationId { get; init; }

    /// <summary>Of one piece.</summary>
    public Price? Price { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>Who is billed.</summary>
public sealed record Billing : IExtensible
{
    public string? Name { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? TaxNumber { get; init; }

    public Address? Address { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>What it costs, and of which parts that is made.</summary>
public sealed record Quote : IExtensible
{
    public Price? Price { get; init; }

    public ValueList<Charge> Breakup { get; init; }

    /// <summary>How long the seller stands by it.</summary>
    public TimeSpan? Ttl { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A part of the quote; discounts and refunds are negative.</summary>
public sealed record Charge(string Title, Price Price) : IExtensible
{
    /// <summary>One of <see cref="ChargeKind"/>.</summary>
    public string? Kind { get; init; }

    public string? ItemId { get; init; }

    /// <summary>Pieces.</summary>
    public int? Count { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>The kinds of charges, as the network writes them.</summary>
public static class ChargeKind
{
    public const string Item = "item";
    public const string Delivery = "delivery";
    public const string Packing = "packing";
    public const string Tax = "tax";
    public const string Misc = "misc";
    public const string Discount = "discount";
    public const string Refund = "refund";
}

/// <summary>Why an order came to its end, and by whose wish.</summary>
/// <param name="ReasonId">A code of the network's list.</param>
/// <param name="CancelledBy">The subscriber id of the side that cancelled.</param>
public sealed record Cancellation(string? ReasonId, string? CancelledBy) : IExtensible
{
    public DateTimeOffset? At { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A paper to the order, by its address.</summary>
/// <param name="Label">What it is, such as "Invoice".</param>
public sealed record Document(string Url, string? Label) : IExtensible
{
    public ValueList<ExtraMember> Extra { get; init; }
}
