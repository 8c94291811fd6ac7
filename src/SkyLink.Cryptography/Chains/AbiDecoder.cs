using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Reads values from words of 32 bytes. Each byte of the encoding may be read once: whoever lets a thousand offsets
/// point to one place runs out of bytes before we run out of memory.
/// </summary>
/// <param name="size">Of the whole encoding, in bytes.</param>
internal sealed class AbiDecoder(int size)
{
    private int unread = size;

    public bool HasReadAll => unread == 0;

    /// <param name="frame">From the first head on; offsets count from its start.</param>
    /// <param name="types">Of each member, or one for all.</param>
    /// <param name="count">How many members.</param>
    /// <param name="values">What was read.</param>
    public bool TryReadList(
        ReadOnlySpan<byte> frame, ReadOnlySpan<AbiType> types, int count, [NotNullWhen(true)] out object[]? values)
    {
        values = null;
        var heads = 0L;
        for (var i = 0; i < count && heads <= frame.Length; i++)
        {
            heads += TypeOf(types, i).HeadSize;
        }

        if (heads > Math.Min(frame.Length, unread))
        {
            return false;
        }

        var read = new object[count];
        var place = 0;
        for (var i = 0; i < count; i++)
        {
            var type = TypeOf(types, i);
            var start = place;
            place += type.HeadSize;
            if ((type.IsDynamic && (!TryReadNumber(frame[start..], out start) || !IsBehind(start, heads, frame.Length)))
                || !TryRead(type, frame[start..], out var value))
            {
                return false;
            }

            read[i] = value;
        }

        values = read;
        return true;
    }

    public bool TryReadWord(AbiType type, ReadOnlySpan<byte> data, [NotNullWhen(true)] out object? value)
    {
        value = null;
        if (!TryTake(ref data, AbiType.WordSize, out var word))
        {
            return false;
        }

        value = type.Kind switch
        {
            AbiKind.UnsignedInteger or AbiKind.SignedInteger => NumberOf(type, word),
            AbiKind.Address when IsZero(word[..^EthereumAddress.Size]) =>
                EthereumAddress.FromBytes(word[^EthereumAddress.Size..]),
            AbiKind.Boolean when IsZero(word[..^1]) && word[^1] <= 1 => word[^1] == 1,
            AbiKind.FixedBytes when IsZero(word[type.Size..]) => word[..type.Size].ToArray(),
            _ => null,
        };
        return value is not null;
    }

    private static AbiType TypeOf(ReadOnlySpan<AbiType> types, int index) => types[types.Length == 1 ? 0 : index];

    private static bool IsBehind(int offset, long heads, int length) =>
        offset >= heads && offset <= length && offset % AbiType.WordSize == 0;

    private static bool IsZero(ReadOnlySpan<byte> padding) => !padding.ContainsAnyExcept((byte)0);

    private static BigInteger? NumberOf(AbiType type, ReadOnlySpan<byte> word)
    {
        var number = new BigInteger(word, isUnsigned: type.Kind == AbiKind.UnsignedInteger, isBigEndian: true);
        return type.Holds(number) ? number : null;
    }

    private bool TryRead(AbiType type, ReadOnlySpan<byte> data, [NotNullWhen(true)] out object? value)
    {
        value = null;
        switch (type.Kind)
        {
            case AbiKind.Array:
                var count = type.Length ?? 0;
                if (type.Length is null)
                {
                    if (!TryReadNumber(data, out count))
                    {
                        return false;
                    }

                    data = data[AbiType.WordSize..];
                }

                var hasMembers = TryReadList(data, [type.Components[0]], count, out var members);
                value = members;
                return hasMembers;
            case AbiKind.Tuple:
                var hasComponents = TryReadList(data, [.. type.Components], type.Components.Count, out var components);
                value = components;
                return hasComponents;
            case AbiKind.Bytes or AbiKind.Text:
                return TryReadBytes(type, data, out value);
            default:
                return TryReadWord(type, data, out value);
        }
    }

    private bool TryReadBytes(AbiType type, ReadOnlySpan<byte> data, [NotNullWhen(true)] out object? value)
    {
        value = null;
        if (!TryReadNumber(data, out var length))
        {
            return false;
        }

        data = data[AbiType.WordSize..];
        if (!TryTake(ref data, length, out var bytes)
            || !TryTake(ref data, AbiEncoder.PaddingOf(length), out var padding)
            || !IsZero(padding))
        {
            return false;
        }

        value = type.Kind == AbiKind.Bytes ? bytes.ToArray()
            : Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes)
            : null;
        return value is not null;
    }

    /// <summary>A length or an offset; those that could not lie in the encoding are none.</summary>
    private bool TryReadNumber(ReadOnlySpan<byte> data, out int number)
    {
        number = 0;
        if (!TryTake(ref data, AbiType.WordSize, out var word)
            || !IsZero(word[..^sizeof(int)])
            || word[^sizeof(int)] >= 0x80)
        {
            return false;
        }

        number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(word[^sizeof(int)..]);
        return number <= Abi.LongestEncoding;
    }

    private bool TryTake(ref ReadOnlySpan<byte> data, int length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (length > data.Length || length > unread)
        {
            return false;
        }

        unread -= length;
        taken = data[..length];
        data = data[length..];
        return true;
    }
}
