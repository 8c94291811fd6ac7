namespace SkyLink.Platform.Events;

/// <summary>
/// The log of a service that runs in this process, for all its readers here. They mostly wait for the same next events:
/// one asks the database, the others find the answer in memory. Who is further behind asks for itself.
/// </summary>
internal sealed class LocalEventFeed(
    Db publisher, EventSignal signal, EventSignatures signatures, TimeProvider clock) : IEventFeed, IDisposable
{
    private const int ReadAtOnce = 500;

    /// <summary>After a signal, rows may be held back for a moment by an older transaction: look again soon.</summary>
    private static readonly TimeSpan SoonPoll = TimeSpan.FromMilliseconds(5);

    /// <summary>Catches what other replicas wrote while their signal was lost.</summary>
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim reading = new(1);
    private volatile RecentEvents recent = RecentEvents.None;
    private long begun;
    private long done;
    private long signalledAt;

    public async Task<IReadOnlyList<EventRecord>> ReadAsync(
        EventPosition after, DateTimeOffset since, string[]? types, int limit, CancellationToken cancellation)
    {
        var asked = Volatile.Read(ref begun);
        if (recent.After(after) is { Count: > 0 } known)
        {
            return RecentEvents.Select(known, types, limit);
        }

        return recent.IsBefore(after)
            ? signatures.Check(await EventLog.ReadAsync(publisher, after, since, types, limit, cancellation))
            : await LookAsync(after, since, types, limit, asked, cancellation);
    }

    private async Task<IReadOnlyList<EventRecord>> LookAsync(
        EventPosition after, DateTimeOffset since, string[]? types, int limit, long asked,
        CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            // A look that began after this one asked has answered it.
            if (recent.After(after) is { } meanwhile && (meanwhile.Count > 0 || done > asked))
            {
                return RecentEvents.Select(meanwhile, types, limit);
            }

            var look = Interlocked.Increment(ref begun);
            var found = signatures.Check(
                await EventLog.ReadAsync(publisher, after, since, types: null, ReadAtOnce, cancellation));
            recent = recent.IsBefore(after) ? recent : recent.With(after, found);
            done = look;
            return RecentEvents.Select(found, types, limit);
        }
        finally
        {
            reading.Release();
        }
    }

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

    public void Dispose() => reading.Dispose();
}

/// <summary>The last events that were read, without a gap: everything between two places of a log.</summary>
/// <param name="From">The place before the first of them.</param>
internal sealed record RecentEvents(EventPosition From, EventRecord[] Events)
{
    private const int CountMax = 1_000;
    private const int CharactersMax = 4_000_000;

    public static RecentEvents None { get; } = new(EventPosition.Start, []);

    private EventPosition End => Events.Length > 0 ? Events[^1].Position : From;

    /// <summary>Whether what follows a place was let go already.</summary>
    public bool IsBefore(EventPosition after) => after < From;

    /// <summary>What is known to follow a place: nothing, at the end; null where it is not known.</summary>
    public ArraySegment<EventRecord>? After(EventPosition place)
    {
        if (place < From || place > End)
        {
            return null;
        }

        var (first, end) = (0, Events.Length);
        while (first < end)
        {
            var middle = (first + end) / 2;
            (first, end) = Events[middle].Position > place ? (first, middle) : (middle + 1, end);
        }

        return new ArraySegment<EventRecord>(Events, first, Events.Length - first);
    }

    /// <summary>For one reader: as many as it wants, without the bodies it did not ask for.</summary>
    public static IReadOnlyList<EventRecord> Select(IReadOnlyList<EventRecord> events, string[]? types, int limit) =>
    [
        .. events.Take(limit).Select(what =>
            types is null || types.Contains(what.Type) ? what : what with { Body = null }),
    ];

    /// <summary>With what follows <paramref name="after"/>; the oldest are let go.</summary>
    public RecentEvents With(EventPosition after, IReadOnlyList<EventRecord> found)
    {
        var isFurther = after == End;
        if (isFurther && found.Count == 0)
        {
            return this;
        }

        EventRecord[] all = isFurther ? [.. Events, .. found] : [.. found];
        var (first, characters) = (all.Length, 0);
        while (first > 0 && all.Length - first < CountMax && characters < CharactersMax)
        {
            characters += all[--first].Body!.Length;
        }

        var from = first > 0 ? all[first - 1].Position : isFurther ? From : after;
        return new RecentEvents(from, all[first..]);
    }
}
