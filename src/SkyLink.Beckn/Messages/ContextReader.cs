using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>The context of either dialect; reports every member that is missing or wrong.</summary>
internal static class ContextReader
{
    internal const int IdLengthMax = 255;
    private const int UriLengthMax = 2048;
    private const string Root = "$.context.";

    internal static BecknAction? ReadAction(JsonElement head, BecknAction? expected, Findings findings)
    {
        if (Members.Text(head, "action"u8, Root, findings) is not { } name)
        {
            return null;
        }

        if (!BecknActions.TryParse(name, out var action))
        {
            findings.Add(ErrorKind.UnknownAction, "$.context.action", "No action of this protocol.");
            return null;
        }

        if (expected is { } path && path != action)
        {
            findings.Add(ErrorKind.ActionMismatch, "$.context.action", $"Came on the path of {path.Name}.");
        }

        return action;
    }

    /// <summary>Null if anything that the record must hold is missing or wrong.</summary>
    internal static Context? Read(JsonElement head, Dialect? dialect, BecknAction? action, Findings findings)
    {
        var before = findings.Count;
        var place = (dialect ?? Dialect.Ondc1).ReadPlace(head, findings);
        var version = ReadVersion(head, dialect, findings);
        var isSearch = action == BecknAction.Search;
        var timestamp = ReadTime(head, findings);
        var members = new Members(head, findings);
        var domain = members.Id("domain"u8);
        var bapId = members.Id("bap_id"u8);
        var bapUri = members.Uri("bap_uri"u8);
        var bppId = members.Id("bpp_id"u8, isNeeded: action is not null && !isSearch);
        var bppUri = members.Uri("bpp_uri"u8, isNeeded: action is not null && !isSearch);
        var transactionId = members.Id("transaction_id"u8);
        var messageId = members.Id("message_id"u8);
        var ttl = ReadTtl(head, timestamp, findings);
        var key = members.Id("key"u8, isNeeded: false, lengthMax: UriLengthMax);
        return findings.Count > before || action is null ? null : new Context
        {
            Domain = domain!,
            Country = place.Country,
            City = place.City,
            Action = action.Value,
            Version = version!,
            BapId = bapId!,
            BapUri = bapUri!,
            BppId = bppId,
            BppUri = bppUri,
            TransactionId = transactionId!,
            MessageId = messageId!,
            Timestamp = timestamp!.Value,
            Ttl = ttl,
            Key = key,
            Dialect = dialect!,
            Extra = ExtraOf(head, dialect!),
        };
    }

    private static string? ReadVersion(JsonElement head, Dialect? dialect, Findings findings)
    {
        if (dialect is null)
        {
            findings.Add(ErrorKind.MemberMissing, "$.context.version", "Neither core_version nor version.");
            return null;
        }

        var version = Members.Text(head, dialect.VersionNameUtf8, Root, findings);
        if (version is not null && !dialect.Supports(version))
        {
            findings.Add(ErrorKind.UnsupportedVersion, Root + dialect.VersionName,
                $"Supported: {dialect.SupportedVersions}.");
        }

        return version;
    }

    private static DateTimeOffset? ReadTime(JsonElement head, Findings findings)
    {
        if (Members.Text(head, "timestamp"u8, Root, findings) is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        findings.Add(ErrorKind.BadFormat, Root + "timestamp", "Not a date and time with offset as in RFC 3339.");
        return null;
    }

    private static TimeSpan? ReadTtl(JsonElement head, DateTimeOffset? timestamp, Findings findings)
    {
        if (Members.Text(head, "ttl"u8, Root, findings, isNeeded: false) is not { } text)
        {
            return null;
        }

        if (IsoDuration.TryParse(text, timestamp ?? DateTimeOffset.UnixEpoch, out var ttl))
        {
            return ttl;
        }

        findings.Add(ErrorKind.BadFormat, Root + "ttl", "Not a duration as in ISO 8601, such as PT30S.");
        return null;
    }

    private static ValueList<ExtraMember> ExtraOf(JsonElement head, Dialect dialect)
    {
        List<ExtraMember>? extra = null;
        foreach (var member in head.EnumerateObject())
        {
            if (!dialect.IsContextMember(member))
            {
                (extra ??= []).Add(new ExtraMember(ExtraMember.Escape(member.Name), member.Value.GetRawText()));
            }
        }

        return extra?.ToValueList() ?? default;
    }

    /// <summary>Members of the context, each with its path.</summary>
    internal readonly struct Members(JsonElement head, Findings findings, string root = Root)
    {
        internal static string? Text(
            JsonElement holder, ReadOnlySpan<byte> name, string root, Findings findings, bool isNeeded = true)
        {
            if (!holder.TryGetProperty(name, out var value) || (!isNeeded && value.ValueKind == JsonValueKind.Null))
            {
                if (isNeeded)
                {
                    findings.Add(ErrorKind.MemberMissing, PathOf(root, name), "Text is needed here.");
                }

                return null;
            }

            if (value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }

            findings.Add(ErrorKind.WrongType, PathOf(root, name), "Text is needed here.");
            return null;
        }

        internal string? Id(ReadOnlySpan<byte> name, bool isNeeded = true, int lengthMax = IdLengthMax)
        {
            var before = findings.Count;
            var text = Text(head, name, root, findings, isNeeded);
            if (text is null || findings.Count > before)
            {
                return null;
            }

            // A search by way of the gateway names no seller, and some say so with an empty text.
            if (text.Length == 0 && !isNeeded)
            {
                return null;
            }

            if (text.Length == 0 || text.Length > lengthMax)
            {
                findings.Add(ErrorKind.OutOfRange, PathOf(root, name), $"1 to {lengthMax} characters.");
            }
            else if (text.Any(char.IsControl))
            {
                findings.Add(ErrorKind.BadFormat, PathOf(root, name), "Control characters are not allowed.");
            }

            return text;
        }

        internal Uri? Uri(ReadOnlySpan<byte> name, bool isNeeded = true)
        {
            if (Id(name, isNeeded, UriLengthMax) is not { } text)
            {
                return null;
            }

            if (System.Uri.TryCreate(text, UriKind.Absolute, out var uri)
                && (uri.Scheme == System.Uri.UriSchemeHttps || uri.Scheme == System.Uri.UriSchemeHttp))
            {
                return uri;
            }

            findings.Add(ErrorKind.BadFormat, PathOf(root, name), "Not an absolute http or https address.");
            return null;
        }

        private static string PathOf(string root, ReadOnlySpan<byte> name) =>
            root + System.Text.Encoding.UTF8.GetString(name);
    }
}
