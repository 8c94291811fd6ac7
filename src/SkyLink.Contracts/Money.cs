using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;

namespace SkyLink;

/// <summary>
/// A whole number of the smallest units of an asset. The asset names its scale: 1250 of "USD/2" is 12.50 dollars.
/// JSON carries the units as a string, because JavaScript rounds numbers above 2^53.
/// </summary>
public sealed record Money(
    [property: JsonNumberHandling(Money.AsString)] Int128 Units,
    [property: RegularExpression("^[A-Z][A-Z0-9]{1,15}/[0-9]{1,2}$")] string Asset)
{
    private const JsonNumberHandling AsString =
        JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString;

    /// <summary>The part before the slash: "PKR" of "PKR/2".</summary>
    [JsonIgnore]
    public string Currency => Asset[..Asset.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>The number of decimal places: 2 of "PKR/2".</summary>
    [JsonIgnore]
    public int Scale =>
        int.Parse(Asset.AsSpan(Asset.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    /// <exception cref="InvalidOperationException">The assets differ: there is no sum of dollars and
    /// rupees.</exception>
    public static Money operator +(Money left, Money right) =>
        left with { Units = checked(left.Units + Same(left, right)) };

    /// <exception cref="InvalidOperationException">The assets differ.</exception>
    public static Money operator -(Money left, Money right) =>
        left with { Units = checked(left.Units - Same(left, right)) };

    public static Money operator *(Money left, int times) => left with { Units = checked(left.Units * times) };

    /// <summary>The amount as people and protocols write it: "12.50" of 1250 "USD/2". Exact, no rounding.</summary>
    public string ToDecimalString()
    {
        var digits = Int128.Abs(Units).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var sign = Units < 0 ? "-" : "";
        return Scale == 0 ? sign + digits : $"{sign}{digits[..^Scale]}.{digits[^Scale..]}";
    }

    /// <summary>
    /// Reads "12.5" as 1250 of "USD/2". Null if it is no plain decimal number or has more places than the asset.
    /// </summary>
    public static Money? FromDecimalString(string text, string asset)
    {
        var zero = new Money(0, asset);
        var parts = text.Split('.');
        var isPlain = parts.Length <= 2 && text.Length <= 38 && parts.All(part => part.Length > 0)
            && parts.Select((part, index) => index == 0 ? part.TrimStart('-') : part)
                .All(part => part.Length > 0 && part.All(char.IsAsciiDigit));
        if (!isPlain || parts.Length == 2 && parts[1].TrimEnd('0').Length > zero.Scale)
        {
            return null;
        }

        var places = parts.Length == 2 ? parts[1].TrimEnd('0').PadRight(zero.Scale, '0') : new string('0', zero.Scale);
        var digits = parts[0] + places;
        return Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)
            ? new Money(units, asset)
            : null;
    }

    public override string ToString() => $"{ToDecimalString()} {Currency}";

    private static Int128 Same(Money left, Money right) => left.Asset == right.Asset
        ? right.Units
        : throw new InvalidOperationException($"{left.Asset} and {right.Asset} do not add up.");
}
