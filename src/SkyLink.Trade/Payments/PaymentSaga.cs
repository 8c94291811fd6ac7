using System.Diagnostics;
using SkyLink.Beckn;
using SkyLink.Settle;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

/// <summary>
/// Carries out the steps of payments: begins a step and commits, lets the ledger post under the step's own id, then
/// commits the outcome together with the answer. Whoever dies in between leaves a step whose lease ends, and whoever
/// takes it up posts the same transaction again, which the ledger does once.
/// </summary>
internal sealed partial class PaymentSaga(
    Db<PaymentsModule> db, ILedger ledger, Participants participants,
    [FromKeyedServices("trade.payments")] NodeRuntime runtime, [FromKeyedServices("trade.payments")] WakeUp wake,
    IOptions<PaymentsOptions> options, TimeProvider clock, ILogger<PaymentSaga> logger) : IJob
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly ActivitySource Traces = new("SkyLink.Trade");

    /// <summary>How long an answer nobody fetches is kept, where the request does not say.</summary>
    private static readonly TimeSpan AnswerTtl = TimeSpan.FromHours(6);

    /// <summary>How long a step waits for an app that the registry does not list at the moment.</summary>
    private static readonly TimeSpan AbsenceMax = TimeSpan.FromMinutes(10);

    private Node Node => runtime.Nodes[PaymentNode.Slug];

    public async Task RunAsync(CancellationToken stopping)
    {
        var limit = options.Value.StepsMax;
        while (!stopping.IsCancellationRequested)
        {
            var claimed = Node.Signer is null ? [] : await ClaimAsync(limit, stopping);
            await Task.WhenAll(claimed.Select(step => TryAsync(step, stopping)));
            if (claimed.Count < limit)
            {
                await wake.WaitAsync(Look, stopping);
            }
        }
    }

    private Task<List<ClaimedStep>> ClaimAsync(int limit, CancellationToken cancellation) => db.InStatementAsync(
        tx => PaymentStore.ClaimAsync(tx, clock.GetUtcNow(), options.Value.StepLease, limit), cancellation);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The top of a step.")]
    private async Task TryAsync(ClaimedStep claimed, CancellationToken cancellation)
    {
        using var activity = claimed.Origin.GoOn(Traces, $"payment {claimed.Step.Kind}", ActivityKind.Internal);
        try
        {
            await CarryOutAsync(claimed, cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            // The step keeps its lease and goes again when that ends: the ledger or the database is away.
            LogStepFault(logger, fault, claimed.Step.Payment, claimed.Step.Number);
        }
    }

    private async Task CarryOutAsync(ClaimedStep claimed, CancellationToken cancellation)
    {
        var step = claimed.Step;
        var addressee = await AddresseeAsync(claimed, cancellation);
        if (addressee.Creator is null && clock.GetUtcNow() - claimed.RequestedAt < AbsenceMax)
        {
            LogAbsent(logger, step.Payment, step.Number);
            return;
        }

        var begun = await db.InTransactionAsync(tx => BeginAsync(tx, step), cancellation);
        if (!begun.Is(out var payment, out var refusal))
        {
            await FinishAsync(claimed, addressee, outcome: null, refusal, cancellation);
            return;
        }

        if (!payment.IsMoving(step))
        {
            await FinishAsync(claimed, addressee, outcome: null, refusal: null, cancellation);
            return;
        }

        var postings = payment.PostingsOf(step);
        await OpenAsync(payment, step, postings, cancellation);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["payment"] = payment.Id.ToString(),
            ["step"] = step.Number.ToString(),
            ["buyerApp"] = payment.Creator,
        };
        var posted = await ledger.PostAsync(
            new PostTransaction(step.TransactionId, Describe(step), payment.Reference, postings, facts), cancellation);
        if (posted.Is(out _, out var refused))
        {
            await FinishAsync(
                claimed, addressee, it => it.Complete(step, clock.GetUtcNow()), refusal: null, cancellation);
        }
        else
        {
            LogRefused(logger, payment.Id, step.Number, step.Kind, refused.Code);
            var reason = PaymentErrors.ToPayer(refused);
            await FinishAsync(
                claimed, addressee, it => it.GiveUp(step, reason, clock.GetUtcNow()),
                step.Kind == StepKind.Hold ? PaymentErrors.Declined.With(reason) : refused, cancellation);
        }
    }

    private async Task<Result<PaymentHold>> BeginAsync(Tx tx, PaymentStep step)
    {
        var payment = await PaymentStore.LockAsync(tx, step.Payment)
            ?? throw new InvalidOperationException("A step without its payment.");
        var result = payment.Begin(step, clock.GetUtcNow());
        if (result.Is(out var begun, out _) && begun != payment)
        {
            await PaymentStore.UpdateAsync(tx, begun);
        }

        return result;
    }

    /// <summary>Wallets are not opened here: who never topped one up has nothing to pay with.</summary>
    private async Task OpenAsync(
        PaymentHold payment, PaymentStep step, IReadOnlyList<Posting> postings, CancellationToken cancellation)
    {
        if (step.Kind is StepKind.Refund or StepKind.Return)
        {
            return;
        }

        foreach (var account in postings.Select(posting => posting.To).Distinct(StringComparer.Ordinal))
        {
            var asset = account == payment.Account ? payment.Amount.Asset : null;
            await ledger.OpenAsync(new OpenAccount(account, asset), cancellation);
        }
    }

    /// <summary>The outcome, the answer and what others hear of it, in one transaction.</summary>
    private async Task FinishAsync(
        ClaimedStep claimed, (Participant? Creator, Context Began) addressee, Func<PaymentHold, PaymentHold>? outcome,
        Error? refusal, CancellationToken cancellation)
    {
        var (step, (creator, began)) = (claimed.Step, addressee);
        await db.InTransactionAsync(async tx =>
        {
            var payment = (await PaymentStore.LockAsync(tx, step.Payment))!;
            if (!await PaymentStore.FinishAsync(tx, step, refusal?.Code, clock.GetUtcNow()))
            {
                return;
            }

            if (outcome is not null)
            {
                var before = payment;
                payment = outcome(before);
                await PaymentStore.UpdateAsync(tx, payment);
                Publish(tx, before, payment, step, refusal);
            }

            if (creator is not null)
            {
                var answer = Answer(creator, began, claimed.Asked, payment, refusal);
                await runtime.SendAsync(tx, Node, new Reaction(answer));
            }
        }, cancellation);
        wake.Call();
    }

    /// <summary>The app that asked, as the registry knows it now; null if it has left the network.</summary>
    private async Task<(Participant? Creator, Context Began)> AddresseeAsync(
        ClaimedStep claimed, CancellationToken cancellation)
    {
        var began = claimed.Asked
            ?? await db.InStatementAsync(tx => PaymentStore.BeginningAsync(tx, claimed.Step.Payment), cancellation);
        var creator = await participants.FindAsync(
            Node, began.BapId, ParticipantType.Bap, began.Domain, cancellation);
        return (creator, began);
    }

    private Outgoing Answer(Participant to, Context began, Context? asked, PaymentHold payment, Error? refusal)
    {
        var now = clock.GetUtcNow();
        var context = asked is null
            ? Node.Tell(BecknAction.OnCancel, began, now, AnswerTtl)
            : asked.CreateCallback(Node.Profile.SubscriberId, Node.Uri, now, AnswerTtl);
        return refusal is null
            ? Node.Say(to, context, payment.Report().ToOrder(payment.CreatedAt, payment.UpdatedAt))
            : new Outgoing(to, context, context.Dialect.WriteError(context, context.Dialect.Error(
                KindOf(context.Action), "$.message.order", $"{refusal.Title} {refusal.Detail} ({refusal.Code})")));
    }

    private static ErrorKind KindOf(BecknAction callback) => callback switch
    {
        BecknAction.OnCancel => ErrorKind.CancellationNotPossible,
        BecknAction.OnUpdate => ErrorKind.UpdateNotPossible,
        _ => ErrorKind.BusinessRefusal,
    };

    private static string Describe(PaymentStep step) => step.Kind switch
    {
        StepKind.Hold => "Money held for an order",
        StepKind.Release => "Held money released to its beneficiaries",
        StepKind.Refund => "A part of held money refunded",
        StepKind.Return => "Held money returned",
    };

    private static void Publish(Tx tx, PaymentHold before, PaymentHold payment, PaymentStep step, Error? refusal)
    {
        if (refusal is not null)
        {
            if (payment.State == HoldState.Declined)
            {
                tx.Publish(new PaymentDeclined(
                    payment.Id, payment.Reference, payment.Payer, payment.Payee, payment.Amount, payment.Reason!));
            }

            return;
        }

        tx.Publish(step.Kind switch
        {
            StepKind.Hold => new PaymentHeld(
                payment.Id, payment.Reference, payment.Payer, payment.Payee, payment.Amount, payment.ExpiresAt),
            StepKind.Release => new PaymentReleased(
                payment.Id, payment.Reference, payment.Payee, payment.Remaining,
                [.. payment.Shares().Select(share => new PaymentShare(share.Beneficiary, share.Amount))]),
            StepKind.Refund or StepKind.Return => new PaymentReturned(
                payment.Id, payment.Reference, payment.Payer, before.Remaining - payment.Remaining, payment.Remaining),
        });
    }

    [LoggerMessage(LogLevel.Warning, "Payment {Payment}, step {Step} is tried again later")]
    private static partial void LogStepFault(ILogger logger, Exception fault, Guid payment, int step);

    [LoggerMessage(LogLevel.Information, "Payment {Payment}, step {Step} waits: the registry does not list its app")]
    private static partial void LogAbsent(ILogger logger, Guid payment, int step);

    [LoggerMessage(LogLevel.Information, "Payment {Payment}, step {Step}: the ledger refused to {Kind}: {Code}")]
    private static partial void LogRefused(ILogger logger, Guid payment, int step, StepKind kind, string code);
}
