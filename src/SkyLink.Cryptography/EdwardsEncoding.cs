using System.Numerics;

namespace SkyLink.Cryptography;

/// <summary>What can be said of an encoded point of edwards25519 without decoding it.</summary>
internal static class EdwardsEncoding
{
    /// <summary>Of x, in the last byte.</summary>
    internal const byte SignBit = 0x80;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    /// <summary>
    /// The y coordinates of the eight points whose order divides 8, little endian; each with both signs.
    /// </summary>
    private static readonly byte[][] SmallOrderY =
    [
        new byte[32],
        [1, .. new byte[31]],
        (Prime - 1).ToByteArray(isUnsigned: true),
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ];

    /// <summary>
    /// Whether y, without the sign bit, is below the field prime: each point then has one encoding only.
    /// </summary>
    internal static bool IsCanonical(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[CurveKeyFormat.KeySize];
        WriteY(point, y);
        return y[31] != 0x7F || y[1..31].ContainsAnyExcept((byte)0xFF) || y[0] < 0xED;
    }

    /// <summary>A key of small order makes some signatures verify for every message.</summary>
    internal static bool IsOfSmallOrder(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[CurveKeyFormat.KeySize];
        WriteY(point, y);
        foreach (var weak in SmallOrderY)
        {
            if (y.SequenceEqual(weak))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteY(ReadOnlySpan<byte> point, Span<byte> y)
    {
        point.CopyTo(y);
        y[31] &= unchecked((byte)~SignBit);
    }
}
