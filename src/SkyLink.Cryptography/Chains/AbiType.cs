using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace SkyLink.Cryptography.Chains;

/// <summary>What an <see cref="AbiType"/> is, without its size.</summary>
public enum AbiKind
{
    /// <summary>uint8 to uint256; a <see cref="BigInteger"/>.</summary>
    UnsignedInteger,

    /// <summary>int8 to int256; a <see cref="BigInteger"/>.</summary>
    SignedInteger,

    /// <summary>An <see cref="EthereumAddress"/>.</summary>
    Address,

    /// <summary>A <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>bytes1 to bytes32; as many bytes.</summary>
    FixedBytes,

    /// <summary>Bytes of any number.</summary>
    Bytes,

    /// <summary>A <see cref="string"/>.</summary>
    Text,

    /// <summary>A list of values of one type.</summary>
    Array,

    /// <summary>A list of values, each of its own type.</summary>
    Tuple,
}

/// <summary>
/// A type of Solidity's contract ABI, read from text: <c>uint256</c>, <c>address[]</c>, <c>(string,bytes32[4])[]</c>.
/// </summary>
public sealed class AbiType
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int LongestText = 4096;

    /// <summary>How deep arrays and tuples may lie in each other.</summary>
    public const int DeepestLevel = 16;

    /// <summary>Size of what everything is laid out in, in bytes.</summary>
    internal const int WordSize = 32;

    private readonly string text;

    private AbiType(AbiKind kind, string text, int size = 0, AbiType[]? components = null, int? length = null)
    {
        (Kind, this.text, Size, Components, Length) = (kind, text, size, components ?? [], length);
        IsDynamic = kind is AbiKind.Bytes or AbiKind.Text
            || (kind == AbiKind.Array && length is null)
            || Components.Any(component => component.IsDynamic);
        HeadSize = IsDynamic || Components.Count == 0
            ? WordSize
            : Components.Sum(component => component.HeadSize) * (length ?? 1);
    }

    public AbiKind Kind { get; }

    /// <summary>Bits of an integer, bytes of fixed bytes, else 0.</summary>
    public int Size { get; }

    /// <summary>The types of a tuple's members, or the one of an array's.</summary>
    public IReadOnlyList<AbiType> Components { get; }

    /// <summary>How many members a fixed array has; null for other types.</summary>
    public int? Length { get; }

    /// <summary>Whether its place in a list holds only where it lies.</summary>
    internal bool IsDynamic { get; }

    /// <summary>What it takes in a list, in bytes, without what lies elsewhere.</summary>
    internal int HeadSize { get; }

    /// <summary>Reads a type; <c>uint</c> and <c>int</c> mean those of 256 bits.</summary>
    /// <returns>
    /// False for anything else than a type in its shortest form, without blanks; for arrays of no members, empty tuples
    /// and fixed-point numbers; and beyond <see cref="LongestText"/>, <see cref="DeepestLevel"/> and
    /// <see cref="Abi.LongestEncoding"/>.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out AbiType? type)
    {
        type = null;
        return text.Length <= LongestText && TryRead(ref text, DeepestLevel, out type) && text.IsEmpty;
    }

    /// <summary>For types that stand in code.</summary>
    /// <exception cref="FormatException"><see cref="TryParse"/> would not take it.</exception>
    public static AbiType Parse(string text) =>
        TryParse(text, out var type) ? type : throw new FormatException($"'{text}' is no type of the ABI.");

    /// <summary>The name that goes into selectors and topics.</summary>
    public override string ToString() => text;

    internal static AbiType TupleOf(AbiType[] components) =>
        new(AbiKind.Tuple, $"({string.Join(',', components.Select(one => one.text))})", components: components);

    /// <summary>Whether a number lies in the range of this type, an integer.</summary>
    internal bool Holds(BigInteger number) => Kind == AbiKind.UnsignedInteger
        ? number.Sign >= 0 && number.GetBitLength() <= Size
        : number.GetBitLength() < Size;

    /// <summary>Reads a type off the front of a text.</summary>
    internal static bool TryRead(ref ReadOnlySpan<char> text, int levels, [NotNullWhen(true)] out AbiType? type)
    {
        type = null;
        if (text.StartsWith('('))
        {
            text = text[1..];
            if (levels == 0 || !TryReadTuple(ref text, levels - 1, out type))
            {
                return false;
            }
        }
        else
        {
            var end = text.IndexOfAnyExceptInRange('0', 'z');
            end = end < 0 ? text.Length : end;
            var bracket = text[..end].IndexOf('[');
            end = bracket < 0 ? end : bracket;
            type = Elementary(text[..end]);
            text = text[end..];
        }

        for (; type is not null && text.StartsWith('['); levels--)
        {
            var end = text.IndexOf(']');
            type = levels > 0 && end > 0 ? ArrayOf(type, text[1..end]) : null;
            text = text[(end + 1)..];
        }

        return type is not null && HasSize(type);
    }

    /// <summary>A positive number without zeros in front.</summary>
    internal static bool TryReadCount(ReadOnlySpan<char> digits, out int count)
    {
        count = 0;
        return !digits.StartsWith('0')
            && !digits.ContainsAnyExceptInRange('0', '9')
            && int.TryParse(digits, out count);
    }

    private static bool TryReadTuple(ref ReadOnlySpan<char> text, int levels, [NotNullWhen(true)] out AbiType? type)
    {
        type = null;
        var components = new List<AbiType>();
        while (TryRead(ref text, levels, out var component) && !text.IsEmpty)
        {
            components.Add(component);
            var mark = text[0];
            text = text[1..];
            if (mark == ')')
            {
                // The sum of sizes that fit stays far below an overflow: a text holds few of them.
                type = TupleOf([.. components]);
                return true;
            }

            if (mark != ',')
            {
                return false;
            }
        }

        return false;
    }

    private static AbiType? Elementary(ReadOnlySpan<char> name) => name switch
    {
        "address" => new AbiType(AbiKind.Address, "address"),
        "bool" => new AbiType(AbiKind.Boolean, "bool"),
        "bytes" => new AbiType(AbiKind.Bytes, "bytes"),
        "string" => new AbiType(AbiKind.Text, "string"),
        "uint" => new AbiType(AbiKind.UnsignedInteger, "uint256", 256),
        "int" => new AbiType(AbiKind.SignedInteger, "int256", 256),
        _ when IsSized(name, "uint", out var bits) && IsBits(bits) =>
            new AbiType(AbiKind.UnsignedInteger, $"uint{bits}", bits),
        _ when IsSized(name, "int", out var bits) && IsBits(bits) =>
            new AbiType(AbiKind.SignedInteger, $"int{bits}", bits),
        _ when IsSized(name, "bytes", out var size) && size is >= 1 and <= WordSize =>
            new AbiType(AbiKind.FixedBytes, $"bytes{size}", size),
        _ => null,
    };

    private static bool IsSized(ReadOnlySpan<char> name, string prefix, out int size)
    {
        size = 0;
        return name.StartsWith(prefix, StringComparison.Ordinal) && TryReadCount(name[prefix.Length..], out size);
    }

    private static bool IsBits(int bits) => bits is >= 8 and <= 256 && bits % 8 == 0;

    private static AbiType? ArrayOf(AbiType element, ReadOnlySpan<char> length)
    {
        if (length.IsEmpty)
        {
            return new AbiType(AbiKind.Array, $"{element.text}[]", components: [element]);
        }

        return TryReadCount(length, out var count) && (long)element.HeadSize * count <= Abi.LongestEncoding
            ? new AbiType(AbiKind.Array, $"{element.text}[{count}]", components: [element], length: count)
            : null;
    }

    private static bool HasSize(AbiType type) => type.HeadSize <= Abi.LongestEncoding;
}
