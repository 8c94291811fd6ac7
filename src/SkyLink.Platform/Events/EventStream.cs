using System.Text.Json;
using System.Threading.Channels;

namespace SkyLink.Platform.Events;

/// <summary>
/// Where a client stands in every log it listens to: the id of a server-sent event. Sent back as Last-Event-ID, the
/// client misses nothing and hears nothing twice.
/// </summary>
internal sealed class StreamPlaces
{
    /// <summary>Names and numbers of a hundred services fit.</summary>
    public const int LengthMax = 8_000;

    private readonly SortedDictionary<string, EventPosition> places = new(StringComparer.Ordinal);

    public EventPosition? this[string publisher]
    {
        get => places.TryGetValue(publisher, out var place) ? place : null;
        set => places[publisher] = value!.Value;
    }

    /// <summary>Null if it is not what <see cref="ToString"/> wrote.</summary>
    public static StreamPlaces? Parse(string text)
    {
        var read = new StreamPlaces();
        foreach (var part in text.Length <= LengthMax ? text.Split(',') : [""])
        {
            if (part.Split(':') is not [{ Length: > 0 } publisher, var place]
                || !EventPosition.TryParse(place, out var position))
            {
                return null;
            }

            read[publisher] = position;
        }

        return read;
    }

    public override string ToString() => string.Join(',', places.Select(place => $"{place.Key}:{place.Value}"));
}

/// <summary>One client's live stream (text/event-stream).</summary>
/// <param name="tails">The live ends of the logs.</param>
/// <param name="publishers">Whose logs are followed.</param>
/// <param name="isWanted">Whether an event is told.</param>
/// <param name="viewOf">How it is told.</param>
/// <param name="patience">How long the client may take nothing.</param>
internal sealed class EventStream(
    EventTails tails, IReadOnlyList<string> publishers, Func<EventRecord, bool> isWanted,
    Func<EventRecord, object> viewOf, TimeSpan patience)
{
    /// <summary>Events that may wait for a slow client; beyond that it is let go and comes back for the rest.</summary>
    private const int WaitingMax = 2_000;

    private const int BatchMax = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly Channel<EventRecord> live =
        Channel.CreateBounded<EventRecord>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <param name="context">Whose answer becomes the stream.</param>
    /// <param name="from">Where to go on; logs it does not name begin at their end.</param>
    /// <param name="cancellation">The client went, or the host stops.</param>
    public async Task RunAsync(HttpContext context, StreamPlaces from, CancellationToken cancellation)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache, no-transform";
        try
        {
            var joined = await JoinAsync(cancellation);
            foreach (var (publisher, end) in joined)
            {
                from[publisher] ??= end;
            }

            // An id alone is no event, but the client remembers it: it may lose its connection before the first one.
            var without = publishers.Except(joined.Keys, StringComparer.Ordinal).ToList();
            var note = without.Count > 0 ? $": without {string.Join(", ", without)}\n" : "";
            await WriteAsync(context, $"{note}id: {from}\n\n", cancellation);
            foreach (var (publisher, end) in joined)
            {
                await CatchUpAsync(context, publisher, from, end, cancellation);
            }

            await TakenAsync(context.Response.Body.FlushAsync(cancellation), cancellation);
            await GoOnAsync(context, from, cancellation);
        }
        catch (TimeoutException)
        {
            context.Abort(); // It reads nothing: the connection is not kept for it. It may come back with its place.
        }
        finally
        {
            foreach (var publisher in publishers)
            {
                tails.Leave(publisher, live.Writer);
            }
        }
    }

    /// <summary>The ends of the logs. One whose process does not answer is left out: the others go on.</summary>
    private async Task<Dictionary<string, EventPosition>> JoinAsync(CancellationToken cancellation)
    {
        var joined = new Dictionary<string, EventPosition>(StringComparer.Ordinal);
        foreach (var publisher in publishers)
        {
            try
            {
                joined[publisher] = await tails.JoinAsync(publisher, live.Writer, cancellation);
            }
            catch (RemoteCallException)
            {
                continue;
            }
        }

        return joined;
    }

    private async Task CatchUpAsync(
        HttpContext context, string publisher, StreamPlaces places, EventPosition until, CancellationToken cancellation)
    {
        var feed = tails.FeedOf(publisher);
        while (places[publisher] < until)
        {
            var batch = await feed.ReadAsync(
                places[publisher]!.Value, DateTimeOffset.MinValue, types: null, BatchMax, cancellation);
            foreach (var what in batch.TakeWhile(what => what.Position <= until))
            {
                await TellAsync(context, what, places, cancellation);
            }

            if (batch.Count < BatchMax || batch[^1].Position > until)
            {
                places[publisher] = until;
            }
        }
    }

    private async Task GoOnAsync(HttpContext context, StreamPlaces places, CancellationToken cancellation)
    {
        while (true)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            silence.CancelAfter(Heartbeat);
            try
            {
                if (!await live.Reader.WaitToReadAsync(silence.Token))
                {
                    return; // Too slow: the client comes back with its place.
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                await WriteAsync(context, $": alive\nid: {places}\n\n", cancellation);
            }

            while (live.Reader.TryRead(out var what))
            {
                if (places[what.Publisher] < what.Position)
                {
                    await TellAsync(context, what, places, cancellation);
                }
            }

            await TakenAsync(context.Response.Body.FlushAsync(cancellation), cancellation);
        }
    }

    private async Task TellAsync(
        HttpContext context, EventRecord what, StreamPlaces places, CancellationToken cancellation)
    {
        places[what.Publisher] = what.Position;
        if (isWanted(what))
        {
            var data = JsonSerializer.Serialize(viewOf(what), Json.Options);
            await TakenAsync(
                context.Response.WriteAsync($"id: {places}\ndata: {data}\n\n", cancellation), cancellation);
        }
    }

    private async Task WriteAsync(HttpContext context, string text, CancellationToken cancellation)
    {
        await TakenAsync(context.Response.WriteAsync(text, cancellation), cancellation);
        await TakenAsync(context.Response.Body.FlushAsync(cancellation), cancellation);
    }

    /// <summary>Writing waits while the client's and our buffers are full.</summary>
    /// <exception cref="TimeoutException">They stay full.</exception>
    private Task TakenAsync(Task writing, CancellationToken cancellation) =>
        writing.IsCompletedSuccessfully ? writing : writing.WaitAsync(patience, TimeProvider.System, cancellation);
}
