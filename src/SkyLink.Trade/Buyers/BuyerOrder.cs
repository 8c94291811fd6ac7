using System.Text.Json.Serialization;

namespace SkyLink.Trade.Buyers;

/// <summary>How far an order has come, seen from the buyer's app.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BuyerOrderState>))]
internal enum BuyerOrderState
{
    /// <summary>select is sent: what does it cost, can it be delivered?</summary>
    Quoting,

    /// <summary>init is sent: terms, and the stock held for a while.</summary>
    Initializing,

    /// <summary>The buyer may confirm.</summary>
    Ready,

    /// <summary>The payment partner is asked to hold the money.</summary>
    Paying,

    /// <summary>confirm is sent; the money is held.</summary>
    Confirming,
    Accepted,
    InProgress,
    Completed,

    /// <summary>cancel is sent.</summary>
    Cancelling,
    Cancelled,

    /// <summary>It came to nothing; what was paid goes back.</summary>
    Failed,
}

[JsonConverter(typeof(JsonStringEnumConverter<BuyerPaymentState>))]
internal enum BuyerPaymentState
{
    None,
    Holding,
    Held,
    Declined,
    Releasing,
    Released,
    Returning,
    Returned,
}

internal sealed record BuyerLine(
    string ItemId, string Name, int Count, Money Price, string? FulfillmentId, string? LocationId);

internal sealed record BuyerDelivery(
    string Name, string Phone, string Email, string Address, string City, string AreaCode, string Gps);

/// <param name="ItemId">Which line it prices; null for what is not goods.</param>
internal sealed record BuyerCharge(string Title, string Kind, Money Price, int? Count, string? ItemId = null);

internal sealed record BuyerQuote(Money Price, IReadOnlyList<BuyerCharge> Breakup);

internal sealed record BuyerFulfilment(
    string? Id, string State, string? Agent, string? AgentPhone, string? Gps, string? TrackingUrl,
    DateTimeOffset? ExpectedAt)
{
    /// <summary>Where it is picked up, where the shop says so.</summary>
    public string? ShopGps { get; init; }

    public static BuyerFulfilment Unknown { get; } = new(null, "Pending", null, null, null, null, null);
}

/// <summary>
/// An order of one buyer at one shop. Pure: every change is a new value, and what cannot follow what came before is
/// refused with an error that a person understands.
/// </summary>
internal sealed record BuyerOrder
{
    public required Guid Id { get; init; }

    public required Guid Owner { get; init; }

    public required string TransactionId { get; init; }

    /// <summary>The seller's node.</summary>
    public required string Seller { get; init; }

    public required string ProviderId { get; init; }

    public required string Provider { get; init; }

    public required string City { get; init; }

    public required IReadOnlyList<BuyerLine> Lines { get; init; }

    public required BuyerDelivery Delivery { get; init; }

    public BuyerOrderState State { get; init; } = BuyerOrderState.Quoting;

    public BuyerPaymentState PaymentState { get; init; }

    /// <summary>Of the hold at the payment partner; a new one for each try.</summary>
    public Guid? PaymentId { get; init; }

    /// <summary>What is or was held; null before.</summary>
    public Money? Held { get; init; }

    public BuyerQuote? Quote { get; init; }

    /// <summary>The seller's terms of payment as it sent them, JSON of the wire's neutral model.</summary>
    public string? Terms { get; init; }

    public BuyerFulfilment Fulfilment { get; init; } = BuyerFulfilment.Unknown;

    /// <summary>Why it failed or what the buyer should know; null if all is well.</summary>
    public string? Notice { get; init; }

    /// <summary>What the shop may keep of a cancelled order's money; null while it is not cancelled.</summary>
    public Money? Kept { get; init; }

    /// <summary>The buyer has rated it, and the shop has not refused the rating.</summary>
    public bool IsRated { get; init; }

    /// <summary>The state to go back to when a cancellation is refused.</summary>
    public BuyerOrderState? Before { get; init; }

    public int Version { get; init; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Nothing can change any more.</summary>
    [JsonIgnore]
    public bool IsOver => State is BuyerOrderState.Completed or BuyerOrderState.Cancelled or BuyerOrderState.Failed;

    /// <summary>It is over, and its money is where it belongs.</summary>
    [JsonIgnore]
    public bool IsAtRest => IsOver && PaymentState is BuyerPaymentState.None or BuyerPaymentState.Declined
        or BuyerPaymentState.Released or BuyerPaymentState.Returned;

    /// <summary>What the buyer may ask for now, as verbs of the API.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Actions => State switch
    {
        BuyerOrderState.Ready => ["confirm"],
        BuyerOrderState.Accepted or BuyerOrderState.InProgress => ["status", "track", "cancel", "update", "support"],
        BuyerOrderState.Completed => IsRated ? ["support"] : ["rating", "support"],
        BuyerOrderState.Cancelled or BuyerOrderState.Failed => ["support"],
        BuyerOrderState.Quoting or BuyerOrderState.Initializing or BuyerOrderState.Paying
            or BuyerOrderState.Confirming or BuyerOrderState.Cancelling => [],
    };

    /// <summary>on_select came: the shop says what it costs. Asks for the terms next.</summary>
    public Result<BuyerOrder> Quoted(BuyerQuote quote, BuyerFulfilment fulfilment) => State == BuyerOrderState.Quoting
        ? this with { State = BuyerOrderState.Initializing, Quote = quote, Fulfilment = fulfilment, Notice = null }
        : BuyerErrors.Late;

    /// <summary>on_init came: the buyer may confirm at this price.</summary>
    public Result<BuyerOrder> Agreed(BuyerQuote quote, string terms) => State == BuyerOrderState.Initializing
        ? this with { State = BuyerOrderState.Ready, Quote = quote, Terms = terms, Notice = null }
        : BuyerErrors.Late;

    /// <summary>The buyer confirms: the money is to be held first.</summary>
    public Result<BuyerOrder> Pay(Guid paymentId) => State != BuyerOrderState.Ready || Quote is null
        ? BuyerErrors.NotNow
        : this with
        {
            State = BuyerOrderState.Paying,
            PaymentState = BuyerPaymentState.Holding,
            PaymentId = paymentId,
            Held = Quote.Price,
            Notice = null,
        };

    public Result<BuyerOrder> Paid() => State == BuyerOrderState.Paying
        ? this with { State = BuyerOrderState.Confirming, PaymentState = BuyerPaymentState.Held }
        : BuyerErrors.Late;

    /// <summary>
    /// No money was held; the buyer may try again, unless the order is over: then nothing is left to return.
    /// </summary>
    public Result<BuyerOrder> Declined(string why) => (State, PaymentState) switch
    {
        (BuyerOrderState.Paying, _) => this with
        {
            State = BuyerOrderState.Ready,
            PaymentState = BuyerPaymentState.Declined,
            PaymentId = null,
            Held = null,
            Notice = why,
        },
        (BuyerOrderState.Cancelled, BuyerPaymentState.Returning) => this with
        {
            PaymentState = BuyerPaymentState.Declined,
            Held = null,
            Kept = null,
        },
        _ => BuyerErrors.Late,
    };

    public Result<BuyerOrder> Accepted(BuyerFulfilment fulfilment) => State == BuyerOrderState.Confirming
        ? this with { State = BuyerOrderState.Accepted, Fulfilment = fulfilment }
        : BuyerErrors.Late;

    /// <summary>
    /// on_status or on_track: it is on its way. Never backwards. Who is already on the way has accepted, whatever
    /// became
    /// of the message that said so.
    /// </summary>
    public Result<BuyerOrder> Moved(BuyerFulfilment fulfilment, bool isInProgress) => State switch
    {
        BuyerOrderState.Confirming => this with
        {
            State = isInProgress ? BuyerOrderState.InProgress : BuyerOrderState.Accepted,
            Fulfilment = fulfilment,
        },
        BuyerOrderState.Accepted or BuyerOrderState.InProgress => this with
        {
            State = isInProgress ? BuyerOrderState.InProgress : State,
            Fulfilment = fulfilment,
        },
        BuyerOrderState.Cancelling => this with { Fulfilment = fulfilment },
        _ => BuyerErrors.Late,
    };

    /// <summary>It was delivered: the held money is to be released.</summary>
    public Result<BuyerOrder> Delivered(BuyerFulfilment fulfilment) =>
        State is BuyerOrderState.Confirming or BuyerOrderState.Accepted or BuyerOrderState.InProgress
            or BuyerOrderState.Cancelling
            ? this with
            {
                State = BuyerOrderState.Completed,
                Fulfilment = fulfilment,
                PaymentState = PaymentState == BuyerPaymentState.Held ? BuyerPaymentState.Releasing : PaymentState,
                Notice = null,
            }
            : BuyerErrors.Late;

    public Result<BuyerOrder> AskCancel() => State is BuyerOrderState.Accepted or BuyerOrderState.InProgress
        ? this with { State = BuyerOrderState.Cancelling, Before = State, Notice = null }
        : BuyerErrors.NotNow;

    /// <summary>The shop does not agree to the cancellation.</summary>
    public Result<BuyerOrder> CancelRefused(string why) => State == BuyerOrderState.Cancelling
        ? this with { State = Before ?? BuyerOrderState.Accepted, Before = null, Notice = why }
        : BuyerErrors.Late;

    /// <summary>
    /// It is cancelled, by either side. Where the buyer asked for it, the quote says what the shop keeps; a shop that
    /// cancels by itself keeps nothing.
    /// </summary>
    public Result<BuyerOrder> Cancelled(BuyerQuote? quote, string? why)
    {
        if (IsOver)
        {
            return BuyerErrors.Late;
        }

        var mayKeep = State == BuyerOrderState.Cancelling && quote is not null && Held is not null
            && quote.Price.Asset == Held.Asset && quote.Price.Units < Held.Units;
        return this with
        {
            State = BuyerOrderState.Cancelled,
            Quote = quote ?? Quote,
            Kept = mayKeep ? quote!.Price : Held is null ? null : Held with { Units = 0 },
            Before = null,
            PaymentState = Returned(PaymentState),
            Notice = why,
        };
    }

    /// <summary>
    /// The shop agreed to fewer pieces: the difference goes back. Also while a cancellation is asked for: the shop may
    /// refuse that one.
    /// </summary>
    public Result<BuyerOrder> Reduced(BuyerQuote quote, IReadOnlyList<BuyerLine> lines) =>
        State is BuyerOrderState.Accepted or BuyerOrderState.InProgress or BuyerOrderState.Cancelling
            && quote.Price.Asset == Held!.Asset && quote.Price.Units <= Held.Units
            ? this with { Quote = quote, Lines = lines, Held = quote.Price }
            : BuyerErrors.Late;

    public Result<BuyerOrder> Rate() => State == BuyerOrderState.Completed && !IsRated
        ? this with { IsRated = true }
        : BuyerErrors.NotNow;

    /// <summary>The shop does not take the rating, or did not get it: the buyer may rate again.</summary>
    public Result<BuyerOrder> RatingRefused() => IsRated ? this with { IsRated = false } : BuyerErrors.Late;

    /// <summary>
    /// The shop refuses what it was asked, or cannot be asked: the order comes to nothing, and what is held goes back.
    /// Only while that answer is awaited: a refusal of what is long agreed changes nothing.
    /// </summary>
    public Result<BuyerOrder> Refused(BuyerOrderState during, string why) => State != during
        ? BuyerErrors.Late
        : this with { State = BuyerOrderState.Failed, PaymentState = Returned(PaymentState), Notice = why };

    /// <summary>The payment partner says how the money now stands.</summary>
    /// <param name="hold">One of <see cref="HoldStates"/>.</param>
    public Result<BuyerOrder> Settled(string hold) => (PaymentState, hold) switch
    {
        (BuyerPaymentState.Releasing, HoldStates.Released) => this with { PaymentState = BuyerPaymentState.Released },
        (BuyerPaymentState.Returning, HoldStates.Returned) => this with { PaymentState = BuyerPaymentState.Returned },

        // The buyer has the refund; what the shop keeps is still held.
        (BuyerPaymentState.Returning, HoldStates.Held) when Kept?.Units > 0 =>
            this with { PaymentState = BuyerPaymentState.Releasing, Held = Kept },
        _ => BuyerErrors.Late,
    };

    /// <summary>A hold that is asked for may come about yet: it is called off as one that has.</summary>
    private static BuyerPaymentState Returned(BuyerPaymentState now) =>
        now is BuyerPaymentState.Held or BuyerPaymentState.Holding ? BuyerPaymentState.Returning : now;
}

internal static class BuyerErrors
{
    public static readonly Error SearchNotFound = new("buyers.search_not_found", 404, "There is no such search.");

    public static readonly Error OfferNotFound = new("buyers.offer_not_found", 422, "This offer is not in the search.");

    public static readonly Error OrderNotFound = new("buyers.order_not_found", 404, "There is no such order.");

    public static readonly Error NotNow = new("buyers.not_now", 409, "The order's state does not allow this.");

    public static readonly Error NothingToReduce =
        new("buyers.nothing_to_reduce", 422, "Every line must be in the order, once, and keep at most its count.");

    public static readonly Error NoGateway =
        new("buyers.no_gateway", 503, "The network's gateway cannot be found; try again in a moment.");

    public static readonly Error NoPartner =
        new("buyers.no_partner", 503,
            "A partner needed for this cannot be found on the network; try again in a moment.");

    /// <summary>Never answered over HTTP: a callback that comes too late or twice changes nothing.</summary>
    public static readonly Error Late = new("buyers.late", 409, "This comes too late.");
}
