using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography.Lattices;

/// <summary>Polynomials as bytes (FIPS 204, section 7.1), lowest bit first.</summary>
internal static class Packing
{
    /// <summary>Bytes after what is written or read with which that is faster.</summary>
    public const int Slack = 16;

    private const int Lanes = 8;

    /// <summary>The order of fours in which packed vectors are one after the other again.</summary>
    private static readonly Vector256<int> PackedOrder = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);

    /// <summary>The lower two or three bytes of each number close together, in either half; then both halves.</summary>
    private static readonly Vector256<byte> Twos =
        Vector256.Create(Vector128.Create(0, 1, 4, 5, 8, 9, 12, 13, 255, 255, 255, 255, 255, 255, 255, (byte)255));

    private static readonly Vector256<byte> Threes =
        Vector256.Create(Vector128.Create(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, (byte)255));

    private static readonly Vector256<int> OrderOfTwos = Vector256.Create(0, 1, 4, 5, 2, 3, 6, 7);
    private static readonly Vector256<int> OrderOfThrees = Vector256.Create(0, 1, 2, 4, 5, 6, 3, 7);

    private static readonly Pattern Pattern10 = Pattern.Of(10);
    private static readonly Pattern Pattern18 = Pattern.Of(18);
    private static readonly Pattern Pattern20 = Pattern.Of(20);

    /// <summary>Writes coefficients of so many bits, each as it is (algorithm 16).</summary>
    /// <param name="packed">Goes on after them, or not; a <see cref="Slack"/> there may be overwritten.</param>
    public static void Write(ReadOnlySpan<int> values, int bits, Span<byte> packed)
    {
        if (Avx2.IsSupported && bits is 4 or 6 && packed.Length >= Ring.PackedSize(bits) + Slack)
        {
            WriteLanes(values, bits, packed);
            return;
        }

        var (pending, count, at) = (0UL, 0, 0);
        foreach (var value in values)
        {
            pending |= (ulong)(uint)value << count;
            count += bits;
            if (count >= 32)
            {
                MemoryMarshal.Write(packed[at..], (uint)pending);
                (pending, count, at) = (pending >> 32, count - 32, at + 4);
            }
        }
    }

    /// <summary>Writes how far each coefficient is below <paramref name="upper"/> (algorithm 17).</summary>
    public static void WriteBelow(ReadOnlySpan<int> values, int upper, int bits, Span<byte> packed)
    {
        Span<int> distances = stackalloc int[Ring.Size];
        values.CopyTo(distances);
        TakeFrom(upper, distances);
        Write(distances, bits, packed);
        distances.Clear();
    }

    /// <summary>Reads coefficients of so many bits (algorithm 18).</summary>
    /// <param name="packed">May go on after them: then the last ones are read as fast as the others.</param>
    public static void Read(ReadOnlySpan<byte> packed, int bits, Span<int> values)
    {
        var done = !Avx2.IsSupported ? 0 : bits switch
        {
            10 => ReadLanes(packed, bits, values, in Pattern10),
            18 => ReadLanes(packed, bits, values, in Pattern18),
            20 => ReadLanes(packed, bits, values, in Pattern20),
            _ => 0,
        };
        var (pending, count, at) = (0UL, 0, done * bits / 8);
        var mask = (1UL << bits) - 1;
        for (var i = done; i < Ring.Size; i++)
        {
            for (; count < bits; count += 8)
            {
                pending |= (ulong)packed[at++] << count;
            }

            values[i] = (int)(pending & mask);
            pending >>= bits;
            count -= bits;
        }
    }

    /// <summary>Reads coefficients that were written as distances (algorithm 19).</summary>
    /// <param name="packed">May go on after them: then the last ones are read as fast as the others.</param>
    public static void ReadBelow(ReadOnlySpan<byte> packed, int upper, int bits, Span<int> values)
    {
        Read(packed, bits, values);
        TakeFrom(upper, values);
    }

    /// <summary>Writes where the ones of a hint stand (algorithm 20).</summary>
    /// <param name="hint">256 ones or zeros a row, at most <see cref="MlDsaParameters.Omega"/> ones in all.</param>
    public static void WriteHint(ReadOnlySpan<int> hint, MlDsaParameters parameters, Span<byte> packed)
    {
        packed.Clear();
        var index = 0;
        for (var row = 0; row < parameters.Rows; row++)
        {
            for (var i = 0; i < Ring.Size; i++)
            {
                if (hint[(row * Ring.Size) + i] != 0)
                {
                    packed[index++] = (byte)i;
                }
            }

            packed[parameters.Omega + row] = (byte)index;
        }
    }

    /// <summary>Reads a hint (algorithm 21).</summary>
    /// <returns>False unless it is written in the one way there is.</returns>
    public static bool TryReadHint(ReadOnlySpan<byte> packed, MlDsaParameters parameters, Span<int> hint)
    {
        hint.Clear();
        var index = 0;
        for (var row = 0; row < parameters.Rows; row++)
        {
            int end = packed[parameters.Omega + row];
            if (end < index || end > parameters.Omega)
            {
                return false;
            }

            for (var first = index; index < end; index++)
            {
                if (index > first && packed[index - 1] >= packed[index])
                {
                    return false;
                }

                hint[(row * Ring.Size) + packed[index]] = 1;
            }
        }

        return !packed[index..parameters.Omega].ContainsAnyExcept((byte)0);
    }

    private static void TakeFrom(int upper, Span<int> values)
    {
        foreach (ref var eight in MemoryMarshal.Cast<int, Vector256<int>>(values))
        {
            eight = Vector256.Create(upper) - eight;
        }
    }

    /// <summary>
    /// Writes high bits, 32 at a time: four become one number, of 16 or 24 bits, and what is above that falls away.
    /// </summary>
    private static void WriteLanes(ReadOnlySpan<int> values, int bits, Span<byte> packed)
    {
        var pairs = Vector256.Create((short)(1 | (1 << (8 + bits)))).AsSByte();
        var fours = Vector256.Create(1 | (1 << (16 + (2 * bits))));
        var (bytes, order) = bits == 4 ? (Twos, OrderOfTwos) : (Threes, OrderOfThrees);
        var v = MemoryMarshal.Cast<int, Vector256<int>>(values);
        for (var i = 0; i < v.Length; i += 4, packed = packed[(4 * bits)..])
        {
            var words0 = Avx2.PackUnsignedSaturate(v[i], v[i + 1]);
            var words1 = Avx2.PackUnsignedSaturate(v[i + 2], v[i + 3]);
            var all = Avx2.PackUnsignedSaturate(words0.AsInt16(), words1.AsInt16());
            var ordered = Avx2.PermuteVar8x32(all.AsInt32(), PackedOrder).AsByte();
            var joined = Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(ordered, pairs), fours.AsInt16());
            var close = Avx2.PermuteVar8x32(Avx2.Shuffle(joined.AsByte(), bytes).AsInt32(), order).AsByte();
            close.CopyTo(packed);
        }
    }

    /// <summary>Reads eight at a time, as far as 16 bytes are there from where the second four begin.</summary>
    /// <returns>How many were read.</returns>
    private static int ReadLanes(ReadOnlySpan<byte> packed, int bits, Span<int> values, in Pattern pattern)
    {
        var half = bits / 2;
        var mask = Vector256.Create((1 << bits) - 1);
        var done = 0;
        for (var at = 0; done < Ring.Size && at + half + Slack <= packed.Length; at += bits, done += Lanes)
        {
            var bytes = Vector256.Create(
                MemoryMarshal.Read<Vector128<byte>>(packed[at..]),
                MemoryMarshal.Read<Vector128<byte>>(packed[(at + half)..]));
            var words = Avx2.Shuffle(bytes, pattern.Bytes).AsInt32();
            var read = Avx2.ShiftRightLogicalVariable(words, pattern.Shifts) & mask;
            MemoryMarshal.Write(MemoryMarshal.AsBytes(values[done..]), read);
        }

        return done;
    }

    /// <summary>Which bytes hold a coefficient, four in each half, and where in these it begins.</summary>
    private readonly record struct Pattern(Vector256<byte> Bytes, Vector256<uint> Shifts)
    {
        public static Pattern Of(int bits)
        {
            var (bytes, shifts) = (new byte[32], new uint[Lanes]);
            for (var i = 0; i < Lanes; i++)
            {
                var first = bits * (i % (Lanes / 2));
                shifts[i] = (uint)(first % 8);
                for (var j = 0; j < 4; j++)
                {
                    bytes[(4 * i) + j] = (byte)((first / 8) + j);
                }
            }

            return new Pattern(Vector256.Create(bytes), Vector256.Create(shifts));
        }
    }
}
