using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>Which events go into an archive, from the query string.</summary>
/// <param name="From">Said at this moment or later.</param>
/// <param name="To">Said before this moment; now where it is not given.</param>
/// <param name="Type">The beginning of a type's name.</param>
/// <param name="Service">The module that said it; all where it is not given.</param>
internal sealed record ExportRequest(
    DateTimeOffset From, DateTimeOffset? To, [property: StringLength(200)] string? Type,
    [property: StringLength(100)] string? Service);

/// <summary>
/// Writes logs out as CloudEvents 1.0 in the JSON format, one a line: for archives, and for whoever shall read them
/// without SkyLink. Holds a page in memory, however much there is, and waits for a slow reader. What cannot be read
/// to its end breaks off: an archive that is not whole does not look so.
/// </summary>
internal sealed class EventArchive(EventTails tails, EventAdministrations administrations, TimeProvider clock)
{
    public const string ContentType = "application/x-ndjson";

    private const int PageSize = 500;

    /// <summary>A place further on may be stamped earlier: stamps are those of the transactions' begin.</summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromHours(6);

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task WriteAsync(ExportRequest request, HttpResponse response, CancellationToken cancellation)
    {
        var from = request.From.ToMicroseconds();
        var to = request.To?.ToMicroseconds() ?? clock.GetUtcNow();
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        foreach (var publisher in administrations.Reachable)
        {
            if (request.Service is null || request.Service == publisher)
            {
                await WriteAsync(
                    publisher, from, to, what => request.Type is null
                        || what.Type.StartsWith(request.Type, StringComparison.Ordinal), response, cancellation);
            }
        }
    }

    private async Task WriteAsync(
        string publisher, DateTimeOffset from, DateTimeOffset to, Func<EventRecord, bool> isWanted,
        HttpResponse response, CancellationToken cancellation)
    {
        var place = await administrations.Of(publisher).PlaceAsync(publisher, from, cancellation);
        var feed = tails.FeedOf(publisher);
        while (true)
        {
            var page = await feed.ReadAsync(place, from, types: null, PageSize, cancellation);
            foreach (var what in page.Where(what => what.At >= from && what.At < to && isWanted(what)))
            {
                await response.Body.WriteAsync(LineOf(what), cancellation);
                await response.Body.WriteAsync(LineEnd, cancellation);
            }

            await response.Body.FlushAsync(cancellation);
            if (page.Count < PageSize || page.All(what => what.At > to + LongestTransaction))
            {
                return;
            }

            place = page[^1].Position;
        }
    }

    private static byte[] LineOf(EventRecord what)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", what.Id);
            json.WriteString("source", what.Publisher);
            json.WriteString("type", what.Type);
            json.WriteString("subject", what.Subject);
            json.WriteString("time", what.At);
            json.WriteString("datacontenttype", "application/json");
            Write(json, "correlationid", what.Correlation);
            Write(json, "traceparent", what.Trace);
            Write(json, "userid", what.Actor?.ToString());
            json.WritePropertyName("data");
            json.WriteRawValue(what.Body!);
            json.WriteEndObject();
        }

        return line.ToArray();
    }

    /// <summary>An extension attribute; there is no null in CloudEvents.</summary>
    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
