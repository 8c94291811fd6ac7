using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// The secret half of a key agreement (RFC 7748). The secret lives in libsodium's guarded memory alone and is wiped
/// there on dispose. Thread-safe.
/// </summary>
public sealed class X25519PrivateKey : IDisposable
{
    /// <summary>Size of a raw key and of a shared secret in bytes.</summary>
    public const int Size = CurveKeyFormat.KeySize;

    private readonly Key key;

    private X25519PrivateKey(ReadOnlySpan<byte> raw)
    {
        key = CurveKeyFormat.X25519.OpenPrivateKey(raw);
        PublicKey = X25519PublicKey.TryRead(CurveKeyFormat.ExportPublicKey(key), out var publicKey)
            ? publicKey
            : throw new CryptographicException("The key gives no public key.");
    }

    public X25519PublicKey PublicKey { get; }

    public static X25519PrivateKey Generate()
    {
        Span<byte> raw = stackalloc byte[Size];
        RandomNumberGenerator.Fill(raw);
        try
        {
            return new X25519PrivateKey(raw);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    /// <summary>Takes any 32 bytes: RFC 7748 sets and clears the bits that matter.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static X25519PrivateKey FromRaw(ReadOnlySpan<byte> raw)
    {
        Sizes.Demand(raw.Length, Size, nameof(raw));
        return new X25519PrivateKey(raw);
    }

    /// <summary>Reads 32 raw bytes or PKCS #8 DER (48 or 83 bytes).</summary>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out X25519PrivateKey? key)
    {
        key = null;
        ReadOnlySpan<byte> publicKey = default;
        var raw = encoded;
        if (encoded.Length != Size && !CurveKeyFormat.X25519.TryFindPrivateKey(encoded, out raw, out publicKey))
        {
            return false;
        }

        var read = new X25519PrivateKey(raw);
        if (publicKey.IsEmpty || publicKey.SequenceEqual(read.PublicKey.Raw))
        {
            key = read;
            return true;
        }

        read.Dispose();
        return false;
    }

    /// <summary>Reads the same forms in strict base64.</summary>
    public static bool TryRead(ReadOnlySpan<char> base64, [NotNullWhen(true)] out X25519PrivateKey? key)
    {
        Span<byte> bytes = stackalloc byte[128];
        key = null;
        var isRead = Base64Strict.TryDecode(base64, bytes, out var written) && TryRead(bytes[..written], out key);
        CryptographicOperations.ZeroMemory(bytes);
        return isRead;
    }

    /// <summary>The raw shared secret: the caller derives keys from it and wipes it.</summary>
    /// <param name="peer">Anyone's key, hostile ones too.</param>
    /// <param name="secret">Receives 32 bytes; zeros when the answer is false.</param>
    /// <returns>False if the peer's key is of small order, whose secret is zero and known to all.</returns>
    /// <exception cref="ArgumentException">The destination is not 32 bytes long.</exception>
    public bool TryDeriveSharedSecret(X25519PublicKey peer, Span<byte> secret)
    {
        Sizes.Demand(secret.Length, Size, nameof(secret));
        var exportable = new SharedSecretCreationParameters
        {
            ExportPolicy = KeyExportPolicies.AllowPlaintextExport,
        };
        using var agreed = KeyAgreementAlgorithm.X25519.Agree(key, peer.Key, exportable);
        if (agreed?.TryExport(SharedSecretBlobFormat.RawSharedSecret, secret, out _) == true)
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(secret);
        return false;
    }

    /// <summary>For a vault: whoever asks for the raw key must seal or wipe it.</summary>
    /// <exception cref="ArgumentException">The destination is not 32 bytes long.</exception>
    public void ExportRaw(Span<byte> destination) => CurveKeyFormat.ExportPrivateKey(key, destination);

    /// <inheritdoc cref="ExportRaw"/>
    public byte[] ToPkcs8()
    {
        Span<byte> raw = stackalloc byte[Size];
        ExportRaw(raw);
        var encoded = CurveKeyFormat.X25519.ToPkcs8(raw);
        CryptographicOperations.ZeroMemory(raw);
        return encoded;
    }

    /// <summary>Says the public half; the secret is never text.</summary>
    public override string ToString() => $"private key of {PublicKey}";

    public void Dispose() => key.Dispose();
}
