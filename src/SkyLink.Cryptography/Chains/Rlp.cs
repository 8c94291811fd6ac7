using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Recursive length prefix (Ethereum yellow paper, appendix B), with exactly one encoding for each item: lengths as
/// short as can be, no zeros in front of them, nothing behind.
/// </summary>
public static class Rlp
{
    /// <summary>The longest encoding that is read, in bytes.</summary>
    public const int LongestEncoding = 1 << 20;

    /// <summary>How deep lists may lie in lists that are read.</summary>
    public const int DeepestLevel = 32;

    private const byte StringStart = 0x80;
    private const byte ListStart = 0xC0;
    private const int LongestShort = 55;

    public static byte[] Encode(RlpItem item)
    {
        var encoded = new byte[SizeOf(item)];
        _ = Write(item, encoded);
        return encoded;
    }

    /// <summary>Reads one item that fills the encoding.</summary>
    /// <returns>
    /// False for any other form than the one <see cref="Encode"/> makes, and beyond <see cref="LongestEncoding"/> and
    /// <see cref="DeepestLevel"/>.
    /// </returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out RlpItem? item)
    {
        item = null;
        return encoded.Length <= LongestEncoding
            && TryRead(ref encoded, DeepestLevel, out item)
            && encoded.IsEmpty;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> encoded, int levels, [NotNullWhen(true)] out RlpItem? item)
    {
        item = null;
        if (encoded.IsEmpty)
        {
            return false;
        }

        var first = encoded[0];
        if (first < StringStart)
        {
            item = RlpItem.Of(encoded[..1]);
            encoded = encoded[1..];
            return true;
        }

        if (!TryReadContent(ref encoded, first < ListStart ? StringStart : ListStart, out var content))
        {
            return false;
        }

        if (first < ListStart)
        {
            item = content.Length == 1 && content[0] < StringStart ? null : RlpItem.Of(content);
            return item is not null;
        }

        return levels > 0 && TryReadList(content, levels - 1, out item);
    }

    private static bool TryReadList(ReadOnlySpan<byte> content, int levels, [NotNullWhen(true)] out RlpItem? list)
    {
        list = null;
        var items = new List<RlpItem>();
        while (!content.IsEmpty)
        {
            if (!TryRead(ref content, levels, out var item))
            {
                return false;
            }

            items.Add(item);
        }

        list = RlpItem.List([.. items]);
        return true;
    }

    private static bool TryReadContent(ref ReadOnlySpan<byte> encoded, byte start, out ReadOnlySpan<byte> content)
    {
        content = default;
        var length = encoded[0] - start;
        encoded = encoded[1..];
        if (length > LongestShort)
        {
            var size = length - LongestShort;
            if (size > sizeof(int) || encoded.Length < size || encoded[0] == 0)
            {
                return false;
            }

            Span<byte> number = stackalloc byte[sizeof(uint)];
            number.Clear();
            encoded[..size].CopyTo(number[^size..]);
            var longLength = BinaryPrimitives.ReadUInt32BigEndian(number);
            if (longLength is <= LongestShort or > LongestEncoding)
            {
                return false;
            }

            encoded = encoded[size..];
            length = (int)longLength;
        }

        if (length > encoded.Length)
        {
            return false;
        }

        content = encoded[..length];
        encoded = encoded[length..];
        return true;
    }

    private static int ContentSize(RlpItem item) => item.IsList ? item.Items.Sum(SizeOf) : item.Bytes.Length;

    private static int SizeOf(RlpItem item)
    {
        var size = ContentSize(item);
        return IsItself(item) ? 1 : size <= LongestShort ? 1 + size : 1 + LengthSize(size) + size;
    }

    private static bool IsItself(RlpItem item) =>
        !item.IsList && item.Bytes.Length == 1 && item.Bytes[0] < StringStart;

    private static int LengthSize(int length) => length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : length < 1 << 24 ? 3 : 4;

    /// <summary>What is left of the destination.</summary>
    private static Span<byte> Write(RlpItem item, Span<byte> destination)
    {
        if (!IsItself(item))
        {
            var start = item.IsList ? ListStart : StringStart;
            var size = ContentSize(item);
            var lengthSize = size <= LongestShort ? 0 : LengthSize(size);
            destination[0] = (byte)(start + (lengthSize == 0 ? size : LongestShort + lengthSize));
            for (var i = 0; i < lengthSize; i++)
            {
                destination[1 + i] = (byte)(size >> (8 * (lengthSize - 1 - i)));
            }

            destination = destination[(1 + lengthSize)..];
        }

        item.Bytes.CopyTo(destination);
        destination = destination[item.Bytes.Length..];
        foreach (var inner in item.Items)
        {
            destination = Write(inner, destination);
        }

        return destination;
    }
}
