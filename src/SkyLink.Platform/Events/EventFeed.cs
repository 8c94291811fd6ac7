using System.Collections.Concurrent;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>
/// Where one publisher's log is read: beside the reader in this process, or over HTTP in another.
/// </summary>
public interface IEventFeed
{
    /// <summary>The next events after a place; see <see cref="EventRecord.Body"/> on types not asked for.</summary>
    Task<IReadOnlyList<EventRecord>> ReadAsync(
        EventPosition after, DateTimeOffset since, string[]? types, int limit, CancellationToken cancellation);

    /// <summary>
    /// Completes when there may be more to read, or after a while, at most <paramref name="patience"/>. Take it before
    /// reading.
    /// </summary>
    Task NextAsync(TimeSpan patience, CancellationToken cancellation);
}

/// <summary>The feeds of this process. A log that is written here is read once for all who read it here.</summary>
internal sealed class EventFeeds(
    IServiceProvider services, RunningModules running, EventSignal signal, EventSignatures signatures,
    TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, LocalEventFeed> local = new(StringComparer.Ordinal);

    /// <summary>The log of a publisher, wherever it runs, for one reader.</summary>
    public IEventFeed Of(string publisher) => Local(publisher) is { } here ? here : new RemoteEventFeed(
        publisher, ServiceAddresses.Client(services, publisher), services.GetRequiredService<InsideKey>(), signatures);

    /// <summary>Null if the publisher runs elsewhere, or nowhere.</summary>
    public LocalEventFeed? Local(string publisher) => running.Has(publisher)
        ? local.GetOrAdd(
            publisher,
            name => new LocalEventFeed(services.GetRequiredKeyedService<Db>(name), signal, signatures, clock))
        : null;

    public void Dispose()
    {
        foreach (var feed in local.Values)
        {
            feed.Dispose();
        }
    }
}
