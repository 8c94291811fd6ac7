using System.Text.Json;

namespace SkyLink.Beckn;

/// <summary>Bytes from the network to a message that is worth acting on, or all reasons why it is not.</summary>
public static class MessageReader
{
    /// <summary>
    /// Checks size, encoding, JSON, context and the structure its action asks for. Does not look at the clock
    /// (<see cref="Timeliness"/>) nor at signatures. Never throws on any input.
    /// </summary>
    public static ReadResult Read(ReadOnlyMemory<byte> utf8, ReadOptions? options = null)
    {
        options ??= ReadOptions.Default;
        var findings = new Findings();
        var sizeMax = options.Action is null or BecknAction.OnSearch
            ? Math.Max(options.BytesMax, options.CatalogueBytesMax)
            : options.BytesMax;
        if (utf8.Length > sizeMax)
        {
            return Unreadable(ErrorKind.TooLarge, "$", $"At most {sizeMax} bytes.", options);
        }

        if (!JsonScan.TryParse(utf8.Span, out var root, out var kind, out var path))
        {
            return Unreadable(kind, path, Explain(kind), options);
        }

        if (!root.TryGetProperty("context"u8, out var head) || head.ValueKind != JsonValueKind.Object)
        {
            return Unreadable(ErrorKind.MemberMissing, "$.context", "An object is needed here.", options);
        }

        var dialect = Dialect.Of(head);
        var action = ContextReader.ReadAction(head, options.Action, findings);
        var context = ContextReader.Read(head, dialect, action, findings);
        var refuser = RefuserOf(options, action);
        if (action is { } known)
        {
            if (known != BecknAction.OnSearch && utf8.Length > options.BytesMax)
            {
                findings.Add(ErrorKind.TooLarge, "$", $"At most {options.BytesMax} bytes for {known.Name}.");
            }
            else
            {
                CheckContent(root, known, dialect ?? Dialect.Ondc1, options, findings);
            }
        }

        return findings.Count == 0 && context is not null
            ? ReadResult.Of(new Envelope(context, root, utf8))
            : ReadResult.Refused(findings.In(dialect ?? Dialect.Ondc1, refuser), dialect ?? Dialect.Ondc1);
    }

    /// <summary>A callback may report an error in place of its message; everything else must carry one.</summary>
    private static void CheckContent(
        JsonElement root, BecknAction action, Dialect dialect, ReadOptions options, Findings findings)
    {
        var hasError = root.TryGetProperty("error"u8, out var error) && error.ValueKind != JsonValueKind.Null;
        if (hasError)
        {
            new Check(options, findings, "error").Run(SharedRules.Error, error);
        }

        if (root.TryGetProperty("message"u8, out var message))
        {
            // Beside an error the message may hold whatever was left of it, but it must be an object.
            var rule = hasError && action.IsCallback ? Rule.AnyObject : dialect.Rules.Of(action);
            new Check(options, findings, "message").Run(rule, message);
        }
        else if (!hasError || !action.IsCallback)
        {
            findings.Add(ErrorKind.MemberMissing, "$.message", "An object is needed here.");
        }
    }

    private static Refuser RefuserOf(ReadOptions options, BecknAction? action) =>
        options.Refuser ?? ((action ?? options.Action) is { IsCallback: true } ? Refuser.Buyer : Refuser.Seller);

    private static ReadResult Unreadable(ErrorKind kind, string path, string message, ReadOptions options) =>
        ReadResult.Refused([Dialect.Ondc1.Error(kind, path, message, RefuserOf(options, action: null))], Dialect.Ondc1);

    private static string Explain(ErrorKind kind) => kind switch
    {
        ErrorKind.NotUtf8 => "The bytes are not UTF-8 text without byte order mark.",
        ErrorKind.BadFormat => "No text may hold U+0000.",
        ErrorKind.TooDeep => $"At most {ReadOptions.DepthMax} levels of nesting.",
        ErrorKind.DuplicateMember => "This name occurs twice in its object.",
        _ => "Not one JSON object and nothing after it.",
    };
}
