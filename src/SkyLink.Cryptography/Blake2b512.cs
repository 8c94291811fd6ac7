using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// BLAKE2b with 64 bytes of output and no key (RFC 7693), by OpenSSL: about 1.4 GB/s per core. Thread-safe.
/// </summary>
public static unsafe class Blake2b512
{
    /// <summary>Size of a digest in bytes.</summary>
    public const int Size = 64;

    /// <summary>Fetched once for the life of the process: a fetch per call costs more than hashing 1 kB.</summary>
    private static readonly nint Algorithm = Libcrypto.EVP_MD_fetch(0, "BLAKE2B-512", 0);

    /// <summary>Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The destination is not 64 bytes long.</exception>
    /// <exception cref="CryptographicException">This OpenSSL has no BLAKE2b.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        Sizes.Demand(destination.Length, Size, nameof(destination));
        if (Algorithm == 0)
        {
            throw Libcrypto.Failure("BLAKE2b-512");
        }

        var context = DigestContextHandle.ForDigests;
        fixed (byte* input = data, output = destination)
        {
            Libcrypto.Demand(Libcrypto.EVP_DigestInit_ex(context, Algorithm, 0), "a BLAKE2b start");
            Libcrypto.Demand(Libcrypto.EVP_DigestUpdate(context, input, (nuint)data.Length), "a BLAKE2b update");
            Libcrypto.Demand(Libcrypto.EVP_DigestFinal_ex(context, output, out _), "a BLAKE2b end");
        }
    }

    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new byte[Size];
        Hash(data, digest);
        return digest;
    }
}
