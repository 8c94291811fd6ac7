using System.Text.RegularExpressions;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

/// <summary>What can be said of a request to hold money without looking at any wallet.</summary>
internal static partial class PaymentRules
{
    public const int SplitsMax = 20;

    /// <summary>10^14 units: a thousand milliards of a currency with two decimal places.</summary>
    private const long UnitsMax = 100_000_000_000_000;

    /// <summary>Why it is refused, or null.</summary>
    public static Error? RefusalOf(HoldRequest request) =>
        request.Amount.Units <= 0 || request.Amount.Units > UnitsMax ? PaymentErrors.InvalidAmount
        : !Name().IsMatch(request.Payer) || !Name().IsMatch(request.Payee) || !Name().IsMatch(request.Reference)
            ? PaymentErrors.InvalidParty
        : request.Splits.Count is 0 or > SplitsMax || !request.Splits.All(IsPayable) ? PaymentErrors.InvalidSplits
        : request.Splits.Select(split => split.Amount).Sum(request.Amount.Asset) != request.Amount
            ? PaymentErrors.SplitsDiffer
        : null;

    /// <summary>Never into wallets, holds or the outside: a split pays for an order and does nothing else.</summary>
    private static bool IsPayable(Split split) =>
        split.Amount.Units >= 0 && split.Amount.Units <= UnitsMax && Beneficiary().IsMatch(split.Beneficiary);

    [GeneratedRegex(
        @"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"\A(trade:(payables|commissions|finders):[A-Za-z0-9][A-Za-z0-9_.-]{0,63}|network:fees)\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Beneficiary();
}
