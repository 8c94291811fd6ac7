using System.Runtime.CompilerServices;
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

    /// <summary>Whether the code is run again over what it has done before; for logging, never for a decision.</summary>
    public bool IsReplaying => run.IsReplaying;

    /// <summary>Cancelled when somebody asks for the run to end. Steps, timers and signals that are waited for are, too.</summary>
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
        var step = new StepOperation<T>(run, name, line, body, options ?? StepOptions.Default) { IsShielded = isShielded };
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
