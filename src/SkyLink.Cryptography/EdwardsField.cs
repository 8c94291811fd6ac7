using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography;

/// <summary>
/// An element of the field of p = 2^255 - 19 elements (RFC 7748), in five limbs of 51 bits. Products, squares and what
/// is read have limbs below 2^51 + 2^17 (reduced); a sum of three of them, or such a sum less one, may enter a product
/// as it is. Nothing here is meant for secrets.
/// </summary>
internal readonly struct EdwardsField
{
    public const int Size = 32;

    public const int LimbBits = 51;
    public const ulong LimbMask = (1UL << LimbBits) - 1;

    /// <summary>4p, lowest limb; the four others are <see cref="FourTimesLimb"/>.</summary>
    public const ulong FourTimesLimb0 = 4 * (LimbMask - 18);

    public const ulong FourTimesLimb = 4 * LimbMask;

    /// <summary>
    /// Factors of a product stay below 2^54. Multiplied by 2^10 first, its upper word is the product divided by 2^54,
    /// which counts eight times in the limb above, and its lower word the rest: two sums of words instead of one of
    /// double words, and no carry between them.
    /// </summary>
    private const int Lift = 10;

    private const int UpperBits = 64 - Lift - LimbBits;

    private readonly ulong limb0;
    private readonly ulong limb1;
    private readonly ulong limb2;
    private readonly ulong limb3;
    private readonly ulong limb4;

    public EdwardsField(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4)
    {
        this.limb0 = limb0;
        this.limb1 = limb1;
        this.limb2 = limb2;
        this.limb3 = limb3;
        this.limb4 = limb4;
    }

    public static EdwardsField Zero => default;

    public static EdwardsField One => new(1, 0, 0, 0, 0);

    /// <param name="value">Below 2^51.</param>
    public static EdwardsField Of(ulong value) => new(value, 0, 0, 0, 0);

    /// <summary>Reads 32 bytes, little endian; the highest bit is left out.</summary>
    public static EdwardsField Read(ReadOnlySpan<byte> bytes)
    {
        var word0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var word1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var word2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var word3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new EdwardsField(
            word0 & LimbMask,
            ((word0 >> 51) | (word1 << 13)) & LimbMask,
            ((word1 >> 38) | (word2 << 26)) & LimbMask,
            ((word2 >> 25) | (word3 << 39)) & LimbMask,
            (word3 >> 12) & LimbMask);
    }

    /// <summary>Writes the one number below p that this stands for, in 32 bytes, little endian.</summary>
    public void Write(Span<byte> bytes)
    {
        var (r0, r1, r2, r3, r4) = this;

        // Adding 19 carries out of bit 255 exactly if the number is p or more; then p is taken off.
        var carry = (r0 + 19) >> LimbBits;
        carry = (r1 + carry) >> LimbBits;
        carry = (r2 + carry) >> LimbBits;
        carry = (r3 + carry) >> LimbBits;
        carry = (r4 + carry) >> LimbBits;
        r0 += 19 * carry;
        r1 += r0 >> LimbBits;
        r2 += r1 >> LimbBits;
        r3 += r2 >> LimbBits;
        r4 += r3 >> LimbBits;
        (r0, r1, r2, r3, r4) = (r0 & LimbMask, r1 & LimbMask, r2 & LimbMask, r3 & LimbMask, r4 & LimbMask);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, r0 | (r1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (r1 >> 13) | (r2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (r2 >> 26) | (r3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (r3 >> 39) | (r4 << 12));
    }

    /// <summary>The last bit of the number, which tells a root from its negative.</summary>
    public bool IsOdd()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return (bytes[0] & 1) == 1;
    }

    /// <summary>Whether both stand for the same number.</summary>
    public bool Is(in EdwardsField other)
    {
        Span<byte> bytes = stackalloc byte[2 * Size];
        Write(bytes);
        other.Write(bytes[Size..]);
        return bytes[..Size].SequenceEqual(bytes[Size..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EdwardsField operator +(in EdwardsField a, in EdwardsField b) => new(
        a.limb0 + b.limb0, a.limb1 + b.limb1, a.limb2 + b.limb2, a.limb3 + b.limb3, a.limb4 + b.limb4);

    /// <summary>Adds 4p first, that no limb falls below zero: <paramref name="b"/> is a sum of two at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EdwardsField operator -(in EdwardsField a, in EdwardsField b) => new(
        a.limb0 + FourTimesLimb0 - b.limb0,
        a.limb1 + FourTimesLimb - b.limb1,
        a.limb2 + FourTimesLimb - b.limb2,
        a.limb3 + FourTimesLimb - b.limb3,
        a.limb4 + FourTimesLimb - b.limb4);

    public static EdwardsField operator -(in EdwardsField a) => (Zero - a).Reduced();

    /// <returns>Reduced.</returns>
    public static EdwardsField operator *(in EdwardsField a, in EdwardsField b)
    {
        var (a0, a1, a2, a3, a4) =
            (a.limb0 << Lift, a.limb1 << Lift, a.limb2 << Lift, a.limb3 << Lift, a.limb4 << Lift);
        var (b0, b1, b2, b3, b4) = b;

        // What would stand above bit 255 counts 19 times from bit 0 on.
        var (c1, c2, c3, c4) = (19 * b1, 19 * b2, 19 * b3, 19 * b4);
        Sum r0 = default, r1 = default, r2 = default, r3 = default, r4 = default;
        r0.Add(a0, b0);
        r1.Add(a0, b1);
        r2.Add(a0, b2);
        r3.Add(a0, b3);
        r4.Add(a0, b4);
        r0.Add(a1, c4);
        r1.Add(a1, b0);
        r2.Add(a1, b1);
        r3.Add(a1, b2);
        r4.Add(a1, b3);
        r0.Add(a2, c3);
        r1.Add(a2, c4);
        r2.Add(a2, b0);
        r3.Add(a2, b1);
        r4.Add(a2, b2);
        r0.Add(a3, c2);
        r1.Add(a3, c3);
        r2.Add(a3, c4);
        r3.Add(a3, b0);
        r4.Add(a3, b1);
        r0.Add(a4, c1);
        r1.Add(a4, c2);
        r2.Add(a4, c3);
        r3.Add(a4, c4);
        r4.Add(a4, b0);
        return Carry(r0, r1, r2, r3, r4);
    }

    /// <inheritdoc cref="op_Multiply"/>
    public EdwardsField Squared()
    {
        var (b0, b1, b2, b3, b4) = this;
        var (a0, a1, a2, a3, a4) = (b0 << Lift, b1 << Lift, b2 << Lift, b3 << Lift, b4 << Lift);
        var (d1, d2, c3, c4) = (2 * b1, 2 * b2, 19 * b3, 19 * b4);
        Sum r0 = default, r1 = default, r2 = default, r3 = default, r4 = default;
        r0.Add(a0, b0);
        r1.Add(a0, d1);
        r2.Add(a0, d2);
        r3.Add(a0, 2 * b3);
        r4.Add(a0, 2 * b4);
        r0.Add(a1, 2 * c4);
        r2.Add(a1, b1);
        r3.Add(a1, d2);
        r4.Add(a1, 2 * b3);
        r0.Add(a2, 2 * c3);
        r1.Add(a2, 2 * c4);
        r4.Add(a2, b2);
        r1.Add(a3, c3);
        r2.Add(a3, 2 * c4);
        r3.Add(a4, c4);
        return Carry(r0, r1, r2, r3, r4);
    }

    /// <summary>Squares so many times.</summary>
    public EdwardsField Squared(int times)
    {
        var result = this;
        for (var i = 0; i < times; i++)
        {
            result = result.Squared();
        }

        return result;
    }

    /// <summary>1 divided by this (to the power of p - 2); zero for zero.</summary>
    public EdwardsField Inverse()
    {
        var cube = Squared() * this;
        return ToPowerOfRoot().Squared(3) * cube;
    }

    /// <summary>To the power of (p - 5) / 8 = 2^252 - 3, the greater part of a square root.</summary>
    public EdwardsField ToPowerOfRoot()
    {
        var ones2 = Squared() * this; // this to the power of a number of so many binary ones
        var ones4 = ones2.Squared(2) * ones2;
        var ones5 = ones4.Squared() * this;
        var ones10 = ones5.Squared(5) * ones5;
        var ones20 = ones10.Squared(10) * ones10;
        var ones40 = ones20.Squared(20) * ones20;
        var ones50 = ones40.Squared(10) * ones10;
        var ones100 = ones50.Squared(50) * ones50;
        var ones200 = ones100.Squared(100) * ones100;
        var ones250 = ones200.Squared(50) * ones50;
        return ones250.Squared(2) * this;
    }

    public void Deconstruct(out ulong l0, out ulong l1, out ulong l2, out ulong l3, out ulong l4) =>
        (l0, l1, l2, l3, l4) = (limb0, limb1, limb2, limb3, limb4);

    public EdwardsField Reduced() => this * One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EdwardsField Carry(Sum s0, Sum s1, Sum s2, Sum s3, Sum s4)
    {
        var r0 = s0.Lower + (19 * (s4.Upper << UpperBits));
        var r1 = s1.Lower + (s0.Upper << UpperBits);
        var r2 = s2.Lower + (s1.Upper << UpperBits);
        var r3 = s3.Lower + (s2.Upper << UpperBits);
        var r4 = s4.Lower + (s3.Upper << UpperBits);
        return new EdwardsField(
            (r0 & LimbMask) + (19 * (r4 >> LimbBits)),
            (r1 & LimbMask) + (r0 >> LimbBits),
            (r2 & LimbMask) + (r1 >> LimbBits),
            (r3 & LimbMask) + (r2 >> LimbBits),
            (r4 & LimbMask) + (r3 >> LimbBits));
    }

    /// <summary>A sum of products for one limb, in the two parts that <see cref="Lift"/> makes.</summary>
    private struct Sum
    {
        public ulong Lower;
        public ulong Upper;

        /// <summary>Multiplies twice, since the way to both words of one product leads through memory.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong lifted, ulong factor)
        {
            Upper += Bmi2.X64.IsSupported
                ? Bmi2.X64.MultiplyNoFlags(lifted, factor)
                : Math.BigMul(lifted, factor, out _);
            Lower += (lifted * factor) >> Lift;
        }
    }
}
