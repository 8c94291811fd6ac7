namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// The ring of ML-KEM, polynomials modulo X^256 + 1 with coefficients modulo 3329 (FIPS 203, section 2.4), 256
/// coefficients each, from 0 on. Nothing branches on a coefficient or looks it up; all divisions are by constants,
/// which are products to a processor.
/// </summary>
internal static class KemRing
{
    public const int Q = 3_329;

    /// <summary>A 256th root of one.</summary>
    private const int Zeta = 17;

    /// <summary>1 / 128 modulo q.</summary>
    private const uint LastFactor = 3_303;

    /// <summary>Zeta to the power of the seven bits of the place, reversed.</summary>
    private static readonly uint[] Zetas = [.. Enumerable.Range(0, 128).Select(i => PowerOfZeta(Reversed(i)))];

    /// <summary>Zeta to the power of twice those and one: what X^2 is in each pair of coefficients.</summary>
    private static readonly uint[] Squares =
        [.. Enumerable.Range(0, 128).Select(i => PowerOfZeta((2 * Reversed(i)) + 1))];

    /// <summary>Number theoretic transform in place (algorithm 9).</summary>
    public static void Transform(Span<int> a)
    {
        var k = 0;
        for (var length = Ring.Size / 2; length > 1; length /= 2)
        {
            for (var start = 0; start < Ring.Size; start += 2 * length)
            {
                var zeta = Zetas[++k];
                var lower = a.Slice(start, length);
                var upper = a.Slice(start + length, length);
                for (var j = 0; j < lower.Length; j++)
                {
                    var t = Remainder(zeta * (uint)upper[j]);
                    upper[j] = Above(lower[j] - t);
                    lower[j] = Below(lower[j] + t);
                }
            }
        }
    }

    /// <summary>Back again (algorithm 10).</summary>
    public static void TransformBack(Span<int> a)
    {
        var k = Ring.Size / 2;
        for (var length = 2; length < Ring.Size; length *= 2)
        {
            for (var start = 0; start < Ring.Size; start += 2 * length)
            {
                var zeta = Zetas[--k];
                var lower = a.Slice(start, length);
                var upper = a.Slice(start + length, length);
                for (var j = 0; j < lower.Length; j++)
                {
                    var t = lower[j];
                    lower[j] = Below(t + upper[j]);
                    upper[j] = Remainder(zeta * (uint)(upper[j] - t + Q));
                }
            }
        }

        foreach (ref var value in a)
        {
            value = Remainder(LastFactor * (uint)value);
        }
    }

    /// <summary>The sum of products of transformed polynomials, each 256 coefficients on (algorithm 11).</summary>
    public static void MultiplyRow(ReadOnlySpan<int> row, ReadOnlySpan<int> vector, Span<int> sum)
    {
        for (var i = 0; i < Ring.Size; i += 2)
        {
            var (lower, upper) = (0U, 0U);
            for (var at = i; at < row.Length; at += Ring.Size)
            {
                var (a0, a1) = ((uint)row[at], (uint)row[at + 1]);
                var (b0, b1) = ((uint)vector[at], (uint)vector[at + 1]);
                lower += (a0 * b0) + ((uint)Remainder(a1 * b1) * Squares[i / 2]);
                upper += (a0 * b1) + (a1 * b0);
            }

            (sum[i], sum[i + 1]) = (Remainder(lower), Remainder(upper));
        }
    }

    public static void Add(Span<int> sum, ReadOnlySpan<int> b)
    {
        for (var i = 0; i < Ring.Size; i++)
        {
            sum[i] = Below(sum[i] + b[i]);
        }
    }

    public static void Subtract(Span<int> difference, ReadOnlySpan<int> b)
    {
        for (var i = 0; i < Ring.Size; i++)
        {
            difference[i] = Above(difference[i] - b[i]);
        }
    }

    /// <summary>The nearest of 2^bits values, around the circle (section 4.2.1).</summary>
    public static void Compress(Span<int> a, int bits)
    {
        foreach (ref var value in a)
        {
            value = (int)((((uint)value << bits) + (Q / 2)) / Q) & ((1 << bits) - 1);
        }
    }

    public static void Decompress(Span<int> a, int bits)
    {
        foreach (ref var value in a)
        {
            value = ((value * Q) + (1 << (bits - 1))) >> bits;
        }
    }

    private static int Remainder(uint value) => (int)(value % Q);

    /// <summary>Of a number below 2 q.</summary>
    private static int Below(int value) => Above(value - Q);

    /// <summary>Of a number above -q.</summary>
    private static int Above(int value) => value + ((value >> 31) & Q);

    private static int Reversed(int seven)
    {
        var reversed = 0;
        for (var bit = 0; bit < 7; bit++)
        {
            reversed |= ((seven >> bit) & 1) << (6 - bit);
        }

        return reversed;
    }

    private static uint PowerOfZeta(int exponent)
    {
        var power = 1U;
        for (var i = 0; i < exponent; i++)
        {
            power = power * Zeta % Q;
        }

        return power;
    }
}
