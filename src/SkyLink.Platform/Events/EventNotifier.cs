using System.Collections.Concurrent;

namespace SkyLink.Platform.Events;

/// <summary>
/// Wakes readers of the same logs in other processes. One connection per database listens, and holds a lock that tells
/// how many processes do; only if there is another are signals sent: outside the writer's transaction, and at most one
/// statement every two milliseconds however many events are written.
/// </summary>
internal sealed class EventNotifier(
    Databases databases, RunningModules running, EventSignal signal, TimeProvider clock, ILogger<EventNotifier> logger)
    : IJob
{
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(running.Modules
        .GroupBy(module => ServerOf(databases.ConnectionsOf(module.Name).Source), StringComparer.Ordinal)
        .Select(async database =>
        {
            using var line = new NotificationLine(
                databases.ConnectionsOf(database.First().Name).Source, [.. database.Select(it => it.Name)], signal,
                clock, logger);
            await line.RunAsync(stopping);
        }));

    private static string ServerOf(NpgsqlDataSource source)
    {
        var to = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return $"{to.Host}:{to.Port}/{to.Database}";
    }
}

/// <summary>The connections to one database.</summary>
internal sealed partial class NotificationLine(
    NpgsqlDataSource source, HashSet<string> modules, EventSignal signal, TimeProvider clock, ILogger logger)
    : IDisposable
{
    private const string Channel = "skylink_events";
    private const long LockOfListeners = 7_312;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(2);

    private readonly string self = Guid.CreateVersion7().ToString("n");

    private readonly ConcurrentDictionary<string, bool> raised = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim wake = new(0, 1);
    private volatile bool hasOthers;

    public async Task RunAsync(CancellationToken cancellation)
    {
        void Note(string publisher)
        {
            if (hasOthers && modules.Contains(publisher))
            {
                raised[publisher] = true;
                Wake();
            }
        }

        signal.Raised += Note;
        try
        {
            await Task.WhenAll(
                AgainAsync(ListenAsync, cancellation), AgainAsync(SendAsync, cancellation),
                AgainAsync(CountAsync, cancellation));
        }
        finally
        {
            signal.Raised -= Note;
        }
    }

    public void Dispose() => wake.Dispose();

    private void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            return; // Woken already.
        }
    }

    private async Task AgainAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await work(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException)
            {
                LogFault(logger, fault);
                await Task.Delay(PauseAfterFault, clock, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        connection.Notification += (_, told) => Hear(told.Payload);
        await using (var listen = new NpgsqlCommand(
            $"select pg_advisory_lock_shared({LockOfListeners}); listen {Channel};", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        try
        {
            await TellAsync("hello", cancellation);
            while (true)
            {
                await connection.WaitAsync(cancellation);
            }
        }
        finally
        {
            await LeaveAsync(connection);
        }
    }

    /// <summary>The pool keeps the connection: it must neither listen nor count any more.</summary>
    private static async Task LeaveAsync(NpgsqlConnection connection)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            return;
        }

        await using var leave = new NpgsqlCommand("unlisten *; select pg_advisory_unlock_all();", connection);
        leave.CommandTimeout = 2;
        await leave.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private void Hear(string payload)
    {
        var parts = payload.Split(' ', 2);
        if (parts is not [var sender, var what] || sender == self)
        {
            return;
        }

        hasOthers = true;
        foreach (var publisher in what.Split(',').Where(modules.Contains))
        {
            signal.Hear(publisher);
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await wake.WaitAsync(cancellation);
            var now = raised.Keys.ToList();
            now.ForEach(publisher => raised.TryRemove(publisher, out _));
            if (now.Count > 0)
            {
                await TellAsync(string.Join(',', now), cancellation);
                await Task.Delay(Apart, clock, cancellation);
            }
        }
    }

    private async Task TellAsync(string what, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select pg_notify($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{self} {what}" });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task CountAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await using (var command = source.CreateCommand("""
                select count(*) from pg_locks
                 where locktype = 'advisory' and objid = $1 and granted
                   and database = (select oid from pg_database where datname = current_database())
                """))
            {
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)LockOfListeners });
                hasOthers = (long)(await command.ExecuteScalarAsync(cancellation))! > 1;
            }

            await Task.Delay(CountEvery, clock, cancellation);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Other processes are not woken for now; they look once a second")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
