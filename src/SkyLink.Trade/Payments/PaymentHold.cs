using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using SkyLink.Settle;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

/// <summary>Where the money of a payment is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HoldState>))]
internal enum HoldState
{
    /// <summary>On its way out of the wallet.</summary>
    Requested,
    Held,
    Declined,

    /// <summary>On its way to the beneficiaries.</summary>
    Releasing,
    Released,

    /// <summary>A part is on its way back, the rest stays.</summary>
    Refunding,

    /// <summary>All of it is on its way back.</summary>
    Returning,
    Returned,
}

[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
internal enum StepKind
{
    Hold,
    Release,
    Refund,
    Return,
}

/// <summary>One thing that was asked of a payment.</summary>
/// <param name="Number">Counts the payment's steps from one; they are carried out in this order.</param>
/// <param name="Amount">What a refund gives back; null for the others, which move all there is.</param>
internal sealed record PaymentStep(Guid Payment, int Number, StepKind Kind, Money? Amount)
{
    /// <summary>
    /// The id of its ledger transaction: the same however often it is carried out. 122 bits of SHA-256 over payment and
    /// number, as a UUID of version 8.
    /// </summary>
    public Guid TransactionId
    {
        get
        {
            Span<byte> name = stackalloc byte[20];
            Payment.TryWriteBytes(name, bigEndian: true, out _);
            BinaryPrimitives.WriteInt32BigEndian(name[16..], Number);
            Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(name, id);
            id[6] = (byte)((id[6] & 0x0f) | 0x80);
            id[8] = (byte)((id[8] & 0x3f) | 0x80);
            return new Guid(id[..16], bigEndian: true);
        }
    }
}

/// <summary>
/// Money of a payer, held for an order until it is released to the seller's side or returned. Pure: every step begins
/// (<see cref="Begin"/>), has its <see cref="PostingsOf"/> carried out by the ledger, and is completed or given up.
/// </summary>
internal sealed record PaymentHold
{
    public required Guid Id { get; init; }

    /// <summary>The buyer's app that asked for it; nobody else may move it.</summary>
    public required string Creator { get; init; }

    public required string Payee { get; init; }

    /// <summary>The owner of the wallet.</summary>
    public required string Payer { get; init; }

    /// <summary>The transaction of the order that is paid for.</summary>
    public required string Reference { get; init; }

    public required Money Amount { get; init; }

    /// <summary>Given back so far.</summary>
    public required Money Refunded { get; init; }

    /// <summary>As agreed at the beginning: adds up to <see cref="Amount"/>.</summary>
    public required IReadOnlyList<Split> Splits { get; init; }

    public HoldState State { get; init; }

    /// <summary>The step under way, or null.</summary>
    public int? MovingStep { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>What is held, or was released.</summary>
    public Money Remaining => Amount - Refunded;

    public string Wallet => $"trade:wallets:{Payer}";

    public string Account => $"trade:holds:{Id}";

    public static PaymentHold Request(
        HoldRequest request, string creator, DateTimeOffset now, TimeSpan lifetime) => new()
        {
            Id = request.PaymentId,
            Creator = creator,
            Payee = request.Payee,
            Payer = request.Payer,
            Reference = request.Reference,
            Amount = request.Amount,
            Refunded = request.Amount with { Units = 0 },
            Splits = request.Splits,
            State = HoldState.Requested,
            MovingStep = 1,
            CreatedAt = now,
            UpdatedAt = now,
            ExpiresAt = now + lifetime,
        };

    /// <summary>Whether a repeated request means this very payment.</summary>
    public bool Is(HoldRequest request, string creator) =>
        creator == Creator && request.Amount == Amount && request.Payer == Payer && request.Payee == Payee
        && request.Reference == Reference && request.Splits.SequenceEqual(Splits);

    /// <summary>
    /// Sets out on a step. Nothing to do is no error: a payment released twice is answered as released
    /// (<see cref="IsMoving"/> says that there is nothing to post). A step that was begun before a crash goes on.
    /// </summary>
    public Result<PaymentHold> Begin(PaymentStep step, DateTimeOffset now)
    {
        if (IsMoving(step))
        {
            return this;
        }

        if (MovingStep is not null)
        {
            return PaymentErrors.Busy;
        }

        return step.Kind switch
        {
            StepKind.Hold => State == HoldState.Declined ? PaymentErrors.Declined.With(Reason ?? "") : this,
            StepKind.Release => State switch
            {
                HoldState.Held => Move(HoldState.Releasing, step, now),
                HoldState.Released => this,
                _ => PaymentErrors.NotHeld,
            },
            StepKind.Refund => State != HoldState.Held ? PaymentErrors.NotHeld
                : step.Amount!.Asset != Amount.Asset || step.Amount.Units <= 0 || step.Amount.Units > Remaining.Units
                    ? PaymentErrors.RefundTooLarge
                    : Move(HoldState.Refunding, step, now),
            StepKind.Return => State switch
            {
                HoldState.Held => Move(HoldState.Returning, step, now),
                HoldState.Returned or HoldState.Declined => this,
                _ => PaymentErrors.NotHeld,
            },
        };
    }

    /// <summary>Whether this very step is under way.</summary>
    public bool IsMoving(PaymentStep step) => MovingStep == step.Number;

    /// <summary>What the ledger moves for a step under way. The same on every call until the step is over.</summary>
    public IReadOnlyList<Posting> PostingsOf(PaymentStep step) => step.Kind switch
    {
        StepKind.Hold => [new Posting(Wallet, Account, Amount)],
        StepKind.Release => [.. Shares().Where(share => share.Amount.Units > 0)
            .Select(share => new Posting(Account, share.Beneficiary, share.Amount))],
        StepKind.Refund => [new Posting(Account, Wallet, step.Amount!)],
        StepKind.Return => [new Posting(Account, Wallet, Remaining)],
    };

    /// <summary>The ledger has moved it.</summary>
    public PaymentHold Complete(PaymentStep step, DateTimeOffset now)
    {
        var refunded = step.Kind switch
        {
            StepKind.Refund => Refunded + step.Amount!,
            StepKind.Return => Amount,
            StepKind.Hold or StepKind.Release => Refunded,
        };
        var state = step.Kind switch
        {
            StepKind.Release => HoldState.Released,
            _ => refunded == Amount ? HoldState.Returned : HoldState.Held,
        };
        return Rest(state, now) with { Refunded = refunded };
    }

    /// <summary>The ledger will not move it: the money is where it was.</summary>
    public PaymentHold GiveUp(PaymentStep step, string reason, DateTimeOffset now) => step.Kind == StepKind.Hold
        ? Rest(HoldState.Declined, now) with { Reason = reason }
        : Rest(HoldState.Held, now);

    /// <summary>
    /// Who gets what of <see cref="Remaining"/>: each its part of what was agreed, rounded down to a whole unit; what
    /// rounding leaves over goes to the seller (without one, to the first). Adds up exactly.
    /// </summary>
    public IReadOnlyList<Split> Shares()
    {
        if (Remaining == Amount)
        {
            return Splits;
        }

        var shares = Splits.Select(split => split with
        {
            Amount = split.Amount with { Units = checked(split.Amount.Units * Remaining.Units) / Amount.Units },
        }).ToList();
        var rest = Remaining - shares.Select(share => share.Amount).Sum(Amount.Asset);
        var seller = Math.Max(shares.FindIndex(share => share.Counterparty == "seller"), 0);
        shares[seller] = shares[seller] with { Amount = shares[seller].Amount + rest };
        return shares;
    }

    public HoldReport Report() => new(Id, Word(), Remaining, Payee, Reference, Shares())
    {
        ExpiresAt = State == HoldState.Held ? ExpiresAt : null,
    };

    /// <summary>What has begun is told as done: nobody may rely any more on what it was.</summary>
    private string Word() => State switch
    {
        HoldState.Requested => HoldStates.Requested,
        HoldState.Held or HoldState.Refunding => HoldStates.Held,
        HoldState.Declined => HoldStates.Declined,
        HoldState.Releasing or HoldState.Released => HoldStates.Released,
        HoldState.Returning or HoldState.Returned => HoldStates.Returned,
    };

    private PaymentHold Move(HoldState state, PaymentStep step, DateTimeOffset now) =>
        this with { State = state, MovingStep = step.Number, UpdatedAt = now, Version = Version + 1 };

    private PaymentHold Rest(HoldState state, DateTimeOffset now) =>
        this with { State = state, MovingStep = null, UpdatedAt = now, Version = Version + 1 };
}

internal static class PaymentErrors
{
    public static readonly Error NotFound = new("payments.not_found", 404, "There is no such payment.");

    public static readonly Error Declined = new("payments.declined", 422, "The payment was declined.");

    public static readonly Error Busy = new("payments.busy", 409, "The payment is moving already; ask again.");

    public static readonly Error NotHeld = new("payments.not_held", 409, "Nothing is held that could be moved.");

    public static readonly Error RefundTooLarge =
        new("payments.refund_too_large", 422, "A refund must be above zero and at most what is held.");

    public static readonly Error TopUpTooLarge =
        new("payments.top_up_too_large", 422, "This is more than a wallet may be topped up by on one day.");

    public static readonly Error TopUpAsset = new("payments.top_up_asset", 422, "Wallets here hold another currency.");

    public static readonly Error Unreadable = new(
        "payments.unreadable", 422, "A hold needs an id, an amount, a payer, a payee, an order and readable splits.");

    public static readonly Error InvalidAmount =
        new("payments.invalid_amount", 422, "An amount must be above zero and at most what the network trades.");

    public static readonly Error SplitsDiffer =
        new("payments.splits_differ", 422, "The splits do not add up to the amount.");

    public static readonly Error InvalidSplits = new(
        "payments.invalid_splits", 422, "There are 1 to 20 splits, to payable, commission, finder or fee accounts.");

    public static readonly Error InvalidParty =
        new("payments.invalid_party", 422, "Payer, payee and order are named by letters, digits, '_', '.' and '-'.");

    public static readonly Error PayeeUnknown =
        new("payments.payee_unknown", 422, "The registry knows no such seller, or it is the payer's own app.");

    public static readonly Error IdTaken = new("payments.id_taken", 409, "Another payment has this id.");

    /// <summary>
    /// Why the ledger refused, to somebody who knows a wallet and no accounts: one that was never topped up has none.
    /// </summary>
    public static string ToPayer(Error refused) =>
        refused.Code is "ledger.unknown_account" or "ledger.insufficient_funds"
            ? "The wallet holds less than this costs."
            : refused.Title;
}
