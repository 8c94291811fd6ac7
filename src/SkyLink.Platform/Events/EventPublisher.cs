namespace SkyLink.Platform.Events;

/// <summary>
/// Says what changes no row of the service: measurements, sightings, what a device reports. Events of many callers
/// share
/// one commit. What tells of a change belongs into that change's transaction (<see cref="Tx.Publish(IEvent)"/>).
/// </summary>
public class EventPublisher : IAsyncDisposable
{
    /// <summary>
    /// Enough for the commit to be a small part of the cost, little enough that nobody waits long for it.
    /// </summary>
    private const int BatchMax = 250;

    private readonly GroupCommit<(IEvent What, EventOrigin Origin), bool> log;

    public EventPublisher(Db db) => log = new(db, Say, BatchMax, isOneStatement: true);

    /// <summary>Durable when this completes; in the order of the calls where each waits for the one before.</summary>
    public Task PublishAsync(IEvent what, CancellationToken cancellation) =>
        log.AddAsync((what, EventOrigin.Current), cancellation);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return log.DisposeAsync();
    }

    /// <summary>The transaction writes what was said in it with its last statement; nothing else is to do.</summary>
    private static Task<IReadOnlyList<bool>> Say(Tx tx, IReadOnlyList<(IEvent What, EventOrigin Origin)> events)
    {
        foreach (var (what, origin) in events)
        {
            tx.Publish(what, origin);
        }

        return Task.FromResult<IReadOnlyList<bool>>(new bool[events.Count]);
    }
}

/// <summary>The publisher of the service whose module is <typeparamref name="TModule"/>.</summary>
public sealed class EventPublisher<TModule>(Db<TModule> db) : EventPublisher(db)
    where TModule : IModule;
