using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// A key that makes Ed25519 signatures (RFC 8032, pure). The secret lives in libsodium's guarded memory alone and is
/// wiped there on dispose. Thread-safe; signing allocates nothing.
/// </summary>
public sealed class Ed25519PrivateKey : IDisposable
{
    /// <summary>Size of the seed in bytes.</summary>
    public const int SeedSize = CurveKeyFormat.KeySize;

    /// <summary>Size of seed and public key in one, as libsodium keeps them, in bytes.</summary>
    public const int ExpandedSize = 64;

    private readonly Key key;

    private Ed25519PrivateKey(ReadOnlySpan<byte> seed)
    {
        key = CurveKeyFormat.Ed25519.OpenPrivateKey(seed);
        PublicKey = Ed25519PublicKey.TryRead(CurveKeyFormat.ExportPublicKey(key), out var publicKey)
            ? publicKey
            : throw new CryptographicException("The seed gives no usable public key.");
    }

    public Ed25519PublicKey PublicKey { get; }

    public static Ed25519PrivateKey Generate()
    {
        Span<byte> seed = stackalloc byte[SeedSize];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new Ed25519PrivateKey(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Takes the 32 bytes that RFC 8032 calls the private key.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed)
    {
        Sizes.Demand(seed.Length, SeedSize, nameof(seed));
        return new Ed25519PrivateKey(seed);
    }

    /// <summary>Takes seed and public key, 64 bytes, as libsodium keeps them.</summary>
    /// <exception cref="ArgumentException">The size is wrong.</exception>
    /// <exception cref="CryptographicException">
    /// The public half belongs to another seed; signing with both would give the secret away.
    /// </exception>
    public static Ed25519PrivateKey FromExpanded(ReadOnlySpan<byte> expanded)
    {
        Sizes.Demand(expanded.Length, ExpandedSize, nameof(expanded));
        return TryMake(expanded[..SeedSize], expanded[SeedSize..], out var key) ? key : throw OtherPublicKey();
    }

    /// <summary>Takes DER as RFC 8410 lays it down, with or without the public key.</summary>
    /// <exception cref="CryptographicException">It is no PKCS #8 document of an Ed25519 key.</exception>
    public static Ed25519PrivateKey FromPkcs8(ReadOnlySpan<byte> der)
    {
        if (!CurveKeyFormat.Ed25519.TryFindPrivateKey(der, out var seed, out var publicKey))
        {
            throw new CryptographicException("Not a PKCS #8 document of an Ed25519 key.");
        }

        return TryMake(seed, publicKey, out var key) ? key : throw OtherPublicKey();
    }

    /// <summary>
    /// Reads what is found in the wild: a seed (32 bytes), seed and public key (64), or PKCS #8 DER (48 or 83).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Ed25519PrivateKey? key)
    {
        key = null;
        return encoded.Length switch
        {
            SeedSize => TryMake(encoded, default, out key),
            ExpandedSize => TryMake(encoded[..SeedSize], encoded[SeedSize..], out key),
            _ => CurveKeyFormat.Ed25519.TryFindPrivateKey(encoded, out var seed, out var publicKey)
                && TryMake(seed, publicKey, out key),
        };
    }

    /// <summary>Reads the same forms in strict base64.</summary>
    public static bool TryRead(ReadOnlySpan<char> base64, [NotNullWhen(true)] out Ed25519PrivateKey? key)
    {
        Span<byte> bytes = stackalloc byte[128];
        key = null;
        var isRead = Base64Strict.TryDecode(base64, bytes, out var written) && TryRead(bytes[..written], out key);
        CryptographicOperations.ZeroMemory(bytes);
        return isRead;
    }

    /// <summary>Signs without allocating.</summary>
    /// <param name="message">Any length; not hashed before.</param>
    /// <param name="signature">Receives 64 bytes.</param>
    /// <exception cref="ArgumentException">The destination is not 64 bytes long.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Sizes.Demand(signature.Length, Ed25519PublicKey.SignatureSize, nameof(signature));
        SignatureAlgorithm.Ed25519.Sign(key, message, signature);
    }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519PublicKey.SignatureSize];
        Sign(message, signature);
        return signature;
    }

    /// <summary>For a vault: whoever asks for the seed must seal or wipe it.</summary>
    /// <exception cref="ArgumentException">The destination is not 32 bytes long.</exception>
    public void ExportSeed(Span<byte> destination) => CurveKeyFormat.ExportPrivateKey(key, destination);

    /// <inheritdoc cref="ExportSeed"/>
    public byte[] ToPkcs8()
    {
        Span<byte> seed = stackalloc byte[SeedSize];
        ExportSeed(seed);
        var encoded = CurveKeyFormat.Ed25519.ToPkcs8(seed);
        CryptographicOperations.ZeroMemory(seed);
        return encoded;
    }

    /// <summary>Says the public half; the secret is never text.</summary>
    public override string ToString() => $"private key of {PublicKey}";

    public void Dispose() => key.Dispose();

    private static bool TryMake(
        ReadOnlySpan<byte> seed, ReadOnlySpan<byte> publicKey, [NotNullWhen(true)] out Ed25519PrivateKey? key)
    {
        key = new Ed25519PrivateKey(seed);
        if (publicKey.IsEmpty || publicKey.SequenceEqual(key.PublicKey.Raw))
        {
            return true;
        }

        key.Dispose();
        key = null;
        return false;
    }

    private static CryptographicException OtherPublicKey() => new("The public key does not belong to the seed.");
}
