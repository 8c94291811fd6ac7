using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// Wraps keys under a key as hardware modules and key services exchange them: AES-KW (RFC 3394) for whole blocks of 8
/// bytes, AES-KWP (RFC 5649) for any size. The same key gives the same bytes, so it is for keys, which are random, and
/// nothing else; secrets of our own go into a <see cref="SealedBox"/>.
/// </summary>
public static class AesKeyWrap
{
    /// <summary>The longest key that is wrapped, in bytes: any private key in any form.</summary>
    public const int LongestKey = 8192;

    private const int HalfBlock = 8;
    private const int Block = 2 * HalfBlock;
    private const int Rounds = 6;
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;
    private const uint PaddedInitialValue = 0xA65959A6;

    /// <summary>Wraps 16 bytes or more, a multiple of 8, into 8 bytes more (RFC 3394 section 2.2.1).</summary>
    /// <param name="wrappingKey">16, 24 or 32 bytes.</param>
    /// <param name="key">At most <see cref="LongestKey"/> bytes.</param>
    /// <exception cref="ArgumentException">One of the sizes is none of these.</exception>
    public static byte[] Wrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key)
    {
        if (key.Length is < Block or > LongestKey || key.Length % HalfBlock != 0)
        {
            throw new ArgumentException($"A key of {key.Length} bytes cannot be wrapped.", nameof(key));
        }

        using var aes = Make(wrappingKey);
        var wrapped = new byte[HalfBlock + key.Length];
        key.CopyTo(wrapped.AsSpan(HalfBlock));
        Mix(aes, InitialValue, wrapped);
        return wrapped;
    }

    /// <summary>Takes a key out again (RFC 3394 section 2.2.2).</summary>
    /// <returns>False for another size, and where it was changed or wrapped under another key.</returns>
    /// <exception cref="ArgumentException">The wrapping key is not 16, 24 or 32 bytes long.</exception>
    public static bool TryUnwrap(
        ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        using var aes = Make(wrappingKey);
        if (wrapped.Length is < HalfBlock + Block or > HalfBlock + LongestKey || wrapped.Length % HalfBlock != 0)
        {
            return false;
        }

        var opened = wrapped.ToArray();
        if (Unmix(aes, opened) == InitialValue)
        {
            key = opened[HalfBlock..];
        }

        CryptographicOperations.ZeroMemory(opened);
        return key is not null;
    }

    /// <summary>Wraps a key of any size from 1 byte, padded with zeros to a multiple of 8 (RFC 5649).</summary>
    /// <inheritdoc cref="Wrap"/>
    public static byte[] WrapPadded(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key)
    {
        if (key.Length is 0 or > LongestKey)
        {
            throw new ArgumentException($"A key of {key.Length} bytes cannot be wrapped.", nameof(key));
        }

        using var aes = Make(wrappingKey);
        var wrapped = new byte[HalfBlock + ((key.Length + HalfBlock - 1) / HalfBlock * HalfBlock)];
        key.CopyTo(wrapped.AsSpan(HalfBlock));
        var initial = ((ulong)PaddedInitialValue << 32) | (uint)key.Length;
        if (wrapped.Length == Block)
        {
            BinaryPrimitives.WriteUInt64BigEndian(wrapped, initial);
            _ = aes.EncryptEcb(wrapped, wrapped, PaddingMode.None);
        }
        else
        {
            Mix(aes, initial, wrapped);
        }

        return wrapped;
    }

    /// <summary>Takes a key out again that was padded.</summary>
    /// <inheritdoc cref="TryUnwrap"/>
    public static bool TryUnwrapPadded(
        ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        using var aes = Make(wrappingKey);
        if (wrapped.Length is < Block or > HalfBlock + LongestKey || wrapped.Length % HalfBlock != 0)
        {
            return false;
        }

        var opened = wrapped.ToArray();
        ulong initial;
        if (wrapped.Length == Block)
        {
            _ = aes.DecryptEcb(opened, opened, PaddingMode.None);
            initial = BinaryPrimitives.ReadUInt64BigEndian(opened);
        }
        else
        {
            initial = Unmix(aes, opened);
        }

        var (room, length) = (opened.Length - HalfBlock, (uint)initial);
        if (initial >> 32 == PaddedInitialValue
            && length <= room && length > room - HalfBlock
            && !opened.AsSpan(HalfBlock + (int)length).ContainsAnyExcept((byte)0))
        {
            key = opened.AsSpan(HalfBlock, (int)length).ToArray();
        }

        CryptographicOperations.ZeroMemory(opened);
        return key is not null;
    }

    /// <summary>Six times over all halves of blocks behind the first, which takes up a trace of each.</summary>
    private static void Mix(Aes aes, ulong initial, Span<byte> halves)
    {
        Span<byte> block = stackalloc byte[Block];
        BinaryPrimitives.WriteUInt64BigEndian(block, initial);
        ulong step = 0;
        for (var round = 0; round < Rounds; round++)
        {
            for (var at = HalfBlock; at < halves.Length; at += HalfBlock)
            {
                halves.Slice(at, HalfBlock).CopyTo(block[HalfBlock..]);
                _ = aes.EncryptEcb(block, block, PaddingMode.None);
                Count(block, ++step);
                block[HalfBlock..].CopyTo(halves[at..]);
            }
        }

        block[..HalfBlock].CopyTo(halves);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>The way back; answers the initial value.</summary>
    private static ulong Unmix(Aes aes, Span<byte> halves)
    {
        Span<byte> block = stackalloc byte[Block];
        halves[..HalfBlock].CopyTo(block);
        var step = (ulong)(Rounds * ((halves.Length / HalfBlock) - 1));
        for (var round = 0; round < Rounds; round++)
        {
            for (var at = halves.Length - HalfBlock; at > 0; at -= HalfBlock)
            {
                Count(block, step--);
                halves.Slice(at, HalfBlock).CopyTo(block[HalfBlock..]);
                _ = aes.DecryptEcb(block, block, PaddingMode.None);
                block[HalfBlock..].CopyTo(halves[at..]);
            }
        }

        var initial = BinaryPrimitives.ReadUInt64BigEndian(block);
        CryptographicOperations.ZeroMemory(block);
        return initial;
    }

    private static void Count(Span<byte> block, ulong step) =>
        BinaryPrimitives.WriteUInt64BigEndian(block, BinaryPrimitives.ReadUInt64BigEndian(block) ^ step);

    private static Aes Make(ReadOnlySpan<byte> wrappingKey)
    {
        if (wrappingKey.Length is not (16 or 24 or 32))
        {
            throw new ArgumentException($"No AES key has {wrappingKey.Length} bytes.", nameof(wrappingKey));
        }

        var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        return aes;
    }
}
