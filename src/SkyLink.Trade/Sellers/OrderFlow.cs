using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>From confirm on: paid, accepted, changed, cancelled.</summary>
internal sealed class OrderFlow(SellerDesk desk)
{
    private const string OrderPath = "$.message.order";

    /// <summary>confirm: asks the payment partner whether the money is held, and answers when it has.</summary>
    public async Task<Reaction> ConfirmAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read<Order>();
        var (node, buyer) = (message.Node.Profile.Slug, message.Context.BapId);
        if (await SaleStore.LockOrderAsync(tx, node, buyer, order.Id!) is { } known)
        {
            return await RepeatAsync(tx, message, known);
        }

        var sale = await SaleStore.LockOpenAsync(tx, node, buyer, message.Context.TransactionId, order.Provider!.Id);
        if (sale is not { Stage: SaleStage.Reserved })
        {
            return await SaleStore.LockOrderAsync(tx, node, buyer, order.Id!) is { } quicker
                ? await RepeatAsync(tx, message, quicker)
                : desk.Refuse(
                    message, ErrorKind.QuoteUnavailable, OrderPath, "Nothing is reserved for this: init first.");
        }

        var payment = order.Payments.FirstOrDefault();
        if (await WhyNotAsync(tx, order, payment, sale) is { } refusal)
        {
            return desk.Refuse(message, refusal);
        }

        var ask = Correspondence.Of(message.Context);
        if (!sale.Confirm(order.Id!, payment!.Params!.TransactionId!, ask, desk.Now, desk.Settings.PaymentTimeout)
                .Is(out var confirming, out var error))
        {
            return desk.Refuse(message, ErrorKind.OutOfSequence, OrderPath, error.Title);
        }

        await desk.Ledger.SaveAsync(tx, sale, confirming);
        var question = await desk.Letters.AskPaymentsAsync(
            message.Node, confirming, BecknAction.Status, new StatusRequest(confirming.PaymentId!), tx.Cancellation);
        return question.Count > 0
            ? new Reaction(question)
            : await RefuseAsync(tx, message.Node, confirming, "The payment partner is not on the network.");
    }

    /// <summary>The payment partner says what it holds.</summary>
    public async Task<Reaction> PaymentToldAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read() as Order;
        var sale = Guid.TryParse(message.Context.MessageId, out var id) ? await SaleStore.LockAsync(tx, id) : null;
        sale ??= order?.Id is { } payment
            ? await SaleStore.LockPaymentAsync(tx, message.Node.Profile.Slug, message.Context.TransactionId, payment)
            : null;
        if (sale is null || sale.Node != message.Node.Profile.Slug)
        {
            return Reaction.Nothing;
        }

        if (sale.Stage != SaleStage.Confirming)
        {
            await desk.NoteLateAsync(tx, sale, "The payment partner's word");
            return Reaction.Nothing;
        }

        var shop = await SellerDesk.ShopOfAsync(tx, sale);
        var why = order is null
            ? message.Envelope.Error?.Message ?? "The payment partner knows no such payment."
            : HeldPayment.WhyNot(order, sale, message.Node.Profile.SubscriberId, SaleTerms.Cut(
                sale.Net, desk.SharesOf(sale.Node), shop, sale.BuyerApp, sale.Node));
        if (why is not null)
        {
            return await RefuseAsync(tx, message.Node, sale, why);
        }

        if (!sale.Pay(desk.Settings.AutoAccept, desk.Now, desk.Settings.PackAfter).Is(out var paid, out _))
        {
            return Reaction.Nothing;
        }

        await desk.Ledger.SaveAsync(tx, sale, paid);
        return new Reaction(await desk.Letters.AnswerAsync(
            message.Node, paid, BecknAction.OnConfirm, await desk.StandingAsync(tx, paid), tx.Cancellation));
    }

    /// <summary>Not paid as it should be: the stock goes back, the buyer is told why.</summary>
    public async Task<Reaction> RefuseAsync(Tx tx, Node node, Sale sale, string why)
    {
        if (!sale.Refuse(why, desk.Now).Is(out var refused, out _))
        {
            return Reaction.Nothing;
        }

        await desk.Ledger.SaveAsync(tx, sale, refused);
        return new Reaction(await desk.Letters.AnswerErrorAsync(
            node, refused, BecknAction.OnConfirm, ErrorKind.PaymentNotSupported, why, tx.Cancellation));
    }

    /// <summary>cancel by the buyer.</summary>
    public async Task<Reaction> CancelAsync(Tx tx, Received message)
    {
        var request = message.Envelope.Read<CancelRequest>();
        if (await LockOrderAsync(tx, message, request.OrderId) is not { } sale)
        {
            return UnknownOrder(message);
        }

        if (sale.Stage >= SaleStage.Packed && await HasUncancellableAsync(tx, sale))
        {
            return desk.Refuse(
                message, ErrorKind.CancellationNotPossible, "$.message.order_id",
                "It holds items that are not taken back once packed.");
        }

        if (!sale.CancelByBuyer(request.ReasonId, desk.Now, desk.Settings.FreeCancelWindow)
                .Is(out var cancelled, out var error))
        {
            return desk.Refuse(
                message, ErrorKind.CancellationNotPossible, "$.message.order_id", error.Detail ?? error.Title);
        }

        await desk.Ledger.SaveAsync(tx, sale, cancelled);
        var answer = desk.Answer(message, await desk.StandingAsync(tx, cancelled));
        return new Reaction([.. answer.Send, .. await CallOffRideAsync(tx, message.Node, sale, request.ReasonId)]);
    }

    /// <summary>The shop, or the delivery partner, cannot: the buyer gets everything back.</summary>
    public async Task<Result<SaleStep>> CancelBySellerAsync(Tx tx, Node node, Sale sale, string by, string reason)
    {
        if (!sale.CancelBySeller(by, reason, desk.Now).Is(out var cancelled, out var error))
        {
            return error;
        }

        await desk.Ledger.SaveAsync(tx, sale, cancelled);
        return new SaleStep(cancelled, new Reaction(
        [
            .. await desk.TellAsync(tx, node, cancelled, BecknAction.OnCancel),
            .. await CallOffRideAsync(tx, node, sale, reason),
        ]));
    }

    /// <summary>update: the buyer takes less of something.</summary>
    public async Task<Reaction> UpdateAsync(Tx tx, Received message)
    {
        var request = message.Envelope.Read<UpdateRequest>();
        if (request.Target is not ("item" or "items"))
        {
            return desk.Refuse(
                message, ErrorKind.UpdateTargetInvalid, "$.message.update_target", "Only items can be changed.");
        }

        if (await LockOrderAsync(tx, message, request.Order.Id!) is not { } sale)
        {
            return UnknownOrder(message);
        }

        var counts = request.Order.Items.Where(item => item.Count is not null)
            .GroupBy(item => item.Id, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Count!.Value, StringComparer.Ordinal);
        if (!sale.Reduce(counts, Correspondence.Of(message.Context), desk.Now).Is(out var reduced, out var error))
        {
            return desk.Refuse(message, ErrorKind.UpdateNotPossible, $"{OrderPath}.items", error.Detail ?? error.Title);
        }

        await desk.Ledger.SaveAsync(
            tx, sale, reduced, $"Refund {(reduced.Refunded - sale.Refunded).ToDecimalString()}");
        return desk.Answer(message, await desk.StandingAsync(tx, reduced));
    }

    public Reaction UnknownOrder(Received message) =>
        desk.Refuse(message, ErrorKind.OrderNotFound, "$.message.order_id", "There is no such order here.");

    private static Task<Sale?> LockOrderAsync(Tx tx, Received message, string order) =>
        SaleStore.LockOrderAsync(tx, message.Node.Profile.Slug, message.Context.BapId, order);

    private async Task<IReadOnlyList<Outgoing>> CallOffRideAsync(Tx tx, Node node, Sale before, string reason) =>
        before.Stage is >= SaleStage.Packed and < SaleStage.Delivered
            ? await desk.Letters.AskLogisticsAsync(
                node, before, BecknAction.Cancel, new CancelRequest(before.Id.ToString(), reason), tx.Cancellation)
            : [];

    /// <summary>
    /// The same order once more under another message: the answer is how it stands, nothing happens twice.
    /// </summary>
    private async Task<Reaction> RepeatAsync(Tx tx, Received message, Sale sale) => sale.Stage switch
    {
        SaleStage.Confirming => Reaction.Nothing,
        SaleStage.Refused => desk.Refuse(message, ErrorKind.OrderInvalid, $"{OrderPath}.id", "This order was refused."),
        _ => desk.Answer(message, await desk.StandingAsync(tx, sale)),
    };

    private static async Task<Refusal?> WhyNotAsync(Tx tx, Order order, Payment? payment, Sale sale)
    {
        var isSameGoods = order.Items.Count == sale.Lines.Count && order.Items.All(item =>
            sale.Lines.Any(line => line.Sku == item.Id && line.Count == item.Count));
        return payment?.Params?.TransactionId switch
        {
            _ when !isSameGoods => new Refusal(ErrorKind.OrderInvalid, $"{OrderPath}.items", "Not what was reserved."),
            _ when order.Quote?.Price?.ToMoney() != sale.Net =>
                new Refusal(ErrorKind.QuoteMismatch, $"{OrderPath}.quote.price", $"The quote was {sale.Net}."),
            null or "" => new Refusal(
                ErrorKind.PaymentNotSupported, $"{OrderPath}.payment.params.transaction_id",
                "Which payment pays for it?"),
            _ when payment is not { Status: PaymentStatus.Paid } => new Refusal(
                ErrorKind.PaymentNotSupported, $"{OrderPath}.payment.status", "It is not paid."),
            { } id when await SaleStore.IsSpentAsync(tx, id) => new Refusal(
                ErrorKind.PaymentNotSupported, $"{OrderPath}.payment.params.transaction_id",
                "This payment pays for another order."),
            _ => null,
        };
    }

    private static async Task<bool> HasUncancellableAsync(Tx tx, Sale sale) =>
        (await ProductStore.FindAsync(tx, sale.Shop, [.. sale.Lines.Select(line => line.Sku)]))
            .Exists(product => !product.IsCancellable);
}

/// <param name="News">For the buyer and the delivery partner.</param>
internal sealed record SaleStep(Sale Sale, Reaction News);

/// <summary>Whether what the payment partner holds is what a sale needs. Pure.</summary>
internal static class HeldPayment
{
    /// <summary>Null if all is well.</summary>
    public static string? WhyNot(Order told, Sale sale, string payee, IReadOnlyList<Split> cuts)
    {
        var payment = told.Payments.FirstOrDefault();
        var tags = payment is null ? told.Tags : payment.Tags.Concat(told.Tags).ToValueList();
        var amount = payment?.Params is { Amount: { } value, Currency: { } currency }
            ? new Price(value, currency).ToMoney()
            : told.Quote?.Price?.ToMoney();
        var held = Split.FromTags(tags, sale.Gross.Asset);
        var state = tags.ValueOf("state");
        return payment switch
        {
            _ when told.Id != sale.PaymentId => "The payment partner told of another payment.",
            null or { Status: not PaymentStatus.Paid } => "The payment is not held.",
            _ when state is not null && !state.Equals("held", StringComparison.OrdinalIgnoreCase) =>
                $"The payment is {state}.",
            _ when amount != sale.Net => $"The payment holds {amount}, the order costs {sale.Net}.",
            _ when tags.ValueOf("payee") != payee => "The payment is for another seller.",
            _ when held is null || !SaleTerms.AreSame(cuts, held) => "The payment is not cut as agreed.",
            _ => null,
        };
    }
}
