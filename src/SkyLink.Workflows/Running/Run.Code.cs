using System.Diagnostics.CodeAnalysis;
using SkyLink.Workflows.History;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows.Running;

/// <summary>What is told to the code, and what the code does.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The token's source has no timer and no handle to free.")]
internal sealed partial class Run
{
    private readonly Dictionary<string, SignalQueue> signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<byte[]>> queries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UpdateHandler> updates = new(StringComparer.Ordinal);
    private Dictionary<string, bool> patches = new(StringComparer.Ordinal);
    private string? diverged;
    private long newest;
    private int ids;
    private bool isCancelled;
    private Random? random;

    /// <summary>The same numbers whenever the run is built up anew.</summary>
    public Random Random => random ??= new Random(BitConverter.ToInt32(Id.ToByteArray(), 12));

    /// <summary>Whether the code calls it, which alone may use the context.</summary>
    public void Demand()
    {
        if (!scheduler.IsCurrent)
        {
            throw new InvalidOperationException(
                "The context of a workflow was used outside of it: by a step's body, or after a task that the context "
                + "did not give.");
        }
    }

    /// <summary>An id that is the same whenever the run is built up anew, and no other's.</summary>
    public Guid NewId()
    {
        Demand();
        return RunId.Derive(Id, ++ids, Now);
    }

    /// <summary>
    /// Lets an operation begin, at once or, where history is told again, if that does not know of it.
    /// </summary>
    public void Add(Operation operation)
    {
        pending.Add(operation.Number, operation);
        if (!operation.IsShielded && isCancelled)
        {
            operation.Cancel(cancellation.Token);
        }
        else if (!IsReplaying)
        {
            Issue(operation);
        }
    }

    public void Forget(Operation operation) => pending.Remove(operation.Number);

    /// <summary>
    /// Appends an event about an operation; awaited where what the code starts next must wait until it is on disk.
    /// </summary>
    public void Record(EventKind kind, Operation operation, byte[] data, bool isAwaited = true)
    {
        Append(kind, Clock.GetUtcNow(), operation.Number, operation.Name, operation.Line, data);
        this.isAwaited |= isAwaited;
    }

    public void RecordUpdate(EventKind kind, int operation, string name, int message, byte[] data)
    {
        Append(kind, Clock.GetUtcNow(), operation, name, message, data);
        isAwaited = true;
    }

    /// <summary>Appends an event about no operation.</summary>
    public void Record(EventKind kind, string name, byte[] data, bool isAwaited = true)
    {
        Append(kind, Clock.GetUtcNow(), operation: 0, name, line: 0, data);
        this.isAwaited |= isAwaited;
    }

    public SignalQueue Signals(string name)
    {
        if (!signals.TryGetValue(name, out var queue))
        {
            signals.Add(name, queue = new SignalQueue());
        }

        return queue;
    }

    public void OnQuery(string name, Func<byte[]> give) => queries[name] = give;

    public Task WaitUntil(Func<bool> isMet)
    {
        if (isMet())
        {
            return Task.CompletedTask;
        }

        var source = new TaskCompletionSource();
        conditions.Add((isMet, source));
        return source.Task;
    }

    /// <summary>Lets a child begin with what is written next.</summary>
    public void Bear(NewRun child) => children.Add(child);

    /// <summary>Says something to another run with what is written next.</summary>
    public void Say(Said said) => says.Add(said);

    /// <summary>Finds an operation that waits; null where none does by that number.</summary>
    public Operation? Pending(int number) => pending.GetValueOrDefault(number);

    /// <summary>Steps of it are committed with what they do.</summary>
    public void Affect() => HasEffects = true;

    public void OnUpdate(string name, UpdateHandler handler) => updates[name] = handler;

    /// <summary>Whether the code takes the new side of a change.</summary>
    public bool Patched(string id)
    {
        if (patches.TryGetValue(id, out var isNew))
        {
            return isNew;
        }

        // Whoever came here before without the mark stays on the old side for good.
        isNew = !IsReplaying;
        patches.Add(id, isNew);
        if (isNew)
        {
            Record(EventKind.Patched, id, []);
        }

        return isNew;
    }

    /// <summary>The answer to a query; what is asked may only look.</summary>
    public byte[] Ask(string name) => queries.TryGetValue(name, out var give)
        ? give()
        : throw new WorkflowException($"The run {Id} answers no query '{name}'.");

    /// <summary>Answers once all that was seen is on disk.</summary>
    public void Answer(IAnswer answer) => answers.Add(answer);

    /// <summary>Tells the code that it is to end.</summary>
    public void Cancel(string reason)
    {
        if (isCancelled)
        {
            return;
        }

        isCancelled = true;
        CancelReason = reason;
        cancellation.Cancel();
        foreach (var operation in pending.Values.Where(it => !it.IsShielded).ToArray())
        {
            operation.Cancel(cancellation.Token);
        }

        foreach (var queue in signals.Values)
        {
            queue.Cancel(cancellation.Token);
        }

        foreach (var (_, source) in conditions)
        {
            source.TrySetCanceled(cancellation.Token);
        }

        conditions.Clear();
    }

    /// <summary>Why it is to end; null where nobody asked for that.</summary>
    public string? CancelReason { get; private set; }

    /// <summary>How many messages of others the history tells of.</summary>
    public void Heard(long number) => mail = Math.Max(mail, number);

    /// <summary>Whether a message of others has not been handed to the run yet; says that it is now.</summary>
    public bool IsNews(long number)
    {
        if (number <= newest)
        {
            return false;
        }

        newest = number;
        return true;
    }

    /// <summary>Nothing has happened for a while.</summary>
    public void Rest() => isResting = true;

    /// <summary>Calls the code for the first time.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the code throws is the run's failure.")]
    public void Call(ReadOnlyMemory<byte> input)
    {
        try
        {
            main = Type.Start(context, input);
        }
        catch (Exception thrown)
        {
            main = Task.FromException(thrown);
        }
    }

    /// <summary>The code does not fit its history: the run waits for code that does.</summary>
    public void Diverge(NondeterminismException why)
    {
        // Back to what was handed over last: no more of it is to be seen than is written.
        records.ResetWrittenCount();
        (events, mail, isAwaited) = (handed, forgotten, false);
        handedHead.CopyTo(head, 0);
        answers.ForEach(it => it.Fail(new LeftException(Id)));
        (toBegin, answers, children, says) = ([], [], [], []);
        diverged = why.Message;
    }

    private void Apply(IIncoming next)
    {
        if (end is not null || continuation is not null || diverged is not null)
        {
            next.Refuse(new LeftException(Id));
            return;
        }

        isResting = false;
        next.Apply(this);
        Pump();
        if (events >= Type.Options.EventsMax && end is null && continuation is null && diverged is null)
        {
            Finish(EventKind.Failed, RunState.Failed, "", Payloads.Write(new Failure(
                typeof(WorkflowException).FullName!,
                $"The history has {events} events, {Type.Options.EventsMax} at most: long work continues as new.")));
        }
    }

    /// <summary>Lets the code go on as far as it comes.</summary>
    private void Pump()
    {
        do
        {
            scheduler.Drain();
        }
        while (Meet());

        if (main is { IsCompleted: true } && end is null && continuation is null && !IsReplaying)
        {
            Finish(main);
        }
    }

    /// <summary>Tells of the first condition that is met now; the code may change what others look at.</summary>
    private bool Meet()
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].IsMet())
            {
                var source = conditions[i].Source;
                conditions.RemoveAt(i);
                source.SetResult();
                return true;
            }
        }

        return false;
    }

    private void Issue(Operation operation)
    {
        operation.IsIssued = true;
        operation.Issue();
        toBegin.Add(operation);
    }

    /// <summary>Appends an event; the code is given its time as the history keeps it.</summary>
    private void Append(EventKind kind, DateTimeOffset at, int operation, string name, int line, byte[] data)
    {
        events++;
        Now = HistoryFormat.Time(HistoryFormat.Microseconds(at));
        HistoryFormat.Append(records, new HistoryEvent(events, kind, Now, operation, name, line, data), head);
    }
}
