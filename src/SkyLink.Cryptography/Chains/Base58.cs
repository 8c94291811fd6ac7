using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Base58 with Bitcoin's alphabet, and with a checksum (Base58Check). One text for each value: a "1" for each zero byte
/// in front, then the digits of the rest. Its time grows with the square of the length, so lengths are bounded.
/// </summary>
public static class Base58
{
    /// <summary>The most bytes that are written.</summary>
    public const int MostBytes = 128;

    /// <summary>The longest text that is read, in characters.</summary>
    public const int LongestText = 176;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int ChecksumSize = 4;

    /// <exception cref="ArgumentOutOfRangeException">There are more than <see cref="MostBytes"/>.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, MostBytes, nameof(bytes));
        var significant = bytes.TrimStart((byte)0);
        Span<byte> digits = stackalloc byte[LongestText];
        var count = 0;
        foreach (var value in significant)
        {
            int carry = value;
            for (var i = 0; i < count || carry > 0; i++)
            {
                carry += i < count ? digits[i] << 8 : 0;
                digits[i] = (byte)(carry % Alphabet.Length);
                carry /= Alphabet.Length;
                count = Math.Max(count, i + 1);
            }
        }

        Span<char> text = stackalloc char[MostBytes + LongestText];
        var zeros = bytes.Length - significant.Length;
        text[..zeros].Fill(Alphabet[0]);
        for (var i = 0; i < count; i++)
        {
            text[zeros + i] = Alphabet[digits[count - 1 - i]];
        }

        return text[..(zeros + count)].ToString();
    }

    /// <returns>False for other characters, and for a text longer than <see cref="LongestText"/>.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length > LongestText)
        {
            return false;
        }

        var significant = text.TrimStart(Alphabet[0]);
        Span<byte> values = stackalloc byte[LongestText];
        var count = 0;
        foreach (var character in significant)
        {
            var carry = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (carry < 0)
            {
                return false;
            }

            for (var i = 0; i < count || carry > 0; i++)
            {
                carry += i < count ? values[i] * Alphabet.Length : 0;
                values[i] = (byte)carry;
                carry >>= 8;
                count = Math.Max(count, i + 1);
            }
        }

        values[..count].Reverse();
        bytes = [.. new byte[text.Length - significant.Length], .. values[..count]];
        return true;
    }

    /// <summary>With the first four bytes of the double SHA-256 behind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are more than <see cref="MostBytes"/>, the checksum included.
    /// </exception>
    public static string EncodeCheck(ReadOnlySpan<byte> bytes) => Encode([.. bytes, .. Checksum(bytes)]);

    /// <returns>
    /// False for what <see cref="TryDecode"/> refuses, and where the checksum is missing or another one.
    /// </returns>
    public static bool TryDecodeCheck(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!TryDecode(text, out var decoded)
            || decoded.Length < ChecksumSize
            || !Checksum(decoded.AsSpan()[..^ChecksumSize]).SequenceEqual(decoded.AsSpan()[^ChecksumSize..]))
        {
            return false;
        }

        bytes = decoded[..^ChecksumSize];
        return true;
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> bytes) =>
        SHA256.HashData(SHA256.HashData(bytes)).AsSpan(0, ChecksumSize);
}
