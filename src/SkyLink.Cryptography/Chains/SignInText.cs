using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SkyLink.Cryptography.Chains;

/// <summary>The text of a sign-in: the same lines for all chains.</summary>
/// <param name="Account">The line with the account, not yet read.</param>
/// <param name="ChainId">Not yet read.</param>
/// <param name="Request">The rest.</param>
internal sealed record SignInText(string Account, string ChainId, SignInRequest Request)
{
    /// <summary>In characters.</summary>
    public const int Longest = 8192;

    private const int MostResources = 64;
    private const int ShortestNonce = 8;
    private const int FractionDigits = 7;
    private const string SchemeEnd = "://";

    /// <param name="dialect">What differs between chains.</param>
    /// <exception cref="ArgumentException">A part is not as the grammar wants it.</exception>
    public string Write(SignInDialect dialect)
    {
        var text = new StringBuilder();
        text.Append(Request.Scheme is null ? "" : Request.Scheme + SchemeEnd)
            .Append(Request.Domain).Append(dialect.Asking).Append('\n').Append(Account).Append("\n\n");
        if (Request.Statement is not null)
        {
            text.Append(Request.Statement).Append("\n\n");
        }
        else if (dialect.HasBlankStatement)
        {
            text.Append('\n');
        }

        text.Append("URI: ").Append(Request.Uri).Append("\nVersion: 1\nChain ID: ").Append(ChainId)
            .Append("\nNonce: ").Append(Request.Nonce).Append("\nIssued At: ").Append(Write(Request.IssuedAt));
        AppendIfAny(text, "\nExpiration Time: ", Request.ExpirationTime is { } expiration ? Write(expiration) : null);
        AppendIfAny(text, "\nNot Before: ", Request.NotBefore is { } start ? Write(start) : null);
        AppendIfAny(text, "\nRequest ID: ", Request.RequestId);
        AppendIfAny(text, "\nResources:", Request.Resources.Count > 0 ? "" : null);
        foreach (var resource in Request.Resources)
        {
            text.Append("\n- ").Append(resource);
        }

        var whole = text.ToString();
        return TryRead(whole, dialect, out var read) && read.IsSame(this)
            ? whole
            : throw new ArgumentException("A part of the message is not as the standard wants it.", nameof(dialect));
    }

    public static bool TryRead(string text, SignInDialect dialect, [NotNullWhen(true)] out SignInText? read)
    {
        read = null;
        var lines = new Lines(text.Length <= Longest ? text.Split('\n') : []);
        if (!TryReadOrigin(lines.Take(), dialect, out var scheme, out var domain)
            || !lines.TryTake(out var account)
            || lines.Take() is not ""
            || !TryReadStatement(lines, dialect, out var statement)
            || !lines.TryTake("URI: ", out var uri) || !Rfc3986.IsUri(uri)
            || lines.Take() is not "Version: 1"
            || !lines.TryTake("Chain ID: ", out var chainId)
            || !lines.TryTake("Nonce: ", out var nonce) || !IsNonce(nonce)
            || !lines.TryTake("Issued At: ", out var issued) || !TryReadTime(issued, out var issuedAt)
            || !TryTakeTime(lines, "Expiration Time: ", out var expirationTime)
            || !TryTakeTime(lines, "Not Before: ", out var notBefore)
            || (lines.TryTake("Request ID: ", out var requestId) && !Rfc3986.IsSegment(requestId))
            || !TryReadResources(lines, out var resources))
        {
            return false;
        }

        read = new SignInText(account, chainId, new SignInRequest
        {
            Scheme = scheme,
            Domain = domain,
            Statement = statement,
            Uri = uri,
            Nonce = nonce,
            IssuedAt = issuedAt,
            ExpirationTime = expirationTime,
            NotBefore = notBefore,
            RequestId = requestId,
            Resources = resources,
        });
        return true;
    }

    /// <summary>What can be said without the signature; none if all is well so far.</summary>
    public static SignInRefusal Check(SignInRequest request, string domain, string nonce, DateTimeOffset now) =>
        request.Domain != domain ? SignInRefusal.DomainMismatch
            : request.Nonce != nonce ? SignInRefusal.NonceMismatch
            : now >= request.ExpirationTime ? SignInRefusal.Expired
            : now < request.NotBefore ? SignInRefusal.NotYetValid
            : SignInRefusal.None;

    private bool IsSame(SignInText other) =>
        Account == other.Account && ChainId == other.ChainId
        && Request.Resources.SequenceEqual(other.Request.Resources)
        && Request with { Resources = [] } == other.Request with { Resources = [] };

    private static void AppendIfAny(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(name).Append(value);
        }
    }

    private static bool TryReadOrigin(string? line, SignInDialect dialect, out string? scheme, out string domain)
    {
        scheme = null;
        domain = "";
        if (line is null || !line.EndsWith(dialect.Asking, StringComparison.Ordinal))
        {
            return false;
        }

        domain = line[..^dialect.Asking.Length];
        var end = domain.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (end >= 0)
        {
            scheme = domain[..end];
            domain = domain[(end + SchemeEnd.Length)..];
        }

        return (scheme is null || Rfc3986.IsScheme(scheme)) && Rfc3986.IsAuthority(domain);
    }

    /// <summary>The statement and the line behind it; without one, the lines that the chain's wallets leave.</summary>
    private static bool TryReadStatement(Lines lines, SignInDialect dialect, out string? statement)
    {
        statement = null;
        if (dialect.HasBlankStatement ? lines.IsNext("") : lines.StartsNext("URI: "))
        {
            return !dialect.HasBlankStatement || lines.Take() is "";
        }

        statement = lines.Take();
        return statement is { Length: > 0 } && dialect.IsStatement(statement) && lines.Take() is "";
    }

    private static bool IsNonce(string nonce) => nonce.Length >= ShortestNonce && nonce.All(char.IsAsciiLetterOrDigit);

    private static bool TryTakeTime(Lines lines, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!lines.TryTake(name, out var text))
        {
            return true;
        }

        var isTime = TryReadTime(text, out var read);
        time = read;
        return isTime;
    }

    private static bool TryReadResources(Lines lines, out List<string> resources)
    {
        resources = [];
        if (!lines.IsNext("Resources:"))
        {
            return lines.IsAtEnd;
        }

        _ = lines.Take();
        while (lines.TryTake("- ", out var resource))
        {
            if (resources.Count == MostResources || !Rfc3986.IsUri(resource))
            {
                return false;
            }

            resources.Add(resource);
        }

        return lines.IsAtEnd;
    }

    private static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>date-time of RFC 3339, in capitals; of a fraction, seven digits are kept.</summary>
    private static bool TryReadTime(string text, out DateTimeOffset time)
    {
        time = default;
        var zone = text.LastIndexOfAny(['Z', '+', '-']);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (zone < 0 || text[zone..].Length is not (1 or 6))
        {
            return false;
        }

        var fraction = dot < 0 ? "" : text[(dot + 1)..Math.Max(zone, dot + 1)];
        if (dot >= 0 && (fraction.Length is 0 or > 18 || !fraction.All(char.IsAsciiDigit)))
        {
            return false;
        }

        var kept = fraction[..Math.Min(fraction.Length, FractionDigits)];
        var whole = dot < 0 ? text : $"{text[..dot]}.{kept}{text[zone..]}";
        return DateTimeOffset.TryParseExact(
            whole, dot < 0 ? "yyyy-MM-dd'T'HH:mm:ssK" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>Lines that are taken one after the other.</summary>
    private sealed class Lines(string[] lines)
    {
        private int next;

        public bool IsAtEnd => next == lines.Length;

        public bool IsNext(string line) => next < lines.Length && lines[next] == line;

        public bool StartsNext(string name) =>
            next < lines.Length && lines[next].StartsWith(name, StringComparison.Ordinal);

        public string? Take() => next < lines.Length ? lines[next++] : null;

        public bool TryTake([NotNullWhen(true)] out string? line)
        {
            line = Take();
            return line is not null;
        }

        /// <summary>Takes the line only if it has this name in front.</summary>
        public bool TryTake(string name, [NotNullWhen(true)] out string? value)
        {
            value = StartsNext(name) ? lines[next++][name.Length..] : null;
            return value is not null;
        }
    }
}

/// <summary>In what the texts of two chains differ.</summary>
/// <param name="ChainName">For people.</param>
/// <param name="HasBlankStatement">Whether a missing statement leaves its blank line.</param>
/// <param name="IsStatement">Whether a line may be a statement.</param>
internal sealed record SignInDialect(string ChainName, bool HasBlankStatement, Predicate<string> IsStatement)
{
    /// <summary>What stands behind the domain.</summary>
    public string Asking { get; } = $" wants you to sign in with your {ChainName} account:";
}
