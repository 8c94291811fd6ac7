namespace SkyLink.Beckn;

/// <summary>Who pays what when to whom, and what remains between the two sides afterwards.</summary>
public sealed record Payment : IExtensible
{
    public string? Id { get; init; }

    public PaymentType? Type { get; init; }

    public PaymentStatus? Status { get; init; }

    public Collector? CollectedBy { get; init; }

    /// <summary>Where to pay.</summary>
    public string? Uri { get; init; }

    public PaymentParams? Params { get; init; }

    public FinderFee? FinderFee { get; init; }

    public Settlement? Settlement { get; init; }

    public ValueList<TagGroup> Tags { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>When the buyer pays.</summary>
public enum PaymentType
{
    OnOrder,
    PreFulfillment,
    OnFulfillment,
    PostFulfillment,
}

/// <summary>Whether the buyer has paid, as the collecting side says.</summary>
public enum PaymentStatus
{
    NotPaid,
    Paid,
}

/// <summary>Which side takes the buyer's money.</summary>
public enum Collector
{
    /// <summary>The buyer's app.</summary>
    Bap,

    /// <summary>The seller's app.</summary>
    Bpp,
}

/// <summary>The payment itself: what was to be paid and under which number it was.</summary>
/// <param name="TransactionId">Of the payment, not of the protocol.</param>
public sealed record PaymentParams(decimal? Amount, string? Currency, string? TransactionId) : IExtensible
{
    public ValueList<ExtraMember> Extra { get; init; }
}

/// <summary>The terms on which the collecting side passes the money on.</summary>
public sealed record Settlement
{
    /// <summary>From when the window counts: <c>shipment</c>, <c>delivery</c>, <c>return_window_expiry</c>.</summary>
    public string? Basis { get; init; }

    public TimeSpan? Window { get; init; }

    /// <summary>Kept back until the return window is over.</summary>
    public decimal? WithholdingAmount { get; init; }

    public ValueList<SettlementDetail> Details { get; init; }
}

/// <summary>An account to which a part of the money goes.</summary>
public sealed record SettlementDetail : IExtensible
{
    /// <summary>Such as <c>seller-app</c>.</summary>
    public string? Counterparty { get; init; }

    /// <summary>Such as <c>sale-amount</c>, <c>refund</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Such as <c>upi</c>, <c>neft</c>.</summary>
    public string? Type { get; init; }

    public string? Beneficiary { get; init; }

    public string? AccountNumber { get; init; }

    public string? BankCode { get; init; }

    public string? BankName { get; init; }

    public string? UpiAddress { get; init; }

    public ValueList<ExtraMember> Extra { get; init; }
}
