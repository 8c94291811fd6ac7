namespace SkyLink.Beckn;

/// <summary>The content of <c>on_search</c>: what a seller app offers.</summary>
public sealed record Catalogue : Message, IExtensible
{
    /// <summary>Of the seller app itself.</summary>
    public Descriptor? Descriptor { get; init; }

    /// <summary>Kinds of delivery that all providers share.</summary>
    public ValueList<Fulfillment> Fulfillments { get; init; }

    public ValueList<Provider> Providers { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A shop.</summary>
public sealed record Provider(string Id) : IExtensible
{
    public Descriptor? Descriptor { get; init; }

    public ValueList<Location> Locations { get; init; }

    public ValueList<Category> Categories { get; init; }

    public ValueList<Fulfillment> Fulfillments { get; init; }

    public ValueList<Item> Items { get; init; }

    /// <summary>Further items, written before in the dialect of the message; reading never yields them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ValueList<PreparedItem> Prepared { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>A shelf of a shop.</summary>
public sealed record Category(string Id) : IExtensible
{
    public string? ParentId { get; init; }

    public Descriptor? Descriptor { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>Something on offer.</summary>
public sealed record Item(string Id) : IExtensible
{
    /// <summary>The item of which this is a variant.</summary>
    public string? ParentId { get; init; }

    public Descriptor? Descriptor { get; init; }

    public Price? Price { get; init; }

    public Stock? Stock { get; init; }

    public ValueList<string> CategoryIds { get; init; }

    public ValueList<string> LocationIds { get; init; }

    public ValueList<string> FulfillmentIds { get; init; }

    public bool? IsReturnable { get; init; }

    public bool? IsCancellable { get; init; }

    public bool? IsPayableOnDelivery { get; init; }

    public TimeSpan? TimeToShip { get; init; }

    /// <summary>How long after delivery it is taken back.</summary>
    public TimeSpan? ReturnWindow { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }

    /// <summary>The first category, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? CategoryId => CategoryIds.FirstOrDefault();

    /// <summary>The first location, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? LocationId => LocationIds.FirstOrDefault();

    /// <summary>The first kind of delivery, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? FulfillmentId => FulfillmentIds.FirstOrDefault();
}

/// <summary>How much there is, and how much of it one order may take.</summary>
public sealed record Stock : IExtensible
{
    /// <summary>Pieces; sellers also write 99 for "enough".</summary>
    public long? Available { get; init; }

    public long? Maximum { get; init; }

    public long? Minimum { get; init; }

    /// <summary>What one piece holds: 500 gram, 1 litre.</summary>
    public Measure? Unit { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>What one piece holds.</summary>
/// <param name="Unit">Such as <c>gram</c>, <c>litre</c>, <c>unit</c>.</param>
public sealed record Measure(decimal Value, string Unit) : IExtensible
{
    public ValueList<ExtraMember> Extra { get; init; }
}
