using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// The masks of one signature (FIPS 204, algorithm 34), as many made ahead as sponges stand side by side.
/// </summary>
internal ref struct Masks
{
    /// <summary>Bytes of memory that the masks need.</summary>
    public const int MemorySize = SpongeLanes.CountMax * Stride;

    /// <summary>Blocks of a mask: 576 or 640 bytes lie in five.</summary>
    private const int Blocks = 5;

    private const int Stride = Blocks * Sponge.Rate256;

    private readonly ReadOnlySpan<byte> seed;
    private readonly MlDsaParameters parameters;
    private readonly Span<byte> packed;
    private int number;

    /// <param name="seed">Of 64 bytes, and secret.</param>
    /// <param name="parameters">Of the key.</param>
    /// <param name="memory">Of <see cref="MemorySize"/>; wipe it.</param>
    public Masks(ReadOnlySpan<byte> seed, MlDsaParameters parameters, Span<byte> memory)
    {
        this.seed = seed;
        this.parameters = parameters;
        packed = memory;
    }

    /// <summary>The next one: coefficients above -gamma1 and up to it.</summary>
    public void Take(Span<int> mask)
    {
        var place = number % SpongeLanes.Count;
        if (place == 0)
        {
            Make();
        }

        Packing.ReadBelow(packed[(place * Stride)..], parameters.Gamma1, parameters.Gamma1Bits + 1, mask);
        number++;
    }

    private readonly void Make()
    {
        Span<ulong> memory = stackalloc ulong[SpongeLanes.MemorySize];
        Span<uint> numbers = stackalloc uint[SpongeLanes.CountMax];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (uint)(number + i);
        }

        var sponges = new SpongeLanes(memory, Sponge.Rate256, seed, numbers, sizeof(ushort));
        for (var block = 0; block < Blocks; block++)
        {
            sponges.Squeeze(packed[(block * Sponge.Rate256)..], Stride);
        }

        memory.Clear();
    }
}
