using System.Runtime.InteropServices;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Keccak-256 as Ethereum uses it: the sponge of SHA3-256 with the padding from before FIPS 202. Allocates nothing but
/// what it returns.
/// </summary>
public static class Keccak256
{
    /// <summary>Size of a hash in bytes.</summary>
    public const int Size = 32;

    /// <summary>Bytes of a block.</summary>
    private const int Rate = 136;

    private const byte Suffix = 0x01;

    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        var hash = new byte[Size];
        Hash(message, hash);
        return hash;
    }

    /// <exception cref="ArgumentException">The destination is not 32 bytes long.</exception>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Sizes.Demand(hash.Length, Size, nameof(hash));
        Span<ulong> state = stackalloc ulong[Keccak.Lanes];
        state.Clear();
        var block = MemoryMarshal.AsBytes(state)[..Rate];
        for (; message.Length >= Rate; message = message[Rate..])
        {
            Add(message[..Rate], block);
            Keccak.Permute(state);
        }

        Add(message, block);
        block[message.Length] ^= Suffix;
        block[^1] ^= 0x80;
        Keccak.Permute(state);
        block[..Size].CopyTo(hash);
        state.Clear();
    }

    private static void Add(ReadOnlySpan<byte> message, Span<byte> block)
    {
        for (var i = 0; i < message.Length; i++)
        {
            block[i] ^= message[i];
        }
    }
}
