using System.Buffers;
using System.Globalization;

namespace SkyLink.Beckn.Signing;

/// <summary>The parameters of a signature header while they are being collected.</summary>
internal ref struct SignatureHeaderFields
{
    /// <summary>More parameters than this are not read; six are known.</summary>
    private const int MostParameters = 12;

    private const string Scheme = "Signature";
    private const string Blanks = " \t";

    /// <summary>What a value may hold between quotes: printable ASCII, no escapes.</summary>
    private static readonly SearchValues<char> Quotable = Printable(except: "\\");

    /// <summary>What a value may hold without quotes: nothing that needs them.</summary>
    private static readonly SearchValues<char> Bare = Printable(except: "\\ \"");

    private ReadOnlySpan<char> keyId;
    private ReadOnlySpan<char> created;
    private ReadOnlySpan<char> expires;
    private ReadOnlySpan<char> headers;

    internal ReadOnlySpan<char> SubscriberId { get; private set; }

    internal ReadOnlySpan<char> UniqueKeyId { get; private set; }

    internal ReadOnlySpan<char> KeyAlgorithm { get; private set; }

    internal ReadOnlySpan<char> Algorithm { get; private set; }

    internal ReadOnlySpan<char> Signature { get; private set; }

    internal long Created { get; private set; }

    internal long Expires { get; private set; }

    internal bool CoversRequestSignature { get; private set; }

    /// <summary>Fills this value; false when a parameter is missing, doubled or unreadable.</summary>
    internal bool TryRead(ReadOnlySpan<char> text)
    {
        var rest = text.Trim(Blanks);
        if (!rest.StartsWith(Scheme, StringComparison.Ordinal) || rest.Length == Scheme.Length
            || !Blanks.Contains(rest[Scheme.Length], StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[Scheme.Length..].TrimStart(Blanks);
        for (var count = 0; count < MostParameters; count++)
        {
            if (!TryTakeParameter(ref rest, out var name, out var value) || !TryKeep(name, value))
            {
                return false;
            }

            if (rest.IsEmpty)
            {
                return !Algorithm.IsEmpty && !Signature.IsEmpty
                    && TrySplitKeyId() && TryReadTimes() && TryReadHeaders();
            }
        }

        return false;
    }

    /// <summary>Takes <c>name="value"</c> or <c>name=value</c> and the comma after it.</summary>
    private static bool TryTakeParameter(
        scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        name = value = default;
        var equals = rest.IndexOf('=');
        if (equals <= 0)
        {
            return false;
        }

        name = rest[..equals].TrimEnd(Blanks);
        rest = rest[(equals + 1)..].TrimStart(Blanks);
        var isQuoted = rest.StartsWith('"');
        rest = isQuoted ? rest[1..] : rest;
        var end = rest.IndexOf(isQuoted ? '"' : ',');
        if (isQuoted && end < 0)
        {
            return false;
        }

        value = end < 0 ? rest.TrimEnd(Blanks) : isQuoted ? rest[..end] : rest[..end].TrimEnd(Blanks);
        rest = end < 0 ? default : rest[(isQuoted ? end + 1 : end)..].TrimStart(Blanks);
        return !value.IsEmpty && !value.ContainsAnyExcept(isQuoted ? Quotable : Bare) && TryTakeComma(ref rest);
    }

    private static bool TryTakeComma(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] != ',')
        {
            return false;
        }

        rest = rest[1..].TrimStart(Blanks);
        return !rest.IsEmpty;
    }

    private bool TryKeep(scoped ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "keyId":
                return TryKeepOnce(ref keyId, value);
            case "algorithm":
                var isFirst = Algorithm.IsEmpty;
                Algorithm = value;
                return isFirst;
            case "created":
                return TryKeepOnce(ref created, value);
            case "expires":
                return TryKeepOnce(ref expires, value);
            case "headers":
                return TryKeepOnce(ref headers, value);
            case "signature":
                var isFirstSignature = Signature.IsEmpty;
                Signature = value;
                return isFirstSignature;
            default:
                return true;
        }
    }

    private static bool TryKeepOnce(ref ReadOnlySpan<char> field, ReadOnlySpan<char> value)
    {
        var isFirst = field.IsEmpty;
        field = value;
        return isFirst;
    }

    private bool TrySplitKeyId()
    {
        var first = keyId.IndexOf('|');
        var last = keyId.LastIndexOf('|');
        if (first <= 0 || last <= first + 1 || last == keyId.Length - 1)
        {
            return false;
        }

        SubscriberId = keyId[..first];
        UniqueKeyId = keyId[(first + 1)..last];
        KeyAlgorithm = keyId[(last + 1)..];
        return !UniqueKeyId.Contains('|');
    }

    private bool TryReadTimes()
    {
        var isRead = TryReadUnixSeconds(created, out var createdAt) & TryReadUnixSeconds(expires, out var expiresAt);
        Created = createdAt;
        Expires = expiresAt;
        return isRead;
    }

    private static bool TryReadUnixSeconds(ReadOnlySpan<char> digits, out long seconds)
    {
        seconds = 0;
        return digits.Length is > 0 and <= 12
            && (digits[0] != '0' || digits.Length == 1)
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
            && seconds <= SignatureHeader.LastUnixSecond;
    }

    /// <summary>
    /// The three signed lines in their order, a fourth in answers; published examples omit the blanks between.
    /// </summary>
    private bool TryReadHeaders()
    {
        var rest = headers;
        if (!TryTakeToken(ref rest, "(created)") || !TryTakeToken(ref rest, "(expires)")
            || !TryTakeToken(ref rest, "digest"))
        {
            return false;
        }

        CoversRequestSignature = TryTakeToken(ref rest, "request-signature");
        return rest.Trim(' ').IsEmpty;
    }

    private static SearchValues<char> Printable(string except) =>
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except(except)]);

    private static bool TryTakeToken(ref ReadOnlySpan<char> rest, string token)
    {
        var trimmed = rest.TrimStart(' ');
        if (!trimmed.StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        rest = trimmed[token.Length..];
        return true;
    }
}
