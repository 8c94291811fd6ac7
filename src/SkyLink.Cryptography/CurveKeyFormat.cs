using System.Security.Cryptography;
using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// SubjectPublicKeyInfo and PKCS #8 for the 32-byte keys of RFC 8410. DER allows exactly one encoding of each, so
/// that a comparison of the bytes before the key is a complete parser.
/// </summary>
internal sealed class CurveKeyFormat
{
    internal const int KeySize = 32;

    private const int VersionOffset = 4;
    private const int Pkcs8Size = 48;
    private const int Pkcs8WithPublicKeySize = 83;

    internal static readonly CurveKeyFormat Ed25519 = new(SignatureAlgorithm.Ed25519, oidEnd: 0x70);
    internal static readonly CurveKeyFormat X25519 = new(KeyAgreementAlgorithm.X25519, oidEnd: 0x6E);

    private readonly Algorithm algorithm;
    private readonly byte[] spkiStart;
    private readonly byte[] pkcs8Start;
    private readonly byte[] pkcs8WithPublicKeyStart;

    private CurveKeyFormat(Algorithm algorithm, byte oidEnd)
    {
        this.algorithm = algorithm;
        spkiStart = [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, oidEnd, 3, 0x21, 0];
        pkcs8Start = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, oidEnd, 4, 0x22, 4, 0x20];
        pkcs8WithPublicKeyStart = [0x30, 0x51, 2, 1, 1, 0x30, 5, 6, 3, 0x2B, 0x65, oidEnd, 4, 0x22, 4, 0x20];
    }

    private static ReadOnlySpan<byte> PublicKeyStart => [0x81, 0x21, 0];

    internal byte[] ToSpki(ReadOnlySpan<byte> publicKey) => [.. spkiStart, .. publicKey];

    internal byte[] ToPkcs8(ReadOnlySpan<byte> privateKey) => [.. pkcs8Start, .. privateKey];

    /// <summary>Takes 32 raw bytes or a SubjectPublicKeyInfo; false for everything else.</summary>
    internal bool TryFindPublicKey(ReadOnlySpan<byte> encoded, out ReadOnlySpan<byte> publicKey)
    {
        var isSpki = encoded.Length == spkiStart.Length + KeySize && encoded.StartsWith(spkiStart);
        publicKey = isSpki ? encoded[spkiStart.Length..] : encoded;
        return publicKey.Length == KeySize;
    }

    /// <summary>
    /// Takes PKCS #8 with or without the public key. Version 1 without a public key breaks RFC 5958, but common
    /// key tools write it.
    /// </summary>
    /// <param name="encoded">The whole document.</param>
    /// <param name="privateKey">32 bytes inside <paramref name="encoded"/>.</param>
    /// <param name="publicKey">The 32 bytes that came along, to be compared with the derived ones, or empty.</param>
    internal bool TryFindPrivateKey(
        ReadOnlySpan<byte> encoded, out ReadOnlySpan<byte> privateKey, out ReadOnlySpan<byte> publicKey)
    {
        privateKey = publicKey = default;
        var start = encoded.Length == Pkcs8WithPublicKeySize ? pkcs8WithPublicKeyStart : pkcs8Start;
        if (encoded.Length is not (Pkcs8Size or Pkcs8WithPublicKeySize)
            || !encoded.StartsWith(start.AsSpan(0, VersionOffset))
            || encoded[VersionOffset] > 1
            || !encoded[(VersionOffset + 1)..].StartsWith(start.AsSpan(VersionOffset + 1)))
        {
            return false;
        }

        privateKey = encoded.Slice(start.Length, KeySize);
        var rest = encoded[(start.Length + KeySize)..];
        publicKey = rest.IsEmpty ? default : rest[PublicKeyStart.Length..];
        return rest.IsEmpty || rest.StartsWith(PublicKeyStart);
    }

    internal Key OpenPrivateKey(ReadOnlySpan<byte> raw) => Key.Import(
        algorithm, raw, KeyBlobFormat.RawPrivateKey,
        new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });

    internal PublicKey OpenPublicKey(ReadOnlySpan<byte> raw) =>
        PublicKey.Import(algorithm, raw, KeyBlobFormat.RawPublicKey);

    internal static byte[] ExportPublicKey(Key key) => key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    internal static void ExportPrivateKey(Key key, Span<byte> destination)
    {
        Sizes.Demand(destination.Length, KeySize, nameof(destination));
        if (!key.TryExport(KeyBlobFormat.RawPrivateKey, destination, out _))
        {
            throw new CryptographicException("The key cannot be exported.");
        }
    }
}
