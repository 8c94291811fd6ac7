namespace SkyLink.Platform.Events;

/// <summary>
/// Where a subscription reads one publisher's log: beside it in this process, or over HTTP in another.
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

/// <summary>The feed of a service that runs in this process.</summary>
internal sealed class LocalEventFeed(Db publisher, EventSignal signal, TimeProvider clock) : IEventFeed
{
    /// <summary>After a signal, rows may be held back for a moment by an older transaction: look again soon.</summary>
    private static readonly TimeSpan SoonPoll = TimeSpan.FromMilliseconds(5);

    /// <summary>Catches what other replicas wrote while their signal was lost.</summary>
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(1);

    private long signalledAt;

    public async Task<IReadOnlyList<EventRecord>> ReadAsync(
        EventPosition after, DateTimeOffset since, string[]? types, int limit, CancellationToken cancellation) =>
        await EventLog.ReadAsync(publisher, after, since, types, limit, cancellation);

    public async Task NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var next = signal.Next(publisher.Module);
        var poll = clock.GetElapsedTime(signalledAt) < IdlePoll ? SoonPoll : IdlePoll;
        await next.WaitAsync(poll < patience ? poll : patience, clock, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (next.IsCompleted)
        {
            signalledAt = clock.GetTimestamp();
        }
    }
}
