using System.Threading.Channels;

namespace SkyLink.Platform.Data;

/// <summary>
/// Many callers, one transaction: whoever arrives while a commit is under way shares the next one. Each caller is
/// answered after the commit that holds its item, so that an answer means durable. Under load this costs a tenth of
/// a transaction per item; alone it costs nothing more than one.
/// </summary>
/// <typeparam name="TItem">What is written.</typeparam>
/// <typeparam name="TResult">What the writer says of each item.</typeparam>
public sealed class GroupCommit<TItem, TResult> : IAsyncDisposable
{
    /// <summary>Several, but fewer than this, in one transaction: callers come one by one.</summary>
    private const int FewItems = 16;

    private readonly Db db;
    private readonly Func<Tx, IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> write;
    private readonly Channel<Waiting> waiting;
    private readonly int batchMax;
    private readonly bool isOneStatement;
    private readonly TimeSpan rest;
    private readonly CancellationTokenSource stop = new();
    private readonly Task writer;
    private Task helper = Task.CompletedTask;

    /// <param name="db">The service's door to its schema.</param>
    /// <param name="write">Writes a batch and answers per item, in the order given. Runs again if its transaction
    /// must be repeated.</param>
    /// <param name="batchMax">Items per transaction at most; ten times as many may wait, then callers do.</param>
    /// <param name="isOneStatement">See <see cref="Db.InStatementAsync"/>.</param>
    /// <param name="rest">How long the writer waits after a batch of a few, so that the next is larger: for work that
    /// passes through several writers one after the other. Who calls alone never waits.</param>
    public GroupCommit(
        Db db, Func<Tx, IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> write, int batchMax = 500,
        bool isOneStatement = false, TimeSpan rest = default)
    {
        (this.db, this.write, this.batchMax) = (db, write, batchMax);
        (this.isOneStatement, this.rest) = (isOneStatement, rest);
        waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(batchMax * 10));
        // Without the context of whoever happens to make this: their trace is not that of later callers.
        using var _ = ExecutionContext.SuppressFlow();
        writer = Task.Run(WriteAllAsync, CancellationToken.None);
    }

    /// <summary>
    /// Durable when this completes. Cancelling stops the wait, not the write: whoever needs to know asks the database.
    /// </summary>
    public async Task<TResult> AddAsync(TItem item, CancellationToken cancellation)
    {
        var mine = new Waiting(item, AuditCall.Current);
        await waiting.Writer.WriteAsync(mine, cancellation);
        return await mine.Done.Task.WaitAsync(cancellation);
    }

    /// <summary>Finishes what is under way. The container asks twice where a class stands for a contract too.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!waiting.Writer.TryComplete())
        {
            return;
        }

        await FinishedAsync().WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stop.CancelAsync();
        stop.Dispose();
    }

    private async Task FinishedAsync()
    {
        await writer;
        await helper;
    }

    /// <summary>
    /// One transaction at a time: what comes meanwhile makes the next one larger, which costs less than two small ones.
    /// A second one runs beside it only while more waits than one can take.
    /// </summary>
    private async Task WriteAllAsync()
    {
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None)) // ends when the channel completes
        {
            if (TakeBatch() is { Count: > 0 } batch)
            {
                if (helper.IsCompleted && waiting.Reader.Count >= batchMax)
                {
                    helper = HelpAsync();
                }

                await WriteAsync(batch);
                if (batch.Count is > 1 and < FewItems && rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, CancellationToken.None);
                }
            }
        }
    }

    private async Task HelpAsync()
    {
        await Task.Yield();
        while (waiting.Reader.Count >= batchMax && TakeBatch() is { Count: > 0 } batch)
        {
            await WriteAsync(batch);
        }
    }

    private List<Waiting> TakeBatch()
    {
        var batch = new List<Waiting>(Math.Min(batchMax, waiting.Reader.Count));
        while (batch.Count < batchMax && waiting.Reader.TryRead(out var next))
        {
            batch.Add(next);
        }

        return batch;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification =
        "Each caller gets the reason.")]
    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            var items = batch.ConvertAll(it => it.Item);
            var calls = batch.Select(it => it.Call).OfType<AuditCall>().Distinct().ToList();
            var results = await (isOneStatement && calls.Count == 0
                ? db.InStatementAsync(tx => write(tx, items), stop.Token)
                : db.InTransactionAsync(tx =>
                {
                    calls.ForEach(tx.Serve);
                    return write(tx, items);
                }, stop.Token));
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Done.SetResult(results[i]);
            }
        }
        catch (Exception reason) when (batch.Count > 1 && !IsConnectionLost(reason))
        {
            // The server refused the batch. One bad item must not take its neighbours along: each goes alone.
            foreach (var alone in batch)
            {
                await WriteAsync([alone]);
            }
        }
        catch (Exception reason)
        {
            // Where the connection broke nobody knows whether it was committed: who asks again must say the same.
            batch.ForEach(one => one.Done.SetException(reason));
        }
    }

    /// <summary>
    /// No item's fault, and nobody knows whether the commit came through: writing again is for callers, who know what a
    /// repeat means.
    /// </summary>
    private static bool IsConnectionLost(Exception reason) => reason is NpgsqlException and not PostgresException;

    /// <param name="Call">On whose behalf, where that is noted.</param>
    private sealed record Waiting(TItem Item, AuditCall? Call)
    {
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
