using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>What a reader in another process asks of a log.</summary>
/// <param name="HoldMilliseconds">How long the answer may be held back while there is nothing to read.</param>
internal sealed record FeedRequest(
    string After, DateTimeOffset Since, string[]? Types, [property: Range(1, 1_000)] int Limit,
    [property: Range(0, RemoteEventFeed.HoldMax)] int HoldMilliseconds);

/// <summary>
/// A log read over HTTP. Waiting happens at the publisher: a request that finds nothing is held until something is
/// written, a few seconds at most, so that an event crosses processes in one round trip.
/// </summary>
internal sealed class RemoteEventFeed(string publisher, HttpClient http, InsideKey key) : IEventFeed
{
    public const int HoldMax = 5_000;

    private bool isAtTheEnd;
    private TimeSpan patience;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/inside/events/{publisher}", AnswerAsync)
        .OnlyInside("carries events between processes").ExcludeFromDescription();

    public async Task<IReadOnlyList<EventRecord>> ReadAsync(
        EventPosition after, DateTimeOffset since, string[]? types, int limit, CancellationToken cancellation)
    {
        var path = $"/inside/events/{publisher}";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new FeedRequest(after.ToString(), since, types, limit, isAtTheEnd ? Hold : 0), Json.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(InsideKey.Header, key.Prove("POST", path, body));
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        var found = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<List<EventRecord>>(
            answer.Content, Json.Options, cancellation))!;
        isAtTheEnd = found.Count == 0;
        return found;
    }

    /// <summary>Nothing to wait for here: the next read is held at the publisher.</summary>
    public Task NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        this.patience = patience;
        return Task.CompletedTask;
    }

    private int Hold => (int)Math.Min(patience.TotalMilliseconds, HoldMax);

    private static async Task<Results<Ok<IReadOnlyList<EventRecord>>, ProblemHttpResult>> AnswerAsync(
        string publisher, FeedRequest request, EventFeeds feeds, EventSignal signal, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (feeds.Local(publisher) is not { } log
            || !EventPosition.TryParse(request.After, out var after))
        {
            return EventErrors.UnknownPublisher.ToProblem();
        }

        var until = clock.GetUtcNow() + TimeSpan.FromMilliseconds(request.HoldMilliseconds);
        while (true)
        {
            var next = signal.Next(publisher);
            var found = await log.ReadAsync(after, request.Since, request.Types, request.Limit, cancellation);
            var left = until - clock.GetUtcNow();
            if (found.Count > 0 || left <= TimeSpan.Zero)
            {
                return TypedResults.Ok(found);
            }

            var poll = TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds, 250));
            await next.WaitAsync(poll, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
