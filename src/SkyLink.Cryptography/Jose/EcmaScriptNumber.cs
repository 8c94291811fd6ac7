namespace SkyLink.Cryptography.Jose;

/// <summary>Number::toString of ECMAScript (ECMA-262 section 6.1.6.1.20): the shortest digits that read back.</summary>
internal static class EcmaScriptNumber
{
    private const int LongestText = 32;
    private const int MostDigits = 17;

    /// <summary>From this power of ten on, and below its counterpart, an exponent is written.</summary>
    private const int LargestPlainPoint = 21;

    private const int SmallestPlainPoint = -5;

    /// <param name="value">Finite.</param>
    internal static string Format(double value)
    {
        if (value == 0)
        {
            return "0"; // Of either sign.
        }

        Span<char> digits = stackalloc char[MostDigits];
        var (count, point) = Take(double.Abs(value), digits);
        digits = digits[..count];
        var sign = value < 0 ? "-" : "";
        return point switch
        {
            > LargestPlainPoint or < SmallestPlainPoint => $"{sign}{WithExponent(digits, point - 1)}",
            <= 0 => $"{sign}0.{new string('0', -point)}{digits}",
            _ when point >= count => $"{sign}{digits}{new string('0', point - count)}",
            _ => $"{sign}{digits[..point]}.{digits[point..]}",
        };
    }

    private static string WithExponent(ReadOnlySpan<char> digits, int exponent)
    {
        var fraction = digits.Length > 1 ? "." : "";
        return $"{digits[0]}{fraction}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{int.Abs(exponent)}";
    }

    /// <summary>
    /// The shortest digits, as .NET finds them too, and how many of them stand before the point. Of two powers of two,
    /// 2^-25 and 2^-958, it finds too few to read back: those need all 17.
    /// </summary>
    private static (int Count, int Point) Take(double value, Span<char> digits)
    {
        Span<char> text = stackalloc char[LongestText];
        _ = value.TryFormat(text, out var length, "R");
        if (!double.Parse(text[..length]).Equals(value))
        {
            _ = value.TryFormat(text, out length, "E16");
        }

        var (count, point, exponent, isFraction) = (0, 0, 0, false);
        for (var i = 0; i < length; i++)
        {
            switch (text[i])
            {
                case '.':
                    isFraction = true;
                    break;
                case 'E':
                    exponent = int.Parse(text[(i + 1)..length]);
                    i = length;
                    break;
                case '0' when count == 0:
                    point -= isFraction ? 1 : 0;
                    break;
                default:
                    digits[count++] = text[i];
                    point += isFraction ? 0 : 1;
                    break;
            }
        }

        return (digits[..count].TrimEnd('0').Length, point + exponent);
    }
}
