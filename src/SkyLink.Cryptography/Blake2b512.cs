using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>BLAKE2b with 64 bytes of output and no key (RFC 7693), by libsodium. Thread-safe.</summary>
public static class Blake2b512
{
    /// <summary>Size of a digest in bytes.</summary>
    public const int Size = 64;

    /// <summary>Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The destination is not 64 bytes long.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        Sizes.Demand(destination.Length, Size, nameof(destination));
        HashAlgorithm.Blake2b_512.Hash(data, destination);
    }

    public static byte[] Hash(ReadOnlySpan<byte> data) => HashAlgorithm.Blake2b_512.Hash(data);
}
