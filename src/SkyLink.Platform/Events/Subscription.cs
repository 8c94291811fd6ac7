using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>Whether events about one subject wait for each other.</summary>
public enum EventOrder
{
    /// <summary>A failed event waits aside; later ones about its subject go on.</summary>
    Standard,

    /// <summary>
    /// A failed event holds back the later ones of its subject until it succeeds or is dead. Others go on.
    /// </summary>
    Fifo,
}

/// <summary>What a handler may know of the event beside its content.</summary>
public sealed record EventContext(Guid Id, string Type, string Subject, DateTimeOffset At, string? Correlation,
    int Attempt);

/// <summary>
/// A named reader of events with its handlers. The effects of a handler, made through its <see cref="Tx"/>, and the
/// fact that the event was read commit together: they happen once.
/// </summary>
public sealed record Subscription(string Name, EventOrder Order = EventOrder.Fifo)
{
    private readonly Dictionary<string, Handler> handlers = new(StringComparer.Ordinal);

    /// <summary>Tries before an event is dead.</summary>
    public int AttemptsMax { get; init; } = 8;

    /// <summary>
    /// The wait after the first failure; doubled after each further one, with jitter, up to five minutes.
    /// </summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Events handled in one transaction at most.</summary>
    public int BatchMax { get; init; } = 500;

    /// <summary>The module that subscribes; set when it is added.</summary>
    public string Module { get; init; } = "";

    /// <summary>The event types heard, by name.</summary>
    public IReadOnlyCollection<string> Types => handlers.Keys;

    /// <summary>The modules whose logs are read.</summary>
    public IReadOnlyList<string> Publishers { get; private set; } = [];

    /// <summary>Hears events of one class.</summary>
    /// <param name="handle">Changes only what <see cref="Tx"/> changes; may be called again with the same
    /// event.</param>
    public Subscription On<TEvent>(Func<IServiceProvider, Tx, TEvent, EventContext, Task> handle)
        where TEvent : IEvent
    {
        var type = EventType.Of(typeof(TEvent));
        handlers.Add(type.Name, (services, tx, body, context) =>
            handle(services, tx, JsonSerializer.Deserialize<TEvent>(body, Json.Options)!, context));
        Publishers = [.. Publishers.Append(type.Publisher).Distinct(StringComparer.Ordinal)];
        return this;
    }

    internal Task HandleAsync(IServiceProvider services, Tx tx, EventRecord what, int attempt) =>
        handlers[what.Type](services, tx, what.Body!, new EventContext(
            what.Id, what.Type, what.Subject, what.At, what.Correlation, attempt));

    /// <summary>
    /// The wait after so many failed tries: doubling, at most five minutes, ± 20 % by the event's id.
    /// </summary>
    internal TimeSpan WaitAfter(int attempts, Guid id)
    {
        var doubled = FirstWait * Math.Pow(2, Math.Min(attempts - 1, 20));
        var jitter = 0.8 + (0.4 * (id.ToByteArray()[15] / 255.0));
        return TimeSpan.FromTicks(Math.Min(doubled.Ticks, TimeSpan.FromMinutes(5).Ticks)) * jitter;
    }

    private delegate Task Handler(IServiceProvider services, Tx tx, string body, EventContext context);
}
