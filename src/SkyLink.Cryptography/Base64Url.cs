using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Codec = System.Buffers.Text.Base64Url;

namespace SkyLink.Cryptography;

/// <summary>
/// Base64url as JOSE wants it (RFC 7515 section 2) with exactly one text for each value: no padding, no blanks,
/// unused bits zero.
/// </summary>
public static class Base64Url
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Base64Text.UrlSafe);

    public static string Encode(ReadOnlySpan<byte> bytes) => Codec.EncodeToString(bytes);

    /// <summary>Decodes without allocating.</summary>
    /// <returns>False if the text is not the one canonical form or the destination is too small.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        written = 0;
        return !text.ContainsAnyExcept(Alphabet)
            && Base64Text.EndsCanonically(text, Base64Text.UrlSafe)
            && Codec.TryDecodeFromChars(text, destination, out written);
    }

    /// <inheritdoc cref="TryDecode(ReadOnlySpan{char}, Span{byte}, out int)"/>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[Base64Text.DecodedLength(text.Length)];
        bytes = TryDecode(text, buffer, out var written) && written == buffer.Length ? buffer : null;
        return bytes is not null;
    }
}
