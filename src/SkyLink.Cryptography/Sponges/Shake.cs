using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Sponges;

/// <summary>
/// SHAKE128 and SHAKE256 (FIPS 202): takes bytes, then gives as many as are asked for. A value that is changed by its
/// methods: pass it by reference.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
internal struct Shake
{
    /// <summary>Bytes of a block of SHAKE128.</summary>
    public const int Rate128 = 168;

    /// <summary>Bytes of a block of SHAKE256.</summary>
    public const int Rate256 = 136;

    /// <summary>What stands after the bytes that were taken.</summary>
    public const byte Suffix = 0x1F;

    private readonly int rate;
    private State state;
    private int position;
    private bool isSqueezing;

    private Shake(int rate)
    {
        this = default;
        this.rate = rate;
    }

    public static Shake Make128() => new(Rate128);

    public static Shake Make256() => new(Rate256);

    /// <summary>The hash H of FIPS 204: SHAKE256 of up to three parts one after the other.</summary>
    public static void Hash(
        Span<byte> output, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default,
        ReadOnlySpan<byte> third = default)
    {
        var shake = Make256();
        shake.Absorb(first);
        shake.Absorb(second);
        shake.Absorb(third);
        shake.Squeeze(output);
        shake.Clear();
    }

    public void Absorb(ReadOnlySpan<byte> data)
    {
        var block = MemoryMarshal.AsBytes((Span<ulong>)state);
        while (!data.IsEmpty)
        {
            var size = Math.Min(data.Length, rate - position);
            Mix(block.Slice(position, size), data[..size]);
            data = data[size..];
            position += size;
            if (position == rate)
            {
                Keccak.Permute(state);
                position = 0;
            }
        }
    }

    public void Squeeze(Span<byte> output)
    {
        var block = MemoryMarshal.AsBytes((Span<ulong>)state);
        if (!isSqueezing)
        {
            block[position] ^= Suffix;
            block[rate - 1] ^= 0x80;
            isSqueezing = true;
            position = rate;
        }

        while (!output.IsEmpty)
        {
            if (position == rate)
            {
                Keccak.Permute(state);
                position = 0;
            }

            var size = Math.Min(output.Length, rate - position);
            block.Slice(position, size).CopyTo(output);
            output = output[size..];
            position += size;
        }
    }

    /// <summary>Forgets what was taken.</summary>
    public void Clear() => ((Span<ulong>)state).Clear();

    private static void Mix(Span<byte> block, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..], block = block[sizeof(ulong)..])
        {
            MemoryMarshal.Write(block, MemoryMarshal.Read<ulong>(block) ^ MemoryMarshal.Read<ulong>(data));
        }

        for (var i = 0; i < data.Length; i++)
        {
            block[i] ^= data[i];
        }
    }

    [InlineArray(Keccak.Lanes)]
    private struct State
    {
        private ulong lane;
    }
}
