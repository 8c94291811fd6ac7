using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography;

/// <summary>
/// The compression function G of RFC 9106 over blocks of 1 KiB, seen as eight rows of 16 words. Four vectors hold
/// one row, or one column of pairs of words; the round is the same for both.
/// </summary>
internal static unsafe class Argon2Block
{
    /// <summary>Words of 64 bits in a block.</summary>
    internal const int Words = 128;

    /// <summary>Size of a block in bytes.</summary>
    internal const int Size = 1024;

    private const int RowWords = 16;

    private static readonly Vector256<byte> RotateRight24 = Vector256.Create(
        (byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,
        19, 20, 21, 22, 23, 16, 17, 18, 27, 28, 29, 30, 31, 24, 25, 26);

    private static readonly Vector256<byte> RotateRight16 = Vector256.Create(
        (byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,
        18, 19, 20, 21, 22, 23, 16, 17, 26, 27, 28, 29, 30, 31, 24, 25);

    /// <summary>Writes G(previous, reference), or from the second pass on XORs it into what is there.</summary>
    [SkipLocalsInit]
    internal static void Compress(ulong* previous, ulong* reference, ulong* next, bool isXored)
    {
        var work = stackalloc ulong[Words];
        var kept = stackalloc ulong[Words];
        for (var i = 0; i < Words; i += Vector256<ulong>.Count)
        {
            var mixed = Vector256.Load(previous + i) ^ Vector256.Load(reference + i);
            mixed.Store(work + i);
            (isXored ? mixed ^ Vector256.Load(next + i) : mixed).Store(kept + i);
        }

        for (var row = 0; row < Words; row += RowWords)
        {
            MixRow(work + row);
        }

        for (var column = 0; column < RowWords; column += Vector256<ulong>.Count)
        {
            MixTwoColumns(work + column);
        }

        for (var i = 0; i < Words; i += Vector256<ulong>.Count)
        {
            (Vector256.Load(work + i) ^ Vector256.Load(kept + i)).Store(next + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixRow(ulong* row)
    {
        var a = Vector256.Load(row);
        var b = Vector256.Load(row + 4);
        var c = Vector256.Load(row + 8);
        var d = Vector256.Load(row + 12);
        Round(ref a, ref b, ref c, ref d);
        a.Store(row);
        b.Store(row + 4);
        c.Store(row + 8);
        d.Store(row + 12);
    }

    /// <summary>One vector of each row holds a pair of words for each of two neighbouring columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixTwoColumns(ulong* top)
    {
        Gather(top, out var a, out var a2);
        Gather(top + 2 * RowWords, out var b, out var b2);
        Gather(top + 4 * RowWords, out var c, out var c2);
        Gather(top + 6 * RowWords, out var d, out var d2);
        Round(ref a, ref b, ref c, ref d);
        Round(ref a2, ref b2, ref c2, ref d2);
        Scatter(top, a, a2);
        Scatter(top + 2 * RowWords, b, b2);
        Scatter(top + 4 * RowWords, c, c2);
        Scatter(top + 6 * RowWords, d, d2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(ulong* pair, out Vector256<ulong> left, out Vector256<ulong> right)
    {
        var upper = Vector256.Load(pair);
        var lower = Vector256.Load(pair + RowWords);
        left = Vector256.Create(upper.GetLower(), lower.GetLower());
        right = Vector256.Create(upper.GetUpper(), lower.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(ulong* pair, Vector256<ulong> left, Vector256<ulong> right)
    {
        Vector256.Create(left.GetLower(), right.GetLower()).Store(pair);
        Vector256.Create(left.GetUpper(), right.GetUpper()).Store(pair + RowWords);
    }

    /// <summary>The round of BLAKE2b without message words: four columns, then four diagonals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        Quarter(ref a, ref b, ref c, ref d);
        b = Vector256.Shuffle(b, Vector256.Create(1UL, 2, 3, 0));
        c = Vector256.Shuffle(c, Vector256.Create(2UL, 3, 0, 1));
        d = Vector256.Shuffle(d, Vector256.Create(3UL, 0, 1, 2));
        Quarter(ref a, ref b, ref c, ref d);
        b = Vector256.Shuffle(b, Vector256.Create(3UL, 0, 1, 2));
        c = Vector256.Shuffle(c, Vector256.Create(2UL, 3, 0, 1));
        d = Vector256.Shuffle(d, Vector256.Create(1UL, 2, 3, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        a = AddWithProduct(a, b);
        d = Vector256.Shuffle((d ^ a).AsUInt32(), Vector256.Create(1U, 0, 3, 2, 5, 4, 7, 6)).AsUInt64();
        c = AddWithProduct(c, d);
        b = ShuffleBytes(b ^ c, RotateRight24);
        a = AddWithProduct(a, b);
        d = ShuffleBytes(d ^ a, RotateRight16);
        c = AddWithProduct(c, d);
        var mixed = b ^ c;
        b = (mixed >>> 63) | (mixed + mixed);
    }

    /// <summary>x + y + 2 · low(x) · low(y): the multiplication that makes dedicated hardware dear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> AddWithProduct(Vector256<ulong> x, Vector256<ulong> y)
    {
        var low = Vector256.Create(0xFFFF_FFFFUL);
        var product = Avx2.IsSupported ? Avx2.Multiply(x.AsUInt32(), y.AsUInt32()) : (x & low) * (y & low);
        return x + y + product + product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> ShuffleBytes(Vector256<ulong> value, Vector256<byte> order) => Avx2.IsSupported
        ? Avx2.Shuffle(value.AsByte(), order & Vector256.Create((byte)15)).AsUInt64()
        : Vector256.Shuffle(value.AsByte(), order).AsUInt64();
}
