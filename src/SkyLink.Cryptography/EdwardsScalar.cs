using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SkyLink.Cryptography;

/// <summary>
/// Numbers modulo L = 2^252 + 27742317777372353535851937790883648493, the order of edwards25519's base point. Nothing
/// here is meant for secrets.
/// </summary>
internal static class EdwardsScalar
{
    /// <summary>Size in bytes, little endian.</summary>
    public const int Size = 32;

    public const int DigitBits = 4;

    /// <summary>Digits of a number.</summary>
    public const int Digits = 8 * Size / DigitBits;

    private const int Words = 5;
    private const int WideWords = 8;

    private static readonly BigInteger OrderNumber = BigInteger.Pow(2, 252)
        + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    private static readonly ulong[] Order = ToWords(OrderNumber);

    /// <summary>2^512 / L, rounded down (Barrett 1986).</summary>
    private static readonly ulong[] Reciprocal = ToWords(BigInteger.Pow(2, 512) / OrderNumber);

    /// <summary>Whether it is below L: each number then has one encoding only.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> scalar)
    {
        Span<ulong> words = stackalloc ulong[Words];
        scalar.CopyTo(MemoryMarshal.AsBytes(words));
        return IsBelowOrder(words);
    }

    /// <summary>Reduces 64 bytes, little endian, to the number below L.</summary>
    public static void Reduce(ReadOnlySpan<byte> wide, Span<byte> scalar)
    {
        Span<ulong> number = stackalloc ulong[WideWords];
        wide.CopyTo(MemoryMarshal.AsBytes(number));

        // The upper words and the reciprocal tell the quotient, or up to two less.
        Span<ulong> quotient = stackalloc ulong[2 * Words];
        Multiply(number[(WideWords - Words)..], Reciprocal, quotient);
        Span<ulong> multiple = stackalloc ulong[2 * Words];
        Multiply(quotient[Words..], Order, multiple);
        var rest = number[..Words];
        Subtract(rest, multiple);
        while (!IsBelowOrder(rest))
        {
            Subtract(rest, Order);
        }

        MemoryMarshal.AsBytes(rest)[..Size].CopyTo(scalar);
    }

    /// <summary>
    /// Writes a number below 2^253 with digits from -8 to 8, lowest first: a table then needs eight multiples only.
    /// </summary>
    public static void ToDigits(ReadOnlySpan<byte> scalar, Span<sbyte> digits)
    {
        var carry = 0;
        for (var i = 0; i < Digits; i++)
        {
            var digit = ((scalar[i / 2] >> (DigitBits * (i % 2))) & 15) + carry;
            carry = digit > 8 ? 1 : 0;
            digits[i] = (sbyte)(digit - (16 * carry));
        }
    }

    private static bool IsBelowOrder(ReadOnlySpan<ulong> words)
    {
        for (var i = Words - 1; i >= 0; i--)
        {
            if (words[i] != Order[i])
            {
                return words[i] < Order[i];
            }
        }

        return false;
    }

    private static void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        for (var i = 0; i < Words; i++)
        {
            UInt128 carry = 0;
            for (var j = 0; j < Words; j++)
            {
                carry += Math.BigMul(a[i], b[j]) + product[i + j];
                product[i + j] = (ulong)carry;
                carry >>= 64;
            }

            product[i + Words] = (ulong)carry;
        }
    }

    private static void Subtract(Span<ulong> from, ReadOnlySpan<ulong> amount)
    {
        var borrow = 0UL;
        for (var i = 0; i < Words; i++)
        {
            var difference = (UInt128)from[i] - amount[i] - borrow;
            from[i] = (ulong)difference;
            borrow = (ulong)(difference >> 64) & 1;
        }
    }

    private static ulong[] ToWords(BigInteger number)
    {
        var words = new ulong[Words];
        number.TryWriteBytes(MemoryMarshal.AsBytes(words.AsSpan()), out _, isUnsigned: true);
        return words;
    }
}
