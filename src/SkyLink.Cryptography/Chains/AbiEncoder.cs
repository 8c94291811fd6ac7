using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace SkyLink.Cryptography.Chains;

/// <summary>Writes values in words of 32 bytes: heads in place, what has no fixed size behind them.</summary>
internal sealed class AbiEncoder
{
    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<byte> output = [];

    public byte[] ToArray() => [.. output];

    /// <summary>How many bytes of zero follow as many bytes of value.</summary>
    public static int PaddingOf(int size) => -size & (AbiType.WordSize - 1);

    public static void DemandCount(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new ArgumentException($"{expected} values are needed, not {actual}.", nameof(actual));
        }
    }

    public void WriteList(IReadOnlyList<AbiType> types, IList values)
    {
        DemandCount(types.Count, values.Count);
        WriteMembers(values, i => types[i]);
    }

    /// <summary>Without padding; members of arrays keep it.</summary>
    public void WritePacked(AbiType type, object value)
    {
        switch (type.Kind)
        {
            case AbiKind.Array when IsPackable(type.Components[0]):
                foreach (var member in ListOf(type, value))
                {
                    WritePackedMember(type.Components[0], member!);
                }

                break;
            case AbiKind.Array or AbiKind.Tuple:
                throw new ArgumentException($"{type} has no packed form.", nameof(type));
            case AbiKind.Bytes or AbiKind.Text:
                output.AddRange(BytesOf(type, value));
                break;
            default:
                output.AddRange(Unpadded(type, Word(type, value)));
                break;
        }
    }

    private static bool IsPackable(AbiType member) =>
        member.Kind == AbiKind.Array ? IsPackable(member.Components[0]) : !member.IsDynamic;

    private void WritePackedMember(AbiType type, object value)
    {
        if (type.Kind is AbiKind.Array or AbiKind.Tuple)
        {
            WritePacked(type, value);
        }
        else
        {
            output.AddRange(Word(type, value));
        }
    }

    private void WriteMembers(IList values, Func<int, AbiType> typeOf)
    {
        var start = output.Count;
        var offsets = new List<(int Place, int Index)>();
        for (var i = 0; i < values.Count; i++)
        {
            if (typeOf(i).IsDynamic)
            {
                offsets.Add((output.Count, i));
                WriteNumber(0);
            }
            else
            {
                Write(typeOf(i), values[i]!);
            }
        }

        foreach (var (place, index) in offsets)
        {
            var word = CollectionsMarshal.AsSpan(output).Slice(place, AbiType.WordSize);
            BinaryPrimitives.WriteInt32BigEndian(word[^sizeof(int)..], output.Count - start);
            Write(typeOf(index), values[index]!);
        }
    }

    private void Write(AbiType type, object value)
    {
        switch (type.Kind)
        {
            case AbiKind.Array:
                var members = ListOf(type, value);
                if (type.Length is null)
                {
                    WriteNumber(members.Count);
                }

                WriteMembers(members, _ => type.Components[0]);
                break;
            case AbiKind.Tuple:
                WriteMembers(ListOf(type, value), i => type.Components[i]);
                break;
            case AbiKind.Bytes or AbiKind.Text:
                var bytes = BytesOf(type, value);
                WriteNumber(bytes.Length);
                output.AddRange(bytes);
                output.AddRange(new byte[PaddingOf(bytes.Length)]);
                break;
            default:
                output.AddRange(Word(type, value));
                break;
        }
    }

    private void WriteNumber(int number)
    {
        Span<byte> word = stackalloc byte[AbiType.WordSize];
        word.Clear();
        BinaryPrimitives.WriteInt32BigEndian(word[^sizeof(int)..], number);
        output.AddRange(word);
    }

    private static IList ListOf(AbiType type, object value)
    {
        var list = value as IList ?? throw Mismatch(type, value);
        if (type.Kind == AbiKind.Tuple || type.Length is not null)
        {
            DemandCount(type.Length ?? type.Components.Count, list.Count);
        }

        return list;
    }

    private static byte[] BytesOf(AbiType type, object value) => (type.Kind, value) switch
    {
        (AbiKind.Bytes, byte[] bytes) => bytes,
        (AbiKind.Text, string text) => StrictUtf8.GetBytes(text),
        _ => throw Mismatch(type, value),
    };

    private static byte[] Word(AbiType type, object value)
    {
        var word = new byte[AbiType.WordSize];
        switch (type.Kind, value)
        {
            case (AbiKind.UnsignedInteger, BigInteger number) when type.Holds(number):
                _ = number.TryWriteBytes(word, out _, isUnsigned: true, isBigEndian: false);
                word.AsSpan().Reverse();
                break;
            case (AbiKind.SignedInteger, BigInteger number) when type.Holds(number):
                word.AsSpan().Fill(number.Sign < 0 ? (byte)0xFF : (byte)0);
                _ = number.TryWriteBytes(word, out _, isUnsigned: false, isBigEndian: false);
                word.AsSpan().Reverse();
                break;
            case (AbiKind.Address, EthereumAddress address):
                address.Raw.CopyTo(word.AsSpan()[^EthereumAddress.Size..]);
                break;
            case (AbiKind.Boolean, bool isTrue):
                word[^1] = isTrue ? (byte)1 : (byte)0;
                break;
            case (AbiKind.FixedBytes, byte[] bytes) when bytes.Length == type.Size:
                bytes.CopyTo(word, 0);
                break;
            default:
                throw Mismatch(type, value);
        }

        return word;
    }

    private static ReadOnlySpan<byte> Unpadded(AbiType type, byte[] word) => type.Kind switch
    {
        AbiKind.Boolean => word.AsSpan()[^1..],
        AbiKind.Address => word.AsSpan()[^EthereumAddress.Size..],
        AbiKind.FixedBytes => word.AsSpan(0, type.Size),
        _ => word.AsSpan()[^(type.Size / 8)..],
    };

    private static ArgumentException Mismatch(AbiType type, object value) =>
        new($"{type} cannot hold {value ?? "null"} ({value?.GetType().Name}).", nameof(value));
}
