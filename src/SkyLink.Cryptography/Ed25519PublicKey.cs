using System.Diagnostics.CodeAnalysis;
using NSec.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// A key that checks Ed25519 signatures (RFC 8032) strictly: S below the group order, R compared as bytes and not of
/// small order, no cofactor, and no key that fits signatures nobody made. Whoever checks many signatures of one key
/// keeps this object: it holds 20 KiB that make each a third of the work (decision 0013). Thread-safe; checking
/// allocates nothing, but for the first signature.
/// </summary>
public sealed class Ed25519PublicKey : IEquatable<Ed25519PublicKey>
{
    /// <summary>Size of a raw key in bytes.</summary>
    public const int Size = CurveKeyFormat.KeySize;

    /// <summary>Size of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    private readonly byte[] raw;
    private readonly EdwardsPoint point;

    /// <summary>For libsodium; null where tables can be used.</summary>
    private readonly PublicKey? key;

    /// <summary>Of the point's negative; made for the first signature, by two threads at once at worst.</summary>
    private EdwardsMultiples? multiples;

    private Ed25519PublicKey(ReadOnlySpan<byte> raw, in EdwardsPoint point)
    {
        this.raw = raw.ToArray();
        this.point = point;
        key = EdwardsLanes.IsSupported ? null : CurveKeyFormat.Ed25519.OpenPublicKey(raw);
    }

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlySpan<byte> Raw => raw;

    /// <summary>Reads 32 raw bytes or a SubjectPublicKeyInfo (44 bytes).</summary>
    /// <returns>
    /// False for other sizes, a y coordinate not below 2^255 - 19 or of no point, and the keys of small order.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        key = CurveKeyFormat.Ed25519.TryFindPublicKey(encoded, out var raw)
            && EdwardsEncoding.IsCanonical(raw) && !EdwardsEncoding.IsOfSmallOrder(raw)
            && EdwardsPoint.TryRead(raw, out var point)
                ? new Ed25519PublicKey(raw, point)
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
        signature.Length == SignatureSize
        && (key is null
            ? VerifyByMultiples(message, signature)
            : SignatureAlgorithm.Ed25519.Verify(key, message, signature));

    /// <summary>With what was computed from the key once: R = S B - k A, k = SHA-512(R, A, message).</summary>
    private bool VerifyByMultiples(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var r = signature[..EdwardsField.Size];
        var s = signature[EdwardsField.Size..];
        if (!EdwardsScalar.IsCanonical(s) || EdwardsEncoding.IsOfSmallOrder(r))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[HashAlgorithm.Sha512.HashSize];
        IncrementalHash.Initialize(HashAlgorithm.Sha512, out var hashing);
        IncrementalHash.Update(ref hashing, r);
        IncrementalHash.Update(ref hashing, raw);
        IncrementalHash.Update(ref hashing, message);
        IncrementalHash.Finalize(ref hashing, hash);
        Span<byte> k = stackalloc byte[EdwardsScalar.Size];
        EdwardsScalar.Reduce(hash, k);
        var own = Volatile.Read(ref multiples);
        if (own is null)
        {
            own = new EdwardsMultiples(-point);
            Volatile.Write(ref multiples, own);
        }

        Span<byte> expected = stackalloc byte[EdwardsField.Size];
        own.Combine(s, k).Write(expected);
        return expected.SequenceEqual(r);
    }

    /// <summary>The 32 bytes in base64, as registries print them.</summary>
    public string ToBase64() => Convert.ToBase64String(raw);

    public byte[] ToSpki() => CurveKeyFormat.Ed25519.ToSpki(raw);

    public bool Equals(Ed25519PublicKey? other) => other is not null && Raw.SequenceEqual(other.Raw);

    public override bool Equals(object? obj) => Equals(obj as Ed25519PublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(raw);

    public override string ToString() => ToBase64();
}
