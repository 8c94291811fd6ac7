using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography;

/// <summary>
/// Base64 of RFC 4648 section 4 with exactly one text for each value: padded, no blanks, no line ends, unused bits
/// zero. .NET's own decoder takes several texts for one value, which makes signatures malleable.
/// </summary>
public static class Base64Strict
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Base64Text.Standard);

    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    /// <summary>Decodes without allocating.</summary>
    /// <returns>False if the text is not the one canonical form or the destination is too small.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        written = 0;
        if (text.Length % 4 != 0)
        {
            return false;
        }

        var digits = text.TrimEnd('=');
        return text.Length - digits.Length <= 2
            && !digits.ContainsAnyExcept(Alphabet)
            && Base64Text.EndsCanonically(digits, Base64Text.Standard)
            && Convert.TryFromBase64Chars(text, destination, out written);
    }

    /// <inheritdoc cref="TryDecode(ReadOnlySpan{char}, Span{byte}, out int)"/>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[Base64Text.DecodedLength(text.TrimEnd('=').Length)];
        bytes = TryDecode(text, buffer, out var written) && written == buffer.Length ? buffer : null;
        return bytes is not null;
    }
}
