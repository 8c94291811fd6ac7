using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>A column of a table: its head, and where its cells come from.</summary>
internal sealed record Column(string Title, Func<JsonElement, string?> Cell)
{
    /// <summary>A member of each item: "participant.status".</summary>
    public static Column Of(string title, string path) => new(title, item => item.Text(path));

    /// <summary>A moment, to the second.</summary>
    public static Column Time(string title, string path) => new(title, item =>
        item.At(path) is { } at && at.TryGetDateTimeOffset(out var time)
            ? $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}"
            : null);

    /// <summary>How long a moment is past, in its largest unit.</summary>
    public static Column Age(string title, string path, TimeProvider clock) => new(title, item =>
        item.At(path) is { } at && at.TryGetDateTimeOffset(out var time)
            ? (clock.GetUtcNow() - time) switch
            {
                { TotalMinutes: < 1 } age => string.Create(
                    CultureInfo.InvariantCulture, $"{Math.Max(0, age.TotalSeconds):0.0} s"),
                { TotalHours: < 1 } age => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
                { TotalDays: < 1 } age => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.0} h"),
                var age => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0.0} d"),
            }
            : null);
}

/// <summary>One run of an <see cref="ApiVerb"/>.</summary>
internal sealed record ApiCall(Shell Shell, ParseResult Parsed, ApiConnection Api, bool IsJson)
{
    private const int PageMax = 200;

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => Parsed.GetValue(argument)!;

    /// <summary>A part of a path that came from the command line.</summary>
    public static string Segment(string value) => Uri.EscapeDataString(value);

    /// <summary>A query of those that have a value.</summary>
    public static string Query(params (string Name, string? Value)[] parts)
    {
        var given = parts.Where(part => part.Value is not null)
            .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return given.Count == 0 ? "" : $"?{string.Join('&', given)}";
    }

    /// <summary>Asks for something to be done, and gives what the API says of it.</summary>
    public async Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancellation) =>
        (await Api.SendAsync(HttpMethod.Post, path, body, ifMatch: null, cancellation)).Body;

    /// <summary>Reads page after page until so many items are there.</summary>
    /// <param name="path">The list, with its filters.</param>
    /// <param name="limit">How many items at most.</param>
    /// <param name="start">The place after which the first page begins; null is the beginning.</param>
    /// <param name="isWanted">Ends the list at the first item that is not; null takes all.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<List<JsonElement>> ReadAsync(
        string path, int limit, string? start, Func<JsonElement, bool>? isWanted, CancellationToken cancellation)
    {
        var items = new List<JsonElement>();
        var next = start;
        bool isOver;
        do
        {
            var size = Math.Min(limit - items.Count, PageMax);
            var paging = Query(("limit", size.ToString(CultureInfo.InvariantCulture)), ("after", next));
            var link = path.Contains('?', StringComparison.Ordinal) ? $"{path}&{paging[1..]}" : path + paging;
            var page = (await Api.GetAsync(link, cancellation)).Body;
            var all = page.Items("items").ToList();
            var wanted = all.TakeWhile(item => isWanted?.Invoke(item) ?? true).ToList();
            items.AddRange(wanted);
            next = page.Text("next");
            isOver = next is null || wanted.Count < all.Count || items.Count >= limit;
        }
        while (!isOver);
        return items;
    }

    public void Print(IReadOnlyList<JsonElement> items, Column[] columns)
    {
        if (IsJson)
        {
            Shell.WriteJson(new { items });
            return;
        }

        if (items.Count == 0)
        {
            Shell.Say("There is none.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(column.Title);
        }

        foreach (var item in items)
        {
            table.AddRow([.. columns.Select(column => (column.Cell(item) ?? "").Printable().EscapeMarkup())]);
        }

        Shell.Rich.Write(table);
    }

    /// <summary>A single thing, a line for each part of it.</summary>
    public void Print(JsonElement item, Column[] parts)
    {
        if (IsJson)
        {
            Shell.WriteJson(item);
            return;
        }

        var grid = new Grid().AddColumn().AddColumn();
        foreach (var part in parts)
        {
            if (part.Cell(item) is { Length: > 0 } text)
            {
                grid.AddRow(part.Title, text.Printable().EscapeMarkup());
            }
        }

        Shell.Rich.Write(grid);
    }

    /// <summary>What was done, in a sentence, or what the API answered.</summary>
    public void Tell(string sentence, JsonElement answer)
    {
        if (IsJson)
        {
            Shell.WriteJson(answer.ValueKind == JsonValueKind.Undefined ? (object)new { done = true } : answer);
        }
        else
        {
            Shell.Print(sentence.Printable());
        }
    }
}
