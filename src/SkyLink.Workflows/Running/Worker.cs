using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Npgsql;
using SkyLink.Workflows.History;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows.Running;

/// <summary>A process's runs for as long as it holds its epoch.</summary>
internal sealed partial class Worker : IRunHost, IAsyncDisposable
{
    /// <summary>The most runs taken over in one go.</summary>
    private const int ClaimMax = 500;

    /// <summary>The most messages read in one go.</summary>
    private const int MailMax = 1_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly WorkflowEngineOptions options;
    private readonly Dictionary<string, WorkflowType> types;
    private readonly string[] names;
    private readonly RunStore runs;
    private readonly WorkerStore workers;
    private readonly Journal journal;
    private readonly Notices notices;
    private readonly Partitions partitions;
    private readonly ConcurrentDictionary<Guid, Run> held = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<RunEnd?>> awaited = new();
    private readonly Dictionary<int, (long Beat, long Since)> others = [];
    private readonly Pulse due = new();
    private readonly Pulse mail = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task[] loops;
    private readonly Action<Worker> onFenced;
    private int isFenced;

    public Worker(
        WorkflowEngineOptions options, RunStore runs, WorkerStore workers, WorkerEpoch epoch, Action<Worker> onFenced)
    {
        (this.options, this.runs, this.workers, Epoch) = (options, runs, workers, epoch);
        types = options.Types.ToDictionary(it => it.Name, StringComparer.Ordinal);
        names = [.. types.Keys];
        Payloads = new Payloads(options.Json);
        Timers = new Timers(options.Clock);
        this.onFenced = onFenced;
        notices = new Notices(options.Database, options.Clock, options.Schema, epoch.Worker, () =>
        {
            due.Wake();
            mail.Wake();
        });
        partitions = new Partitions(options.Database, epoch.Statements);
        journal = new Journal(options.Database, epoch, partitions, Fenced, Broken);
        loops =
        [
            LoopAsync("beats", BeatAsync), LoopAsync("due runs", ClaimAsync), LoopAsync("messages", ReadMailAsync),
            LoopAsync("ended runs", ForgetAsync),
        ];
    }

    public WorkerEpoch Epoch { get; }

    public TimeProvider Clock => options.Clock;

    public Timers Timers { get; }

    public Payloads Payloads { get; }

    public TimeSpan ParkAfter => options.ParkAfter;

    /// <summary>How many runs it holds.</summary>
    public int Held => held.Count;

    /// <summary>How many transactions its journal has committed.</summary>
    public long Batches => journal.Batches;

    public void Write(RunWrite write) => journal.Add(write);

    public void Ended(Run run, RunEnd? end)
    {
        held.TryRemove(run.Id, out _);
        if (awaited.TryRemove(run.Id, out var waiting))
        {
            waiting.TrySetResult(end);
        }

        if (run.Parent is { } parent)
        {
            Wake(parent.Run);
        }
    }

    public void Continued(Run next)
    {
        var before = held.GetValueOrDefault(next.Id);
        held[next.Id] = next;
        before?.Leave(new LeftException(next.Id));
        mail.Wake();
    }

    public async Task<T> TransactAsync<T>(
        Run run, StepContext step, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> body)
    {
        var cancelled = step.Cancellation;
        await using var connection = await options.Database.OpenConnectionAsync(cancelled).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancelled).ConfigureAwait(false);
        if ((run.IsResumed || step.Attempt > 1)
            && await runs.EffectAsync(transaction, run.Id, step.Operation, cancelled).ConfigureAwait(false) is { } done)
        {
            return Payloads.Read<T>(done);
        }

        var result = await body(connection, transaction, cancelled).ConfigureAwait(false);
        await runs
            .AffectAsync(transaction, Epoch, run.Id, step.Operation, Payloads.Write(result), cancelled)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancelled).ConfigureAwait(false);
        return result;
    }

    public void Parked(Run run, bool isParked)
    {
        if (!isParked)
        {
            run.Stay();
            mail.Wake();
            return;
        }

        held.TryRemove(run.Id, out _);
        run.Leave(new LeftException(run.Id));
        if (awaited.TryRemove(run.Id, out var waiting))
        {
            waiting.TrySetResult(null);
        }

        due.Wake();
    }

    /// <summary>Starts a run that this process holds.</summary>
    public Run Start(WorkflowType type, NewRun known, byte[] input, IAnswer answer)
    {
        var run = new Run(this, known.Id, known.WorkflowId, type);
        held[run.Id] = run;
        run.Create(known, input, answer);
        return run;
    }

    /// <summary>A run that this process holds; null where it does not.</summary>
    public Run? Find(Guid id) => held.GetValueOrDefault(id);

    /// <summary>Whether this process holds a run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="ended">Its end; null where it leaves before.</param>
    public bool TryAwait(Guid id, out Task<RunEnd?> ended)
    {
        var waiting = awaited.GetOrAdd(
            id, static _ => new TaskCompletionSource<RunEnd?>(TaskCreationOptions.RunContinuationsAsynchronously));
        ended = waiting.Task;
        if (held.ContainsKey(id) || ended.IsCompleted)
        {
            return true;
        }

        awaited.TryRemove(id, out _);
        return ended.IsCompleted;
    }

    public void LookForDue()
    {
        due.Wake();
        notices.Tell();
    }

    /// <summary>A run was told something: whoever holds it is to look.</summary>
    private void Wake(Guid run)
    {
        if (held.ContainsKey(run))
        {
            mail.Wake();
        }
        else
        {
            LookForDue();
        }
    }

    /// <summary>Something was said to a run that a worker holds; zero stands for nobody.</summary>
    public void Tell(int owner)
    {
        if (owner == Epoch.Worker)
        {
            mail.Wake();
        }
        else
        {
            LookForDue();
        }
    }

    /// <summary>Writes what was begun, frees what is held, and ends.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Where nothing can be freed now, others do it after a while.")]
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
        await notices.DisposeAsync().ConfigureAwait(false);
        await journal.DisposeAsync().ConfigureAwait(false);
        LeaveAll(new WorkflowException("The worker has stopped."));
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await workers.LeaveAsync(Epoch, soon.Token).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            LogFailed(options.Logger, thrown, "free its runs");
        }

        Timers.Dispose();
        stopping.Dispose();
    }

    private void LeaveAll(Exception why)
    {
        foreach (var run in held.Values)
        {
            run.Leave(why);
        }

        held.Clear();
        foreach (var waiting in awaited.Values)
        {
            waiting.TrySetResult(null);
        }

        awaited.Clear();
    }

    private void Fenced(Exception why)
    {
        if (Interlocked.Exchange(ref isFenced, 1) == 0)
        {
            LogFenced(options.Logger, Epoch.Worker);
            journal.Abandon();
            LeaveAll(new WorkflowException($"Another worker has taken over: {why.Message}"));
            onFenced(this);
        }
    }

    private void Broken(Run run, Exception why)
    {
        LogBroken(options.Logger, why, run.Id);
        held.TryRemove(run.Id, out _);
        run.Leave(why);
    }

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} gave no sign of life: its runs go on elsewhere.")]
    private static partial void LogBuried(ILogger logger, int worker);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} was taken for dead and has let its runs go.")]
    private static partial void LogFenced(ILogger logger, int worker);

    [LoggerMessage(LogLevel.Information, "The ended runs of {Days} days were kept long enough and are forgotten.")]
    private static partial void LogForgotten(ILogger logger, int days);

    [LoggerMessage(LogLevel.Error, "Run {Run} cannot be written.")]
    private static partial void LogBroken(ILogger logger, Exception why, Guid run);

    [LoggerMessage(LogLevel.Warning, "A worker could not {What}; it tries again.")]
    private static partial void LogFailed(ILogger logger, Exception why, string what);
}
