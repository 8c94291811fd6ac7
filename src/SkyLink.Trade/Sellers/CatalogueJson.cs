using System.Collections.Frozen;
using System.Text.Json;

namespace SkyLink.Trade.Sellers;

/// <param name="Value">The entry, its own copy.</param>
/// <param name="Fault">Why it cannot be read; then there is no value.</param>
internal sealed record JsonEntry(JsonElement Value, string? Fault);

/// <summary>
/// Finds the entries of the lists at given places of a JSON document, one after the other. Holds one entry at a time,
/// whatever the document's size and shape.
/// </summary>
/// <param name="lists">Where lists of entries may stand: names after dots, <c>[]</c> for any entry of a list.</param>
internal sealed class CatalogueJson(Stream stream, FrozenSet<string> lists)
{
    private const int DepthMax = 32;
    private const int FirstBufferBytes = 64 * 1024;

    /// <summary>Of an entry, and of a single text anywhere.</summary>
    private const int EntryBytesMax = 1024 * 1024;

    private static readonly JsonDocumentOptions EntryOptions =
        new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    private readonly Stack<Frame> frames = new();
    private byte[] buffer = new byte[FirstBufferBytes];
    private int start;
    private int end;
    private bool isBegun;
    private bool isFinal;
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = DepthMax });
    private string name = "$";

    /// <summary>Whether any of the lists was there.</summary>
    public bool HasList { get; private set; }

    /// <summary>The next entry; null at the end.</summary>
    /// <exception cref="JsonException">From here on the document cannot be read.</exception>
    public async ValueTask<JsonEntry?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (isBegun && TryFind() is { } entry)
            {
                return entry;
            }

            if (isFinal)
            {
                return null;
            }

            await FillAsync(cancellation);
        }
    }

    /// <summary>Reads on in what is in the buffer; null if no whole entry is there.</summary>
    private JsonEntry? TryFind()
    {
        var bytes = buffer.AsSpan(start, end - start);
        var reader = new Utf8JsonReader(bytes, isFinal, state);
        while (true)
        {
            var (before, from) = (reader.CurrentState, (int)reader.BytesConsumed);
            var isRead = reader.Read();
            var begins = (int)reader.TokenStartIndex;
            var isEntry = isRead && IsEntry(reader.TokenType);
            if (!isRead || (isEntry && !reader.TrySkip()))
            {
                (state, start) = (before, start + from); // the token, or the whole entry, is read again with more bytes
                return null;
            }

            if (isEntry)
            {
                var whole = bytes[begins..(int)reader.BytesConsumed];
                (state, start) = (reader.CurrentState, start + (int)reader.BytesConsumed);
                return Parse(whole);
            }

            Follow(ref reader);
        }
    }

    private bool IsEntry(JsonTokenType token) =>
        token is not JsonTokenType.EndArray && frames.TryPeek(out var frame) && frame.HoldsEntries;

    private static JsonEntry Parse(ReadOnlySpan<byte> whole)
    {
        if (whole.Length > EntryBytesMax)
        {
            return new JsonEntry(default, $"It is larger than {EntryBytesMax} bytes.");
        }

        try
        {
            using var document = JsonDocument.Parse(whole.ToArray(), EntryOptions);
            return new JsonEntry(document.RootElement.Clone(), Fault: null);
        }
        catch (JsonException wrong)
        {
            return new JsonEntry(default, MessageOf(wrong));
        }
        catch (InvalidOperationException) // looking for names that occur twice, it met half of a surrogate pair
        {
            return new JsonEntry(default, "A name is no Unicode text.");
        }
    }

    /// <summary>Keeps in mind where the reader is.</summary>
    private void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                name = NameOf(ref reader);
                frames.Peek().Add(name);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var isArray = reader.TokenType == JsonTokenType.StartArray;
                var path = !frames.TryPeek(out var outer) ? "$"
                    : outer.IsArray ? $"{outer.Path}[]"
                    : $"{outer.Path}.{name}";
                frames.Push(new Frame(path, isArray, HoldsEntries: isArray && lists.Contains(path)));
                HasList |= frames.Peek().HoldsEntries;
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                frames.Pop();
                break;
        }
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("A name is no Unicode text.", wrong);
        }
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
        {
            if (buffer.Length > EntryBytesMax)
            {
                throw new JsonException($"An entry or a text is larger than {EntryBytesMax} bytes.");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = await stream.ReadAtLeastAsync(
            buffer.AsMemory(end), Math.Min(3, buffer.Length - end), throwOnEndOfStream: false, cancellation);
        end += read;
        isFinal = read == 0;
        if (!isBegun && buffer.AsSpan(0, end).StartsWith("\uFEFF"u8))
        {
            start = 3;
        }

        isBegun = true;
    }

    /// <summary>What is wrong and where, without what only we understand.</summary>
    public static string MessageOf(JsonException wrong)
    {
        var what = wrong.Message;
        var cut = what.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return cut < 0
            ? what
            : $"{what[..cut]} (line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1})";
    }

    /// <summary>An object or a list that is not yet closed.</summary>
    private sealed record Frame(string Path, bool IsArray, bool HoldsEntries)
    {
        private const int NamesMax = 1_000;
        private const int NameLengthMax = 200;
        private readonly HashSet<string> names = new(StringComparer.Ordinal);

        public void Add(string name)
        {
            if (name.Length > NameLengthMax || names.Count == NamesMax)
            {
                throw new JsonException($"An object has {NamesMax} names at most, of {NameLengthMax} characters.");
            }

            if (!names.Add(name))
            {
                throw new JsonException($"The name '{name}' occurs twice in one object.");
            }
        }
    }
}
