using System.Text.Json;
using System.Text.Unicode;

namespace SkyLink.Beckn;

/// <summary>
/// Bytes to a JSON object. The parser of the platform does the work; only what it refuses is read a second time, token
/// by token, to say what is wrong and where.
/// </summary>
internal static class JsonScan
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = ReadOptions.DepthMax,
    };

    internal static bool TryParse(ReadOnlySpan<byte> utf8, out JsonElement root, out ErrorKind kind, out string path)
    {
        (root, kind, path) = (default, ErrorKind.NotJson, "$");
        if (!Utf8.IsValid(utf8) || utf8.StartsWith("\uFEFF"u8))
        {
            kind = ErrorKind.NotUtf8;
            return false;
        }

        // An escaped half of a surrogate pair, or U+0000, is valid JSON and no text that can be kept; the parser would
        // find the one only when asked, the database would find the other only after the answer.
        if (utf8.IndexOf("\\u"u8) >= 0 && !Explain(utf8, ref kind, ref path))
        {
            return false;
        }

        try
        {
            root = JsonElement.Parse(utf8, Strict);
        }
        catch (JsonException)
        {
            Explain(utf8, ref kind, ref path);
            return false;
        }

        return root.ValueKind == JsonValueKind.Object;
    }

    /// <summary>True if nothing is wrong that a look at the tokens can find.</summary>
    private static bool Explain(ReadOnlySpan<byte> utf8, ref ErrorKind kind, ref string path)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ReadOptions.DepthMax });
        var trail = new Trail();
        try
        {
            while (reader.Read())
            {
                if (!trail.Follow(ref reader))
                {
                    (kind, path) = (ErrorKind.DuplicateMember, trail.ToString());
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            kind = trail.Depth >= ReadOptions.DepthMax ? ErrorKind.TooDeep : ErrorKind.NotJson;
        }
        catch (InvalidOperationException)
        {
            kind = ErrorKind.NotUtf8;
        }
        catch (FormatException)
        {
            kind = ErrorKind.BadFormat;
        }

        path = trail.ToString();
        return false;
    }

    /// <summary>Where the reader stands, and which names each open object has had.</summary>
    private sealed class Trail
    {
        private readonly Stack<Level> levels = [];

        internal int Depth => levels.Count;

        /// <summary>False on a name that its object has had.</summary>
        /// <exception cref="InvalidOperationException">A name or text holds half of a surrogate pair.</exception>
        /// <exception cref="FormatException">A name or text holds U+0000.</exception>
        internal bool Follow(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    levels.Peek().Name = TextOf(ref reader);
                    return levels.Peek().Names!.Add(levels.Peek().Name);
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Count();
                    levels.Push(new Level(reader.TokenType == JsonTokenType.StartObject));
                    return true;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    levels.Pop();
                    return true;
                case JsonTokenType.String:
                    Count();
                    TextOf(ref reader);
                    return true;
                default:
                    Count();
                    return true;
            }
        }

        public override string ToString() => "$" + string.Concat(levels.Reverse().Select(level => level.Names is null
            ? (level.Index < 0 ? "" : $"[{level.Index}]")
            : JsonPath.Member(level.Name)));

        private static string TextOf(ref Utf8JsonReader reader) => reader.GetString() is { } text
            && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new FormatException("U+0000");

        private void Count()
        {
            if (levels.TryPeek(out var level))
            {
                level.Index++;
            }
        }

        private sealed class Level(bool isObject)
        {
            internal HashSet<string>? Names { get; } = isObject ? new(StringComparer.Ordinal) : null;

            internal string Name { get; set; } = "";

            internal int Index { get; set; } = -1;
        }
    }
}

/// <summary>Steps of a JSON path: <c>.name</c> where that is a plain name, <c>['@ondc/org/x']</c> elsewhere.</summary>
internal static class JsonPath
{
    private const int NameLengthMax = 100;

    internal static string Member(string name) => name switch
    {
        "" => "",
        _ when name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_') => "." + Cut(name),
        _ => $"['{Quote(Cut(name))}']",
    };

    private static string Quote(string name) => name
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal);

    private static string Cut(string name) => name.Length <= NameLengthMax ? name : name[..NameLengthMax];
}
