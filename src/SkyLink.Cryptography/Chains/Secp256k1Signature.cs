using System.Diagnostics.CodeAnalysis;
using NBitcoin.Secp256k1;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// An ECDSA signature over secp256k1 as wallets make it: r and s in range, and s in the lower half, so that nobody can
/// turn one signature into another (BIP-62, EIP-2).
/// </summary>
public sealed class Secp256k1Signature : IEquatable<Secp256k1Signature>
{
    /// <summary>Size of r and s in bytes.</summary>
    public const int CompactSize = 64;

    /// <summary>Size of r, s and v in bytes.</summary>
    public const int RecoverableSize = 65;

    private const int ScalarSize = 32;

    /// <summary>Of DER, in bytes: two integers of 33 bytes, each with two bytes before it, and two in front.</summary>
    private const int LongestDer = 72;

    /// <summary>What Ethereum adds to a recovery id.</summary>
    private const byte RecoveryOffset = 27;

    private readonly byte[] compact;

    private Secp256k1Signature(ReadOnlySpan<byte> compact, int? recoveryId)
    {
        this.compact = compact.ToArray();
        RecoveryId = recoveryId;
    }

    /// <summary>r and s, 32 bytes each.</summary>
    public ReadOnlySpan<byte> Compact => compact;

    public ReadOnlySpan<byte> R => compact.AsSpan(0, ScalarSize);

    public ReadOnlySpan<byte> S => compact.AsSpan(ScalarSize);

    /// <summary>0 or 1, the parity of R's y; null where the signature came without.</summary>
    public int? RecoveryId { get; }

    /// <summary>Reads r and s (64 bytes), or r, s and v (65), where v is 0, 1, 27 or 28.</summary>
    /// <returns>False for other sizes, r or s zero or not below the group order, s in the upper half.</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Secp256k1Signature? signature)
    {
        signature = null;
        if (encoded.Length == CompactSize)
        {
            return TryMake(encoded, recoveryId: null, out signature);
        }

        return encoded.Length == RecoverableSize
            && encoded[^1] is 0 or 1 or RecoveryOffset or RecoveryOffset + 1
            && TryMake(encoded[..CompactSize], encoded[^1] % RecoveryOffset, out signature);
    }

    /// <summary>Reads the one DER form of r and s (BIP-66).</summary>
    /// <inheritdoc cref="TryRead" path="/returns"/>
    public static bool TryReadDer(ReadOnlySpan<byte> der, [NotNullWhen(true)] out Secp256k1Signature? signature)
    {
        signature = null;
        Span<byte> scalars = stackalloc byte[CompactSize];
        if (der.Length is < 8 or > LongestDer || der[0] != 0x30 || der[1] != der.Length - 2)
        {
            return false;
        }

        var rest = der[2..];
        return TryReadInteger(ref rest, scalars[..ScalarSize])
            && TryReadInteger(ref rest, scalars[ScalarSize..])
            && rest.IsEmpty
            && TryMake(scalars, recoveryId: null, out signature);
    }

    /// <summary>r, s and v, 65 bytes, v being 27 or 28, as wallets return it.</summary>
    /// <exception cref="InvalidOperationException">The recovery id is not known.</exception>
    public byte[] ToRecoverable() =>
        [.. compact, (byte)((RecoveryId ?? throw new InvalidOperationException("No recovery id.")) + RecoveryOffset)];

    public byte[] ToDer()
    {
        var (r, s) = (Integer(R), Integer(S));
        return [0x30, (byte)(r.Length + s.Length), .. r, .. s];
    }

    public bool Equals(Secp256k1Signature? other) =>
        other is not null && Compact.SequenceEqual(other.Compact) && RecoveryId == other.RecoveryId;

    public override bool Equals(object? obj) => Equals(obj as Secp256k1Signature);

    public override int GetHashCode() => BitConverter.ToInt32(compact);

    /// <summary>From r and s that may still be out of range.</summary>
    internal static bool TryMake(
        ReadOnlySpan<byte> compact, int? recoveryId, [NotNullWhen(true)] out Secp256k1Signature? signature)
    {
        var r = new Scalar(compact[..ScalarSize], out var rOverflow);
        var s = new Scalar(compact[ScalarSize..], out var sOverflow);
        signature = rOverflow == 0 && sOverflow == 0 && !r.IsZero && !s.IsZero && !s.IsHigh
            ? new Secp256k1Signature(compact, recoveryId)
            : null;
        return signature is not null;
    }

    internal SecpECDSASignature ToPackage() =>
        SecpECDSASignature.TryCreateFromCompact(compact, out var signature) ? signature : throw NotInRange();

    internal SecpRecoverableECDSASignature ToPackage(int recoveryId) =>
        SecpRecoverableECDSASignature.TryCreateFromCompact(compact, recoveryId, out var signature)
            ? signature
            : throw NotInRange();

    /// <summary>Positive, not longer than it must be, at most 32 bytes of value.</summary>
    private static bool TryReadInteger(ref ReadOnlySpan<byte> der, scoped Span<byte> destination)
    {
        if (der.Length < 3 || der[0] != 0x02 || der[1] == 0 || der[1] > der.Length - 2)
        {
            return false;
        }

        var value = der.Slice(2, der[1]);
        der = der[(2 + value.Length)..];
        if (value[0] >= 0x80 || (value[0] == 0 && value.Length > 1 && value[1] < 0x80))
        {
            return false;
        }

        value = value[0] == 0 ? value[1..] : value;
        if (value.Length > ScalarSize)
        {
            return false;
        }

        destination.Clear();
        value.CopyTo(destination[^value.Length..]);
        return true;
    }

    private static byte[] Integer(ReadOnlySpan<byte> value)
    {
        var digits = value.TrimStart((byte)0);
        return digits[0] >= 0x80
            ? [0x02, (byte)(digits.Length + 1), 0, .. digits]
            : [0x02, (byte)digits.Length, .. digits];
    }

    private static InvalidOperationException NotInRange() => new("r or s is out of range.");
}
