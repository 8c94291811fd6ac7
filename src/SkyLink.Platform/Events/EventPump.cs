using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SkyLink.Platform.Events;

/// <summary>
/// Carries one publisher's events to one subscription. Reads a batch, handles it and moves the cursor in a single
/// transaction of the subscriber; when that fails, goes event by event and parks the one at fault, so that a poisoned
/// event stops nobody but its own subject.
/// </summary>
internal sealed partial class EventPump(
    Subscription subscription, string publisher, Db db, IEventFeed feed, IServiceProvider services, TimeProvider clock,
    ILogger<EventPump> logger)
{
    /// <summary>
    /// After less than a full batch: each transaction of a reader is a flush of the disk that a writer waits behind, so
    /// what comes within a moment is taken together.
    /// </summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan RetryLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RedriveLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);
    private const string NotProven = "events.signature_invalid: its publisher did not sign it";

    private static readonly ActivitySource Traces = new("SkyLink.Events");
    private static readonly Meter Meter = new("SkyLink.Events");
    private static readonly Counter<long> Forged = Meter.CreateCounter<long>(
        "skylink.events.forged", "{event}", "Events in a log that their publisher did not sign. None is handled.");

    private readonly Guid owner = Guid.CreateVersion7();
    private readonly string[] types = [.. subscription.Types];
    private HashSet<string> held = [];
    private DateTimeOffset renewedAt;
    private DateTimeOffset retriedAt;

    /// <summary>Runs until cancelled; a fault (a database away, a lease lost) starts it over after a pause.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The top of a job's loop.")]
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await RunUnderLeaseAsync(cancellation);
            }
            catch (Exception stopped) when (cancellation.IsCancellationRequested)
            {
                _ = stopped;
                return;
            }
            catch (Exception fault)
            {
                LogFault(logger, fault, subscription.Name, publisher);
            }

            await Task.Delay(LeaseRetry, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunUnderLeaseAsync(CancellationToken cancellation)
    {
        var cursor = await db.InTransactionAsync(
            tx => CursorStore.LeaseAsync(tx, subscription.Name, publisher, owner), cancellation);
        if (cursor is null)
        {
            return;
        }

        try
        {
            held = await db.InStatementAsync(tx => ParkedStore.SubjectsAsync(tx, subscription.Name), cancellation);
            renewedAt = clock.GetUtcNow();
            while (true)
            {
                cursor = await StepAsync(cursor, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await db.InTransactionAsync(tx => CursorStore.ReleaseAsync(tx, cursor), CancellationToken.None);
            throw;
        }
    }

    private async Task<Cursor> StepAsync(Cursor cursor, CancellationToken cancellation)
    {
        var hasRetried = await RetryParkedAsync(cursor, cancellation);
        var patience = held.Count == 0 ? IdleLook : hasRetried ? TimeSpan.Zero : RetryLook;
        var next = feed.NextAsync(patience, cancellation);
        var batch = await feed.ReadAsync(
            cursor.Position, cursor.ReadUntil, types, subscription.BatchMax, cancellation);
        if (batch.Count == 0)
        {
            await next;
            return await RenewAsync(cursor, cancellation);
        }

        var moved = cursor with { Position = batch[^1].Position, ReadUntil = Later(cursor.ReadUntil, batch[^1].At) };
        var mine = batch.Where(it => it.Body is not null).ToList();
        if (mine.Count == 0)
        {
            return await RenewAsync(moved, cancellation);
        }

        if (!mine.TrueForAll(it => it.IsProven) || !await HandleTogetherAsync(mine, moved, cancellation))
        {
            return await HandleOneByOneAsync(mine, cursor, moved, cancellation);
        }

        if (batch.Count < subscription.BatchMax)
        {
            await Task.Delay(Breath, clock, cancellation);
        }

        return moved;
    }

    /// <summary>The usual way: all events of a batch in one transaction. False if any handler threw.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification =
        "A handler may throw anything.")]
    private async Task<bool> HandleTogetherAsync(List<EventRecord> batch, Cursor moved, CancellationToken cancellation)
    {
        if (subscription.Order == EventOrder.Fifo && held.Count > 0 && batch.Exists(it => held.Contains(it.Subject)))
        {
            return false;
        }

        try
        {
            await db.InTransactionAsync(async tx =>
            {
                foreach (var what in batch)
                {
                    await HandleAsync(tx, what, attempt: 1);
                }

                await CursorStore.MoveAsync(tx, moved);
            }, cancellation);
            renewedAt = clock.GetUtcNow();
            return true;
        }
        catch (Exception fault) when (fault is not LeaseLostException and not OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Cursor> HandleOneByOneAsync(
        List<EventRecord> batch, Cursor from, Cursor to, CancellationToken cancellation)
    {
        var cursor = from;
        foreach (var what in batch)
        {
            cursor = cursor with { Position = what.Position, ReadUntil = Later(cursor.ReadUntil, what.At) };
            if (!what.IsProven)
            {
                await RefuseAsync(what, cursor, cancellation);
            }
            else if (subscription.Order == EventOrder.Fifo && held.Contains(what.Subject))
            {
                await ParkAsync(what, cursor, attempts: 0, "waits for an earlier event of its subject", cancellation);
            }
            else
            {
                await HandleAloneAsync(what, cursor, cancellation);
            }
        }

        await db.InTransactionAsync(tx => CursorStore.MoveAsync(tx, to), cancellation);
        return to;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification =
        "A handler may throw anything.")]
    private async Task HandleAloneAsync(EventRecord what, Cursor moved, CancellationToken cancellation)
    {
        try
        {
            await db.InTransactionAsync(async tx =>
            {
                await HandleAsync(tx, what, attempt: 1);
                await CursorStore.MoveAsync(tx, moved);
            }, cancellation);
        }
        catch (Exception fault) when (fault is not LeaseLostException and not OperationCanceledException)
        {
            LogParked(logger, fault, what.Type, what.Id, subscription.Name);
            await ParkAsync(what, moved, attempts: 1, Reason(fault), cancellation);
        }
    }

    /// <summary>
    /// Nobody knows who wrote it: it is dead at once, for people to look at, and holds nothing of its subject up.
    /// </summary>
    private async Task RefuseAsync(EventRecord what, Cursor moved, CancellationToken cancellation)
    {
        Forged.Add(1, new KeyValuePair<string, object?>("publisher", publisher));
        LogForged(logger, what.Type, what.Id, publisher, subscription.Name);
        await db.InTransactionAsync(async tx =>
        {
            await ParkedStore.AddDeadAsync(tx, subscription.Name, what, NotProven);
            await CursorStore.MoveAsync(tx, moved);
        }, cancellation);
    }

    private async Task ParkAsync(
        EventRecord what, Cursor moved, int attempts, string reason, CancellationToken cancellation)
    {
        var nextAt = clock.GetUtcNow() + subscription.WaitAfter(Math.Max(attempts, 1), what.Id);
        await db.InTransactionAsync(async tx =>
        {
            await ParkedStore.AddAsync(tx, subscription.Name, what, attempts, nextAt, reason);
            await CursorStore.MoveAsync(tx, moved);
        }, cancellation);
        held.Add(what.Subject);
    }

    /// <summary>True if any try went well: what waited behind it can be tried at once.</summary>
    private async Task<bool> RetryParkedAsync(Cursor cursor, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (now - retriedAt < (held.Count > 0 ? RetryLook : RedriveLook))
        {
            return false;
        }

        retriedAt = now;
        var isInOrder = subscription.Order == EventOrder.Fifo;
        var due = await db.InTransactionAsync(
            tx => ParkedStore.DueAsync(tx, subscription.Name, publisher, isInOrder, now), cancellation);
        var isAnyDone = false;
        foreach (var parked in due)
        {
            isAnyDone |= await RetryAsync(parked, cursor, cancellation);
        }

        if (due.Count > 0)
        {
            held = await db.InStatementAsync(tx => ParkedStore.SubjectsAsync(tx, subscription.Name), cancellation);
        }

        if (isAnyDone)
        {
            retriedAt = default;
        }

        return isAnyDone;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification =
        "A handler may throw anything.")]
    private async Task<bool> RetryAsync(Parked parked, Cursor cursor, CancellationToken cancellation)
    {
        try
        {
            await db.InTransactionAsync(async tx =>
            {
                if (await ParkedStore.RemoveAsync(tx, parked.Id) == 1)
                {
                    if (!parked.Event.IsProven)
                    {
                        throw new InvalidOperationException(NotProven);
                    }

                    await HandleAsync(tx, parked.Event, parked.Attempts + 1);
                    await CursorStore.MoveAsync(tx, cursor);
                }
            }, cancellation);
            return true;
        }
        catch (Exception fault) when (fault is not LeaseLostException and not OperationCanceledException)
        {
            var attempts = parked.Attempts + 1;
            DateTimeOffset? nextAt = attempts < subscription.AttemptsMax && parked.Event.IsProven
                ? clock.GetUtcNow() + subscription.WaitAfter(attempts, parked.Event.Id)
                : null;
            await db.InTransactionAsync(tx => ParkedStore.FailAsync(tx, parked, nextAt, Reason(fault)), cancellation);
            if (nextAt is null)
            {
                LogDead(logger, parked.Event.Type, parked.Event.Id, subscription.Name, attempts);
            }

            return false;
        }
    }

    private async Task HandleAsync(Tx tx, EventRecord what, int attempt)
    {
        using var activity = new EventOrigin(what.Correlation, what.Trace, what.Actor)
            .GoOn(Traces, $"{subscription.Name} {what.Type}", ActivityKind.Consumer);
        await subscription.HandleAsync(services, tx, what, attempt);
    }

    private async Task<Cursor> RenewAsync(Cursor cursor, CancellationToken cancellation)
    {
        if (clock.GetUtcNow() - renewedAt >= RenewEvery)
        {
            await db.InTransactionAsync(tx => CursorStore.MoveAsync(tx, cursor), cancellation);
            renewedAt = clock.GetUtcNow();
        }

        return cursor;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static string Reason(Exception fault) => $"{fault.GetType().Name}: {fault.Message}";

    [LoggerMessage(LogLevel.Critical,
        "{Type} {EventId} stands in the log of {Publisher}, who did not sign it; {Subscription} refuses it")]
    private static partial void LogForged(
        ILogger logger, string type, Guid eventId, string publisher, string subscription);

    [LoggerMessage(LogLevel.Warning, "{Subscription} stopped reading {Publisher} and starts over")]
    private static partial void LogFault(ILogger logger, Exception fault, string subscription, string publisher);

    [LoggerMessage(LogLevel.Warning, "{Type} {EventId} is set aside by {Subscription}")]
    private static partial void LogParked(
        ILogger logger, Exception fault, string type, Guid eventId, string subscription);

    [LoggerMessage(LogLevel.Error, "{Type} {EventId} is dead for {Subscription} after {Attempts} tries")]
    private static partial void LogDead(
        ILogger logger, string type, Guid eventId, string subscription, int attempts);
}
