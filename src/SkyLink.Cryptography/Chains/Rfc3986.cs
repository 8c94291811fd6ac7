using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SkyLink.Cryptography.Chains;

/// <summary>Whether texts are what the grammar of URIs says (RFC 3986, appendix A).</summary>
internal static class Rfc3986
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Unreserved = Letters + Digits + "-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(Letters + Digits + "+-.");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(Unreserved + SubDelimiters + "%");
    private static readonly SearchValues<char> UserCharacters = SearchValues.Create(Unreserved + SubDelimiters + "%:");
    private static readonly SearchValues<char> SegmentCharacters =
        SearchValues.Create(Unreserved + SubDelimiters + "%:@");

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create(Unreserved + SubDelimiters + "%:@/");

    private static readonly SearchValues<char> QueryCharacters =
        SearchValues.Create(Unreserved + SubDelimiters + "%:@/?");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create(Digits + "abcdefABCDEF:.");

    public static bool IsScheme(ReadOnlySpan<char> text) =>
        !text.IsEmpty && char.IsAsciiLetter(text[0]) && !text.ContainsAnyExcept(SchemeCharacters);

    /// <summary>A host that is not empty, perhaps with a user in front and a port behind.</summary>
    public static bool IsAuthority(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at >= 0 && !IsOf(text[..at], UserCharacters))
        {
            return false;
        }

        text = text[(at + 1)..];
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.IndexOf(':');
        end = end < 0 || (end == 0 && !text.StartsWith(':')) ? text.Length : end;
        var host = text[..end].ToString();
        var port = text[end..];
        return (port.IsEmpty || (port[0] == ':' && IsPort(port[1..])))
            && (host.StartsWith('[') ? IsAddress(host) : host.Length > 0 && IsOf(host, NameCharacters));
    }

    /// <summary>An absolute URI, perhaps with a fragment.</summary>
    public static bool IsUri(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0 || !IsScheme(text[..colon]))
        {
            return false;
        }

        text = text[(colon + 1)..];
        var hash = text.IndexOf('#');
        if (hash >= 0 && !IsOf(text[(hash + 1)..], QueryCharacters))
        {
            return false;
        }

        text = hash < 0 ? text : text[..hash];
        var mark = text.IndexOf('?');
        if (mark >= 0 && !IsOf(text[(mark + 1)..], QueryCharacters))
        {
            return false;
        }

        text = mark < 0 ? text : text[..mark];
        if (!text.StartsWith("//", StringComparison.Ordinal))
        {
            return IsOf(text, PathCharacters);
        }

        text = text[2..];
        var slash = text.IndexOf('/');
        slash = slash < 0 ? text.Length : slash;
        return (slash == 0 || IsAuthority(text[..slash])) && IsOf(text[slash..], PathCharacters);
    }

    /// <summary>*pchar: what stands between two slashes of a path.</summary>
    public static bool IsSegment(ReadOnlySpan<char> text) => IsOf(text, SegmentCharacters);

    private static bool IsPort(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9') && text.Length <= 5;

    /// <summary>IPv6 in brackets.</summary>
    private static bool IsAddress(string host) =>
        host.EndsWith(']')
        && !host.AsSpan(1, host.Length - 2).ContainsAnyExcept(AddressCharacters)
        && IPAddress.TryParse(host, out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsOf(ReadOnlySpan<char> text, SearchValues<char> characters)
    {
        if (text.ContainsAnyExcept(characters))
        {
            return false;
        }

        for (var at = text.IndexOf('%'); at >= 0; at = text.IndexOf('%'))
        {
            if (text.Length < at + 3
                || !byte.TryParse(
                    text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            {
                return false;
            }

            text = text[(at + 3)..];
        }

        return true;
    }
}
