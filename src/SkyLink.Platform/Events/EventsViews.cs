using System.Text.Json;

namespace SkyLink.Platform.Events;

/// <summary>An event as people see it.</summary>
/// <param name="Service">The module that said it.</param>
/// <param name="UserId">Whose request caused it; null where nobody asked.</param>
/// <param name="Data">Its content.</param>
internal sealed record EventEntry(
    Guid Id, string Type, string Service, string Subject, string? CorrelationId, string? Traceparent, DateTimeOffset At,
    Guid? UserId, JsonElement Data)
{
    public static EventEntry Of(EventRecord what)
    {
        using var body = JsonDocument.Parse(what.Body!);
        return new EventEntry(
            what.Id, what.Type, what.Publisher, what.Subject, what.Correlation, what.Trace, what.At,
            what.Actor, body.RootElement.Clone());
    }
}

/// <param name="Topics">The event types it hears.</param>
/// <param name="Lag">Events it has still to read, counted up to 10,000.</param>
/// <param name="LagSeconds">How long the oldest of them waits.</param>
/// <param name="Parked">Events set aside that will be tried again.</param>
/// <param name="LastHandledAt">When the last event it read was said.</param>
internal sealed record SubscriptionEntry(
    string Name, string Service, IReadOnlyList<string> Topics, int Lag, double LagSeconds, int Parked, int Dead,
    DateTimeOffset? LastHandledAt);

/// <param name="Id">Of the subscriber's module and its number there: <c>trade.sellers:17</c>.</param>
internal sealed record DeadLetterEntry(
    string Id, string Subscription, Guid EventId, string Type, string Subject, string Service, string? CorrelationId,
    int Attempts, string Error, DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt, JsonElement Data);

/// <param name="From">Events said at this moment or later are heard again.</param>
internal sealed record ReplayRequest(DateTimeOffset From);

/// <param name="Publishers">The services whose logs are read again.</param>
internal sealed record ReplayAnswer(string Subscription, DateTimeOffset From, IReadOnlyList<string> Publishers);

/// <summary>Filters and place of the journal, from the query string.</summary>
/// <param name="From">Said at this moment or later.</param>
/// <param name="To">Said before this moment.</param>
internal sealed record JournalRequest(
    [property: StringLength(200)] string? Type, [property: StringLength(500)] string? Subject,
    [property: StringLength(100)] string? CorrelationId, [property: StringLength(100)] string? Service,
    DateTimeOffset? From, DateTimeOffset? To, [property: StringLength(100)] string? After,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <summary>What a stream tells, from the query string; what is not given does not matter.</summary>
/// <param name="Topic">The beginning of a type's name.</param>
/// <param name="UserId">Whose requests caused it.</param>
internal sealed record StreamRequest(
    [property: StringLength(200)] string? Topic, [property: StringLength(100)] string? CorrelationId, Guid? UserId)
{
    public bool Wants(EventRecord what) =>
        (Topic is null || what.Type.StartsWith(Topic, StringComparison.Ordinal))
        && (CorrelationId is null || what.Correlation == CorrelationId)
        && (UserId is null || what.Actor == UserId);
}

/// <summary>
/// That something happened, for whoever caused it: what exactly, the service tells those who may know.
/// </summary>
internal sealed record EventNote(
    Guid Id, string Type, string Service, string Subject, string? CorrelationId, DateTimeOffset At)
{
    public static EventNote Of(EventRecord what) =>
        new(what.Id, what.Type, what.Publisher, what.Subject, what.Correlation, what.At);
}
