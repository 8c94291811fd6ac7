using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

/// <summary>
/// The payment partner as a participant. What moves money is written down as a step and answered when the ledger has
/// moved it; only a status is answered at once.
/// </summary>
internal sealed class PaymentNode(
    Participants participants, [FromKeyedServices("trade.payments")] WakeUp wake, IOptions<PaymentsOptions> options,
    IOptions<NetworkOptions> network, TimeProvider clock)
{
    public const string Slug = "rupaya-pay";

    public Node Make() => new Node(new NodeProfile(
            Slug, "Rupaya Pay", options.Value.SubscriberId, [new NodeRole(ParticipantType.Bpp, HoldRequest.Domain)],
            ["*"]))
        .On(BecknAction.Confirm, HoldAsync)
        .On(BecknAction.Update, UpdateAsync)
        .On(BecknAction.Cancel, CancelAsync)
        .On(BecknAction.Status, ReportAsync);

    private async Task<Reaction> HoldAsync(Tx tx, Received message)
    {
        if (HoldRequest.Of(message.Envelope.Read<Order>()) is not { } request)
        {
            return Refuse(message, ErrorKind.OrderInvalid, PaymentErrors.Unreadable);
        }

        var sender = message.Sender.SubscriberId;
        if (PaymentRules.RefusalOf(request) is { } refusal)
        {
            return Refuse(message, ErrorKind.OrderInvalid, refusal);
        }

        if (request.Payee == sender || await participants.FindAsync(
                message.Node, request.Payee, ParticipantType.Bpp, network.Value.Domain, tx.Cancellation) is null)
        {
            return Refuse(message, ErrorKind.PaymentNotSupported, PaymentErrors.PayeeUnknown);
        }

        var asked = PaymentHold.Request(request, sender, clock.GetUtcNow(), options.Value.HoldLifetime);
        var isNew = await PaymentStore.AddAsync(tx, asked, message.Context);
        var payment = isNew ? asked : (await PaymentStore.LockAsync(tx, request.PaymentId))!;
        return payment.Is(request, sender)
            ? await AskAsync(tx, message, payment.Id, StepKind.Hold, amount: null)
            : Refuse(message, ErrorKind.OrderInvalid, PaymentErrors.IdTaken);
    }

    private async Task<Reaction> UpdateAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read<UpdateRequest>().Order;
        if (await LockOwnAsync(tx, message, order.Id) is not { } payment)
        {
            return Refuse(message, ErrorKind.OrderNotFound, PaymentErrors.NotFound);
        }

        var tags = order.Payments.FirstOrDefault()?.Tags ?? [];
        if (tags.ValueOf("action") == "release")
        {
            return await AskAsync(tx, message, payment.Id, StepKind.Release, amount: null);
        }

        var refund = Money.FromDecimalString(tags.ValueOf("refund") ?? "", payment.Amount.Asset);
        return tags.ValueOf("action") != "refund"
            ? Refuse(message, ErrorKind.UpdateTargetInvalid, UnknownUpdate)
            : refund is null || refund.Units <= 0
                ? Refuse(message, ErrorKind.UpdateNotPossible, PaymentErrors.RefundTooLarge)
                : await AskAsync(tx, message, payment.Id, StepKind.Refund, refund);
    }

    private async Task<Reaction> CancelAsync(Tx tx, Received message) =>
        await LockOwnAsync(tx, message, message.Envelope.Read<CancelRequest>().OrderId) is { } payment
            ? await AskAsync(tx, message, payment.Id, StepKind.Return, amount: null)
            : Refuse(message, ErrorKind.OrderNotFound, PaymentErrors.NotFound);

    private async Task<Reaction> ReportAsync(Tx tx, Received message)
    {
        var sender = message.Sender.SubscriberId;
        var payment = Guid.TryParse(message.Envelope.Read<StatusRequest>().OrderId, out var id)
            ? await PaymentStore.FindAsync(tx, id)
            : null;
        return payment is not null && (payment.Creator == sender || payment.Payee == sender)
            ? new Reaction(message.Node.Answer(
                message, payment.Report().ToOrder(payment.CreatedAt, payment.UpdatedAt), clock.GetUtcNow()))
            : Refuse(message, ErrorKind.OrderNotFound, PaymentErrors.NotFound);
    }

    /// <summary>Of two requests about one payment the second waits here. Another app's is as good as none.</summary>
    private static async Task<PaymentHold?> LockOwnAsync(Tx tx, Received message, string? paymentId) =>
        Guid.TryParse(paymentId, out var id) && await PaymentStore.LockAsync(tx, id) is { } payment
            && payment.Creator == message.Sender.SubscriberId
            ? payment
            : null;

    private async Task<Reaction> AskAsync(Tx tx, Received message, Guid payment, StepKind kind, Money? amount)
    {
        await PaymentStore.AddStepAsync(tx, payment, kind, amount, message.Context, clock.GetUtcNow());
        return new Reaction { AfterCommit = wake.Call };
    }

    private Reaction Refuse(Received message, ErrorKind kind, Error error) =>
        new(message.Node.AnswerError(message, kind, "$.message", $"{error.Title} ({error.Code})", clock.GetUtcNow()));

    private static readonly Error UnknownUpdate =
        new("payments.unknown_update", 422, "An update releases or refunds: tag action of the payment.");
}
