using System.Text.Json;
using Npgsql;
using SkyLink.Workflows.History;
using SkyLink.Workflows.Running;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows;

/// <summary>Runs workflows that outlive the process, with a PostgreSQL database and nothing else.</summary>
/// <remarks>
/// Any number of processes may share a schema: each run is held by one of them, and goes on in another within seconds
/// where that one dies. All members are safe for any number of threads.
/// </remarks>
public sealed partial class WorkflowEngine : IAsyncDisposable
{
    private readonly WorkflowEngineOptions options;
    private readonly RunStore runs;
    private readonly WorkerStore workers;
    private readonly CancellationTokenSource stopping = new();
    private Worker worker;
    private int isDisposed;
    private Task renewing = Task.CompletedTask;

    private WorkflowEngine(WorkflowEngineOptions options, RunStore runs, WorkerStore workers, WorkerEpoch epoch)
    {
        (this.options, this.runs, this.workers) = (options, runs, workers);
        worker = new Worker(options, runs, workers, epoch, Renew);
    }

    /// <summary>Makes the tables where they are missing, and begins to run what is due.</summary>
    /// <exception cref="ArgumentException">Two types have one name, or the schema's name is none.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<WorkflowEngine> StartAsync(
        WorkflowEngineOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var statements = new WorkflowSql(options.Schema);
        var twice = options.Types.GroupBy(it => it.Name, StringComparer.Ordinal).FirstOrDefault(it => it.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"Two workflows are called '{twice.Key}'.", nameof(options));
        }

        var store = new WorkerStore(options.Database, statements);
        await store.MigrateAsync(options.Schema, cancellation).ConfigureAwait(false);
        var epoch = await store.RegisterAsync(options.Name, Names(options), cancellation).ConfigureAwait(false);
        return new WorkflowEngine(options, new RunStore(options.Database, statements), store, epoch);
    }

    /// <summary>How many runs this process holds in memory.</summary>
    public int Held => worker.Held;

    /// <summary>How many transactions of runs this process has committed since it last registered.</summary>
    public long Batches => worker.Batches;

    /// <summary>Starts a run; when the task ends, its beginning is on disk.</summary>
    /// <exception cref="WorkflowExistsException">A run has the id, and the start was asked to fail then.</exception>
    /// <exception cref="WorkflowException">
    /// The process lost its place before it was on disk, or holds as many runs as it may; it may be tried again.
    /// </exception>
    public async Task<WorkflowHandle<TResult>> StartAsync<TInput, TResult>(
        WorkflowType<TInput, TResult> type, TInput input, StartOptions? with = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        with ??= StartOptions.Default;
        var now = options.Clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var holder = worker;
        if (holder.Held >= options.RunsMax)
        {
            throw new WorkflowException(
                $"This process holds {holder.Held} runs, {options.RunsMax} at most; it may be tried again.");
        }

        var payload = holder.Payloads.Write(input);
        var attributes = with.Attributes is { Count: > 0 } given ? JsonSerializer.Serialize(given) : null;
        var known = new NewRun(
            id, with.WorkflowId, type.Name, now, Parent: null, ParentOperation: 0, attributes,
            IsOnce: with.OnConflict != IdConflict.AgainAfterEnd);
        var answer = new Answer<bool>(value: true);
        holder.Start(type, known, payload, answer);
        try
        {
            await answer.Task.ConfigureAwait(false);
            return new WorkflowHandle<TResult>(this, id);
        }
        catch (WorkflowExistsException) when (with.WorkflowId is { } taken)
        {
            var existing = await runs.FindAsync(taken, stopping.Token).ConfigureAwait(false)
                ?? throw new WorkflowException($"'{taken}' was taken and is gone; it may be tried again.");
            return with.OnConflict == IdConflict.Fail
                ? throw new WorkflowExistsException(taken, existing)
                : new WorkflowHandle<TResult>(this, existing);
        }
    }

    /// <summary>A run that was started before, here or elsewhere.</summary>
    public WorkflowHandle<TResult> Handle<TResult>(Guid run) => new(this, run);

    /// <summary>The newest run of an id; null where there is none.</summary>
    public async Task<WorkflowHandle<TResult>?> FindAsync<TResult>(
        string workflowId, CancellationToken cancellation = default) =>
        await runs.FindAsync(workflowId, cancellation).ConfigureAwait(false) is { } run ? new(this, run) : null;

    /// <summary>Stops: what runs here goes on in other processes, or here when it is started again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        await renewing.ConfigureAwait(false);
        await worker.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private static string[] Names(WorkflowEngineOptions options) => [.. options.Types.Select(it => it.Name)];

    /// <summary>Another took over what this process held: it begins anew, with nothing.</summary>
    private void Renew(Worker fenced) => renewing = RenewAsync(fenced);

    private async Task RenewAsync(Worker fenced)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var epoch = await workers
                    .RegisterAsync(options.Name, Names(options), stopping.Token).ConfigureAwait(false);
                worker = new Worker(options, runs, workers, epoch, Renew);
                await fenced.DisposeAsync().ConfigureAwait(false);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(options.BeatEvery, options.Clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
