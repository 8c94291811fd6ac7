using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// Seals content that is long, or kept for long: each under a data key of its own, which lies before it in a
/// <see cref="SealedBox"/> of the master keys. When those change, the box is renewed and the content stays. Layout: the
/// box of the data key (74 bytes; 62 in version 1), then the box of the content; both are bound to the context. Short
/// secrets need no envelope: the box itself is enough. Thread-safe.
/// </summary>
/// <param name="masters">The ring of master keys; the caller's to dispose.</param>
public sealed class SealedEnvelope(SealedBox masters)
{
    /// <summary>By how many bytes an envelope is longer than what is in it.</summary>
    public const int Overhead = KeyBoxSize + SealedBox.Overhead;

    private const int KeyBoxSize = SealedBox.KeySize + SealedBox.Overhead;
    private const int KeyBoxSizeBefore = SealedBox.KeySize + SealedBox.OverheadBefore;
    private const int SizeMin = KeyBoxSizeBefore + SealedBox.OverheadBefore;

    /// <summary>A data key seals once, so that it needs no name.</summary>
    private const byte DataKeyId = 1;

    /// <summary>So that the box of a data key is never taken for one of content in the same context.</summary>
    private static ReadOnlySpan<byte> KeyContext => "data key of "u8;

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        Span<byte> dataKey = stackalloc byte[SealedBox.KeySize];
        RandomNumberGenerator.Fill(dataKey);
        using var content = ContentBox(dataKey);
        byte[] envelope = [.. SealKey(dataKey, context), .. content.Seal(plain, context)];
        CryptographicOperations.ZeroMemory(dataKey);
        return envelope;
    }

    /// <summary>Opens an envelope under the context it was sealed for.</summary>
    /// <returns>
    /// False if it is damaged, foreign, put together from several, or was sealed for another context or under an
    /// unknown master key.
    /// </returns>
    public bool TryOpen(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> context, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        if (!TryOpenKey(envelope, context, out var dataKey))
        {
            return false;
        }

        using var content = ContentBox(dataKey);
        CryptographicOperations.ZeroMemory(dataKey);
        return content.TryOpen(envelope[KeyBoxSizeOf(envelope)..], context, out plain);
    }

    /// <summary>Whether it was sealed under an older master key and should be renewed at the next chance.</summary>
    public bool IsOutdated(ReadOnlySpan<byte> envelope) =>
        envelope.Length < SizeMin || masters.IsOutdated(envelope[..KeyBoxSizeOf(envelope)]);

    /// <summary>Seals the data key under the current master key; the content is copied, not opened.</summary>
    /// <returns>False where <see cref="TryOpen"/> would not find the data key.</returns>
    public bool TryRenew(
        ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> context, [NotNullWhen(true)] out byte[]? renewed)
    {
        renewed = null;
        if (!TryOpenKey(envelope, context, out var dataKey))
        {
            return false;
        }

        renewed = [.. SealKey(dataKey, context), .. envelope[KeyBoxSizeOf(envelope)..]];
        CryptographicOperations.ZeroMemory(dataKey);
        return true;
    }

    private static int KeyBoxSizeOf(ReadOnlySpan<byte> envelope) =>
        envelope[0] == SealedBox.Version ? KeyBoxSize : KeyBoxSizeBefore;

    private static SealedBox ContentBox(ReadOnlySpan<byte> dataKey)
    {
        var key = dataKey.ToArray();
        var box = new SealedBox(DataKeyId, new Dictionary<byte, byte[]> { [DataKeyId] = key });
        CryptographicOperations.ZeroMemory(key);
        return box;
    }

    private byte[] SealKey(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> context) =>
        masters.Seal(dataKey, [.. KeyContext, .. context]);

    private bool TryOpenKey(
        ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> context, [NotNullWhen(true)] out byte[]? dataKey)
    {
        dataKey = null;
        return envelope.Length >= SizeMin
            && envelope.Length >= KeyBoxSizeOf(envelope) + SealedBox.OverheadBefore
            && masters.TryOpen(envelope[..KeyBoxSizeOf(envelope)], [.. KeyContext, .. context], out dataKey);
    }
}
