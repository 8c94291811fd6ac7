using System.Globalization;

namespace SkyLink.Beckn;

/// <summary>Decimal numbers that are taken exactly or not at all.</summary>
internal static class ExactDecimal
{
    private const int DigitsMax = 28;

    /// <summary>Digits, at most one point between them, a minus before them. No exponent, no rounding.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        var digits = text is ['-', ..] ? text[1..] : text;
        var point = digits.IndexOf('.');
        return digits.Length is > 0 and <= DigitsMax + 1
            && (point < 0 ? digits.Length <= DigitsMax : point > 0 && point < digits.Length - 1)
            && !digits[(point < 0 ? 0 : point + 1)..].ContainsAnyExceptInRange('0', '9')
            && !digits[..Math.Max(point, 0)].ContainsAnyExceptInRange('0', '9')
            && decimal.TryParse(
                text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out value);
    }

    internal static string Format(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
