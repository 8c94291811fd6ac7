using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

/// <summary>The buyer's app as a participant: what it does about each answer from the network.</summary>
internal sealed class BuyerNode(
    LiveSearches searches, Watchers watchers, BuyerMessages messages, TimeProvider clock,
        IOptions<BuyersOptions> options)
{
    public const string Slug = "hamsafar";
    private const string Unreachable = "The shop cannot be reached.";

    public Node Make()
    {
        var settings = options.Value;
        return new Node(new NodeProfile(
                Slug, settings.Name, settings.SubscriberId,
                [new NodeRole(ParticipantType.Bap, settings.GoodsDomain),
                    new NodeRole(ParticipantType.Bap, settings.PaymentDomain)],
                ["*"]))
            .On(BecknAction.OnSearch, OnSearch)
            .On(BecknAction.OnSelect, GoodsOnly(OnSelectAsync))
            .On(BecknAction.OnInit, GoodsOnly(OnInitAsync))
            .On(BecknAction.OnConfirm, Either(OnConfirmAsync, OnPaymentConfirmAsync))
            .On(BecknAction.OnStatus, GoodsOnly(OnStatusAsync))
            .On(BecknAction.OnTrack, GoodsOnly(OnTrackAsync))
            .On(BecknAction.OnCancel, Either(OnCancelAsync, OnPaymentSettledAsync))
            .On(BecknAction.OnUpdate, Either(OnUpdateAsync, OnPaymentSettledAsync))
            .On(BecknAction.OnRating, GoodsOnly(OnRatingAsync))
            .On(BecknAction.OnSupport, GoodsOnly(OnSupportAsync))
            .WhenFailed(OnFailedAsync);
    }

    private ValueTask<Reaction> OnSearch(Received message, CancellationToken cancellation) =>
        ValueTask.FromResult(new Reaction
        {
            AfterCommit = () =>
            {
                var transaction = message.Context.TransactionId;
                if (searches.Find(transaction) is { } results)
                {
                    results.Add(message.Context, message.Envelope.Read() as Catalogue, message.At);
                    watchers.Wake(transaction);
                }
            },
        });

    private async Task<Reaction> OnSelectAsync(Tx tx, BuyerOrder order, Received message)
    {
        if (message.Envelope.Error is { } error)
        {
            return await SaveAsync(
                tx, order.Refused(BuyerOrderState.Quoting, error.Message), order, "refused", error.Message);
        }

        var content = message.Envelope.Read<Order>();
        if (BuyerReader.QuoteOf(content) is not { } quote)
        {
            return await SaveAsync(
                tx, order.Refused(BuyerOrderState.Quoting, "The shop's quote is not readable."), order, "refused",
                    null);
        }

        var next = order.Quoted(quote, BuyerReader.FulfilmentOf(content, order.Fulfilment));
        return await SaveAsync(tx, next, order, "quoted", quote.Price.ToString(),
            changed => messages.Init(message.Node, message.Sender, changed));
    }

    private Task<Reaction> OnInitAsync(Tx tx, BuyerOrder order, Received message)
    {
        if (message.Envelope.Error is { } error)
        {
            return SaveAsync(
                tx, order.Refused(BuyerOrderState.Initializing, error.Message), order, "refused", error.Message);
        }

        var content = message.Envelope.Read<Order>();
        var next = BuyerReader.QuoteOf(content) is { } quote && BuyerReader.TermsOf(content) is { } terms
            ? order.Agreed(quote, terms)
            : order.Refused(BuyerOrderState.Initializing, "The shop's terms are not readable.");
        return SaveAsync(tx, next, order, "ready", null);
    }

    private async Task<Reaction> OnConfirmAsync(Tx tx, BuyerOrder order, Received message)
    {
        if (message.Envelope.Error is { } error)
        {
            return await FailAsync(tx, order, BuyerOrderState.Confirming, message.Node, error.Message);
        }

        var content = message.Envelope.Read<Order>();
        return await SaveAsync(
            tx, order.Accepted(BuyerReader.FulfilmentOf(content, order.Fulfilment)), order, "accepted", null);
    }

    private async Task<Reaction> OnStatusAsync(Tx tx, BuyerOrder order, Received message)
    {
        if (message.Envelope.Read() is not Order content)
        {
            return Reaction.Nothing;
        }

        var fulfilment = BuyerReader.FulfilmentOf(content, order.Fulfilment);
        if (content.State == OrderState.Cancelled)
        {
            return await CancelledAsync(tx, order, message, content);
        }

        if (content.State == OrderState.Completed || fulfilment.State == FulfillmentState.OrderDelivered)
        {
            return await SaveAsync(tx, order.Delivered(fulfilment), order, "delivered", null,
                changed => messages.Release(message.Node, changed));
        }

        return fulfilment == order.Fulfilment
            ? Reaction.Nothing
            : await SaveAsync(tx, order.Moved(fulfilment, content.State == OrderState.InProgress), order,
                fulfilment.State == order.Fulfilment.State ? "position" : fulfilment.State,
                fulfilment.State == order.Fulfilment.State ? fulfilment.Gps : fulfilment.Agent);
    }

    private Task<Reaction> OnTrackAsync(Tx tx, BuyerOrder order, Received message) =>
        message.Envelope.Read() is Tracking { Gps: { } gps } tracking
            ? SaveAsync(
                tx,
                    order.Moved(order.Fulfilment with { Gps = gps.ToString(), TrackingUrl = tracking.Url },
                    isInProgress: false),
                order, "position", gps.ToString())
            : Task.FromResult(Reaction.Nothing);

    private Task<Reaction> OnCancelAsync(Tx tx, BuyerOrder order, Received message) =>
        message.Envelope.Error is { } error
            ? SaveAsync(tx, order.CancelRefused(error.Message), order, "cancel refused", error.Message)
            : CancelledAsync(tx, order, message, message.Envelope.Read<Order>());

    private async Task<Reaction> CancelledAsync(Tx tx, BuyerOrder order, Received message, Order content)
    {
        var why = content.Cancellation?.CancelledBy is { } by && by != message.Node.Profile.SubscriberId
            ? "The shop has cancelled the order."
            : null;
        return await SaveAsync(
            tx, order.Cancelled(BuyerReader.QuoteOf(content), why), order, "cancelled", content.Cancellation?.ReasonId,
            changed => messages.Return(message.Node, changed));
    }

    private Task<Reaction> OnUpdateAsync(Tx tx, BuyerOrder order, Received message)
    {
        if (message.Envelope.Error is { } error)
        {
            return NoteAsync(tx, order, "update refused", error.Message);
        }

        var content = message.Envelope.Read<Order>();
        if (BuyerReader.QuoteOf(content) is not { } quote || order.Held is not { } held)
        {
            return Task.FromResult(Reaction.Nothing);
        }

        return SaveAsync(
            tx, order.Reduced(quote, BuyerReader.LinesOf(content, order.Lines)), order, "reduced",
                quote.Price.ToString(),
            changed => messages.Refund(message.Node, changed, held - quote.Price));
    }

    private Task<Reaction> OnRatingAsync(Tx tx, BuyerOrder order, Received message) =>
        message.Envelope.Error is { } error
            ? SaveAsync(tx, order.RatingRefused(), order, "rating refused", error.Message)
            : NoteAsync(tx, order, "rated", detail: null);

    private Task<Reaction> OnSupportAsync(Tx tx, BuyerOrder order, Received message)
    {
        var support = message.Envelope.Read() as Support;
        var detail = string.Join(", ", new[] { support?.Phone, support?.Email, support?.Ticket }.OfType<string>());
        return NoteAsync(tx, order, "support", detail);
    }

    private async Task<Reaction> OnPaymentConfirmAsync(Tx tx, BuyerOrder order, Received message)
    {
        if (message.Envelope.Error is { } error)
        {
            return await SaveAsync(tx, order.Declined(error.Message), order, "payment declined", error.Message);
        }

        var isOurs = message.Envelope.Read<Order>().Id == order.PaymentId.ToString();
        return isOurs
            ? await SaveAsync(tx, order.Paid(), order, "paid", order.Held?.ToString(),
                changed => messages.ConfirmAsync(message.Node, changed))
            : await NoteAsync(tx, order, "late", "An earlier payment was held; it goes back by itself.");
    }

    private Task<Reaction> OnPaymentSettledAsync(Tx tx, BuyerOrder order, Received message)
    {
        if (message.Envelope.Error is { } error)
        {
            return NoteAsync(tx, order, "payment problem", error.Message);
        }

        var report = message.Envelope.Read() is Order content ? HoldReport.Of(content) : null;
        return report is null || report.PaymentId != order.PaymentId
            ? NoteAsync(tx, order, "payment problem", "The payment partner speaks of another payment.")
            : report.State == HoldStates.Held && order.PaymentState == BuyerPaymentState.Held
            ? NoteAsync(tx, order, "money refunded", $"{report.Amount} is still held")
            : SaveAsync(tx, order.Settled(report.State), order, "money settled", report.Amount.ToString(),
                changed => messages.Release(message.Node, changed));
    }

    /// <summary>A message of ours could not be delivered.</summary>
    private async Task<Reaction> OnFailedAsync(Tx tx, FailedDelivery failed)
    {
        if (await BuyerOrderStore.LockAsync(tx, failed.TransactionId) is not { } order)
        {
            return Reaction.Nothing;
        }

        var isPayment = failed.Destination == options.Value.PaymentPartner;
        return (isPayment, failed.Action) switch
        {
            (true, BecknAction.Confirm) => await SaveAsync(
                tx, order.Declined("The payment partner cannot be reached."), order, "payment declined", failed.Reason),
            (false, BecknAction.Select) =>
                await FailAsync(tx, order, BuyerOrderState.Quoting, failed.Node, Unreachable),
            (false, BecknAction.Init) =>
                await FailAsync(tx, order, BuyerOrderState.Initializing, failed.Node, Unreachable),
            (false, BecknAction.Confirm) =>
                await FailAsync(tx, order, BuyerOrderState.Confirming, failed.Node, Unreachable),
            (false, BecknAction.Cancel) => await SaveAsync(
                tx, order.CancelRefused(Unreachable), order, "cancel refused", failed.Reason),
            (false, BecknAction.Rating) =>
                await SaveAsync(tx, order.RatingRefused(), order, "rating refused", failed.Reason),
            _ => await NoteAsync(tx, order, "undelivered", failed.Reason),
        };
    }

    private Task<Reaction> FailAsync(Tx tx, BuyerOrder order, BuyerOrderState during, Node node, string why) =>
        SaveAsync(
            tx, order.Refused(during, why), order, "failed", why, changed => messages.Return(node, changed));

    /// <summary>Keeps a change and sends what follows from it; what cannot follow is noted as late.</summary>
    private async Task<Reaction> SaveAsync(
        Tx tx, Result<BuyerOrder> next, BuyerOrder order, string what, string? detail,
        Func<BuyerOrder, ValueTask<Outgoing?>>? then = null)
    {
        if (!next.Is(out var moved, out _))
        {
            return await NoteAsync(tx, order, "late", what);
        }

        var changed = moved with { Version = order.Version + 1, UpdatedAt = clock.GetUtcNow() };
        await BuyerOrderStore.UpdateAsync(tx, changed, what, detail);
        var send = then is null ? null : await then(changed);
        return new Reaction(send is null ? [] : [send]) { AfterCommit = () => watchers.Wake(order.Id.ToString()) };
    }

    private async Task<Reaction> NoteAsync(Tx tx, BuyerOrder order, string what, string? detail)
    {
        await BuyerOrderStore.NoteAsync(tx, order.Id, clock.GetUtcNow(), what, detail);
        return new Reaction { AfterCommit = () => watchers.Wake(order.Id.ToString()) };
    }

    private Handler GoodsOnly(Func<Tx, BuyerOrder, Received, Task<Reaction>> handle) =>
        Either(handle, (tx, order, _) => NoteAsync(tx, order, "late", "unexpected of the payment partner"));

    private Handler Either(
        Func<Tx, BuyerOrder, Received, Task<Reaction>> goods, Func<Tx, BuyerOrder, Received, Task<Reaction>> payment) =>
        async (tx, message) =>
        {
            if (await BuyerOrderStore.LockAsync(tx, message.Context.TransactionId) is not { } order)
            {
                throw new RefusalException(
                    ErrorKind.OrderNotFound, "$.context.transaction_id", "No order here has this transaction.");
            }

            var isPayment = message.Context.Domain == options.Value.PaymentDomain;
            var expected = isPayment ? options.Value.PaymentPartner : order.Seller;
            return message.Sender.SubscriberId == expected
                ? await (isPayment ? payment : goods)(tx, order, message)
                : throw new RefusalException(
                    ErrorKind.NotAuthorized, "$.context.bpp_id", "The order is with another participant.");
        };
}
