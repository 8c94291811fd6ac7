using System.Diagnostics.CodeAnalysis;
using NBitcoin.Secp256k1;

namespace SkyLink.Cryptography.Chains;

/// <summary>A point of secp256k1 (SEC 2) that checks ECDSA signatures of hashes. Thread-safe.</summary>
public sealed class Secp256k1PublicKey : IEquatable<Secp256k1PublicKey>
{
    /// <summary>Size of the compressed form in bytes.</summary>
    public const int CompressedSize = 33;

    /// <summary>Size of the uncompressed form in bytes.</summary>
    public const int UncompressedSize = 65;

    /// <summary>Size of what is signed, a hash, in bytes.</summary>
    public const int HashSize = 32;

    private readonly ECPubKey key;
    private readonly byte[] compressed;

    internal Secp256k1PublicKey(ECPubKey key)
    {
        this.key = key;
        compressed = key.ToBytes(compressed: true);
    }

    /// <summary>2 or 3 by the parity of y, and x.</summary>
    public ReadOnlySpan<byte> Compressed => compressed;

    /// <summary>Reads the compressed (33 bytes) or the uncompressed form (65 bytes) of SEC 1.</summary>
    /// <returns>
    /// False for other sizes, the hybrid form, a coordinate not below the field's prime, and a point that is not on the
    /// curve.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Secp256k1PublicKey? key)
    {
        var hasForm = encoded.Length switch
        {
            CompressedSize => encoded[0] is 2 or 3,
            UncompressedSize => encoded[0] == 4,
            _ => false,
        };
        key = hasForm && ECPubKey.TryCreate(encoded, Context.Instance, out _, out var point)
            ? new Secp256k1PublicKey(point)
            : null;
        return key is not null;
    }

    /// <summary>Finds the key that made a signature of a hash.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="signature">With its recovery id.</param>
    /// <param name="key">The only key under which the signature holds with this recovery id.</param>
    /// <returns>False without a recovery id, for a hash of another size, and where there is no such key.</returns>
    public static bool TryRecover(
        ReadOnlySpan<byte> hash, Secp256k1Signature signature, [NotNullWhen(true)] out Secp256k1PublicKey? key)
    {
        key = hash.Length == HashSize && signature.RecoveryId is { } id
            && ECPubKey.TryRecover(Context.Instance, signature.ToPackage(id), hash, out var point)
                ? new Secp256k1PublicKey(point)
                : null;
        return key is not null;
    }

    /// <summary>False for anything but a signature of exactly this hash of 32 bytes.</summary>
    public bool Verify(ReadOnlySpan<byte> hash, Secp256k1Signature signature) =>
        hash.Length == HashSize && key.SigVerify(signature.ToPackage(), hash);

    /// <summary>4, x and y.</summary>
    public byte[] ToUncompressed() => key.ToBytes(compressed: false);

    public bool Equals(Secp256k1PublicKey? other) =>
        other is not null && Compressed.SequenceEqual(other.Compressed);

    public override bool Equals(object? obj) => Equals(obj as Secp256k1PublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(compressed, 1);

    /// <summary>The compressed form in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(compressed);

    /// <summary>Adds the point of a number of 32 bytes.</summary>
    /// <returns>False if the number is not below the group order or the sum is no key.</returns>
    internal bool TryAdd(ReadOnlySpan<byte> number, [NotNullWhen(true)] out Secp256k1PublicKey? sum)
    {
        sum = key.TryAddTweak(number, out var point) ? new Secp256k1PublicKey(point) : null;
        return sum is not null;
    }
}
