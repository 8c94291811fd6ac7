using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>Polynomials that chance chose, by SHAKE of a seed (FIPS 204, section 7.3).</summary>
internal static class Sampling
{
    /// <summary>Bytes more than a block that a taker may look at.</summary>
    private const int Slack = 16;

    /// <summary>Each four bytes of three, of which the fourth is none of them.</summary>
    private static readonly Vector256<byte> Threes = Vector256.Create(
        0, 1, 2, 0xFF, 3, 4, 5, 0xFF, 6, 7, 8, 0xFF, 9, 10, 11, 0xFF,
        0, 1, 2, 0xFF, 3, 4, 5, 0xFF, 6, 7, 8, 0xFF, 9, 10, 11, (byte)0xFF);

    /// <summary>Takes coefficients out of a block as far as they are missing.</summary>
    /// <returns>How many are there now.</returns>
    internal delegate int Taker(ReadOnlySpan<byte> block, Span<int> values, int count);

    /// <summary>Fills the public matrix, transformed: row after row (algorithm 32).</summary>
    /// <param name="rowSize">Polynomials from the beginning of one row to that of the next one.</param>
    public static void Matrix(ReadOnlySpan<byte> rho, MlDsaParameters parameters, int[] matrix, int rowSize)
    {
        Span<uint> places = stackalloc uint[parameters.Rows * parameters.Columns];
        Span<int> polynomials = stackalloc int[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var (row, column) = (i / parameters.Columns, i % parameters.Columns);
            places[i] = (uint)(column | (row << 8));
            polynomials[i] = (row * rowSize) + column;
        }

        Fill(Sponge.Rate128, rho, places, sizeof(ushort), TakeUniform, matrix, polynomials);
        foreach (var polynomial in polynomials)
        {
            Ring.Arrange(Ring.Part(matrix, polynomial));
        }
    }

    /// <summary>Secrets one after the other, with coefficients from -eta to eta (algorithms 31 and 33).</summary>
    public static void Secrets(ReadOnlySpan<byte> seed, int eta, int[] secrets)
    {
        Span<uint> numbers = stackalloc uint[secrets.Length / Ring.Size];
        Span<int> polynomials = stackalloc int[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            (numbers[i], polynomials[i]) = ((uint)i, i);
        }

        Fill(
            Sponge.Rate256, seed, numbers, sizeof(ushort), eta == 2 ? TakeSecret2 : TakeSecret4, secrets, polynomials);
    }

    /// <summary>Polynomials of a seed and a number each, as many at once as there are sponges side by side.</summary>
    /// <param name="rate">That of SHAKE128 or SHAKE256.</param>
    /// <param name="seed">Whole lanes of 8 bytes.</param>
    /// <param name="numbers">One for each polynomial.</param>
    /// <param name="numberSize">Bytes of a number.</param>
    /// <param name="take">Makes coefficients of blocks.</param>
    /// <param name="values">Polynomials, some of which are filled.</param>
    /// <param name="polynomials">Which.</param>
    public static void Fill(
        int rate, ReadOnlySpan<byte> seed, ReadOnlySpan<uint> numbers, int numberSize, Taker take, Span<int> values,
        ReadOnlySpan<int> polynomials)
    {
        Span<ulong> memory = stackalloc ulong[SpongeLanes.MemorySize];
        Span<byte> blocks = stackalloc byte[(SpongeLanes.CountMax * rate) + Slack];
        Span<uint> suffixes = stackalloc uint[SpongeLanes.CountMax];
        Span<int> counts = stackalloc int[SpongeLanes.CountMax];
        for (var first = 0; first < numbers.Length; first += SpongeLanes.Count)
        {
            var these = numbers[first..Math.Min(first + SpongeLanes.Count, numbers.Length)];
            these.CopyTo(suffixes);
            memory.Clear();
            counts.Clear();
            var sponges = new SpongeLanes(memory, rate, seed, suffixes, numberSize);
            while (counts[..these.Length].ContainsAnyExcept(Ring.Size))
            {
                sponges.Squeeze(blocks, rate);
                for (var i = 0; i < these.Length; i++)
                {
                    var block = blocks.Slice(i * rate, rate + Slack);
                    counts[i] = take(block, Ring.Part(values, polynomials[first + i]), counts[i]);
                }
            }
        }

        memory.Clear();
        blocks.Clear();
    }

    /// <summary>A challenge: tau coefficients of 1 or -1, the others 0 (algorithm 29).</summary>
    public static void Challenge(ReadOnlySpan<byte> seed, int tau, Span<sbyte> values)
    {
        var shake = Sponge.Shake256();
        shake.Absorb(seed);
        Span<byte> block = stackalloc byte[Sponge.Rate256];
        shake.Squeeze(block);
        var signs = BinaryPrimitives.ReadUInt64LittleEndian(block);
        var next = sizeof(ulong);
        values.Clear();
        for (var i = Ring.Size - tau; i < Ring.Size; i++)
        {
            int place;
            do
            {
                if (next == block.Length)
                {
                    shake.Squeeze(block);
                    next = 0;
                }

                place = block[next++];
            }
            while (place > i);

            values[i] = values[place];
            values[place] = (sbyte)(1 - (2 * (int)(signs & 1)));
            signs >>= 1;
        }
    }

    /// <summary>Coefficients below q, of three bytes each without the highest bit (algorithms 14 and 30).</summary>
    private static int TakeUniform(ReadOnlySpan<byte> block, Span<int> values, int count)
    {
        const int lanes = 8;
        const int step = 3 * lanes;
        for (var at = 0; at < Sponge.Rate128 && count < Ring.Size; at += step)
        {
            var eight = block.Slice(at, step + (Slack / 2));
            if (Avx2.IsSupported && count + lanes <= Ring.Size)
            {
                var bytes = Vector256.Create(
                    MemoryMarshal.Read<Vector128<byte>>(eight),
                    MemoryMarshal.Read<Vector128<byte>>(eight[(step / 2)..]));
                var found = Avx2.Shuffle(bytes, Threes).AsInt32() & Vector256.Create(0x7F_FFFF);
                if (Vector256.LessThanAll(found, Vector256.Create(Ring.Q)))
                {
                    MemoryMarshal.Write(MemoryMarshal.AsBytes(values[count..]), found);
                    count += lanes;
                    continue;
                }
            }

            for (var i = 0; i < step && count < Ring.Size; i += 3)
            {
                var value = eight[i] | (eight[i + 1] << 8) | ((eight[i + 2] & 0x7F) << 16);
                if (value < Ring.Q)
                {
                    values[count++] = value;
                }
            }
        }

        return count;
    }

    /// <summary>
    /// Coefficients from -2 to 2, of half a byte each (algorithm 15). Which halves are left out is no secret, but what
    /// the others are.
    /// </summary>
    private static int TakeSecret2(ReadOnlySpan<byte> block, Span<int> values, int count)
    {
        for (var at = 0; at < 2 * Sponge.Rate256 && count < Ring.Size; at++)
        {
            var half = Half(block, at);
            if (half < 15)
            {
                // The remainder by five, without a division.
                values[count++] = 2 - (half - (((half * 13) >> 6) * 5));
            }
        }

        return count;
    }

    /// <summary>Coefficients from -4 to 4.</summary>
    private static int TakeSecret4(ReadOnlySpan<byte> block, Span<int> values, int count)
    {
        for (var at = 0; at < 2 * Sponge.Rate256 && count < Ring.Size; at++)
        {
            var half = Half(block, at);
            if (half < 9)
            {
                values[count++] = 4 - half;
            }
        }

        return count;
    }

    private static int Half(ReadOnlySpan<byte> block, int at) => (block[at / 2] >> (4 * (at % 2))) & 15;
}
