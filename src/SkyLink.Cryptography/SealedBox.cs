using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// Seals secrets for storage: XAES-256-GCM with a 192-bit nonce, bound to a context (table, row, purpose) that
/// must be named again to open. Layout: version 2, key id, nonce (24), ciphertext, tag (16); version and key id are
/// authenticated too. A key may seal as many boxes as there will ever be. Boxes of version 1 (AES-256-GCM, a nonce of
/// 12 bytes) still open, and say that they are outdated. Thread-safe.
/// </summary>
public sealed class SealedBox : IDisposable
{
    /// <summary>Size of a key in bytes.</summary>
    public const int KeySize = Xaes256Gcm.KeySize;

    /// <summary>By how many bytes a box is longer than what is in it.</summary>
    public const int Overhead = HeaderSize + Xaes256Gcm.NonceSize + Xaes256Gcm.TagSize;

    /// <summary>The first byte of a box: no text begins with it.</summary>
    public const byte Version = 2;

    /// <summary>The same of version 1.</summary>
    internal const int OverheadBefore = HeaderSize + NonceSizeBefore + Xaes256Gcm.TagSize;

    private const byte VersionBefore = 1;
    private const int HeaderSize = 2;
    private const int NonceSizeBefore = 12;

    private readonly Dictionary<byte, Key> keys;
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

        this.keys = keys.ToDictionary(entry => entry.Key, entry => new Key(entry.Value));
        this.currentKeyId = currentKeyId;
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var box = new byte[plain.Length + Overhead];
        box[0] = Version;
        box[1] = currentKeyId;
        keys[currentKeyId].Xaes.Seal(
            plain, box.AsSpan(HeaderSize, Xaes256Gcm.NonceSize), box.AsSpan(HeaderSize + Xaes256Gcm.NonceSize),
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
        if (box.Length < OverheadBefore || !keys.TryGetValue(box[1], out var key))
        {
            return false;
        }

        byte[] authenticated = [.. box[..HeaderSize], .. context];
        return box[0] switch
        {
            Version when box.Length >= Overhead => key.Xaes.TryOpen(
                box.Slice(HeaderSize, Xaes256Gcm.NonceSize), box[(HeaderSize + Xaes256Gcm.NonceSize)..], authenticated,
                out plain),
            VersionBefore => TryOpenBefore(key.Raw, box[HeaderSize..], authenticated, out plain),
            _ => false,
        };
    }

    /// <summary>Whether the box was sealed with an older key and should be sealed anew at the next chance.</summary>
    public bool IsOutdated(ReadOnlySpan<byte> box) =>
        box.Length < Overhead || box[0] != Version || box[1] != currentKeyId;

    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            key.Dispose();
        }

        keys.Clear();
    }

    private static bool TryOpenBefore(
        byte[] key, ReadOnlySpan<byte> box, byte[] authenticated, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = new byte[box.Length - NonceSizeBefore - Xaes256Gcm.TagSize];
        using var aes = new AesGcm(key, Xaes256Gcm.TagSize);
        try
        {
            aes.Decrypt(
                box[..NonceSizeBefore], box[NonceSizeBefore..^Xaes256Gcm.TagSize], box[^Xaes256Gcm.TagSize..], plain,
                authenticated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            plain = null;
            return false;
        }
    }

    private sealed class Key(byte[] raw) : IDisposable
    {
        public byte[] Raw { get; } = [.. raw];

        public Xaes256Gcm Xaes { get; } = new(raw);

        public void Dispose()
        {
            CryptographicOperations.ZeroMemory(Raw);
            Xaes.Dispose();
        }
    }
}
