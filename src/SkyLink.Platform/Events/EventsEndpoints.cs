using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Events;

internal static partial class EventsEndpoints
{
    private const string UnreachableHeader = "X-SkyLink-Unreachable";

    private static readonly Permission Read = new(
        "events.read", "Read the journal, the live stream, subscriptions and traces", Role.Analyst, Role.Operator,
            Role.Admin);

    private static readonly Permission Manage = new(
        "events.manage", "Redrive, purge and replay events", Role.Operator, Role.Admin);

    public static void Map(RouteGroupBuilder events)
    {
        events.MapGet("", JournalAsync).WithName("ListEvents").WithSummary("The journal, newest first").Requires(Read);
        EventStreamsEndpoints.Map(events, Read);
        events.MapGet("subscriptions", SubscriptionsAsync).WithName("ListSubscriptions")
            .WithSummary("Who hears what, and how far").Requires(Read);
        events.MapPost("subscriptions/{name}/replay", ReplayAsync)
            .WithName("ReplaySubscription").WithSummary("Let a subscription hear events again")
            .Requires(Manage, rate: RateClass.Write);
        events.MapGet("dead-letters", DeadLettersAsync).WithName("ListDeadLetters")
            .WithSummary("Events nobody could take").Requires(Read);
        events.MapPost("dead-letters/{id}/redrive", RedriveAsync)
            .WithName("RedriveDeadLetter").WithSummary("Give a dead event its tries back")
            .Requires(Manage, rate: RateClass.Write);
        events.MapDelete("dead-letters/{id}", PurgeAsync)
            .WithName("PurgeDeadLetter").WithSummary("Give a dead event up")
            .Requires(Manage, rate: RateClass.Write);
        events.MapGet("traces/{traceId}", TraceAsync).WithName("GetTrace").WithSummary("The recent spans of a trace")
            .Requires(Read);
    }

    private static async Task<Results<Ok<Page<EventEntry>>, ProblemHttpResult>> JournalAsync(
        [AsParameters] JournalRequest request, EventAdministrations administrations, HttpResponse response,
        CancellationToken cancellation)
    {
        JournalPlace? before = null;
        if (request.After is not null && !TryParse(request.After, out before))
        {
            return EventErrors.UnknownPlace.ToProblem();
        }

        var modules = administrations.Reachable.Where(module => request.Service is null || module == request.Service);
        var filter = new JournalFilter(
            request.Type, request.Subject, request.CorrelationId, request.From?.ToMicroseconds(),
            request.To?.ToMicroseconds(), before, request.Limit);
        var (answers, unreachable) = await administrations.AskAllAsync(
            modules, (administration, module) => administration.JournalAsync(module, filter, cancellation));
        Tell(response, unreachable);
        var newest = answers.SelectMany(found => found)
            .OrderByDescending(what => what.At).ThenByDescending(what => what.Id, BigEndianIds.Order)
            .Take(request.Limit).ToList();
        return TypedResults.Ok(Page.Of(newest, request.Limit, EventEntry.Of, PlaceOf));
    }

    private static async Task<Ok<Page<SubscriptionEntry>>> SubscriptionsAsync(
        EventAdministrations administrations, TimeProvider clock, HttpResponse response, CancellationToken cancellation)
    {
        var (answers, unreachable) = await administrations.AskAllAsync(administrations.Reachable,
            (administration, module) => administration.SubscriptionsAsync(module, cancellation));
        Tell(response, unreachable);
        var entries = await Task.WhenAll(answers.SelectMany(found => found)
            .Select(state => EntryOfAsync(state, administrations, clock.GetUtcNow(), cancellation)));
        return TypedResults.Ok(new Page<SubscriptionEntry>([.. entries.OrderBy(it =>
            it.Name, StringComparer.Ordinal)], Next: null));
    }

    private static async Task<SubscriptionEntry> EntryOfAsync(
        SubscriptionState state, EventAdministrations administrations, DateTimeOffset now,
            CancellationToken cancellation)
    {
        var readings = state.Readings.ToDictionary(reading => reading.Publisher, StringComparer.Ordinal);
        var (backlogs, _) = await administrations.AskAllAsync(
            readings.Keys.Intersect(administrations.Reachable, StringComparer.Ordinal),
            (administration, publisher) => administration.BacklogAsync(
                publisher, readings[publisher].Position, state.Types, cancellation));
        var since = backlogs.Min(backlog => backlog.Since);
        var last = state.Readings.Select(reading => reading.ReadUntil).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        return new SubscriptionEntry(
            state.Name,
            state.Module,
            state.Types,
            backlogs.Sum(backlog => backlog.Count),
            since is null ? 0 : Math.Max((now - since.Value).TotalSeconds, 0),
            state.Waiting,
            state.Dead,
            last == DateTimeOffset.MinValue ? null : last);
    }

    private static async Task<Results<Accepted<ReplayAnswer>, ProblemHttpResult>> ReplayAsync(
        string name, ReplayRequest request, EventAdministrations administrations, Caller caller,
        ILogger<EventsModule> logger, CancellationToken cancellation)
    {
        var (answers, _) = await administrations.AskAllAsync(administrations.Reachable,
            (administration, module) => administration.SubscriptionsAsync(module, cancellation));
        if (answers.SelectMany(found => found).FirstOrDefault(it => it.Name == name) is not { } state)
        {
            return EventErrors.UnknownSubscription.ToProblem();
        }

        var from = request.From.ToMicroseconds();
        foreach (var publisher in state.Readings.Select(reading => reading.Publisher))
        {
            var place = await administrations.Of(publisher).PlaceAsync(publisher, from, cancellation);
            await administrations.Of(state.Module).SetPlaceAsync(
                state.Module, name, publisher, place, from, cancellation);
        }

        LogReplay(logger, name, from, caller.UserId);
        return TypedResults.Accepted(
            (string?)null, new ReplayAnswer(name, from, [.. state.Readings.Select(reading => reading.Publisher)]));
    }

    private static async Task<Results<Ok<Page<DeadLetterEntry>>, ProblemHttpResult>> DeadLettersAsync(
        [StringLength(100)] string? after, [Range(1, PageRequest.LimitMax)] int? limit,
        EventAdministrations administrations, HttpResponse response, CancellationToken cancellation)
    {
        var start = (Module: "", Number: 0L);
        if (after is not null && !TryParse(after, out start))
        {
            return EventErrors.UnknownPlace.ToProblem();
        }

        var max = Math.Clamp(limit ?? 50, 1, PageRequest.LimitMax);
        var (answers, unreachable) = await administrations.AskAllAsync(
            administrations.Reachable.Where(module => string.CompareOrdinal(module, start.Module) >= 0),
            async (administration, module) => (module, Dead: await administration.DeadAsync(
                module, module == start.Module ? start.Number : 0, max, cancellation)));
        Tell(response, unreachable);
        var dead = answers.OrderBy(it => it.module, StringComparer.Ordinal)
            .SelectMany(it => it.Dead.Select(letter => EntryOf(it.module, letter))).Take(max).ToList();
        return TypedResults.Ok(Page.Of(dead, max, letter => letter, letter => letter.Id));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> RedriveAsync(
        string id, EventAdministrations administrations, Caller caller, ILogger<EventsModule> logger,
        CancellationToken cancellation) =>
            WithDeadLetterAsync(id, administrations, async (administration, module, number) =>
    {
        LogRedrive(logger, id, caller.UserId);
        return await administration.RedriveAsync(module, number, cancellation);
    });

    private static Task<Results<NoContent, ProblemHttpResult>> PurgeAsync(
        string id, EventAdministrations administrations, Caller caller, ILogger<EventsModule> logger,
        CancellationToken cancellation) =>
            WithDeadLetterAsync(id, administrations, async (administration, module, number) =>
    {
        LogPurge(logger, id, caller.UserId);
        return await administration.PurgeAsync(module, number, cancellation);
    });

    private static async Task<Results<NoContent, ProblemHttpResult>> WithDeadLetterAsync(
        string id, EventAdministrations administrations, Func<IEventAdministration, string, long, Task<bool>> act) =>
        TryParse(id, out (string Module, long Number) letter)
        && administrations.Reachable.Contains(letter.Module, StringComparer.Ordinal)
        && await act(administrations.Of(letter.Module), letter.Module, letter.Number)
            ? TypedResults.NoContent()
            : EventErrors.UnknownDeadLetter.ToProblem();

    private static async Task<Results<Ok<List<RecentSpan>>, ProblemHttpResult>> TraceAsync(
        string traceId, EventAdministrations administrations, CancellationToken cancellation)
    {
        if (traceId.Length != 32 || !traceId.All(char.IsAsciiHexDigitLower))
        {
            return EventErrors.UnknownTrace.ToProblem();
        }

        var spans = new List<RecentSpan>();
        foreach (var process in administrations.Processes)
        {
            try
            {
                spans.AddRange(await process.SpansAsync(traceId, cancellation));
            }
            catch (RemoteCallException)
            {
                continue; // That process' part of the picture is missing.
            }
        }

        return spans.Count > 0
            ? TypedResults.Ok(spans.DistinctBy(span => span.SpanId).OrderBy(span => span.StartedAt).ToList())
            : EventErrors.UnknownTrace.ToProblem();
    }

    private static DeadLetterEntry EntryOf(string module, Parked letter)
    {
        using var body = JsonDocument.Parse(letter.Event.Body!);
        return new DeadLetterEntry(
            $"{module}:{letter.Id}", letter.Subscription, letter.Event.Id, letter.Event.Type, letter.Event.Subject,
            letter.Event.Publisher, letter.Event.Correlation, letter.Attempts, letter.Reason, letter.ParkedAt,
            letter.NextAt, body.RootElement.Clone());
    }

    private static void Tell(HttpResponse response, List<string> unreachable)
    {
        if (unreachable.Count > 0)
        {
            response.Headers[UnreachableHeader] = string.Join(", ", unreachable);
        }
    }

    private static string PlaceOf(EventRecord what) =>
        $"{(what.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}-{what.Id:n}";

    private static bool TryParse(string text, out JournalPlace? place)
    {
        place = text.Split('-') is [var micros, var id]
            && long.TryParse(micros, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && at < 253_402_300_800_000_000
            && Guid.TryParseExact(id, "n", out var guid)
            ? new JournalPlace(DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond), guid)
            : null;
        return place is not null;
    }

    private static bool TryParse(string text, out (string Module, long Number) letter)
    {
        letter = text.Split(':') is [var module, var number]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? (module, parsed)
            : ("", 0);
        return letter.Module.Length > 0;
    }

    /// <summary>PostgreSQL compares uuids byte by byte; so must whoever merges what it sorted.</summary>
    private static class BigEndianIds
    {
        public static readonly IComparer<Guid> Order = Comparer<Guid>.Create((one, other) =>
            one.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(other.ToByteArray(bigEndian: true)));
    }

    [LoggerMessage(LogLevel.Information, "{Subscription} hears everything since {From} again, by order of {User}")]
    private static partial void LogReplay(ILogger logger, string subscription, DateTimeOffset from, Guid user);

    [LoggerMessage(LogLevel.Information, "Dead letter {Id} is tried again, by order of {User}")]
    private static partial void LogRedrive(ILogger logger, string id, Guid user);

    [LoggerMessage(LogLevel.Information, "Dead letter {Id} is given up, by order of {User}")]
    private static partial void LogPurge(ILogger logger, string id, Guid user);
}
