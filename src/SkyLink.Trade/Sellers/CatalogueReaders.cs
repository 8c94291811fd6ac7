using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace SkyLink.Trade.Sellers;

/// <summary>The formats of catalogues.</summary>
internal enum CatalogueFormat
{
    Csv,
    Json,
    Ondc,
}

/// <summary>Reads catalogues row by row. What cannot be read further ends with a row whose fault says so.</summary>
internal static class CatalogueReaders
{
    public static IAsyncEnumerable<CatalogueRow> ReadAsync(
        CatalogueFormat format, Stream stream, CancellationToken cancellation) => format switch
        {
            CatalogueFormat.Csv => ReadCsvAsync(stream, cancellation),
            CatalogueFormat.Json => ReadJsonAsync(stream, cancellation),
            CatalogueFormat.Ondc => ReadOndcAsync(stream, cancellation),
        };

    /// <summary>RFC 4180 with a header line; columns in any order, unknown ones ignored.</summary>
    private static async IAsyncEnumerable<CatalogueRow> ReadCsvAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Other encodings are not guessed at: a catalogue that is not UTF-8 is told so.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        using var text = new StreamReader(stream, utf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var rows = new CsvRows(text);
        string[]? header = null;
        for (var line = 1; ;)
        {
            var (row, fault) = await NextAsync(rows, cancellation);
            if (fault is null && header is null)
            {
                header = [.. row?.Fields.Select(NameOf) ?? []];
                fault = row is null ? "There is no header line." : row.Fault ?? FaultOf(header);
                line = row?.Line ?? line;
                if (fault is null)
                {
                    continue;
                }
            }

            if (fault is not null)
            {
                yield return CatalogueRow.End(line, fault);
            }

            if (row is null || fault is not null)
            {
                yield break;
            }

            line = row.Line;
            yield return row.Fault is not null ? CatalogueRow.Unreadable(line, row.Fault)
                : row.Fields.Length != header!.Length ? CatalogueRow.Unreadable(
                    line, $"It has {row.Fields.Length} fields, the header {header.Length}.")
                : new CatalogueRow(line, Texts(header, row.Fields));
        }
    }

    private static async Task<(CsvRow? Row, string? Fault)> NextAsync(CsvRows rows, CancellationToken cancellation)
    {
        try
        {
            return (await rows.NextAsync(cancellation), null);
        }
        catch (FormatException wrong)
        {
            return (null, wrong.Message);
        }
        catch (DecoderFallbackException)
        {
            return (null, "After this line, something is not UTF-8.");
        }
    }

    /// <summary>Why rows under this header cannot be products: told once, not once a row.</summary>
    private static string? FaultOf(string[] header)
    {
        var twice = header.Where(CatalogueRow.Names.Contains).CountBy(name => name).FirstOrDefault(it => it.Value > 1);
        var missing = CatalogueRow.Required.FirstOrDefault(names => !header.Any(names.Contains));
        return twice.Key is not null ? $"The column '{twice.Key}' is there twice."
            : missing is null ? null
            : $"No column is named {string.Join(", ", missing[..^1])} or {missing[^1]}; columns are parted by commas.";
    }

    /// <summary>An array of objects, read as it comes.</summary>
    private static IAsyncEnumerable<CatalogueRow> ReadJsonAsync(Stream stream, CancellationToken cancellation) =>
        ReadEntriesAsync(
            new CatalogueJson(stream, TopList), Texts, "It is no array of objects.", cancellation);

    /// <summary>An <c>on_search</c> message, its catalogue, or the providers alone.</summary>
    private static IAsyncEnumerable<CatalogueRow> ReadOndcAsync(Stream stream, CancellationToken cancellation) =>
        ReadEntriesAsync(
            new CatalogueJson(stream, ItemLists), OndcItem.Texts, "There is no bpp/providers with items in it.",
            cancellation);

    private static async IAsyncEnumerable<CatalogueRow> ReadEntriesAsync(
        CatalogueJson entries, Func<JsonElement, Dictionary<string, string>> texts, string faultWhereNone,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var line = 1; ; line++)
        {
            var (entry, fault) = await NextAsync(entries, cancellation);
            if (fault is null && entry is null && !entries.HasList)
            {
                fault = faultWhereNone;
            }

            if (fault is not null)
            {
                yield return CatalogueRow.End(line, fault);
            }

            if (entry is null)
            {
                yield break;
            }

            yield return RowOf(line, entry, texts);
        }
    }

    private static async Task<(JsonEntry? Entry, string? Fault)> NextAsync(
        CatalogueJson entries, CancellationToken cancellation)
    {
        try
        {
            return (await entries.NextAsync(cancellation), null);
        }
        catch (JsonException wrong)
        {
            return (null, CatalogueJson.MessageOf(wrong));
        }
    }

    private static CatalogueRow RowOf(int line, JsonEntry entry, Func<JsonElement, Dictionary<string, string>> texts)
    {
        if (entry.Fault is not null || entry.Value.ValueKind != JsonValueKind.Object)
        {
            return CatalogueRow.Unreadable(line, entry.Fault ?? "It is no object.");
        }

        try
        {
            return new CatalogueRow(line, texts(entry.Value));
        }
        catch (InvalidOperationException) // bytes that are not UTF-8, or half of a surrogate pair
        {
            return CatalogueRow.Unreadable(line, "It holds something that is no Unicode text.");
        }
    }

    private static FrozenSet<string> TopList { get; } = ["$"];

    private static FrozenSet<string> ItemLists { get; } =
    [
        "$.message.catalog.bpp/providers[].items", "$.message.catalog.providers[].items",
        "$.catalog.bpp/providers[].items", "$.catalog.providers[].items",
        "$.bpp/providers[].items", "$.providers[].items", "$[].items",
    ];

    private static string NameOf(string header) =>
        header.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    private static Dictionary<string, string> Texts(string[] header, string[] fields)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < header.Length; at++)
        {
            if (CatalogueRow.Names.Contains(header[at]))
            {
                texts.TryAdd(header[at], fields[at].Trim());
            }
        }

        return texts;
    }

    private static Dictionary<string, string> Texts(JsonElement item)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in item.EnumerateObject().Where(member => CatalogueRow.Names.Contains(NameOf(member.Name))))
        {
            if (OndcItem.TextOf(member.Value) is { } text)
            {
                texts.TryAdd(NameOf(member.Name), text);
            }
        }

        return texts;
    }
}

/// <summary>An item of an ONDC catalogue in the names of docs/catalogue.md.</summary>
internal static class OndcItem
{
    private static readonly (string Name, string[] Path)[] Members =
    [
        ("sku", ["id"]),
        ("name", ["descriptor", "name"]),
        ("description", ["descriptor", "short_desc"]),
        ("category", ["category_id"]),
        ("price", ["price", "value"]),
        ("market_price", ["price", "maximum_value"]),
        ("currency", ["price", "currency"]),
        ("unit", ["quantity", "unitized", "measure", "unit"]),
        ("unit_value", ["quantity", "unitized", "measure", "value"]),
        ("stock", ["quantity", "available", "count"]),
        ("max_per_order", ["quantity", "maximum", "count"]),
        ("returnable", ["@ondc/org/returnable"]),
        ("cancellable", ["@ondc/org/cancellable"]),
        ("time_to_ship", ["@ondc/org/time_to_ship"]),
    ];

    public static Dictionary<string, string> Texts(JsonElement item)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, path) in Members)
        {
            if (Find(item, path) is { } value && TextOf(value) is { } text)
            {
                texts.Add(name, text);
            }
        }

        if (Find(item, "descriptor", "images") is { } images
            && Entries(images).Select(TextOf).OfType<string>().FirstOrDefault() is { } image)
        {
            texts.Add("image", image);
        }

        return texts;
    }

    public static JsonElement? Find(JsonElement from, params ReadOnlySpan<string> path)
    {
        var at = from;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    public static IEnumerable<JsonElement> Entries(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>Texts, numbers and flags as text; a list of texts joined by a bar.</summary>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => string.Join('|', value.EnumerateArray()
            .Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.GetString())),
        _ => null,
    };
}
