using System.Buffers;
using SkyLink.Workflows.History;

namespace SkyLink.Workflows.Running;

/// <summary>
/// A run in memory: its code, which waits for something, and the events that its history does not have yet.
/// </summary>
/// <remarks>
/// Whatever happens is told to the code in one order by one thread at a time, and written in the same order. The code
/// goes on at once, but what it starts begins only when all that led there is on disk: a crash can make it forget
/// nothing that anybody outside has seen.
/// </remarks>
internal sealed partial class Run : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private readonly Queue<IIncoming> incoming = new();
    private readonly RunScheduler scheduler;
    private readonly SortedDictionary<int, Operation> pending = [];
    private readonly List<(Func<bool> IsMet, TaskCompletionSource Source)> conditions = [];
    private readonly ArrayBufferWriter<byte> records = new();
    private readonly byte[] head = new byte[HistoryFormat.HeadSize];
    private readonly IRunHost host;
    private readonly WorkflowContext context;
    private readonly CancellationTokenSource cancellation = new();
    private List<Operation> toBegin = [];
    private List<IAnswer> answers = [];
    private List<NewRun> children = [];
    private List<Said> says = [];
    private Continuation? continuation;
    private Task? main;
    private NewRun? start;
    private RunEnd? end;
    private Exception? gone;
    private int events;
    private int operations;
    private int awaited;
    private int handed;
    private byte[] handedHead = new byte[HistoryFormat.HeadSize];
    private long mail;
    private long forgotten;
    private bool isActive;
    private bool isAwaited;
    private bool isResting;
    private bool isLeaving;
    private bool isAbandoned;

    /// <summary>
    /// A run of which nothing is known yet, or all that is known will be told by <see cref="Resume"/>.
    /// </summary>
    public Run(IRunHost host, Guid id, string? workflowId, WorkflowType type)
    {
        (this.host, Id, WorkflowId, Type) = (host, id, workflowId, type);
        scheduler = new RunScheduler(stranger => Deliver(new Strayed(stranger), isInline: false));
        context = new WorkflowContext(this, isShielded: false);
    }

    public Guid Id { get; }

    /// <summary>The run that waits for it, and by which number; null where none does.</summary>
    public (Guid Run, int Operation)? Parent { get; init; }

    /// <summary>Whether steps of it have been committed with what they did.</summary>
    public bool HasEffects { get; private set; }

    /// <summary>Whether it was taken over: something of it may have been done by another.</summary>
    public bool IsResumed { get; private set; }

    public IRunHost Host => host;

    public string? WorkflowId { get; }

    public WorkflowType Type { get; }

    public TimeProvider Clock => host.Clock;

    public Timers Timers => host.Timers;

    public Payloads Payloads => host.Payloads;

    /// <summary>When the last event happened: what the code takes for now.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Whether the code is told what it has done before.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>When something last happened to it, by the clock that nobody sets.</summary>
    public long LastActive { get; private set; }

    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>The place of the run in the batch that is being written; for the journal alone.</summary>
    public object? Entry { get; set; }

    /// <summary>How many chunks its history has beside the tail; for the journal alone.</summary>
    public int Chunks { get; set; }

    /// <summary>The bytes of its tail; for the journal alone.</summary>
    public int Tail { get; set; }

    /// <summary>Adds bytes to the tail; true where the tail is full with them, and begins anew after a chunk.</summary>
    public bool Grow(int bytes, int most)
    {
        Tail += bytes;
        if (Tail <= most)
        {
            return false;
        }

        Tail = 0;
        Chunks++;
        return true;
    }

    public int NextOperation() => ++operations;

    /// <summary>Makes the run's first write; its code begins when that is on disk.</summary>
    public void Create(NewRun known, byte[] input, IAnswer answer)
    {
        start = known;
        Append(EventKind.Started, known.At, operation: 0, known.Type, line: 0, input);
        answers.Add(answer);
        isActive = true;
        incoming.Enqueue(new Begin(input));
        Flush();
    }

    /// <summary>Tells the run of something; what happens after its end is refused.</summary>
    /// <param name="one">What happened.</param>
    /// <param name="isInline">Whether the calling thread may run the code.</param>
    public void Deliver(IIncoming one, bool isInline)
    {
        Exception? refused;
        lock (gate)
        {
            refused = gone;
            if (refused is null)
            {
                incoming.Enqueue(one);
                if (isActive || isLeaving)
                {
                    return;
                }

                isActive = true;
            }
        }

        if (refused is not null)
        {
            one.Refuse(refused);
        }
        else if (isInline)
        {
            Execute();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Tells the code all that has happened, until nothing more has.</summary>
    public void Execute()
    {
        List<Operation>? begins = null;
        scheduler.Enter();
        try
        {
            while (Take(ref begins) is { } next)
            {
                Apply(next);
            }
        }
        finally
        {
            scheduler.Leave();
        }

        if (begins is not null)
        {
            BeginAll(begins, isInline: false);
        }
    }

    /// <summary>What was handed to the journal is on disk.</summary>
    public void Durable(RunWrite write)
    {
        if (write.IsAwaited)
        {
            Interlocked.Decrement(ref awaited);
        }

        if (write.IsTaken)
        {
            var taken = new WorkflowExistsException(WorkflowId!, Id);
            Leave(taken);
            write.Fail(taken);
            host.Ended(this, end: null);
            return;
        }

        foreach (var answer in write.Answers ?? [])
        {
            answer.Give();
        }

        if (write.Start is not null)
        {
            // The first thing it waits for is its own beginning, which lies in the queue.
            Execute();
        }

        if (write.ToBegin is { } begins)
        {
            BeginAll(begins, isInline: true);
        }

        if (write.End is not null)
        {
            host.Ended(this, write.End);
        }
        else if (write.Continuation is { } goesOn)
        {
            host.Continued(goesOn.Next);
            goesOn.Next.Execute();
        }
        else if (write.Park is not null)
        {
            host.Parked(this, write.IsParked);
        }
    }

    private IIncoming? Take(ref List<Operation>? begins)
    {
        for (var hasFlushed = false; ; hasFlushed = true)
        {
            lock (gate)
            {
                if (!isLeaving && !isAbandoned && incoming.TryDequeue(out var one))
                {
                    return one;
                }

                if (hasFlushed || isAbandoned)
                {
                    isActive = false;
                    break;
                }
            }

            if (Flush() is { } now)
            {
                begins = [.. begins ?? [], .. now];
            }
        }

        if (isAbandoned)
        {
            Abandon();
        }

        return null;
    }

    private static void BeginAll(List<Operation> begins, bool isInline)
    {
        // Bodies may block: all but the last get a thread of their own.
        for (var i = 0; i < begins.Count - 1; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static it => it.Begin(isInline: true), begins[i], preferLocal: false);
        }

        if (isInline)
        {
            begins[^1].Begin(isInline: true);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static it => it.Begin(isInline: true), begins[^1], preferLocal: false);
        }
    }
}
