using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Sponges;

/// <summary>
/// SHAKE128, SHAKE256, SHA3 (FIPS 202), Keccak-256: takes bytes, then gives as many as are asked for. A value that is
/// changed by its methods: pass it by reference.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
internal struct Sponge
{
    /// <summary>Bytes of a block of SHAKE128.</summary>
    public const int Rate128 = 168;

    /// <summary>Bytes of a block of SHAKE256.</summary>
    public const int Rate256 = 136;

    /// <summary>What stands after the bytes that SHAKE took.</summary>
    public const byte ShakeSuffix = 0x1F;

    private const byte Sha3Suffix = 0x06;
    private const byte KeccakSuffix = 0x01;

    private readonly int rate;
    private readonly byte suffix;
    private State state;
    private int position;
    private bool isSqueezing;

    private Sponge(int rate, byte suffix)
    {
        this = default;
        this.rate = rate;
        this.suffix = suffix;
    }

    public static Sponge Shake128() => new(Rate128, ShakeSuffix);

    public static Sponge Shake256() => new(Rate256, ShakeSuffix);

    /// <summary>SHAKE256 of up to three parts one after the other.</summary>
    public static void Shake256(
        Span<byte> output, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default,
        ReadOnlySpan<byte> third = default)
    {
        var sponge = Shake256();
        sponge.Absorb(first);
        sponge.Absorb(second);
        sponge.Absorb(third);
        sponge.Squeeze(output);
        sponge.Clear();
    }

    /// <summary>SHA3 of up to two parts one after the other, of as many bits as the output has.</summary>
    public static void Sha3(Span<byte> output, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) =>
        Hash(Sha3Suffix, output, first, second);

    /// <summary>The hash of Ethereum: SHA3-256 with the padding from before FIPS 202.</summary>
    public static void Keccak256(Span<byte> output, ReadOnlySpan<byte> message) =>
        Hash(KeccakSuffix, output, message, second: default);

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
            block[position] ^= suffix;
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

    private static void Hash(
        byte suffix, Span<byte> output, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var sponge = new Sponge((Keccak.Lanes * sizeof(ulong)) - (2 * output.Length), suffix);
        sponge.Absorb(first);
        sponge.Absorb(second);
        sponge.Squeeze(output);
        sponge.Clear();
    }

    private static void Mix(Span<byte> block, ReadOnlySpan<byte> data)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        var places = MemoryMarshal.Cast<byte, ulong>(block);
        for (var i = 0; i < words.Length; i++)
        {
            places[i] ^= words[i];
        }

        for (var i = words.Length * sizeof(ulong); i < data.Length; i++)
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
