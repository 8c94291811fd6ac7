using System.Globalization;
using Npgsql;
using SkyLink.Workflows.Running;

namespace SkyLink.Workflows.Store;

/// <summary>
/// Tells the other workers of a schema that there is something to look for, and hears them. Whoever hears nothing looks
/// after a while all the same.
/// </summary>
/// <remarks>
/// A notice is sent by itself, never in the transaction that it is about: PostgreSQL lets transactions that notify
/// commit one after the other.
/// </remarks>
internal sealed class Notices : IAsyncDisposable
{
    /// <summary>However much there is to tell, no more is told than once in this time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly string channel;
    private readonly string sender;
    private readonly Action onTold;
    private readonly Pulse news = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task[] loops;

    public Notices(NpgsqlDataSource database, TimeProvider clock, string schema, int worker, Action onTold)
    {
        (this.database, this.clock, this.onTold) = (database, clock, onTold);
        (channel, sender) = ($"skylink_workflows_{schema}", worker.ToString(CultureInfo.InvariantCulture));
        loops = [LoopAsync(TellAsync), LoopAsync(HearAsync)];
    }

    /// <summary>There is something to look for.</summary>
    public void Tell() => news.Wake();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task TellAsync()
    {
        await news.WaitAsync(TimeSpan.FromHours(1), clock, stopping.Token).ConfigureAwait(false);
        await using var command = database.CreateCommand("select pg_notify($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = channel });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sender });
        await command.ExecuteNonQueryAsync(stopping.Token).ConfigureAwait(false);
        await Task.Delay(Pause, clock, stopping.Token).ConfigureAwait(false);
    }

    private async Task HearAsync()
    {
        await using var connection = await database.OpenConnectionAsync(stopping.Token).ConfigureAwait(false);
        connection.Notification += (_, notice) =>
        {
            if (notice.Payload != sender)
            {
                onTold();
            }
        };
        await using (var listen = new NpgsqlCommand($"listen \"{channel}\"", connection))
        {
            await listen.ExecuteNonQueryAsync(stopping.Token).ConfigureAwait(false);
        }

        // What was told while nobody heard.
        onTold();
        while (true)
        {
            await connection.WaitAsync(stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task LoopAsync(Func<Task> once)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await once().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception thrown) when (thrown is NpgsqlException or IOException or TimeoutException)
            {
                // Nothing is lost: whoever hears nothing looks by itself.
                await Task.Delay(AfterFailure, clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
