using System.Diagnostics.CodeAnalysis;
using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>The public half of a key agreement (RFC 7748). Thread-safe.</summary>
public sealed class X25519PublicKey : IEquatable<X25519PublicKey>
{
    /// <summary>Size of a raw key in bytes.</summary>
    public const int Size = CurveKeyFormat.KeySize;

    private readonly byte[] raw;

    private X25519PublicKey(ReadOnlySpan<byte> raw)
    {
        this.raw = raw.ToArray();
        Key = CurveKeyFormat.X25519.OpenPublicKey(raw);
    }

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlySpan<byte> Raw => raw;

    internal PublicKey Key { get; }

    /// <summary>
    /// Reads 32 raw bytes or a SubjectPublicKeyInfo (44 bytes). Keys of small order are found out at use.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out X25519PublicKey? key)
    {
        key = CurveKeyFormat.X25519.TryFindPublicKey(encoded, out var raw) ? new X25519PublicKey(raw) : null;
        return key is not null;
    }

    /// <summary>Reads the same forms in strict base64.</summary>
    public static bool TryRead(ReadOnlySpan<char> base64, [NotNullWhen(true)] out X25519PublicKey? key)
    {
        Span<byte> bytes = stackalloc byte[64];
        key = null;
        return Base64Strict.TryDecode(base64, bytes, out var written) && TryRead(bytes[..written], out key);
    }

    /// <summary>The 32 bytes in base64.</summary>
    public string ToBase64() => Convert.ToBase64String(raw);

    public byte[] ToSpki() => CurveKeyFormat.X25519.ToSpki(raw);

    public bool Equals(X25519PublicKey? other) => other is not null && Raw.SequenceEqual(other.Raw);

    public override bool Equals(object? obj) => Equals(obj as X25519PublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(raw);

    public override string ToString() => ToBase64();
}
