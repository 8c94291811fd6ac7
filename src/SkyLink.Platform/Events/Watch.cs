using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>
/// Events that every process hears, each replica for itself, to correct what it only remembers (a cache, an open
/// page). It begins at the end of the log when the process starts, misses nothing from there on, and may hear an event
/// twice. What must happen once, and must happen, is a <see cref="Subscription"/>.
/// </summary>
/// <param name="lose">
/// Forget everything: what was remembered before the watch began may be outdated. Called once before the first event,
/// and after a handler threw.
/// </param>
public sealed class Watch(Action<IServiceProvider> lose)
{
    private readonly Dictionary<string, Action<IServiceProvider, string>> handlers = new(StringComparer.Ordinal);

    /// <summary>The event types heard, by name.</summary>
    public IReadOnlyCollection<string> Types => handlers.Keys;

    /// <summary>The modules whose logs are read.</summary>
    public IReadOnlyList<string> Publishers { get; private set; } = [];

    /// <summary>Hears events of one class.</summary>
    public Watch On<TEvent>(Action<IServiceProvider, TEvent> handle)
        where TEvent : IEvent
    {
        var type = EventType.Of(typeof(TEvent));
        handlers.Add(type.Name, (services, body) =>
            handle(services, JsonSerializer.Deserialize<TEvent>(body, Json.Options)!));
        Publishers = [.. Publishers.Append(type.Publisher).Distinct(StringComparer.Ordinal)];
        return this;
    }

    internal void Lose(IServiceProvider services) => lose(services);

    internal void Hear(IServiceProvider services, EventRecord what) => handlers[what.Type](services, what.Body!);
}

/// <summary>Reads the ends of the logs that the watches of this process are about.</summary>
internal sealed partial class EventWatcher : IJob
{
    private const int BatchMax = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly IServiceProvider services;
    private readonly EventAdministrations administrations;
    private readonly TimeProvider clock;
    private readonly ILogger<EventWatcher> logger;
    private readonly List<(Watch Watch, string Publisher, IEventFeed Feed)> watched;

    /// <summary>Finds every publisher first, as <see cref="EventPumps"/> does.</summary>
    public EventWatcher(
        RunningModules running, EventFeeds feeds, EventAdministrations administrations, IServiceProvider services,
        TimeProvider clock, ILogger<EventWatcher> logger)
    {
        (this.services, this.administrations, this.clock, this.logger) = (services, administrations, clock, logger);
        var found =
            from watch in running.Builders.SelectMany(module => module.Watches).Distinct()
            from publisher in watch.Publishers
            select (watch, publisher, feeds.Of(publisher));
        watched = [.. found];
    }

    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(watched.Select(it => KeepAsync(it.Watch, it.Publisher, it.Feed, stopping)));

    /// <summary>After a fault it goes on where it was: nothing is missed, it only comes later.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification =
        "The top of a job's loop.")]
    private async Task KeepAsync(Watch watch, string publisher, IEventFeed feed, CancellationToken stopping)
    {
        Place? place = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                place ??= await BeginAsync(watch, publisher, stopping);
                while (true)
                {
                    place = await StepAsync(watch, feed, place, stopping);
                }
            }
            catch (Exception stopped) when (stopping.IsCancellationRequested)
            {
                _ = stopped;
                return;
            }
            catch (Exception fault)
            {
                LogFault(logger, fault, publisher);
            }

            await Task.Delay(PauseAfterFault, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What was remembered before the head was known may be older than the head: it goes first.</summary>
    private async Task<Place> BeginAsync(Watch watch, string publisher, CancellationToken cancellation)
    {
        var head = await administrations.Of(publisher).HeadAsync(publisher, cancellation);
        watch.Lose(services);
        return new Place(head, clock.GetUtcNow());
    }

    private async Task<Place> StepAsync(Watch watch, IEventFeed feed, Place place, CancellationToken cancellation)
    {
        var next = feed.NextAsync(Patience, cancellation);
        var batch = await feed.ReadAsync(place.After, place.Since, [.. watch.Types], BatchMax, cancellation);
        foreach (var what in batch.Where(it => it.Body is not null))
        {
            if (what.IsProven)
            {
                Hear(watch, what);
            }
            else
            {
                LogForged(logger, what.Type, what.Id, what.Publisher);
            }
        }

        if (batch.Count > 0)
        {
            return new Place(batch[^1].Position, batch[^1].At);
        }

        await next;
        return place;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification =
        "A handler may throw anything.")]
    private void Hear(Watch watch, EventRecord what)
    {
        try
        {
            watch.Hear(services, what);
        }
        catch (Exception fault)
        {
            LogUnheard(logger, fault, what.Type, what.Id);
            watch.Lose(services);
        }
    }

    private sealed record Place(EventPosition After, DateTimeOffset Since);

    [LoggerMessage(LogLevel.Critical, "{Type} {EventId} stands in the log of {Publisher}, who did not sign it")]
    private static partial void LogForged(ILogger logger, string type, Guid eventId, string publisher);

    [LoggerMessage(LogLevel.Warning, "{Type} {EventId} is not understood: all that was remembered is forgotten")]
    private static partial void LogUnheard(ILogger logger, Exception fault, string type, Guid eventId);

    [LoggerMessage(LogLevel.Warning, "What {Publisher} says is not heard for now; what it said may be outdated here")]
    private static partial void LogFault(ILogger logger, Exception fault, string publisher);
}
