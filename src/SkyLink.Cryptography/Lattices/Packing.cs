namespace SkyLink.Cryptography.Lattices;

/// <summary>Polynomials as bytes (FIPS 204, section 7.1), lowest bit first.</summary>
internal static class Packing
{
    /// <summary>Writes coefficients of so many bits, each as it is (algorithm 16).</summary>
    public static void Write(ReadOnlySpan<int> values, int bits, Span<byte> packed)
    {
        var (pending, count, at) = (0UL, 0, 0);
        foreach (var value in values)
        {
            pending |= (ulong)(uint)value << count;
            for (count += bits; count >= 8; count -= 8, pending >>= 8)
            {
                packed[at++] = (byte)pending;
            }
        }
    }

    /// <summary>Writes how far each coefficient is below <paramref name="upper"/> (algorithm 17).</summary>
    public static void WriteBelow(ReadOnlySpan<int> values, int upper, int bits, Span<byte> packed)
    {
        Span<int> distances = stackalloc int[Ring.Size];
        for (var i = 0; i < Ring.Size; i++)
        {
            distances[i] = upper - values[i];
        }

        Write(distances, bits, packed);
        distances.Clear();
    }

    /// <summary>Reads coefficients of so many bits (algorithm 18).</summary>
    public static void Read(ReadOnlySpan<byte> packed, int bits, Span<int> values)
    {
        var (pending, count, at) = (0UL, 0, 0);
        var mask = (1UL << bits) - 1;
        for (var i = 0; i < Ring.Size; i++)
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
    public static void ReadBelow(ReadOnlySpan<byte> packed, int upper, int bits, Span<int> values)
    {
        Read(packed, bits, values);
        foreach (ref var value in values[..Ring.Size])
        {
            value = upper - value;
        }
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
}
