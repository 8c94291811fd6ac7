namespace SkyLink.Beckn;

/// <summary>The content of <c>search</c>: what the buyer is looking for. All parts narrow the search.</summary>
public sealed record Intent : Message, IExtensible
{
    /// <summary>Words to look for in names and descriptions.</summary>
    public string? Text { get; init; }

    public string? CategoryId { get; init; }

    public string? ProviderId { get; init; }

    public string? ItemId { get; init; }

    /// <summary>Where the goods are to go.</summary>
    public Gps? Gps { get; init; }

    /// <summary>The postal code of that place.</summary>
    public string? AreaCode { get; init; }

    /// <summary>How far from <see cref="Gps"/> a seller may be; without it the point alone counts.</summary>
    public decimal? RadiusKm { get; init; }

    public decimal? PriceMin { get; init; }

    public decimal? PriceMax { get; init; }

    /// <summary>Of the price bounds, ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>Such as <c>Delivery</c> or <c>Self-Pickup</c>.</summary>
    public string? FulfillmentType { get; init; }

    public PaymentType? PaymentType { get; init; }

    public FinderFee? FinderFee { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}
