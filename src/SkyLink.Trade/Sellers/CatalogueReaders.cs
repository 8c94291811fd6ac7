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

/// <summary>Reads catalogues row by row. What cannot be read further ends with a row that says why.</summary>
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
        using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), leaveOpen: true);
        var rows = new CsvRows(text);
        string[]? header = null;
        for (var line = 1; ;)
        {
            var (row, fault) = await NextAsync(rows, cancellation);
            if (fault is not null)
            {
                yield return Unreadable(line, fault);
            }

            if (row is null)
            {
                yield break;
            }

            line = row.Line;
            if (header is null)
            {
                header = [.. row.Fields.Select(NameOf)];
                continue;
            }

            yield return row.Fault is not null ? new CatalogueRow(line, Nothing, row.Fault)
                : row.Fields.Length != header.Length ? new CatalogueRow(
                    line, Nothing, $"It has {row.Fields.Length} fields, the header {header.Length}.")
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
            return (null, "It is not UTF-8.");
        }
    }

    /// <summary>An array of objects, read as it comes.</summary>
    private static async IAsyncEnumerable<CatalogueRow> ReadJsonAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(
            stream, Json.Options, cancellation)
            .GetAsyncEnumerator(cancellation);
        for (var line = 1; ; line++)
        {
            var (isItem, fault) = await NextAsync(items);
            if (fault is not null)
            {
                yield return Unreadable(line, fault);
            }

            if (!isItem)
            {
                yield break;
            }

            yield return items.Current.ValueKind == JsonValueKind.Object
                ? new CatalogueRow(line, Texts(items.Current))
                : new CatalogueRow(line, Nothing, "It is no object.");
        }
    }

    private static async Task<(bool IsItem, string? Fault)> NextAsync(IAsyncEnumerator<JsonElement> items)
    {
        try
        {
            return (await items.MoveNextAsync(), null);
        }
        catch (JsonException wrong)
        {
            return (false, wrong.Message);
        }
    }

    /// <summary>An <c>on_search</c> message, its catalogue, or the providers alone.</summary>
    private static async IAsyncEnumerable<CatalogueRow> ReadOndcAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (document, fault) = await ParseAsync(stream, cancellation);
        if (document is null)
        {
            yield return Unreadable(1, fault!);
            yield break;
        }

        using (document)
        {
            var line = 0;
            foreach (var item in ItemsOf(document.RootElement))
            {
                yield return new CatalogueRow(++line, OndcItem.Texts(item));
            }

            if (line == 0)
            {
                yield return Unreadable(1, "There is no bpp/providers with items in it.");
            }
        }
    }

    private static async Task<(JsonDocument? Document, string? Fault)> ParseAsync(
        Stream stream, CancellationToken cancellation)
    {
        try
        {
            var limits = new JsonDocumentOptions { MaxDepth = 32 };
            return (await JsonDocument.ParseAsync(stream, limits, cancellation), null);
        }
        catch (JsonException wrong)
        {
            return (null, wrong.Message);
        }
    }

    private static IEnumerable<JsonElement> ItemsOf(JsonElement root)
    {
        var catalogue = OndcItem.Find(root, "message", "catalog") ?? OndcItem.Find(root, "catalog") ?? root;
        var providers = OndcItem.Find(catalogue, "bpp/providers") ?? OndcItem.Find(catalogue, "providers") ?? catalogue;
        return OndcItem.Entries(providers)
            .SelectMany(provider => OndcItem.Find(provider, "items") is { } items ? OndcItem.Entries(items) : []);
    }

    private static Dictionary<string, string> Nothing { get; } = [];

    private static CatalogueRow Unreadable(int line, string why) =>
        new(line, Nothing, $"From here on it cannot be read: {why}");

    private static string NameOf(string header) =>
        header.Trim().TrimStart('\uFEFF').ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

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
