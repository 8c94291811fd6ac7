using System.Globalization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Shared;

/// <summary>Between the wire's decimal prices and money in whole units; exact both ways.</summary>
internal static class Amounts
{
    /// <summary>Decimal places of the currencies the network trades in.</summary>
    private static readonly Dictionary<string, int> Scales = new(StringComparer.Ordinal)
    {
        ["PKR"] = 2,
        ["INR"] = 2,
        ["USD"] = 2,
        ["EUR"] = 2,
    };

    /// <summary>"PKR" becomes "PKR/2"; null for a currency not traded here.</summary>
    public static string? AssetOf(string currency) =>
        Scales.TryGetValue(currency, out var scale) ? $"{currency}/{scale}" : null;

    /// <summary>Null for an unknown currency, and for more decimal places than the currency has.</summary>
    public static Money? ToMoney(this Price price) => AssetOf(price.Currency) is { } asset
        ? Money.FromDecimalString(price.Value.ToString(CultureInfo.InvariantCulture), asset)
        : null;

    /// <summary>With all decimal places of the currency: 120.00.</summary>
    public static Price ToPrice(this Money money) =>
        new(decimal.Parse(money.ToDecimalString(), CultureInfo.InvariantCulture), money.Currency);

    public static Money Sum(this IEnumerable<Money> amounts, string asset) =>
        amounts.Aggregate(new Money(0, asset), (sum, next) => sum + next);
}
