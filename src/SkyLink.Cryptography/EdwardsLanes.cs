using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography;

/// <summary>
/// The coordinates X, Z, T, Y of one point of edwards25519 side by side in the lanes of a vector: an addition of points
/// then takes two products of vectors instead of seven of numbers. Limbs and their bounds as in
/// <see cref="EdwardsField"/>; the formulas are those of <see cref="EdwardsPoint"/>, and so are the names.
/// </summary>
internal readonly struct EdwardsLanes
{
    private const int LowerBits = 26;
    private const int UpperBits = EdwardsField.LimbBits - LowerBits;

    private readonly Vector256<ulong> limb0;
    private readonly Vector256<ulong> limb1;
    private readonly Vector256<ulong> limb2;
    private readonly Vector256<ulong> limb3;
    private readonly Vector256<ulong> limb4;

    private EdwardsLanes(
        Vector256<ulong> limb0, Vector256<ulong> limb1, Vector256<ulong> limb2, Vector256<ulong> limb3,
        Vector256<ulong> limb4)
    {
        this.limb0 = limb0;
        this.limb1 = limb1;
        this.limb2 = limb2;
        this.limb3 = limb3;
        this.limb4 = limb4;
    }

    public static bool IsSupported => Avx2.IsSupported;

    public static EdwardsLanes Neutral => Of(EdwardsField.Zero, EdwardsField.One, EdwardsField.Zero, EdwardsField.One);

    /// <summary>The form in which a point is added: y - x, y + x, 2 d x y and 2, one in each lane.</summary>
    public static EdwardsLanes Entry(in EdwardsField x, in EdwardsField y) =>
        Of((y - x).Reduced(), (y + x).Reduced(), x * y * EdwardsPoint.TwiceD, EdwardsField.Of(2));

    public EdwardsPoint ToPoint() => new(Lane(0), Lane(3), Lane(1), Lane(2));

    public EdwardsLanes Plus(in EdwardsLanes entry)
    {
        // Y - X, Y + X, T and Z make lower, upper, product and twice z; these make f f h h and e g e g.
        var x = Permuted(0) & LanesOf(1, 1, 0, 0);
        var made = Product(PlusOrMinus(Permuted(0b01_10_11_11), x, LanesOf(1, 0, 0, 0)), entry);
        return Product(
            PlusOrMinus(made.Permuted(0b01_01_11_11), made.Permuted(0b00_00_10_10), LanesOf(1, 1, 0, 0)),
            PlusOrMinus(made.Permuted(0b11_01_11_01), made.Permuted(0b10_00_10_00), LanesOf(1, 0, 1, 0)));
    }

    /// <summary>Adds the negative of the entry: y - x and y + x change places, 2 d x y its sign.</summary>
    public EdwardsLanes Minus(in EdwardsLanes entry)
    {
        var turned = entry.Permuted(0b11_10_00_01);
        return Plus(PlusOrMinus(turned & LanesOf(1, 1, 0, 1), turned & LanesOf(0, 0, 1, 0), LanesOf(0, 0, 1, 0)));
    }

    public EdwardsLanes Doubled()
    {
        // The squares of X, Y, Z and X + Y make e f g h; these are multiplied as f f h h and e g e g.
        var roots = Permuted(0b00_01_11_00) + (Permuted(0b11_11_11_11) & LanesOf(0, 0, 0, 1));
        var squares = Product(roots, roots);
        var (xx, yy, rest) =
            (squares.Permuted(0), squares.Permuted(0b01_01_01_01), squares.Permuted(0b01_01_10_11));
        var more = rest + (rest & LanesOf(0, 1, 0, 0)) + (xx & LanesOf(0, 1, 0, 1));
        var less = (xx & LanesOf(1, 0, 1, 0)) + (yy & LanesOf(1, 1, 0, 0));
        var efgh = PlusOrMinus(more, less, LanesOf(1, 1, 1, 0));
        return Product(efgh.Permuted(0b11_11_01_01), efgh.Permuted(0b10_00_10_00));
    }

    private static EdwardsLanes Of(
        in EdwardsField lane0, in EdwardsField lane1, in EdwardsField lane2, in EdwardsField lane3)
    {
        var (a0, a1, a2, a3, a4) = lane0;
        var (b0, b1, b2, b3, b4) = lane1;
        var (c0, c1, c2, c3, c4) = lane2;
        var (d0, d1, d2, d3, d4) = lane3;
        return new EdwardsLanes(
            Vector256.Create(a0, b0, c0, d0), Vector256.Create(a1, b1, c1, d1), Vector256.Create(a2, b2, c2, d2),
            Vector256.Create(a3, b3, c3, d3), Vector256.Create(a4, b4, c4, d4));
    }

    private EdwardsField Lane(int lane) => new(limb0[lane], limb1[lane], limb2[lane], limb3[lane], limb4[lane]);

    /// <summary>All bits of the lanes with 1, none of those with 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> LanesOf(
        [ConstantExpected] long lane0, [ConstantExpected] long lane1, [ConstantExpected] long lane2,
        [ConstantExpected] long lane3) => Vector256.Create(-lane0, -lane1, -lane2, -lane3).AsUInt64();

    /// <summary>Puts into each lane, from lane 0 in the lowest two bits on, the lane that is named there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EdwardsLanes Permuted([ConstantExpected] byte lanes) => new(
        Avx2.Permute4x64(limb0, lanes), Avx2.Permute4x64(limb1, lanes), Avx2.Permute4x64(limb2, lanes),
        Avx2.Permute4x64(limb3, lanes), Avx2.Permute4x64(limb4, lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EdwardsLanes operator &(in EdwardsLanes a, Vector256<ulong> lanes) => new(
        a.limb0 & lanes, a.limb1 & lanes, a.limb2 & lanes, a.limb3 & lanes, a.limb4 & lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EdwardsLanes operator +(in EdwardsLanes a, in EdwardsLanes b) => new(
        a.limb0 + b.limb0, a.limb1 + b.limb1, a.limb2 + b.limb2, a.limb3 + b.limb3, a.limb4 + b.limb4);

    /// <summary>Subtracts in the lanes of <paramref name="minus"/>, from 4p more, and adds in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EdwardsLanes PlusOrMinus(in EdwardsLanes a, in EdwardsLanes b, Vector256<ulong> minus)
    {
        // -b is the complement of b, and 1.
        var more0 = Vector256.Create(EdwardsField.FourTimesLimb0 + 1) & minus;
        var more = Vector256.Create(EdwardsField.FourTimesLimb + 1) & minus;
        return new EdwardsLanes(
            a.limb0 + (b.limb0 ^ minus) + more0,
            a.limb1 + (b.limb1 ^ minus) + more,
            a.limb2 + (b.limb2 ^ minus) + more,
            a.limb3 + (b.limb3 ^ minus) + more,
            a.limb4 + (b.limb4 ^ minus) + more);
    }

    /// <summary>
    /// The product of each lane, reduced. Factors of a product of vectors have 32 bits: each limb enters as its lower
    /// 26 bits and the rest. Where both are such rests, their product counts twice; what stands above bit 255 counts
    /// 19 times. Rows in this order keep no more at hand than the processor has registers.
    /// </summary>
    /// <param name="a">As factors of <see cref="EdwardsField"/>.</param>
    /// <param name="b">The same, but a difference from a sum of three is too large: below 2^53.6.</param>
    [SuppressMessage("Design", "MA0051", Justification = "A hundred products, row by row as on paper.")]
    private static EdwardsLanes Product(in EdwardsLanes a, in EdwardsLanes b)
    {
        var lowerMask = Vector256.Create((1UL << LowerBits) - 1);
        var upperMask = Vector256.Create((1UL << UpperBits) - 1);
        var limbMask = Vector256.Create(EdwardsField.LimbMask);
        var nineteen = Vector256.Create(19UL);
        var (b0, b1) = (b.limb0 & lowerMask, b.limb0 >> LowerBits);
        var (b2, b3) = (b.limb1 & lowerMask, b.limb1 >> LowerBits);
        var (b4, b5) = (b.limb2 & lowerMask, b.limb2 >> LowerBits);
        var (b6, b7) = (b.limb3 & lowerMask, b.limb3 >> LowerBits);
        var (b8, b9) = (b.limb4 & lowerMask, b.limb4 >> LowerBits);
        var even = a.limb0 & lowerMask;
        var r0 = M(even, b0);
        var r1 = M(even, b1);
        var r2 = M(even, b2);
        var r3 = M(even, b3);
        var r4 = M(even, b4);
        var r5 = M(even, b5);
        var r6 = M(even, b6);
        var r7 = M(even, b7);
        var r8 = M(even, b8);
        var r9 = M(even, b9);

        b9 = M(b9, nineteen);
        var odd = a.limb0 >> LowerBits;
        var twice = odd + odd;
        r0 += M(twice, b9);
        r1 += M(odd, b0);
        r2 += M(twice, b1);
        r3 += M(odd, b2);
        r4 += M(twice, b3);
        r5 += M(odd, b4);
        r6 += M(twice, b5);
        r7 += M(odd, b6);
        r8 += M(twice, b7);
        r9 += M(odd, b8);

        b8 = M(b8, nineteen);
        even = a.limb1 & lowerMask;
        r0 += M(even, b8);
        r1 += M(even, b9);
        r2 += M(even, b0);
        r3 += M(even, b1);
        r4 += M(even, b2);
        r5 += M(even, b3);
        r6 += M(even, b4);
        r7 += M(even, b5);
        r8 += M(even, b6);
        r9 += M(even, b7);

        b7 = M(b7, nineteen);
        odd = a.limb1 >> LowerBits;
        twice = odd + odd;
        r0 += M(twice, b7);
        r1 += M(odd, b8);
        r2 += M(twice, b9);
        r3 += M(odd, b0);
        r4 += M(twice, b1);
        r5 += M(odd, b2);
        r6 += M(twice, b3);
        r7 += M(odd, b4);
        r8 += M(twice, b5);
        r9 += M(odd, b6);

        b6 = M(b6, nineteen);
        even = a.limb2 & lowerMask;
        r0 += M(even, b6);
        r1 += M(even, b7);
        r2 += M(even, b8);
        r3 += M(even, b9);
        r4 += M(even, b0);
        r5 += M(even, b1);
        r6 += M(even, b2);
        r7 += M(even, b3);
        r8 += M(even, b4);
        r9 += M(even, b5);

        b5 = M(b5, nineteen);
        odd = a.limb2 >> LowerBits;
        twice = odd + odd;
        r0 += M(twice, b5);
        r1 += M(odd, b6);
        r2 += M(twice, b7);
        r3 += M(odd, b8);
        r4 += M(twice, b9);
        r5 += M(odd, b0);
        r6 += M(twice, b1);
        r7 += M(odd, b2);
        r8 += M(twice, b3);
        r9 += M(odd, b4);

        b4 = M(b4, nineteen);
        even = a.limb3 & lowerMask;
        r0 += M(even, b4);
        r1 += M(even, b5);
        r2 += M(even, b6);
        r3 += M(even, b7);
        r4 += M(even, b8);
        r5 += M(even, b9);
        r6 += M(even, b0);
        r7 += M(even, b1);
        r8 += M(even, b2);
        r9 += M(even, b3);

        b3 = M(b3, nineteen);
        odd = a.limb3 >> LowerBits;
        twice = odd + odd;
        r0 += M(twice, b3);
        r1 += M(odd, b4);
        r2 += M(twice, b5);
        r3 += M(odd, b6);
        r4 += M(twice, b7);
        r5 += M(odd, b8);
        r6 += M(twice, b9);
        r7 += M(odd, b0);
        r8 += M(twice, b1);
        r9 += M(odd, b2);

        b2 = M(b2, nineteen);
        even = a.limb4 & lowerMask;
        r0 += M(even, b2);
        r1 += M(even, b3);
        r2 += M(even, b4);
        r3 += M(even, b5);
        r4 += M(even, b6);
        r5 += M(even, b7);
        r6 += M(even, b8);
        r7 += M(even, b9);
        r8 += M(even, b0);
        r9 += M(even, b1);

        b1 = M(b1, nineteen);
        odd = a.limb4 >> LowerBits;
        twice = odd + odd;
        r0 += M(twice, b1);
        r1 += M(odd, b2);
        r2 += M(twice, b3);
        r3 += M(odd, b4);
        r4 += M(twice, b5);
        r5 += M(odd, b6);
        r6 += M(twice, b7);
        r7 += M(odd, b8);
        r8 += M(twice, b9);
        r9 += M(odd, b0);
        var s0 = r0 + ((r1 & upperMask) << LowerBits) + Times19(r9 >> UpperBits);
        var s1 = r2 + ((r3 & upperMask) << LowerBits) + (r1 >> UpperBits);
        var s2 = r4 + ((r5 & upperMask) << LowerBits) + (r3 >> UpperBits);
        var s3 = r6 + ((r7 & upperMask) << LowerBits) + (r5 >> UpperBits);
        var s4 = r8 + ((r9 & upperMask) << LowerBits) + (r7 >> UpperBits);
        return new EdwardsLanes(
            (s0 & limbMask) + M(s4 >> EdwardsField.LimbBits, nineteen),
            (s1 & limbMask) + (s0 >> EdwardsField.LimbBits),
            (s2 & limbMask) + (s1 >> EdwardsField.LimbBits),
            (s3 & limbMask) + (s2 >> EdwardsField.LimbBits),
            (s4 & limbMask) + (s3 >> EdwardsField.LimbBits));
    }

    /// <summary>Of numbers that may have more than 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Times19(Vector256<ulong> a) => (a << 4) + a + a + a;

    /// <summary>Multiplies the lower 32 bits of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> M(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.Multiply(a.AsUInt32(), b.AsUInt32());
}
