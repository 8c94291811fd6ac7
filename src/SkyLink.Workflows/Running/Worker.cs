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
    private readonly ConcurrentDictionary<Guid, Run> held = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<RunEnd?>> awaited = new();
    private readonly Dictionary<int, (long Beat, long Since)> others = [];
    private readonly Pulse due = new();
    private readonly Pulse mail = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task[] loops;
    private readonly Action<Worker> onFenced;
    private int isFenced;

    public Worker(WorkflowEngineOptions options, RunStore runs, WorkerStore workers, WorkerEpoch epoch, Action<Worker> onFenced)
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
        journal = new Journal(options.Database, epoch.Sql, epoch, Fenced, Broken);
        loops = [LoopAsync("beats", BeatAsync), LoopAsync("due runs", ClaimAsync), LoopAsync("messages", ReadMailAsync)];
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
        foreach (var unheard in before?.Leave(new LeftException(next.Id)) ?? [])
        {
            unheard.Refuse(new LeftException(next.Id));
        }

        mail.Wake();
    }

    public async Task<T> TransactAsync<T>(
        Run run, StepContext step, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> body)
    {
        await using var connection = await options.Database.OpenConnectionAsync(step.Cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(step.Cancellation).ConfigureAwait(false);
        if ((run.IsResumed || step.Attempt > 1)
            && await runs.EffectAsync(transaction, run.Id, step.Operation, step.Cancellation).ConfigureAwait(false) is { } done)
        {
            return Payloads.Read<T>(done);
        }

        var result = await body(connection, transaction, step.Cancellation).ConfigureAwait(false);
        await runs.AffectAsync(
            transaction, Epoch, run.Id, step.Operation, Payloads.Write(result), step.Cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(step.Cancellation).ConfigureAwait(false);
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

        var left = new LeftException(run.Id);
        held.TryRemove(run.Id, out _);
        foreach (var unheard in run.Leave(left))
        {
            unheard.Refuse(left);
        }

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
            foreach (var unheard in run.Leave(why))
            {
                unheard.Refuse(why);
            }
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
        foreach (var unheard in run.Leave(why))
        {
            unheard.Refuse(why);
        }
    }

    /// <summary>Gives signs of life, and takes over from those who give none.</summary>
    private async Task BeatAsync()
    {
        if (!await workers.BeatAsync(Epoch, stopping.Token).ConfigureAwait(false))
        {
            Fenced(new FencedException($"The worker {Epoch.Worker} has lost its epoch."));
            return;
        }

        var beats = await workers.BeatsAsync(stopping.Token).ConfigureAwait(false);
        foreach (var gone in others.Keys.Except(beats.Keys).ToArray())
        {
            others.Remove(gone);
        }

        foreach (var (worker, beat) in beats.Where(it => it.Key != Epoch.Worker))
        {
            // By the clock of this process that nobody sets, and by how often the other has been seen alive: no two
            // machines need to agree on the time.
            if (!others.TryGetValue(worker, out var seen) || seen.Beat != beat)
            {
                others[worker] = (beat, Clock.GetTimestamp());
            }
            else if (Clock.GetElapsedTime(seen.Since) > options.GoneAfter
                && await workers.BuryAsync(worker, beat, stopping.Token).ConfigureAwait(false))
            {
                LogBuried(options.Logger, worker);
                due.Wake();
            }
        }

        Rest();
        await Task.Delay(options.BeatEvery, Clock, stopping.Token).ConfigureAwait(false);
    }

    /// <summary>Runs to which nothing happens are held no longer.</summary>
    private void Rest()
    {
        foreach (var run in held.Values.Where(it => Clock.GetElapsedTime(it.LastActive) > options.ParkAfter))
        {
            run.Deliver(new Rest(), isInline: false);
        }
    }

    /// <summary>Takes runs over that are due.</summary>
    private async Task ClaimAsync()
    {
        var room = Math.Min(ClaimMax, options.RunsMax - held.Count);
        var claimed = 0;
        if (room > 0)
        {
            claimed = await ClaimAsync(room).ConfigureAwait(false);
        }

        if (claimed < room || room <= 0)
        {
            var next = await runs.NextDueAsync(names, stopping.Token).ConfigureAwait(false) ?? LookEvery;
            await due.WaitAsync(room <= 0 || next > LookEvery ? LookEvery : next, Clock, stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task<int> ClaimAsync(int most)
    {
        List<StoredRun> claimed;
        try
        {
            claimed = await runs.ClaimAsync(Epoch, names, most, stopping.Token).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            // It may have been done all the same: what is held unknowingly is freed.
            await workers.FreeAsync(Epoch, held.Keys.ToHashSet(), stopping.Token).ConfigureAwait(false);
            throw;
        }

        foreach (var stored in claimed)
        {
            Resume(stored);
        }

        if (claimed.Any(it => it.Mail > it.Heard))
        {
            mail.Wake();
        }

        return claimed.Count;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A history that cannot be read stops its run, and no other.")]
    private void Resume(StoredRun stored)
    {
        var run = new Run(this, stored.Id, stored.WorkflowId, types[stored.Type])
        {
            Chunks = stored.Chunks,
            Tail = stored.Tail.Length,
            Parent = stored.Parent,
        };
        held[stored.Id] = run;
        IIncoming first;
        try
        {
            var head = new byte[HistoryFormat.HeadSize];
            var events = HistoryFormat.Read(stored.History, head);
            first = events.Count == stored.Events && head.AsSpan().SequenceEqual(stored.Head)
                ? new Resume(events, head, stored.Heard)
                : new Unreadable(stored, "The history does not lead to its head: it was changed.");
        }
        catch (Exception thrown)
        {
            first = new Unreadable(stored, $"The history cannot be read: {thrown.Message}");
        }

        run.Deliver(first, isInline: false);
    }

    /// <summary>Tells runs what others say to them.</summary>
    private async Task ReadMailAsync()
    {
        if (!held.IsEmpty)
        {
            var messages = await runs.MailAsync(Epoch.Worker, MailMax, stopping.Token).ConfigureAwait(false);
            foreach (var message in messages)
            {
                if (held.TryGetValue(message.Run, out var run) && run.IsNews(message.Number))
                {
                    run.Deliver(Incoming(message), isInline: false);
                }
            }

            if (messages.Count == MailMax)
            {
                mail.Wake();
            }
        }

        await mail.WaitAsync(LookEvery, Clock, stopping.Token).ConfigureAwait(false);
    }

    private static IIncoming Incoming(StoredMessage message) => message.Kind switch
    {
        MessageKind.Signal => new Signal(message.Name, message.Data, message.Number, answer: null),
        MessageKind.Cancel => new Cancellation(message.Name, message.Number, answer: null),
        MessageKind.ChildEnded when ChildOperation.Parse(message.Name) is var (operation, state) =>
            new ChildEnded(operation, state, message.Data, message.Number),
        MessageKind.Update => new Update(message.Name, message.Data, message.Number, answer: null),
        _ => throw new InvalidDataException($"A message of kind {message.Kind} is not known."),
    };

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails is tried again.")]
    private async Task LoopAsync(string what, Func<Task> once)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested && isFenced == 0)
        {
            try
            {
                await once().ConfigureAwait(false);
            }
            catch (Exception thrown) when (!stopping.IsCancellationRequested)
            {
                LogFailed(options.Logger, thrown, $"look after its {what}");
                await Task.Delay(LookEvery, Clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} gave no sign of life: its runs go on elsewhere.")]
    private static partial void LogBuried(ILogger logger, int worker);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} was taken for dead and has let its runs go.")]
    private static partial void LogFenced(ILogger logger, int worker);

    [LoggerMessage(LogLevel.Error, "Run {Run} cannot be written.")]
    private static partial void LogBroken(ILogger logger, Exception why, Guid run);

    [LoggerMessage(LogLevel.Warning, "A worker could not {What}; it tries again.")]
    private static partial void LogFailed(ILogger logger, Exception why, string what);
}
