using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// The contract ABI of Solidity. A value is a <see cref="System.Numerics.BigInteger"/>, an
/// <see cref="EthereumAddress"/>, a <see cref="bool"/>, a <c>byte[]</c>, a <see cref="string"/>, or a list of values
/// for arrays and tuples; <see cref="AbiKind"/> says which. Lists come back as <c>object[]</c>.
/// </summary>
public static class Abi
{
    /// <summary>The longest encoding that is read, in bytes.</summary>
    public const int LongestEncoding = 1 << 20;

    /// <summary>Lays out values one after the other, as the arguments of a call.</summary>
    /// <exception cref="ArgumentException">A value does not fit its type, or there are too few or too many.</exception>
    public static byte[] Encode(IReadOnlyList<AbiType> types, params IReadOnlyList<object> values)
    {
        var encoder = new AbiEncoder();
        encoder.WriteList(types, values.ToArray());
        return encoder.ToArray();
    }

    /// <summary>
    /// Reads values one after the other. Memory and time stay proportional to the encoding, whatever it claims: no byte
    /// is read twice.
    /// </summary>
    /// <returns>
    /// False unless padding is zero, booleans are 0 or 1, text is UTF-8, offsets point behind what they stand in, and
    /// every byte is part of a value.
    /// </returns>
    public static bool TryDecode(
        IReadOnlyList<AbiType> types, ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out object[]? values)
    {
        values = null;
        if (encoded.Length > LongestEncoding)
        {
            return false;
        }

        var decoder = new AbiDecoder(encoded.Length);
        if (!decoder.TryReadList(encoded, [.. types], types.Count, out values) || !decoder.HasReadAll)
        {
            values = null;
        }

        return values is not null;
    }

    /// <summary>
    /// Values without padding and lengths, for hashes that contracts compute with <c>abi.encodePacked</c>. Two lists of
    /// values may have one such form: with two texts or byte strings, hash each by itself.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A value does not fit its type, there are too few or too many, or a type is a tuple or an array of texts or
    /// bytes.
    /// </exception>
    public static byte[] EncodePacked(IReadOnlyList<AbiType> types, params IReadOnlyList<object> values)
    {
        AbiEncoder.DemandCount(types.Count, values.Count);
        var encoder = new AbiEncoder();
        for (var i = 0; i < types.Count; i++)
        {
            encoder.WritePacked(types[i], values[i]);
        }

        return encoder.ToArray();
    }
}
