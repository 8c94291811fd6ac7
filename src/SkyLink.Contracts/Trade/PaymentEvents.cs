namespace SkyLink.Trade;

/// <summary>The money for an order left the payer's wallet and is held.</summary>
/// <param name="TransactionId">Of the order that is paid for.</param>
[Event("trade.payments.held.v1", Bus.Financial)]
public sealed record PaymentHeld(
    Guid PaymentId, string TransactionId, string Payer, string Payee, Money Amount, DateTimeOffset ExpiresAt) : IEvent
{
    string IEvent.Subject => PaymentId.ToString();
}

/// <summary>What was held went to the beneficiaries.</summary>
[Event("trade.payments.released.v1", Bus.Financial)]
public sealed record PaymentReleased(
    Guid PaymentId, string TransactionId, string Payee, Money Amount, IReadOnlyList<PaymentShare> Shares) : IEvent
{
    string IEvent.Subject => PaymentId.ToString();
}

/// <param name="Beneficiary">An account of the ledger.</param>
public sealed record PaymentShare(string Beneficiary, Money Amount);

/// <summary>Held money went back to the payer: all of it, or a part.</summary>
/// <param name="Remaining">What is still held; zero when the payment is over.</param>
[Event("trade.payments.returned.v1", Bus.Financial)]
public sealed record PaymentReturned(
    Guid PaymentId, string TransactionId, string Payer, Money Amount, Money Remaining) : IEvent
{
    string IEvent.Subject => PaymentId.ToString();
}

/// <summary>The money for an order could not be held.</summary>
[Event("trade.payments.declined.v1", Bus.Financial)]
public sealed record PaymentDeclined(
    Guid PaymentId, string TransactionId, string Payer, string Payee, Money Amount, string Reason) : IEvent
{
    string IEvent.Subject => PaymentId.ToString();
}
