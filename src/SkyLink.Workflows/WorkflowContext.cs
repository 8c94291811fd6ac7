using System.Runtime.CompilerServices;
using Npgsql;
using SkyLink.Workflows.Running;

namespace SkyLink.Workflows;

/// <summary>What a workflow's code may do. Everything it gives is the same whenever the code is run again.</summary>
/// <remarks>
/// The code may be run again at any time, on any machine, from its first line: what its steps gave before is then given
/// again, without running them. So whatever may differ from one time to another, a clock, a random number, a call to
/// somebody else, belongs into a step, or is taken from here. Tasks of the context may be awaited one after the other,
/// or together with Task.WhenAll and Task.WhenAny; no other task may.
/// </remarks>
public sealed class WorkflowContext
{
    private readonly Run run;
    private readonly bool isShielded;

    internal WorkflowContext(Run run, bool isShielded) => (this.run, this.isShielded) = (run, isShielded);

    /// <summary>The run.</summary>
    public Guid RunId => run.Id;

    /// <summary>The id that the run was started with; null where it was started without.</summary>
    public string? WorkflowId => run.WorkflowId;

    /// <summary>The time of the last thing that happened, in UTC: the code itself takes none.</summary>
    public DateTimeOffset Now => run.Now;

    /// <summary>Random numbers, the same whenever the code is run again.</summary>
    public Random Random => run.Random;

    /// <summary>
    /// Whether the code is run again over what it has done before; for logging, never for a decision.
    /// </summary>
    public bool IsReplaying => run.IsReplaying;

    /// <summary>
    /// Cancelled when somebody asks for the run to end. Steps, timers and signals that are waited for are, too.
    /// </summary>
    public CancellationToken Cancellation => isShielded ? CancellationToken.None : run.Cancellation;

    internal Payloads Payloads => run.Payloads;

    /// <summary>A context whose steps and timers go on although the run is cancelled: for cleaning up.</summary>
    public WorkflowContext WithoutCancellation() => new(run, isShielded: true);

    /// <summary>An id of no one else, the same whenever the code is run again (UUIDv8, time first).</summary>
    public Guid NewId() => run.NewId();

    /// <summary>Does something once and keeps what it gave.</summary>
    /// <param name="name">What it is called in the history; it may be used again.</param>
    /// <param name="body">
    /// What is done, outside the workflow. It runs at least once, and again where an attempt failed or the process died
    /// before its result was on disk: <see cref="StepContext.IdempotencyKey"/> is the same each time.
    /// </param>
    /// <param name="options">How often it is tried, and how long it may take.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="StepFailedException">Its last attempt failed.</exception>
    /// <exception cref="OperationCanceledException">The run is cancelled.</exception>
    public Task<T> StepAsync<T>(
        string name, [RunsOutside] Func<StepContext, Task<T>> body, StepOptions? options = null,
        [CallerLineNumber] int line = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(body);
        run.Demand();
        var step = new StepOperation<T>(run, name, line, body, options ?? StepOptions.Default)
        {
            IsShielded = isShielded,
        };
        run.Add(step);
        return step.Task;
    }

    /// <inheritdoc cref="StepAsync{T}"/>
    public Task StepAsync(
        string name, [RunsOutside] Func<StepContext, Task> body, StepOptions? options = null,
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return StepAsync(
            name,
            async step =>
            {
                await body(step).ConfigureAwait(false);
                return true;
            },
            options, line);
    }

    /// <summary>Waits, for as long as it may take: no process needs to live meanwhile.</summary>
    /// <param name="duration">How long, to the microsecond; what is not above zero is no wait.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Task SleepAsync(TimeSpan duration, [CallerLineNumber] int line = 0)
    {
        run.Demand();
        var timer = new TimerOperation(run, duration, line) { IsShielded = isShielded };
        run.Add(timer);
        return timer.Task;
    }

    /// <summary>Waits until a time.</summary>
    public Task SleepUntilAsync(DateTimeOffset due, [CallerLineNumber] int line = 0) => SleepAsync(due - Now, line);

    /// <summary>The next signal of a name: one that has come already, or the one that comes next.</summary>
    public async Task<T> ReceiveAsync<T>(string name)
    {
        run.Demand();
        return Payloads.Read<T>(await run.Signals(name).ReceiveAsync(Cancellation));
    }

    /// <summary>The next signal of a name if one has come already.</summary>
    public bool TryReceive<T>(string name, out T? value)
    {
        run.Demand();
        var has = run.Signals(name).TryReceive(out var payload);
        value = has ? Payloads.Read<T>(payload) : default;
        return has;
    }

    /// <summary>Waits until something holds, which is looked at after whatever happens to the run.</summary>
    public Task WaitUntilAsync(Func<bool> isMet)
    {
        ArgumentNullException.ThrowIfNull(isMet);
        run.Demand();
        return run.WaitUntil(isMet);
    }

    /// <summary>Answers a query from now on; the answer must change nothing.</summary>
    public void OnQuery<T>(string name, Func<T> give)
    {
        ArgumentNullException.ThrowIfNull(give);
        run.Demand();
        run.OnQuery(name, () => Payloads.Write(give()));
    }

    /// <summary>Takes an update from now on, as part of the code.</summary>
    /// <param name="name">The update.</param>
    /// <param name="handle">Does it; it may use the context, and what it gives is the answer.</param>
    /// <param name="validate">Throws where it may not be; it must change nothing.</param>
    public void OnUpdate<TInput, TAnswer>(
        string name, Func<TInput, Task<TAnswer>> handle, Action<TInput>? validate = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        run.Demand();
        run.OnUpdate(name, new UpdateHandler(
            payload =>
            {
                var input = Payloads.Read<TInput>(payload);
                validate?.Invoke(input);
            },
            async payload => Payloads.Write(await handle(Payloads.Read<TInput>(payload)))));
    }

    /// <summary>Runs another workflow as a run of its own, and waits for its result.</summary>
    /// <remarks>
    /// It begins in the transaction that writes so, wherever there is room; it is cancelled with this run.
    /// </remarks>
    /// <exception cref="ChildFailedException">It ended without a result.</exception>
    public Task<TResult> ChildAsync<TInput, TResult>(
        WorkflowType<TInput, TResult> type, TInput input, [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(type);
        run.Demand();
        var child = new ChildOperation<TResult>(run, type, Payloads.Write(input), attributes: null, line)
        {
            IsShielded = isShielded,
        };
        run.Add(child);
        return child.Task;
    }

    /// <summary>
    /// Does something to the database in one transaction with the mark that it was done: exactly once, whatever fails.
    /// </summary>
    /// <param name="name">What it is called in the history.</param>
    /// <param name="body">What is done; it neither commits nor rolls back.</param>
    /// <param name="options">How often it is tried, and how long it may take.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="StepFailedException">Its last attempt failed.</exception>
    public Task<T> TransactionAsync<T>(
        string name, [RunsOutside] Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> body,
        StepOptions? options = null, [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        run.Affect();
        return StepAsync(name, step => run.Host.TransactAsync(run, step, body), options, line);
    }

    /// <summary>What ends this history and goes on with another: to be thrown by the workflow's code.</summary>
    /// <param name="input">What the code is called with again. Signals that nobody has received are kept.</param>
    public ContinueAsNewException ContinueAsNew<TInput>(TInput input)
    {
        run.Demand();
        return new ContinueAsNewException(Payloads.Write(input));
    }

    /// <summary>Steps that take back what was done, to be run in the opposite order where something fails.</summary>
    public Compensation Compensation() => new(WithoutCancellation());

    /// <summary>
    /// Whether the run takes the new side of a change: true where it came here after the change was made, false where
    /// its history says that it had come here before.
    /// </summary>
    /// <param name="id">The change's name, one for each change.</param>
    public bool Patched(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        run.Demand();
        return run.Patched(id);
    }
}
