using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// What <see cref="Ring"/> does, eight coefficients at once. A transformed polynomial stands in another order here: in
/// each block of 64, what would be at 8 i + j is at 8 j + i, so that the last three layers, too, go from vector to
/// vector.
/// </summary>
internal static class RingLanes
{
    private const int Block = 8;
    private const int Blocks = Ring.Size / (Block * Block);

    /// <summary>Factors of a block, or their low products: one of its first layer there, two, then four.</summary>
    private const int FactorsOfBlock = 7;

    private static readonly Factor[] Inner = MakeInner(isBack: false);
    private static readonly Factor[] InnerBack = MakeInner(isBack: true);
    private static readonly Factor[] Outer = [.. Enumerable.Range(0, 32).Select(at => Factor.Of(Ring.Zetas[at]))];
    private static readonly Factor Last = Factor.Of(Ring.LastFactor);
    private static readonly Factor LastUpper =
        Factor.Of(Ring.Montgomery((long)Ring.LastFactor * Ring.Zetas[1]));

    public static bool IsSupported => Avx2.IsSupported;

    private static Vector256<int> Q => Vector256.Create(Ring.Q);

    /// <inheritdoc cref="Ring.Transform"/>
    public static void Transform(Span<int> a)
    {
        var v = MemoryMarshal.Cast<int, Vector256<int>>(a)[..(Ring.Size / Block)];
        for (var i = 0; i < Block; i++)
        {
            var (v0, v1, v2, v3) = (v[i], v[i + 8], v[i + 16], v[i + 24]);
            Forth(ref v0, ref v2, Outer[1]);
            Forth(ref v1, ref v3, Outer[1]);
            Forth(ref v0, ref v1, Outer[2]);
            Forth(ref v2, ref v3, Outer[3]);
            (v[i], v[i + 8], v[i + 16], v[i + 24]) = (v0, v1, v2, v3);
        }

        for (var block = 0; block < Blocks; block++)
        {
            TransformBlock(
                v.Slice(block * Block, Block), Outer.AsSpan(), block,
                Inner.AsSpan(block * FactorsOfBlock, FactorsOfBlock));
        }
    }

    /// <inheritdoc cref="Ring.TransformBack"/>
    public static void TransformBack(Span<int> a)
    {
        var v = MemoryMarshal.Cast<int, Vector256<int>>(a)[..(Ring.Size / Block)];
        for (var block = 0; block < Blocks; block++)
        {
            TransformBlockBack(
                v.Slice(block * Block, Block), Outer.AsSpan(), block,
                InnerBack.AsSpan(block * FactorsOfBlock, FactorsOfBlock));
        }

        for (var i = 0; i < Block; i++)
        {
            var (v0, v1, v2, v3) = (v[i], v[i + 8], v[i + 16], v[i + 24]);
            Back(ref v0, ref v1, Outer[3]);
            Back(ref v2, ref v3, Outer[2]);
            v[i] = Times(v0 + v2, Last);
            v[i + 8] = Times(v1 + v3, Last);
            v[i + 16] = Times(v2 - v0, LastUpper);
            v[i + 24] = Times(v3 - v1, LastUpper);
        }
    }

    /// <summary>Brings coefficients from their own order into that of <see cref="Transform"/>.</summary>
    public static void Arrange(Span<int> a)
    {
        var v = MemoryMarshal.Cast<int, Vector256<int>>(a)[..(Ring.Size / Block)];
        for (var i = 0; i < v.Length; i += Block)
        {
            Turn(
                ref v[i], ref v[i + 1], ref v[i + 2], ref v[i + 3], ref v[i + 4], ref v[i + 5], ref v[i + 6],
                ref v[i + 7]);
        }
    }

    /// <inheritdoc cref="Ring.Multiply"/>
    public static void Multiply(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> product)
    {
        var x = MemoryMarshal.Cast<int, Vector256<int>>(a)[..(Ring.Size / Block)];
        var y = MemoryMarshal.Cast<int, Vector256<int>>(b)[..x.Length];
        var sum = MemoryMarshal.Cast<int, Vector256<int>>(product)[..x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            sum[i] = Reduce(Avx2.Multiply(x[i], y[i]), Avx2.Multiply(Odd(x[i]), Odd(y[i])));
        }
    }

    /// <inheritdoc cref="Ring.MultiplyRow"/>
    public static void MultiplyRow(ReadOnlySpan<int> row, ReadOnlySpan<int> vector, Span<int> sum)
    {
        const int vectors = Ring.Size / Block;
        var x = MemoryMarshal.Cast<int, Vector256<int>>(row);
        var y = MemoryMarshal.Cast<int, Vector256<int>>(vector)[..x.Length];
        var s = MemoryMarshal.Cast<int, Vector256<int>>(sum)[..vectors];
        for (var i = 0; i < s.Length; i++)
        {
            var (even, odd) = (Vector256<long>.Zero, Vector256<long>.Zero);
            for (var at = i; at < x.Length; at += vectors)
            {
                even += Avx2.Multiply(x[at], y[at]);
                odd += Avx2.Multiply(Odd(x[at]), Odd(y[at]));
            }

            s[i] = Reduce(even, odd);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forth(ref Vector256<int> lower, ref Vector256<int> upper, in Factor factor)
    {
        var t = Times(upper, factor);
        upper = lower - t;
        lower += t;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Back(ref Vector256<int> lower, ref Vector256<int> upper, in Factor factor)
    {
        var difference = upper - lower;
        lower += upper;
        upper = Times(difference, factor);
    }

    /// <summary>Six layers within 64 coefficients: three between vectors, three more once they are turned.</summary>
    private static void TransformBlock(
        Span<Vector256<int>> v, ReadOnlySpan<Factor> outer, int block, ReadOnlySpan<Factor> inner)
    {
        var (v0, v1, v2, v3, v4, v5, v6, v7) = (v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
        ref readonly var first = ref outer[4 + block];
        Forth(ref v0, ref v4, first);
        Forth(ref v1, ref v5, first);
        Forth(ref v2, ref v6, first);
        Forth(ref v3, ref v7, first);
        var second = outer.Slice(8 + (2 * block), 2);
        Forth(ref v0, ref v2, second[0]);
        Forth(ref v1, ref v3, second[0]);
        Forth(ref v4, ref v6, second[1]);
        Forth(ref v5, ref v7, second[1]);
        var third = outer.Slice(16 + (4 * block), 4);
        Forth(ref v0, ref v1, third[0]);
        Forth(ref v2, ref v3, third[1]);
        Forth(ref v4, ref v5, third[2]);
        Forth(ref v6, ref v7, third[3]);
        Turn(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Forth(ref v0, ref v4, inner[0]);
        Forth(ref v1, ref v5, inner[0]);
        Forth(ref v2, ref v6, inner[0]);
        Forth(ref v3, ref v7, inner[0]);
        Forth(ref v0, ref v2, inner[1]);
        Forth(ref v1, ref v3, inner[1]);
        Forth(ref v4, ref v6, inner[2]);
        Forth(ref v5, ref v7, inner[2]);
        Forth(ref v0, ref v1, inner[3]);
        Forth(ref v2, ref v3, inner[4]);
        Forth(ref v4, ref v5, inner[5]);
        Forth(ref v6, ref v7, inner[6]);
        (v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]) = (v0, v1, v2, v3, v4, v5, v6, v7);
    }

    private static void TransformBlockBack(
        Span<Vector256<int>> v, ReadOnlySpan<Factor> outer, int block, ReadOnlySpan<Factor> inner)
    {
        var (v0, v1, v2, v3, v4, v5, v6, v7) = (v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
        Back(ref v0, ref v1, inner[3]);
        Back(ref v2, ref v3, inner[4]);
        Back(ref v4, ref v5, inner[5]);
        Back(ref v6, ref v7, inner[6]);
        Back(ref v0, ref v2, inner[1]);
        Back(ref v1, ref v3, inner[1]);
        Back(ref v4, ref v6, inner[2]);
        Back(ref v5, ref v7, inner[2]);
        Back(ref v0, ref v4, inner[0]);
        Back(ref v1, ref v5, inner[0]);
        Back(ref v2, ref v6, inner[0]);
        Back(ref v3, ref v7, inner[0]);
        Turn(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        var third = outer.Slice(28 - (4 * block), 4);
        Back(ref v0, ref v1, third[3]);
        Back(ref v2, ref v3, third[2]);
        Back(ref v4, ref v5, third[1]);
        Back(ref v6, ref v7, third[0]);
        var second = outer.Slice(14 - (2 * block), 2);
        Back(ref v0, ref v2, second[1]);
        Back(ref v1, ref v3, second[1]);
        Back(ref v4, ref v6, second[0]);
        Back(ref v5, ref v7, second[0]);
        ref readonly var first = ref outer[7 - block];
        Back(ref v0, ref v4, first);
        Back(ref v1, ref v5, first);
        Back(ref v2, ref v6, first);
        Back(ref v3, ref v7, first);
        (v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]) = (v0, v1, v2, v3, v4, v5, v6, v7);
    }

    /// <summary>Rows become columns: 64 coefficients as a square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(
        ref Vector256<int> v0, ref Vector256<int> v1, ref Vector256<int> v2, ref Vector256<int> v3,
        ref Vector256<int> v4, ref Vector256<int> v5, ref Vector256<int> v6, ref Vector256<int> v7)
    {
        var (a0, a1) = (Avx2.UnpackLow(v0, v1).AsInt64(), Avx2.UnpackHigh(v0, v1).AsInt64());
        var (a2, a3) = (Avx2.UnpackLow(v2, v3).AsInt64(), Avx2.UnpackHigh(v2, v3).AsInt64());
        var (a4, a5) = (Avx2.UnpackLow(v4, v5).AsInt64(), Avx2.UnpackHigh(v4, v5).AsInt64());
        var (a6, a7) = (Avx2.UnpackLow(v6, v7).AsInt64(), Avx2.UnpackHigh(v6, v7).AsInt64());
        var (b0, b1) = (Avx2.UnpackLow(a0, a2), Avx2.UnpackHigh(a0, a2));
        var (b2, b3) = (Avx2.UnpackLow(a1, a3), Avx2.UnpackHigh(a1, a3));
        var (b4, b5) = (Avx2.UnpackLow(a4, a6), Avx2.UnpackHigh(a4, a6));
        var (b6, b7) = (Avx2.UnpackLow(a5, a7), Avx2.UnpackHigh(a5, a7));
        v0 = Avx2.Permute2x128(b0, b4, 0x20).AsInt32();
        v1 = Avx2.Permute2x128(b1, b5, 0x20).AsInt32();
        v2 = Avx2.Permute2x128(b2, b6, 0x20).AsInt32();
        v3 = Avx2.Permute2x128(b3, b7, 0x20).AsInt32();
        v4 = Avx2.Permute2x128(b0, b4, 0x31).AsInt32();
        v5 = Avx2.Permute2x128(b1, b5, 0x31).AsInt32();
        v6 = Avx2.Permute2x128(b2, b6, 0x31).AsInt32();
        v7 = Avx2.Permute2x128(b3, b7, 0x31).AsInt32();
    }

    /// <summary>a times a factor in Montgomery's form, between -q and q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Times(Vector256<int> a, in Factor factor)
    {
        var low = a * factor.LowProduct;
        return Highs(
            Avx2.Multiply(a, factor.Value) - Avx2.Multiply(low, Q),
            Avx2.Multiply(Odd(a), Odd(factor.Value)) - Avx2.Multiply(Odd(low), Q));
    }

    /// <summary><see cref="Ring.Montgomery"/> of eight products, those of even and those of odd coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Reduce(Vector256<long> even, Vector256<long> odd)
    {
        var inverse = Vector256.Create(Ring.InverseOfQ);
        return Highs(
            even - Avx2.Multiply(Avx2.Multiply(even.AsInt32(), inverse).AsInt32(), Q),
            odd - Avx2.Multiply(Avx2.Multiply(odd.AsInt32(), inverse).AsInt32(), Q));
    }

    /// <summary>The upper halves, side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Highs(Vector256<long> even, Vector256<long> odd) =>
        Avx2.Blend(Odd(even.AsInt32()), odd.AsInt32(), 0b1010_1010);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Odd(Vector256<int> a) => Avx2.Shuffle(a, 0b11_11_01_01);

    /// <summary>Of each block the factors of its last three layers, where each of 8 parts has its own.</summary>
    private static Factor[] MakeInner(bool isBack)
    {
        var factors = new List<Factor>();
        for (var block = 0; block < Blocks; block++)
        {
            for (var groups = 1; groups <= 4; groups *= 2)
            {
                for (var group = 0; group < groups; group++)
                {
                    var values = new int[Block];
                    for (var part = 0; part < Block; part++)
                    {
                        var number = (groups * ((Block * block) + part)) + group;
                        values[part] = Ring.Zetas[isBack ? (64 * groups) - 1 - number : (32 * groups) + number];
                    }

                    factors.Add(new Factor(Vector256.Create(values)));
                }
            }
        }

        return [.. factors];
    }

    /// <summary>A factor in Montgomery's form for each of eight coefficients.</summary>
    private readonly struct Factor(Vector256<int> value)
    {
        public readonly Vector256<int> Value = value;

        /// <summary>Value / q modulo 2^32: saves one of the products.</summary>
        public readonly Vector256<int> LowProduct = value * Ring.InverseOfQ;

        public static Factor Of(int value) => new(Vector256.Create(value));
    }
}
