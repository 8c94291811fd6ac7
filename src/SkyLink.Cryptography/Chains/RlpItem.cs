using System.Numerics;

namespace SkyLink.Cryptography.Chains;

/// <summary>What RLP encodes: a string of bytes, or a list of such items.</summary>
public sealed class RlpItem
{
    private readonly byte[] bytes;
    private readonly RlpItem[]? items;

    private RlpItem(byte[] bytes, RlpItem[]? items) => (this.bytes, this.items) = (bytes, items);

    public bool IsList => items is not null;

    /// <summary>Empty for a list.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Empty for a string.</summary>
    public IReadOnlyList<RlpItem> Items => items ?? [];

    public static RlpItem Of(ReadOnlySpan<byte> bytes) => new(bytes.ToArray(), items: null);

    /// <summary>A number: big-endian, without zeros in front, so that zero is empty.</summary>
    public static RlpItem Of(ulong number) => Of((BigInteger)number);

    /// <inheritdoc cref="Of(ulong)"/>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static RlpItem Of(BigInteger number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new RlpItem(number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true), items: null);
    }

    public static RlpItem List(params RlpItem[] items) => new([], items);

    /// <summary>Reads a number in its one form.</summary>
    /// <param name="sizeMax">The most bytes it may have.</param>
    /// <param name="number">What was read.</param>
    /// <returns>False for a list, a longer number, and one with a zero in front.</returns>
    public bool TryGetNumber(int sizeMax, out BigInteger number)
    {
        number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        return !IsList && bytes.Length <= sizeMax && (bytes.Length == 0 || bytes[0] != 0);
    }
}
