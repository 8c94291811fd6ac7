using SkyLink.Beckn;

namespace SkyLink.Trade.Shared;

/// <summary>
/// What a buyer's app asks of the payment partner: to hold money of one of its shoppers for an order. The order of the
/// payment domain is written here and read here, so that both sides mean the same by it.
/// </summary>
/// <param name="Payer">The wallet's owner; the app vouches for it.</param>
/// <param name="Payee">The seller's subscriber id.</param>
/// <param name="Reference">The transaction of the order that is paid for.</param>
internal sealed record HoldRequest(
    Guid PaymentId, Money Amount, string Payer, string Payee, string Reference, IReadOnlyList<Split> Splits)
{
    public const string Domain = "SKYLINK:PAY10";

    /// <summary>The one thing the payment partner sells.</summary>
    private const string Item = "hold";

    private const string Provider = "rupaya-pay";

    /// <summary>The content of <c>confirm</c>; the protocol asks every order for a shop and a delivery.</summary>
    public Order ToOrder() => OrderOf(PaymentId, Amount) with
    {
        Billing = new Billing { Name = Payer, Phone = "0" },
        Payments = [PaymentOf(PaymentStatus.NotPaid) with { Tags = [.. Split.ToTags(Splits), OwnTags.Of(
            ("payer", Payer), ("payee", Payee), ("order", Reference))] }],
    };

    /// <summary>Null if anything of it is missing or contradicts itself.</summary>
    public static HoldRequest? Of(Order order)
    {
        if (order.Payments.FirstOrDefault() is not { } payment || !Guid.TryParse(order.Id, out var id)
            || order.Quote?.Price?.ToMoney() is not { } amount
            || (payment.Params is { } it && (it.Amount, it.Currency) != (order.Quote.Price.Value, amount.Currency))
            || Split.FromTags(payment.Tags, amount.Asset) is not { } splits)
        {
            return null;
        }

        return payment.Tags.ValueOf("payer") is { } payer && payment.Tags.ValueOf("payee") is { } payee
            && payment.Tags.ValueOf("order") is { } reference
            ? new HoldRequest(id, amount, payer, payee, reference, splits)
            : null;
    }

    /// <summary>The content of <c>update</c>: what is held goes to the beneficiaries.</summary>
    public static UpdateRequest Release(Guid paymentId) => Update(paymentId, OwnTags.Of(("action", "release")));

    /// <summary>The content of <c>update</c>: a part goes back to the payer, the rest stays held.</summary>
    public static UpdateRequest Refund(Guid paymentId, Money amount) =>
        Update(paymentId, OwnTags.Of(("action", "refund"), ("refund", amount.ToDecimalString())));

    /// <summary>What every order about a payment says, whoever writes it.</summary>
    internal static Order OrderOf(Guid paymentId, Money amount) => new()
    {
        Id = paymentId.ToString(),
        Provider = new OrderProvider(Provider),
        Items = [new OrderItem(Item, 1)],
        Fulfillments = [new Fulfillment { Id = "1", Type = "Payment" }],
        Quote = new Quote { Price = amount.ToPrice(), Breakup = [new Charge("Held amount", amount.ToPrice())] },
    };

    internal static Payment PaymentOf(Guid paymentId, Money amount, PaymentStatus status) => new()
    {
        Type = PaymentType.OnOrder,
        Status = status,
        CollectedBy = Collector.Bap,
        Params = new PaymentParams(amount.ToPrice().Value, amount.Currency, paymentId.ToString()),
    };

    private Payment PaymentOf(PaymentStatus status) => PaymentOf(PaymentId, Amount, status);

    private static UpdateRequest Update(Guid paymentId, TagGroup tags) => new("payment", new Order
    {
        Id = paymentId.ToString(),
        Payments = [new Payment { Tags = [tags] }],
    });
}

/// <summary>What the payment partner says of a payment in <c>on_confirm</c>, <c>on_status</c> and the like.</summary>
/// <param name="State">One of <see cref="HoldStates"/>.</param>
/// <param name="Amount">What of it is held, or was released.</param>
internal sealed record HoldReport(
    Guid PaymentId, string State, Money Amount, string Payee, string Reference, IReadOnlyList<Split> Splits)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    public Order ToOrder(DateTimeOffset createdAt, DateTimeOffset updatedAt)
    {
        var status = State is HoldStates.Held or HoldStates.Released ? PaymentStatus.Paid : PaymentStatus.NotPaid;
        var facts = OwnTags.Of(
            ("state", State), ("amount", Amount.ToDecimalString()), ("payee", Payee), ("order", Reference),
            ("expires", ExpiresAt?.ToString("O") ?? ""));
        return HoldRequest.OrderOf(PaymentId, Amount) with
        {
            State = HoldStates.ToOrderState(State),
            Payments =
            [
                HoldRequest.PaymentOf(PaymentId, Amount, status) with { Tags = [.. Split.ToTags(Splits), facts] },
            ],
            CreatedAt = createdAt,
            UpdatedAt = updatedAt,
        };
    }

    /// <summary>Null if anything of it is missing.</summary>
    public static HoldReport? Of(Order order)
    {
        if (order.Payments.FirstOrDefault() is not { } payment || !Guid.TryParse(order.Id, out var id)
            || payment.Params?.Currency is not { } currency || Amounts.AssetOf(currency) is not { } asset
            || Money.FromDecimalString(payment.Tags.ValueOf("amount") ?? "", asset) is not { } amount
            || Split.FromTags(payment.Tags, asset) is not { } splits)
        {
            return null;
        }

        var expires = DateTimeOffset.TryParse(payment.Tags.ValueOf("expires"), out var at) ? at : (DateTimeOffset?)null;
        return payment.Tags.ValueOf("state") is { } state && payment.Tags.ValueOf("payee") is { } payee
            && payment.Tags.ValueOf("order") is { } reference
            ? new HoldReport(id, state, amount, payee, reference, splits) { ExpiresAt = expires }
            : null;
    }
}

/// <summary>The states of a payment as participants hear of them.</summary>
internal static class HoldStates
{
    public const string Requested = "requested";
    public const string Held = "held";
    public const string Released = "released";
    public const string Returned = "returned";
    public const string Declined = "declined";

    public static string ToOrderState(string state) => state switch
    {
        Requested => OrderState.Created,
        Held => OrderState.Accepted,
        Released => OrderState.Completed,
        _ => OrderState.Cancelled,
    };
}
