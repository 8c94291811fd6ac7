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
        Sponge.Keccak256(hash, message);
    }
}
