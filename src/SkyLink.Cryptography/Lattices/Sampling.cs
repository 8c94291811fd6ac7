using System.Buffers.Binary;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>Polynomials that chance chose, by SHAKE of a seed (FIPS 204, section 7.3).</summary>
internal static class Sampling
{
    /// <summary>The public matrix, transformed: row after row (algorithm 32).</summary>
    public static int[] Matrix(ReadOnlySpan<byte> rho, MlDsaParameters parameters)
    {
        var matrix = new int[parameters.Rows * parameters.Columns * Ring.Size];
        for (var row = 0; row < parameters.Rows; row++)
        {
            for (var column = 0; column < parameters.Columns; column++)
            {
                var place = Ring.Part(matrix, (row * parameters.Columns) + column);
                Uniform(rho, [(byte)column, (byte)row], place);
                Ring.Arrange(place);
            }
        }

        return matrix;
    }

    /// <summary>A secret with coefficients from -eta to eta (algorithms 31 and 33).</summary>
    public static void Secret(ReadOnlySpan<byte> seed, int number, int eta, Span<int> values)
    {
        Span<byte> suffix = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(suffix, (ushort)number);
        var shake = Shake.Make256();
        shake.Absorb(seed);
        shake.Absorb(suffix);
        Span<byte> block = stackalloc byte[Shake.Rate256];
        for (var count = 0; count < Ring.Size;)
        {
            shake.Squeeze(block);
            foreach (var value in block)
            {
                count = TakeSecret(value & 15, eta, values, count);
                count = TakeSecret(value >> 4, eta, values, count);
            }
        }

        block.Clear();
        shake.Clear();
    }

    /// <summary>A mask with coefficients above -gamma1 and up to it (algorithm 34).</summary>
    public static void Mask(ReadOnlySpan<byte> seed, int number, MlDsaParameters parameters, Span<int> values)
    {
        Span<byte> suffix = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(suffix, (ushort)number);
        Span<byte> packed = stackalloc byte[Ring.PackedSize(parameters.Gamma1Bits + 1)];
        Shake.Hash(packed, seed, suffix);
        Packing.ReadBelow(packed, parameters.Gamma1, parameters.Gamma1Bits + 1, values);
        packed.Clear();
    }

    /// <summary>A challenge: tau coefficients of 1 or -1, the others 0 (algorithm 29).</summary>
    public static void Challenge(ReadOnlySpan<byte> seed, int tau, Span<int> values)
    {
        var shake = Shake.Make256();
        shake.Absorb(seed);
        Span<byte> bytes = stackalloc byte[8];
        shake.Squeeze(bytes);
        var signs = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        values.Clear();
        for (var i = Ring.Size - tau; i < Ring.Size; i++)
        {
            do
            {
                shake.Squeeze(bytes[..1]);
            }
            while (bytes[0] > i);

            values[i] = values[bytes[0]];
            values[bytes[0]] = 1 - (2 * (int)(signs & 1));
            signs >>= 1;
        }
    }

    /// <summary>Coefficients below q, of three bytes each without the highest bit (algorithms 14 and 30).</summary>
    private static void Uniform(ReadOnlySpan<byte> rho, ReadOnlySpan<byte> place, Span<int> values)
    {
        var shake = Shake.Make128();
        shake.Absorb(rho);
        shake.Absorb(place);
        Span<byte> block = stackalloc byte[Shake.Rate128];
        for (var count = 0; count < Ring.Size;)
        {
            shake.Squeeze(block);
            for (var at = 0; at < block.Length && count < Ring.Size; at += 3)
            {
                var value = block[at] | (block[at + 1] << 8) | ((block[at + 2] & 0x7F) << 16);
                if (value < Ring.Q)
                {
                    values[count++] = value;
                }
            }
        }
    }

    /// <summary>Takes half a byte as a coefficient, or leaves it out (algorithm 15): all but which is secret.</summary>
    private static int TakeSecret(int half, int eta, Span<int> values, int count)
    {
        if (count == Ring.Size || half >= (eta == 2 ? 15 : 9))
        {
            return count;
        }

        // The remainder by five, without a division.
        values[count] = eta - (eta == 2 ? half - (((half * 13) >> 6) * 5) : half);
        return count + 1;
    }
}
