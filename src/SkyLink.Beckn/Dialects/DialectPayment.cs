namespace SkyLink.Beckn;

/// <content>Parts of a payment that both dialects share.</content>
public abstract partial class Dialect
{
    private protected static PaymentParams ReadPaymentParams(WireObject from) => new(
        from.Decimal("amount"u8), from.Text("currency"u8), from.Text("transaction_id"u8))
    {
        Extra = from.Extra(),
    };

    private protected static void WritePaymentParams(WireWriter to, PaymentParams it)
    {
        to.Decimal("amount"u8, it.Amount);
        to.Text("currency"u8, it.Currency);
        to.Text("transaction_id"u8, it.TransactionId);
    }

    private protected static SettlementDetail ReadSettlementDetail(WireObject from) => new()
    {
        Counterparty = from.Text("settlement_counterparty"u8),
        Phase = from.Text("settlement_phase"u8),
        Type = from.Text("settlement_type"u8),
        Beneficiary = from.Text("beneficiary_name"u8),
        AccountNumber = from.Text("settlement_bank_account_no"u8),
        BankCode = from.Text("settlement_ifsc_code"u8),
        BankName = from.Text("bank_name"u8),
        UpiAddress = from.Text("upi_address"u8),
        Extra = from.Extra(),
    };

    private protected static void WriteSettlementDetail(WireWriter to, SettlementDetail detail)
    {
        to.Text("settlement_counterparty"u8, detail.Counterparty);
        to.Text("settlement_phase"u8, detail.Phase);
        to.Text("settlement_type"u8, detail.Type);
        to.Text("beneficiary_name"u8, detail.Beneficiary);
        to.Text("settlement_bank_account_no"u8, detail.AccountNumber);
        to.Text("settlement_ifsc_code"u8, detail.BankCode);
        to.Text("bank_name"u8, detail.BankName);
        to.Text("upi_address"u8, detail.UpiAddress);
    }
}
