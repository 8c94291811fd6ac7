using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>What a reader in another process asks of a log.</summary>
internal sealed record FeedRequest(
    string After, DateTimeOffset Since, string[]? Types, [property: Range(1, 1_000)] int Limit, bool Wait);

/// <summary>
/// A log read over HTTP. Waiting happens at the publisher: a request that finds nothing is held until something is
/// written, a few seconds at most, so that an event crosses processes in one round trip.
/// </summary>
internal sealed class RemoteEventFeed(string publisher, HttpClient http, InsideKey key) : IEventFeed
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);
    private bool wait;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/inside/events/{publisher}", AnswerAsync)
        .OnlyInside("carries events between processes").ExcludeFromDescription();

    public async Task<IReadOnlyList<EventRecord>> ReadAsync(
        EventPosition after, DateTimeOffset since, string[]? types, int limit, CancellationToken cancellation)
    {
        var path = $"/inside/events/{publisher}";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new FeedRequest(after.ToString(), since, types, limit, wait), Json.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(InsideKey.Header, key.Prove("POST", path, body));
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        var found = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<List<EventRecord>>(
            answer.Content, Json.Options, cancellation))!;
        wait = found.Count == 0;
        return found;
    }

    /// <summary>Nothing to wait for here: the next read is held at the publisher.</summary>
    public Task NextAsync(CancellationToken cancellation) => Task.CompletedTask;

    private static async Task<Results<Ok<List<EventRecord>>, ProblemHttpResult>> AnswerAsync(
        string publisher, FeedRequest request, IServiceProvider services, EventSignal signal, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (services.GetKeyedService<Db>(publisher) is not { } db
            || !EventPosition.TryParse(request.After, out var after))
        {
            return EventErrors.UnknownPublisher.ToProblem();
        }

        var until = clock.GetUtcNow() + Hold;
        while (true)
        {
            var next = signal.Next(publisher);
            var found = await EventLog.ReadAsync(db, after, request.Since, request.Types, request.Limit, cancellation);
            var left = until - clock.GetUtcNow();
            if (found.Count > 0 || !request.Wait || left <= TimeSpan.Zero)
            {
                return TypedResults.Ok(found);
            }

            var poll = TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds, 250));
            await next.WaitAsync(poll, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
