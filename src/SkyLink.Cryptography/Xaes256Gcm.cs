using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// XAES-256-GCM (C2SP): AES-256-GCM whose key is derived for each message from a 256-bit key and the first half of a
/// 192-bit nonce, by the counter KDF of NIST SP 800-108 with CMAC: nonces need no care, however many messages there
/// are. A thread keeps the derived key for a series of messages, which share a random first half; the second half is a
/// count and the time, so that it is new even where a machine is set back to a snapshot. Thread-safe.
/// </summary>
internal sealed class Xaes256Gcm : IDisposable
{
    public const int KeySize = 32;
    public const int NonceSize = 24;
    public const int TagSize = 16;

    private const int BlockSize = 16;
    private const int ContextSize = 12;

    private const uint SeriesLengthMax = 1 << 20;

    private readonly Aes aes = Aes.Create();
    private readonly ThreadLocal<Series> series = new(trackAllValues: true);
    private readonly byte[] subkey = new byte[BlockSize];

    /// <param name="key">32 bytes; copied, and wiped on dispose.</param>
    public Xaes256Gcm(ReadOnlySpan<byte> key)
    {
        Sizes.Demand(key.Length, KeySize, nameof(key));
        aes.SetKey(key);
        aes.EncryptEcb(stackalloc byte[BlockSize], subkey, PaddingMode.None);
        Double(subkey);
    }

    public void Dispose()
    {
        foreach (var begun in series.Values)
        {
            begun.Dispose();
        }

        series.Dispose();
        aes.Dispose();
        CryptographicOperations.ZeroMemory(subkey);
    }

    /// <param name="plain">What is sealed.</param>
    /// <param name="nonce">24 bytes; written.</param>
    /// <param name="sealed">As long as <paramref name="plain"/> and 16 bytes more: ciphertext, then tag.</param>
    /// <param name="additional">Authenticated, not hidden.</param>
    public void Seal(
        ReadOnlySpan<byte> plain, Span<byte> nonce, Span<byte> @sealed, ReadOnlySpan<byte> additional)
    {
        Next(nonce).Encrypt(nonce[ContextSize..], plain, @sealed[..^TagSize], @sealed[^TagSize..], additional);
    }

    /// <returns>False if any of it was changed, or sealed under another key.</returns>
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> @sealed, ReadOnlySpan<byte> additional,
        [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        var opened = new byte[@sealed.Length - TagSize];
        using var gcm = For(nonce);
        try
        {
            gcm.Decrypt(nonce[ContextSize..], @sealed[..^TagSize], @sealed[^TagSize..], opened, additional);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plain = opened;
        return true;
    }

    /// <summary>A new nonce, and AES-GCM under its key.</summary>
    private AesGcm Next(Span<byte> nonce)
    {
        if (series.Value is not { Length: < SeriesLengthMax } current)
        {
            series.Value?.Dispose();
            RandomNumberGenerator.Fill(nonce[..ContextSize]);
            series.Value = current = new Series(nonce[..ContextSize].ToArray(), For(nonce));
        }

        current.Context.CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[ContextSize..], current.Length++);
        var now = TimeProvider.System.GetUtcNow().Ticks;
        BinaryPrimitives.WriteInt64BigEndian(nonce[(ContextSize + sizeof(uint))..], now);
        return current.Gcm;
    }

    /// <summary>AES-GCM under the key of one message.</summary>
    internal AesGcm For(ReadOnlySpan<byte> nonce)
    {
        Sizes.Demand(nonce.Length, NonceSize, nameof(nonce));
        Span<byte> blocks = stackalloc byte[KeySize];
        for (var i = 0; i < 2; i++)
        {
            var block = blocks.Slice(i * BlockSize, BlockSize);
            block[1] = (byte)(i + 1);
            block[2] = (byte)'X';
            nonce[..ContextSize].CopyTo(block[4..]);
            for (var at = 0; at < BlockSize; at++)
            {
                block[at] ^= subkey[at];
            }
        }

        Span<byte> key = stackalloc byte[KeySize];
        aes.EncryptEcb(blocks, key, PaddingMode.None);
        var gcm = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        return gcm;
    }

    /// <summary>Twice the block in GF(2^128), as CMAC's first subkey is made (NIST SP 800-38B, 6.1).</summary>
    private static void Double(Span<byte> block)
    {
        var carried = block[0] >> 7;
        for (var i = 0; i < BlockSize - 1; i++)
        {
            block[i] = (byte)((block[i] << 1) | (block[i + 1] >> 7));
        }

        block[^1] = (byte)((block[^1] << 1) ^ (0x87 * carried));
    }

    /// <summary>Messages of one thread under one derived key.</summary>
    private sealed class Series(byte[] context, AesGcm gcm) : IDisposable
    {
        public byte[] Context { get; } = context;

        public AesGcm Gcm { get; } = gcm;

        public uint Length { get; set; }

        public void Dispose() => Gcm.Dispose();
    }
}
