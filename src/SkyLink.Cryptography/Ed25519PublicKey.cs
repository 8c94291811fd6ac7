using System.Diagnostics.CodeAnalysis;
using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// A key that checks Ed25519 signatures (RFC 8032) strictly: S below the group order, R compared as bytes and not of
/// small order, no cofactor, and no key that fits signatures nobody made. Thread-safe; checking allocates nothing.
/// </summary>
public sealed class Ed25519PublicKey : IEquatable<Ed25519PublicKey>
{
    /// <summary>Size of a raw key in bytes.</summary>
    public const int Size = CurveKeyFormat.KeySize;

    /// <summary>Size of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    private readonly byte[] raw;
    private readonly PublicKey key;

    private Ed25519PublicKey(ReadOnlySpan<byte> raw)
    {
        this.raw = raw.ToArray();
        key = CurveKeyFormat.Ed25519.OpenPublicKey(raw);
    }

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlySpan<byte> Raw => raw;

    /// <summary>Reads 32 raw bytes or a SubjectPublicKeyInfo (44 bytes).</summary>
    /// <returns>False for other sizes, a y coordinate not below 2^255 - 19, and the keys of small order.</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        key = CurveKeyFormat.Ed25519.TryFindPublicKey(encoded, out var raw)
            && EdwardsEncoding.IsCanonical(raw) && !EdwardsEncoding.IsOfSmallOrder(raw)
                ? new Ed25519PublicKey(raw)
                : null;
        return key is not null;
    }

    /// <summary>Reads the same forms in strict base64.</summary>
    public static bool TryRead(ReadOnlySpan<char> base64, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        Span<byte> bytes = stackalloc byte[64];
        key = null;
        return Base64Strict.TryDecode(base64, bytes, out var written) && TryRead(bytes[..written], out key);
    }

    /// <summary>For keys from configuration, which are right or a mistake of the operator.</summary>
    /// <exception cref="FormatException">
    /// It is none of the forms <see cref="TryRead(ReadOnlySpan{char}, out Ed25519PublicKey?)"/> takes.
    /// </exception>
    public static Ed25519PublicKey FromBase64(string base64) =>
        TryRead(base64, out var key) ? key : throw new FormatException("Not an Ed25519 public key.");

    /// <summary>
    /// False for anything but a signature of exactly this message, including signatures of a wrong size.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize && SignatureAlgorithm.Ed25519.Verify(key, message, signature);

    /// <summary>The 32 bytes in base64, as registries print them.</summary>
    public string ToBase64() => Convert.ToBase64String(raw);

    public byte[] ToSpki() => CurveKeyFormat.Ed25519.ToSpki(raw);

    public bool Equals(Ed25519PublicKey? other) => other is not null && Raw.SequenceEqual(other.Raw);

    public override bool Equals(object? obj) => Equals(obj as Ed25519PublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(raw);

    public override string ToString() => ToBase64();
}
