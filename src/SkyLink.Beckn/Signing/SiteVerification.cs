using System.Diagnostics.CodeAnalysis;
using System.Net;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// The page <c>/ondc-site-verification.html</c>, by which a participant shows that it rules its host: the signature
/// of the raw request id of its subscription.
/// </summary>
public static class SiteVerification
{
    /// <summary>Where the registry looks, on the host of the subscriber.</summary>
    public const string Path = "/ondc-site-verification.html";

    /// <summary>The longest page that is searched, in characters.</summary>
    public const int LongestPage = 65_536;

    private const string MetaName = "ondc-site-verification";

    /// <summary>The signature that the page carries, base64.</summary>
    public static string Sign(Ed25519PrivateKey key, string requestId) => TextSignature.Sign(key, requestId);

    public static bool Verify(Ed25519PublicKey key, string requestId, ReadOnlySpan<char> signature) =>
        TextSignature.Verify(key, requestId, signature);

    /// <summary>The whole page.</summary>
    public static string Page(string signature) =>
        $"""
        <html>
          <head><meta name="{MetaName}" content="{WebUtility.HtmlEncode(signature)}"></head>
          <body>Site verification page</body>
        </html>

        """;

    /// <summary>Finds the signature in a page: the first meta element of that name, quotes of both kinds.</summary>
    public static bool TryFindSignature(ReadOnlySpan<char> page, [NotNullWhen(true)] out string? signature)
    {
        signature = null;
        var rest = page.Length > LongestPage ? default : page;
        while (TryTakeMeta(ref rest, out var element))
        {
            if (TryFindAttribute(element, "name", out var name) && name.SequenceEqual(MetaName)
                && TryFindAttribute(element, "content", out var content))
            {
                signature = WebUtility.HtmlDecode(content.ToString());
                return true;
            }
        }

        return false;
    }

    private static bool TryTakeMeta(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> element)
    {
        element = default;
        var start = rest.IndexOf("<meta", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return false;
        }

        rest = rest[(start + "<meta".Length)..];
        var end = rest.IndexOf('>');
        if (end < 0)
        {
            return false;
        }

        element = rest[..end];
        rest = rest[(end + 1)..];
        return true;
    }

    /// <summary>Takes <c>name="value"</c> or <c>name='value'</c>; the name must stand alone.</summary>
    private static bool TryFindAttribute(ReadOnlySpan<char> element, string name, out ReadOnlySpan<char> value)
    {
        value = default;
        for (var offset = 0; offset < element.Length;)
        {
            var found = element[offset..].IndexOf(name, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            var start = offset + found;
            offset = start + name.Length;
            var rest = element[offset..].TrimStart();
            if (start > 0 && char.IsWhiteSpace(element[start - 1]) && rest.StartsWith('=')
                && TryTakeQuoted(rest[1..].TrimStart(), out value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryTakeQuoted(ReadOnlySpan<char> text, out ReadOnlySpan<char> value)
    {
        value = default;
        if (text.IsEmpty || text[0] is not ('"' or '\''))
        {
            return false;
        }

        var end = text[1..].IndexOf(text[0]);
        value = end < 0 ? default : text.Slice(1, end);
        return end >= 0;
    }
}
