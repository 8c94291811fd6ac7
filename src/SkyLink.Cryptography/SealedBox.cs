using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// Seals secrets for storage: AES-256-GCM with a random 96-bit nonce, bound to a context (table, row, purpose) that
/// must be named again to open. Layout: version 1, key id, nonce (12), ciphertext, tag (16); version and key id are
/// authenticated too. A key must not seal more than 2^32 boxes, or nonces may repeat. Thread-safe.
/// </summary>
public sealed class SealedBox : IDisposable
{
    /// <summary>Size of a key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>By how many bytes a box is longer than what is in it.</summary>
    public const int Overhead = HeaderSize + NonceSize + TagSize;

    private const byte Version = 1;
    private const int HeaderSize = 2;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly Dictionary<byte, byte[]> keys;
    private readonly byte currentKeyId;

    /// <summary>Takes the ring of keys: one seals, all open.</summary>
    /// <param name="currentKeyId">The key that seals.</param>
    /// <param name="keys">The keys that open, 32 bytes each; copied, and wiped on dispose.</param>
    /// <exception cref="ArgumentException">A key is not 32 bytes long, or the current one is missing.</exception>
    public SealedBox(byte currentKeyId, IReadOnlyDictionary<byte, byte[]> keys)
    {
        foreach (var key in keys.Values)
        {
            Sizes.Demand(key.Length, KeySize, nameof(keys));
        }

        if (!keys.ContainsKey(currentKeyId))
        {
            throw new ArgumentException($"Key {currentKeyId}, which is to seal, is missing.", nameof(keys));
        }

        this.keys = keys.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
        this.currentKeyId = currentKeyId;
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var box = new byte[plain.Length + Overhead];
        box[0] = Version;
        box[1] = currentKeyId;
        var nonce = box.AsSpan(HeaderSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys[currentKeyId], TagSize);
        aes.Encrypt(
            nonce, plain, box.AsSpan(HeaderSize + NonceSize, plain.Length), box.AsSpan(^TagSize..),
            [.. box.AsSpan(0, HeaderSize), .. context]);
        return box;
    }

    /// <summary>Opens a box under the context it was sealed for.</summary>
    /// <returns>
    /// False if the box is damaged, foreign, or was sealed for another context or with an unknown key.
    /// </returns>
    public bool TryOpen(ReadOnlySpan<byte> box, ReadOnlySpan<byte> context, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        if (box.Length < Overhead || box[0] != Version || !keys.TryGetValue(box[1], out var key))
        {
            return false;
        }

        var opened = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(
                box.Slice(HeaderSize, NonceSize), box[(HeaderSize + NonceSize)..^TagSize], box[^TagSize..], opened,
                [.. box[..HeaderSize], .. context]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plain = opened;
        return true;
    }

    /// <summary>Whether the box was sealed with an older key and should be sealed anew at the next chance.</summary>
    public bool IsOutdated(ReadOnlySpan<byte> box) => box.Length < Overhead || box[1] != currentKeyId;

    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }

        keys.Clear();
    }
}
