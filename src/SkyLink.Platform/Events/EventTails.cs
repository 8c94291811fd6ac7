using System.Collections.Concurrent;
using System.Threading.Channels;

namespace SkyLink.Platform.Events;

/// <summary>
/// The live ends of all logs, each read once however many clients listen. Runs while somebody does.
/// </summary>
internal sealed class EventTails(
    EventFeeds feeds, EventAdministrations administrations, ILogger<EventTails> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, EventTail> tails = new(StringComparer.Ordinal);

    /// <summary>
    /// Joins the end of a publisher's log: what is written from the answered place on comes to the listener.
    /// </summary>
    public Task<EventPosition> JoinAsync(
        string publisher, ChannelWriter<EventRecord> listener, CancellationToken cancellation) =>
        TailOf(publisher).JoinAsync(listener, cancellation);

    public void Leave(string publisher, ChannelWriter<EventRecord> listener) => TailOf(publisher).Leave(listener);

    /// <summary>A feed to read what was written before joining.</summary>
    public IEventFeed FeedOf(string publisher) => feeds.Of(publisher);

    public void Dispose()
    {
        foreach (var tail in tails.Values)
        {
            tail.Dispose();
        }
    }

    private EventTail TailOf(string publisher) => tails.GetOrAdd(publisher, name => new EventTail(
        FeedOf(name), cancellation => administrations.Of(name).HeadAsync(name, cancellation), logger));
}

/// <summary>Reads one log's end and hands each event to all who listen. A listener that is full is let go.</summary>
internal sealed partial class EventTail(
    IEventFeed feed, Func<CancellationToken, Task<EventPosition>> head, ILogger logger) : IDisposable
{
    private const int BatchMax = 500;
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim starting = new(1);
    private readonly Lock gate = new();
    private readonly List<ChannelWriter<EventRecord>> listeners = [];
    private EventPosition position;
    private CancellationTokenSource? running;

    public async Task<EventPosition> JoinAsync(ChannelWriter<EventRecord> listener, CancellationToken cancellation)
    {
        await starting.WaitAsync(cancellation);
        try
        {
            lock (gate)
            {
                if (running is not null)
                {
                    listeners.Add(listener);
                    return position;
                }
            }

            var start = await head(cancellation);
            lock (gate)
            {
                position = start;
                listeners.Add(listener);
                running = new CancellationTokenSource();
                _ = RunAsync(running.Token);
                return start;
            }
        }
        finally
        {
            starting.Release();
        }
    }

    public void Leave(ChannelWriter<EventRecord> listener)
    {
        lock (gate)
        {
            if (listeners.Remove(listener) && listeners.Count == 0)
            {
                Stop();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            Stop();
        }

        starting.Dispose();
    }

    private void Stop()
    {
        running?.Cancel();
        running?.Dispose();
        running = null;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The top of a job's loop.")]
    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await StepAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(logger, fault);
                await Task.Delay(PauseAfterFault, TimeProvider.System, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StepAsync(CancellationToken cancellation)
    {
        var next = feed.NextAsync(Patience, cancellation);
        var batch = await feed.ReadAsync(position, DateTimeOffset.MinValue, types: null, BatchMax, cancellation);
        if (batch.Count == 0)
        {
            await next;
            return;
        }

        lock (gate)
        {
            if (cancellation.IsCancellationRequested)
            {
                return; // Everybody left meanwhile, and another run may have begun.
            }

            position = batch[^1].Position;
            listeners.RemoveAll(listener => batch.Any(what => !listener.TryWrite(what)) && listener.TryComplete());
        }
    }

    [LoggerMessage(LogLevel.Warning, "The end of a log cannot be read; it is tried again")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
