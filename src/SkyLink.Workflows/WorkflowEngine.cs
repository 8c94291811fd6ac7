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
public sealed class WorkflowEngine : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(50);

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
        var statements = new Sql(options.Schema);
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
    /// <exception cref="WorkflowException">The process lost its place before it was on disk; it may be tried again.</exception>
    public async Task<WorkflowHandle<TResult>> StartAsync<TInput, TResult>(
        WorkflowType<TInput, TResult> type, TInput input, StartOptions? with = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        with ??= StartOptions.Default;
        var now = options.Clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var holder = worker;
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
    public async Task<WorkflowHandle<TResult>?> FindAsync<TResult>(string workflowId, CancellationToken cancellation = default) =>
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

    internal async Task<TResult> ResultAsync<TResult>(Guid id, CancellationToken cancellation)
    {
        while (true)
        {
            var end = worker.TryAwait(id, out var local)
                && await local.WaitAsync(cancellation).ConfigureAwait(false) is { } known
                ? (known.State, known.Result)
                : default((RunState State, byte[] Result)?);
            if (end is null && await runs.EndedAsync(id, cancellation).ConfigureAwait(false) is { } stored)
            {
                end = (stored.State, stored.Result);
            }

            switch (end)
            {
                case (RunState.Completed, var result):
                    return worker.Payloads.Read<TResult>(result);
                case var (state, why):
                    throw new WorkflowFailedException(id, state, worker.Payloads.Read<Failure>(why));
            }

            if (worker.Find(id) is null && await runs.OpenAsync(id, cancellation).ConfigureAwait(false) is null
                && await runs.EndedAsync(id, cancellation).ConfigureAwait(false) is null)
            {
                throw new WorkflowNotFoundException($"{id}");
            }

            await Task.Delay(AskEvery, options.Clock, cancellation).ConfigureAwait(false);
        }
    }

    internal Task SignalAsync<T>(Guid id, string name, T value, CancellationToken cancellation)
    {
        var payload = worker.Payloads.Write(value);
        return SayAsync(
            id, answer => new Signal(name, payload, number: 0, answer), MessageKind.Signal, name, payload, cancellation);
    }

    internal Task CancelAsync(Guid id, string reason, CancellationToken cancellation) => SayAsync(
        id, answer => new Cancellation(reason, number: 0, answer), MessageKind.Cancel, reason, [], cancellation);

    internal async Task<TAnswer> UpdateAsync<TInput, TAnswer>(
        Guid id, string name, TInput input, CancellationToken cancellation)
    {
        var payloads = worker.Payloads;
        var payload = payloads.Write(input);
        if (worker.Find(id) is { } run)
        {
            var answer = new Answer<byte[]>([]);
            run.Deliver(new Update(name, payload, number: 0, answer), isInline: false);
            try
            {
                return payloads.Read<TAnswer>(await answer.Task.WaitAsync(cancellation).ConfigureAwait(false));
            }
            catch (LeftException)
            {
                // It is told through the table, and its answer is read from the history.
            }
        }

        var message = await SendAsync(id, MessageKind.Update, name, payload, cancellation).ConfigureAwait(false);
        while (true)
        {
            var history = await HistoryAsync(id, cancellation).ConfigureAwait(false);
            var said = history.FirstOrDefault(it => it.Line == message
                && it.Kind is EventKind.UpdateCompleted or EventKind.UpdateFailed && it.Line == message);
            switch (said.Kind)
            {
                case EventKind.UpdateCompleted:
                    return payloads.Read<TAnswer>(said.Data);
                case EventKind.UpdateFailed when said.Operation == 0:
                    throw new UpdateRejectedException(name, payloads.Read<Failure>(said.Data));
                case EventKind.UpdateFailed:
                    throw new WorkflowException("The update failed.", payloads.Read<Failure>(said.Data));
            }

            if (history[^1].IsEnd)
            {
                throw new WorkflowNotFoundException($"{id}");
            }

            await Task.Delay(AskEvery, options.Clock, cancellation).ConfigureAwait(false);
        }
    }

    internal async Task<T> QueryAsync<T>(Guid id, string name, CancellationToken cancellation)
    {
        var payloads = worker.Payloads;
        if (worker.Find(id) is { } run)
        {
            var answer = new Answer<byte[]>([]);
            run.Deliver(new Query(name, answer), isInline: false);
            try
            {
                return payloads.Read<T>(await answer.Task.WaitAsync(cancellation).ConfigureAwait(false));
            }
            catch (LeftException)
            {
                // It is on disk, from where it can be asked as well.
            }
        }

        var rehearsed = await RehearseAsync(id, cancellation).ConfigureAwait(false);
        return payloads.Read<T>(rehearsed.Ask(name));
    }

    internal async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(Guid id, CancellationToken cancellation)
    {
        var (_, _, events, _) = await ReadAsync(id, cancellation).ConfigureAwait(false);
        return events;
    }

    /// <summary>Whether a process that knows its code could take a run on; says where not.</summary>
    internal async Task<string?> VerifyAsync(Guid id, CancellationToken cancellation)
    {
        var (type, workflowId, events, head) = await ReadAsync(id, cancellation).ConfigureAwait(false);
        return Rehearsal(id, type, workflowId).Rehearse(events, head);
    }

    private async Task<Run> RehearseAsync(Guid id, CancellationToken cancellation)
    {
        var (type, workflowId, events, head) = await ReadAsync(id, cancellation).ConfigureAwait(false);
        var run = Rehearsal(id, type, workflowId);
        return run.Rehearse(events, head) is { } fault ? throw new NondeterminismException(0, fault) : run;
    }

    private Run Rehearsal(Guid id, string type, string? workflowId) =>
        options.Types.FirstOrDefault(it => it.Name == type) is { } known
            ? new Run(new RehearsalHost(options.Clock, worker.Payloads), id, workflowId, known)
            : throw new WorkflowException($"The run {id} is of the workflow '{type}', which this process does not know.");

    private async Task<(string Type, string? WorkflowId, List<HistoryEvent> Events, byte[] Head)> ReadAsync(
        Guid id, CancellationToken cancellation)
    {
        var (type, workflowId, history, known) =
            await runs.OpenAsync(id, cancellation).ConfigureAwait(false) is { } open
                ? (open.Type, open.WorkflowId, open.History, open.Head)
            : await runs.EndedAsync(id, cancellation).ConfigureAwait(false) is { } ended
                ? (ended.Type, ended.WorkflowId, ended.History, ended.Head)
            : throw new WorkflowNotFoundException($"{id}");
        var head = new byte[HistoryFormat.HeadSize];
        var events = HistoryFormat.Read(history, head);
        return head.AsSpan().SequenceEqual(known)
            ? (type, workflowId, events, head)
            : throw new InvalidDataException($"The history of {id} does not lead to its head: it was changed.");
    }

    /// <summary>Tells a run here, or writes it down for whoever holds it.</summary>
    private async Task SayAsync(
        Guid id, Func<IAnswer, IIncoming> local, MessageKind kind, string name, byte[] payload, CancellationToken cancellation)
    {
        if (worker.Find(id) is { } run)
        {
            var answer = new Answer<bool>(value: true);
            run.Deliver(local(answer), isInline: false);
            try
            {
                await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (WorkflowException)
            {
                // It ended or left meanwhile: the table knows.
            }
        }

        await SendAsync(id, kind, name, payload, cancellation).ConfigureAwait(false);
    }

    private async Task<long> SendAsync(
        Guid id, MessageKind kind, string name, byte[] payload, CancellationToken cancellation)
    {
        var heard = await runs.SendAsync(id, kind, name, payload, cancellation).ConfigureAwait(false)
            ?? throw new WorkflowNotFoundException($"{id}");
        worker.Tell(heard.Owner);
        return heard.Number;
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
                var epoch = await workers.RegisterAsync(options.Name, Names(options), stopping.Token).ConfigureAwait(false);
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
