using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NBitcoin.Secp256k1;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// A number that makes ECDSA signatures over secp256k1, deterministic (RFC 6979, SHA-256) and with s in the lower half.
/// Wiped on dispose. Thread-safe.
/// </summary>
public sealed class Secp256k1PrivateKey : IDisposable
{
    /// <summary>Size of a key in bytes.</summary>
    public const int Size = 32;

    private readonly ECPrivKey key;

    private Secp256k1PrivateKey(ECPrivKey key)
    {
        this.key = key;
        PublicKey = new Secp256k1PublicKey(key.CreatePubKey());
    }

    public Secp256k1PublicKey PublicKey { get; }

    public static Secp256k1PrivateKey Generate()
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            while (true)
            {
                RandomNumberGenerator.Fill(bytes);
                if (TryRead(bytes, out var key))
                {
                    return key;
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads 32 bytes, big-endian.</summary>
    /// <returns>False for another size, zero, and a number not below the group order.</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Secp256k1PrivateKey? key)
    {
        key = encoded.Length == Size && ECPrivKey.TryCreate(encoded, Context.Instance, out var number)
            ? new Secp256k1PrivateKey(number)
            : null;
        return key is not null;
    }

    /// <summary>Signs a hash; the same hash has the same signature each time.</summary>
    /// <param name="hash">32 bytes: Keccak-256 or another hash of what is signed, never the message itself.</param>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public Secp256k1Signature Sign(ReadOnlySpan<byte> hash)
    {
        Sizes.Demand(hash.Length, Secp256k1PublicKey.HashSize, nameof(hash));

        // RFC 6979 draws the nonce from the hash modulo the group order (bits2octets), the package from the hash.
        var reduced = new Scalar(hash).ToBytes();
        Span<byte> compact = stackalloc byte[Secp256k1Signature.CompactSize];
        if (!key.TrySignRecoverable(reduced, out var made) || made is null)
        {
            throw new CryptographicException("No signature could be made.");
        }

        made.WriteToSpanCompact(compact, out var recoveryId);
        return Secp256k1Signature.TryMake(compact, recoveryId, out var signature)
            ? signature
            : throw new CryptographicException("The signature is not as it must be.");
    }

    /// <summary>For a vault: whoever asks for the number must seal or wipe it.</summary>
    /// <exception cref="ArgumentException">The destination is not 32 bytes long.</exception>
    public void Export(Span<byte> destination)
    {
        Sizes.Demand(destination.Length, Size, nameof(destination));
        key.WriteToSpan(destination);
    }

    /// <summary>Says the public half; the secret is never text.</summary>
    public override string ToString() => $"private key of {PublicKey}";

    public void Dispose() => key.Dispose();

    /// <summary>The same number, with a life of its own.</summary>
    internal Secp256k1PrivateKey Copy() => new(key.Clone());

    /// <summary>Adds a number of 32 bytes, modulo the group order.</summary>
    /// <returns>False if the number is not below the group order or the sum is zero.</returns>
    internal bool TryAdd(ReadOnlySpan<byte> number, [NotNullWhen(true)] out Secp256k1PrivateKey? sum)
    {
        sum = key.TryTweakAdd(number, out var added) && added is not null ? new Secp256k1PrivateKey(added) : null;
        return sum is not null;
    }
}
