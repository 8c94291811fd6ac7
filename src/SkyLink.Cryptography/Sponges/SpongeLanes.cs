using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Sponges;

/// <summary>
/// As many sponges side by side as the processor carries, each of the same seed and a number of its own: SHAKE128 or
/// SHAKE256 of seed and number, block by block. Wipe the memory where the seed is secret.
/// </summary>
internal readonly ref struct SpongeLanes
{
    /// <summary>Numbers in the memory of a state: give so many.</summary>
    public const int MemorySize = Keccak.Lanes * CountMax;

    public const int CountMax = 8;

    private readonly Span<ulong> state;
    private readonly int rate;

    /// <param name="memory">All zero, <see cref="MemorySize"/> long.</param>
    /// <param name="rate">Bytes of a block: <see cref="Sponge.Rate128"/> or <see cref="Sponge.Rate256"/>.</param>
    /// <param name="seed">Whole lanes of 8 bytes.</param>
    /// <param name="suffixes">What comes after the seed, up to 7 bytes, lowest first: one for each sponge.</param>
    /// <param name="suffixSize">How many bytes of it count.</param>
    public SpongeLanes(
        Span<ulong> memory, int rate, ReadOnlySpan<byte> seed, ReadOnlySpan<uint> suffixes, int suffixSize)
    {
        state = memory[..(Keccak.Lanes * Count)];
        this.rate = rate;
        var words = MemoryMarshal.Cast<byte, ulong>(seed);
        for (var i = 0; i < words.Length; i++)
        {
            state.Slice(i * Count, Count).Fill(words[i]);
        }

        var last = state.Slice(words.Length * Count, Count);
        for (var lane = 0; lane < Count; lane++)
        {
            last[lane] = suffixes[lane] | ((ulong)Sponge.ShakeSuffix << (8 * suffixSize));
            state[(((rate / sizeof(ulong)) - 1) * Count) + lane] ^= 1UL << 63;
        }
    }

    /// <summary>Sponges side by side: 8, 4 or 1.</summary>
    public static int Count => Lanes8.IsSupported ? 8 : Lanes4.IsSupported ? 4 : 1;

    /// <summary>The next block of each sponge.</summary>
    /// <param name="blocks">The blocks of the first sponge, then those of the second, and so on.</param>
    /// <param name="stride">From the beginning of one sponge's blocks to that of the next one's, in bytes.</param>
    public void Squeeze(Span<byte> blocks, int stride)
    {
        if (Lanes8.IsSupported)
        {
            Keccak.Permute<Lanes8>(state);
        }
        else if (Lanes4.IsSupported)
        {
            Keccak.Permute<Lanes4>(state);
        }
        else
        {
            Keccak.Permute(state);
        }

        for (var lane = 0; lane < Count; lane++)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(blocks.Slice(lane * stride, rate));
            for (var (i, at) = (0, lane); i < words.Length; i++, at += Count)
            {
                words[i] = state[at];
            }
        }
    }
}
