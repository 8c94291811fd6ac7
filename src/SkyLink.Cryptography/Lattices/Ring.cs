using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// The ring of ML-DSA, polynomials modulo X^256 + 1 with coefficients modulo q = 2^23 - 2^13 + 1 (FIPS 204, section
/// 2.3), 256 coefficients each, in 32 bits with either sign. Nothing branches on a coefficient or looks it up.
/// </summary>
internal static class Ring
{
    public const int Q = (1 << 23) - (1 << 13) + 1;

    /// <summary>Coefficients of a polynomial.</summary>
    public const int Size = 256;

    /// <summary>A 512th root of one.</summary>
    private const long Zeta = 1_753;

    /// <summary>2^32 modulo q: numbers times this are in Montgomery's form (1985).</summary>
    private const long R = (1L << 32) % Q;

    /// <summary>1 / q modulo 2^32.</summary>
    public static readonly int InverseOfQ = MakeInverse();

    /// <summary>Zeta to the power of the eight bits of the place, reversed; in Montgomery's form.</summary>
    public static readonly int[] Zetas = MakeZetas();

    /// <summary>R^2 / 256: takes the factor of an inverse transform off, and gives back what a product lost.</summary>
    public static readonly int LastFactor = (int)(R * R % Q * PowerOf(Size, Q - 2) % Q);

    /// <summary>Bytes of a polynomial with so many bits a coefficient.</summary>
    public static int PackedSize(int bits) => Size * bits / 8;

    /// <summary>One of many polynomials that stand one after the other.</summary>
    public static Span<int> Part(Span<int> polynomials, int number) => polynomials.Slice(number * Size, Size);

    /// <summary>a b / 2^32 modulo q.</summary>
    /// <param name="product">Between -2^31 q and 2^31 q.</param>
    /// <returns>Between -q and q.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Montgomery(long product) =>
        (int)((product - ((long)((int)product * InverseOfQ) * Q)) >> 32);

    /// <summary>The same numbers between -6,283,009 and 6,283,008, from any below 2^31 - 2^22.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Reduce(Vector256<int> a) => a - (((a + Vector256.Create(1 << 22)) >> 23) * Q);

    /// <summary>The same numbers between 0 and q - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Positive(Vector256<int> a)
    {
        var reduced = Reduce(a);
        return reduced + ((reduced >> 31) & Vector256.Create(Q));
    }

    public static void Add(Span<int> sum, ReadOnlySpan<int> b)
    {
        var s = Vectors(sum);
        var v = Vectors(b);
        for (var i = 0; i < s.Length; i++)
        {
            s[i] += v[i];
        }
    }

    /// <summary>Adds the smallest numbers that those of <paramref name="b"/> are modulo q.</summary>
    /// <param name="sum">Takes them.</param>
    /// <param name="b">Near a multiple of q.</param>
    public static void AddReduced(Span<int> sum, ReadOnlySpan<int> b)
    {
        var s = Vectors(sum);
        var v = Vectors(b);
        for (var i = 0; i < s.Length; i++)
        {
            s[i] += Reduce(v[i]);
        }
    }

    public static void Subtract(Span<int> difference, ReadOnlySpan<int> b)
    {
        var d = Vectors(difference);
        var v = Vectors(b);
        for (var i = 0; i < d.Length; i++)
        {
            d[i] -= v[i];
        }
    }

    /// <summary>
    /// Number theoretic transform in place (algorithm 41). Coefficients grow by 8 q at most. Their order is that of
    /// the standard only where <see cref="RingLanes"/> is not supported.
    /// </summary>
    public static void Transform(Span<int> a)
    {
        if (RingLanes.IsSupported)
        {
            RingLanes.Transform(a);
            return;
        }

        var k = 0;
        for (var length = Size / 2; length > 0; length /= 2)
        {
            for (var start = 0; start < Size; start += 2 * length)
            {
                var zeta = Zetas[++k];
                var lower = a.Slice(start, length);
                var upper = a.Slice(start + length, length);
                for (var j = 0; j < lower.Length; j++)
                {
                    var t = Montgomery((long)zeta * upper[j]);
                    upper[j] = lower[j] - t;
                    lower[j] += t;
                }
            }
        }
    }

    /// <summary>Transforms a polynomial of small coefficients.</summary>
    public static void Transform(ReadOnlySpan<sbyte> small, Span<int> a)
    {
        for (var i = 0; i < Size; i++)
        {
            a[i] = small[i];
        }

        Transform(a);
    }

    /// <summary>
    /// Back again (algorithm 42), times 2^32: what came out of <see cref="Multiply"/> has lost that factor.
    /// </summary>
    /// <param name="a">Below q, of either sign.</param>
    public static void TransformBack(Span<int> a)
    {
        if (RingLanes.IsSupported)
        {
            RingLanes.TransformBack(a);
            return;
        }

        var k = Size;
        for (var length = 1; length < Size; length *= 2)
        {
            for (var start = 0; start < Size; start += 2 * length)
            {
                var zeta = -Zetas[--k];
                var lower = a.Slice(start, length);
                var upper = a.Slice(start + length, length);
                for (var j = 0; j < lower.Length; j++)
                {
                    var t = lower[j];
                    lower[j] = t + upper[j];
                    upper[j] = Montgomery((long)zeta * (t - upper[j]));
                }
            }
        }

        foreach (ref var value in a)
        {
            value = Montgomery((long)LastFactor * value);
        }
    }

    /// <summary>
    /// Brings a polynomial that the standard gives as a transformed one into the order of <see cref="Transform"/>.
    /// </summary>
    public static void Arrange(Span<int> a)
    {
        if (RingLanes.IsSupported)
        {
            RingLanes.Arrange(a);
        }
    }

    /// <summary>The product of transformed polynomials, divided by 2^32.</summary>
    public static void Multiply(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> product)
    {
        if (RingLanes.IsSupported)
        {
            RingLanes.Multiply(a, b, product);
            return;
        }

        for (var i = 0; i < Size; i++)
        {
            product[i] = Montgomery((long)a[i] * b[i]);
        }
    }

    /// <summary>The sum of products of transformed polynomials, each 256 coefficients on, divided by 2^32.</summary>
    public static void MultiplyRow(ReadOnlySpan<int> row, ReadOnlySpan<int> vector, Span<int> sum)
    {
        if (RingLanes.IsSupported)
        {
            RingLanes.MultiplyRow(row, vector, sum);
            return;
        }

        for (var i = 0; i < Size; i++)
        {
            var total = 0L;
            for (var at = i; at < row.Length; at += Size)
            {
                total += (long)row[at] * vector[at];
            }

            sum[i] = Montgomery(total);
        }
    }

    /// <summary>Whether no coefficient is as far from a multiple of q as the bound, which is below q / 8.</summary>
    public static bool IsBelow(ReadOnlySpan<int> values, int bound)
    {
        var largest = Vector256<int>.Zero;
        foreach (var eight in MemoryMarshal.Cast<int, Vector256<int>>(values))
        {
            largest = Vector256.Max(largest, Vector256.Abs(Reduce(eight)));
        }

        return Vector256.LessThanAll(largest, Vector256.Create(bound));
    }

    private static Span<Vector256<int>> Vectors(Span<int> a) =>
        MemoryMarshal.Cast<int, Vector256<int>>(a)[..(Size / Vector256<int>.Count)];

    private static ReadOnlySpan<Vector256<int>> Vectors(ReadOnlySpan<int> a) =>
        MemoryMarshal.Cast<int, Vector256<int>>(a)[..(Size / Vector256<int>.Count)];

    private static int MakeInverse()
    {
        var inverse = 1;
        for (var bits = 1; bits < 32; bits *= 2)
        {
            inverse *= 2 - (Q * inverse);
        }

        return inverse;
    }

    private static int[] MakeZetas()
    {
        var zetas = new int[Size];
        for (var i = 0; i < Size; i++)
        {
            var reversed = 0;
            for (var bit = 0; bit < 8; bit++)
            {
                reversed |= ((i >> bit) & 1) << (7 - bit);
            }

            zetas[i] = (int)(R * PowerOf(Zeta, reversed) % Q);
        }

        return zetas;
    }

    private static long PowerOf(long number, int exponent)
    {
        var result = 1L;
        for (var power = number; exponent > 0; exponent >>= 1, power = power * power % Q)
        {
            result = (exponent & 1) == 1 ? result * power % Q : result;
        }

        return result;
    }
}
