using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SkyLink.Cryptography.Lattices;

/// <summary>High and low bits of coefficients (FIPS 204, section 7.4), without a branch on any of them.</summary>
internal static class Rounding
{
    /// <summary>Splits coefficients in t1 2^13 + t0, with t0 above -2^12 and up to it (algorithm 35).</summary>
    /// <param name="values">In: the coefficients, of any sign. Out: t0.</param>
    /// <param name="high">Out: t1.</param>
    public static void Power2Round(Span<int> values, Span<int> high)
    {
        const int half = 1 << (MlDsaParameters.DroppedBits - 1);
        var v = Vectors(values);
        var h = Vectors(high);
        for (var i = 0; i < v.Length; i++)
        {
            var positive = Ring.Positive(v[i]);
            h[i] = (positive + Vector256.Create(half - 1)) >> MlDsaParameters.DroppedBits;
            v[i] = positive - (h[i] << MlDsaParameters.DroppedBits);
        }
    }

    /// <summary>
    /// Splits coefficients in high 2 gamma2 + low, with low above -gamma2 and up to it; the highest high is taken for
    /// 0, and low for one less (algorithm 36).
    /// </summary>
    /// <param name="values">In: the coefficients, of any sign. Out: low.</param>
    /// <param name="high">Out: high.</param>
    /// <param name="highValues">44 or 16: how many values the high bits have.</param>
    public static void Decompose(Span<int> values, Span<int> high, int highValues)
    {
        var v = Vectors(values);
        var h = Vectors(high);
        for (var i = 0; i < v.Length; i++)
        {
            (h[i], v[i]) = Decompose(v[i], highValues);
        }
    }

    /// <summary>The high bits that hints lead to (algorithm 40).</summary>
    /// <param name="hints">Ones and zeros.</param>
    /// <param name="values">In: the coefficients, of any sign. Out: the high bits.</param>
    /// <param name="highValues">44 or 16: how many values these have.</param>
    public static void UseHints(ReadOnlySpan<int> hints, Span<int> values, int highValues)
    {
        var v = Vectors(values);
        var hint = MemoryMarshal.Cast<int, Vector256<int>>(hints)[..v.Length];
        var count = Vector256.Create(highValues);
        for (var i = 0; i < v.Length; i++)
        {
            var (high, low) = Decompose(v[i], highValues);
            // All ones where low is not positive: then the next lower, else the next higher.
            var step = Vector256.LessThan(low, Vector256<int>.One) | Vector256<int>.One;
            var next = high + (step & -hint[i]);
            next += count & Vector256.LessThan(next, Vector256<int>.Zero);
            v[i] = next - (count & Vector256.Equals(next, count));
        }
    }

    /// <summary>
    /// Hints (algorithm 39) by what is left of w once its high bits and c s2 are gone, with c t0 on it: one where that
    /// lies outside of what these high bits cover.
    /// </summary>
    /// <param name="values">In: that rest. Out: ones and zeros.</param>
    /// <param name="high">The high bits of w.</param>
    /// <param name="gamma2">Half of what each value of the high bits covers.</param>
    /// <returns>How many ones there are.</returns>
    public static int MakeHints(Span<int> values, ReadOnlySpan<int> high, int gamma2)
    {
        var v = Vectors(values);
        var h = MemoryMarshal.Cast<int, Vector256<int>>(high)[..v.Length];
        var (upper, lower) = (Vector256.Create(gamma2), Vector256.Create(-gamma2));
        var ones = Vector256<int>.Zero;
        for (var i = 0; i < v.Length; i++)
        {
            // The lowest rest of all belongs to the high bits below, but not where those would be -1.
            var isBelow = Vector256.LessThan(v[i], lower)
                | Vector256.AndNot(Vector256.Equals(v[i], lower), Vector256.Equals(h[i], Vector256<int>.Zero));
            v[i] = (Vector256.GreaterThan(v[i], upper) | isBelow) & Vector256<int>.One;
            ones += v[i];
        }

        return Vector256.Sum(ones);
    }

    private static (Vector256<int> High, Vector256<int> Low) Decompose(Vector256<int> value, int highValues)
    {
        // 2 gamma2 is 128 times 1,488 or 4,092, and what the shifts leave is little enough for one product and another
        // shift to be the division by that: no division, which would take the longer the larger the secret.
        var positive = Ring.Positive(value);
        var scaled = (positive + Vector256.Create(127)) >> 7;
        var high = highValues == 44
            ? ((scaled * 11_275) + Vector256.Create(1 << 23)) >> 24
            : ((scaled * 1_025) + Vector256.Create(1 << 21)) >> 22;
        var low = positive - (high * ((Ring.Q - 1) / highValues));
        var isHighest = Vector256.Equals(high, Vector256.Create(highValues));
        return (Vector256.AndNot(high, isHighest), low + isHighest);
    }

    private static Span<Vector256<int>> Vectors(Span<int> values) =>
        MemoryMarshal.Cast<int, Vector256<int>>(values)[..(Ring.Size / Vector256<int>.Count)];
}
