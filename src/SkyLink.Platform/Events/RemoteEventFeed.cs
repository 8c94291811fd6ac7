using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>What a reader in another process asks of a log.</summary>
/// <param name="HoldMilliseconds">How long the answer may be held back while there is nothing to read.</param>
internal sealed record FeedRequest(
    string After, DateTimeOffset Since, string[]? Types, [property: Range(1, 1_000)] int Limit,
    [property: Range(0, RemoteEventFeed.HoldMax)] int HoldMilliseconds);

/// <param name="Proofs">Of the transactions whose events have bodies, each once: readers do not take our word.</param>
internal sealed record FeedAnswer(IReadOnlyList<EventRecord> Events, IReadOnlyList<FeedProof> Proofs)
{
    public static FeedAnswer Of(IReadOnlyList<EventRecord> events) => new(events, [
        .. events.Where(it => it is { Body: not null, Signature: not null })
            .DistinctBy(it => it.Position.Transaction)
            .Select(it => new FeedProof(it.Position.Transaction, it.Signature!)),
    ]);

    /// <summary>The events, with what proves them.</summary>
    public List<EventRecord> Joined()
    {
        var proofs = Proofs.DistinctBy(it => it.Transaction).ToDictionary(it => it.Transaction, it => it.Signature);
        return [.. Events.Select(it => it with { Signature = proofs.GetValueOrDefault(it.Position.Transaction) })];
    }
}

internal sealed record FeedProof(ulong Transaction, byte[] Signature);

/// <summary>
/// A log read over HTTP. Waiting happens at the publisher: a request that finds nothing is held until something is
/// written, a few seconds at most, so that an event crosses processes in one round trip.
/// </summary>
internal sealed class RemoteEventFeed(string publisher, HttpClient http, InsideKey key, EventSignatures signatures)
    : IEventFeed
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
        var found = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<FeedAnswer>(
            answer.Content, Json.Options, cancellation))!;
        isAtTheEnd = found.Events.Count == 0;
        return signatures.Check(found.Joined());
    }

    /// <summary>Nothing to wait for here: the next read is held at the publisher.</summary>
    public Task NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        this.patience = patience;
        return Task.CompletedTask;
    }

    private int Hold => (int)Math.Min(patience.TotalMilliseconds, HoldMax);

    private static async Task<Results<Ok<FeedAnswer>, ProblemHttpResult>> AnswerAsync(
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
                return TypedResults.Ok(FeedAnswer.Of(found));
            }

            var poll = TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds, 250));
            await next.WaitAsync(poll, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
