using System.Threading.Channels;
using Npgsql;
using SkyLink.Workflows.Running;

namespace SkyLink.Workflows.Store;

/// <summary>
/// The one writer of a process: all that its runs want on disk goes into one transaction after the other, many runs in
/// each, and is acknowledged when that is committed.
/// </summary>
/// <remarks>
/// Each batch begins by proving that this worker still holds its epoch, and carries a number: where an answer is lost,
/// the number says whether the batch was written. So a batch is written once, by a worker that was not replaced.
/// </remarks>
internal sealed class Journal : IAsyncDisposable
{
    /// <summary>The most writes of one transaction.</summary>
    private const int BatchMax = 2_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    private readonly Channel<RunWrite> writes = Channel.CreateUnbounded<RunWrite>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly NpgsqlDataSource database;
    private readonly WorkerEpoch epoch;
    private readonly Action<Exception> onFenced;
    private readonly Action<Run, Exception> onBroken;
    private readonly Partitions partitions;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private NpgsqlConnection? connection;
    private long batch;

    /// <param name="database">Where it writes.</param>
    /// <param name="epoch">Its right to write.</param>
    /// <param name="partitions">Where ended runs go.</param>
    /// <param name="onFenced">Hears once that another worker has taken over: nothing is written any more.</param>
    /// <param name="onBroken">Hears of a run that cannot be written, whatever is tried.</param>
    public Journal(
        NpgsqlDataSource database, WorkerEpoch epoch, Partitions partitions, Action<Exception> onFenced,
        Action<Run, Exception> onBroken)
    {
        (this.database, this.epoch, this.partitions) = (database, epoch, partitions);
        (this.onFenced, this.onBroken) = (onFenced, onBroken);
        loop = WriteAsync();
    }

    /// <summary>How many transactions were committed.</summary>
    public long Batches => Volatile.Read(ref batch);

    /// <summary>Writes it after all that was added before.</summary>
    public void Add(RunWrite write) => writes.Writer.TryWrite(write);

    /// <summary>Writes what was added, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        writes.Writer.TryComplete();
        stopping.CancelAfter(TimeSpan.FromSeconds(10));
        await loop.ConfigureAwait(false);
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        stopping.Dispose();
    }

    /// <summary>Stops without writing anything more.</summary>
    public void Abandon() => stopping.Cancel();

    private async Task WriteAsync()
    {
        await Task.Yield();
        var drained = new List<RunWrite>(BatchMax);
        try
        {
            while (await writes.Reader.WaitToReadAsync(stopping.Token).ConfigureAwait(false))
            {
                while (drained.Count < BatchMax && writes.Reader.TryRead(out var write))
                {
                    drained.Add(write);
                }

                await WriteAsync(drained).ConfigureAwait(false);
                drained.Clear();
            }
        }
        catch (Exception thrown) when (thrown is OperationCanceledException or FencedException)
        {
            writes.Writer.TryComplete();
            while (writes.Reader.TryRead(out var write))
            {
                drained.Add(write);
            }

            var stopped = new WorkflowException("The worker stopped before it was written; nobody knows of it.");
            drained.ForEach(it => it.Fail(stopped));

            if (thrown is FencedException)
            {
                onFenced(thrown);
            }
        }
    }

    /// <summary>Writes all of it, or what can be written of it.</summary>
    private async Task WriteAsync(List<RunWrite> drained)
    {
        drained.RemoveAll(IsGone);
        var batched = JournalBatch.Of(drained, epoch.Statements);
        try
        {
            if (!batched.IsEmpty)
            {
                await CommitAsync(batched).ConfigureAwait(false);
            }
        }
        catch (PostgresException refused) when (drained.Count == 1)
        {
            // It is this one: no other run is to suffer.
            onBroken(drained[0].Run, refused);
            drained[0].Fail(new WorkflowException($"It cannot be written: {refused.MessageText}"));
            return;
        }
        catch (PostgresException)
        {
            var half = drained.Count / 2;
            await WriteAsync(drained[..half]).ConfigureAwait(false);
            await WriteAsync(drained[half..]).ConfigureAwait(false);
            return;
        }

        foreach (var write in drained)
        {
            ThreadPool.UnsafeQueueUserWorkItem(write, preferLocal: false);
        }
    }

    /// <summary>What runs wanted that are not this worker's any more is not written.</summary>
    private static bool IsGone(RunWrite write)
    {
        if (!write.Run.IsAbandoned)
        {
            return false;
        }

        write.Fail(new LeftException(write.Run.Id));
        return true;
    }

    /// <summary>Commits it once, however often the connection is lost meanwhile.</summary>
    private async Task CommitAsync(JournalBatch batched)
    {
        await partitions.EnsureAsync(batched.Expiries, stopping.Token).ConfigureAwait(false);
        var number = batch + 1;
        for (var pause = FirstPause; ; pause = pause < PauseMax ? pause * 2 : PauseMax)
        {
            try
            {
                connection ??= await OpenAsync().ConfigureAwait(false);
                if (pause > FirstPause
                    && await epoch.BatchAsync(connection, stopping.Token).ConfigureAwait(false) == number)
                {
                    await batched.RecoverAsync(connection, stopping.Token).ConfigureAwait(false);
                }
                else
                {
                    await batched.ExecuteAsync(connection, epoch, number, stopping.Token).ConfigureAwait(false);
                }

                batch = number;
                return;
            }
            catch (PostgresException fenced) when (fenced.SqlState == WorkerEpoch.Lost)
            {
                throw new FencedException(fenced.MessageText);
            }
            catch (NpgsqlException lost) when (lost is not PostgresException || IsPassing(lost))
            {
                await CloseAsync().ConfigureAwait(false);
                await Task.Delay(pause, stopping.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var opened = await database.OpenConnectionAsync(stopping.Token).ConfigureAwait(false);
        await using var plan = new NpgsqlCommand(WorkflowSql.Plan, opened);
        await plan.ExecuteNonQueryAsync(stopping.Token).ConfigureAwait(false);
        return opened;
    }

    /// <summary>
    /// Whether the server may do it the next time: it is short of something, restarts, or met another.
    /// </summary>
    private static bool IsPassing(NpgsqlException thrown) =>
        thrown.IsTransient
        || (thrown.SqlState is { } state
            && (state[..2] is "57" or "53" or "58" or "08" || state is "40P01" or "25006"));

    private async Task CloseAsync()
    {
        var broken = connection;
        connection = null;
        try
        {
            if (broken is not null)
            {
                await broken.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception thrown) when (thrown is NpgsqlException or IOException or InvalidOperationException)
        {
            // It is gone either way.
        }
    }
}

/// <summary>Another worker has taken over what this one held.</summary>
internal sealed class FencedException(string message) : Exception(message);
