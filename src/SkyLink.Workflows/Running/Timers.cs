namespace SkyLink.Workflows.Running;

/// <summary>What the runs in memory wait for in time, in one queue with one timer.</summary>
internal sealed class Timers : IDisposable
{
    /// <summary>The clock may be set: it is looked at this often, whatever is due when.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly PriorityQueue<Operation, DateTimeOffset> queue = new();
    private readonly HashSet<Operation> waiting = new(ReferenceEqualityComparer.Instance);
    private readonly ITimer timer;
    private DateTimeOffset next = DateTimeOffset.MaxValue;

    public Timers(TimeProvider clock)
    {
        this.clock = clock;
        timer = clock.CreateTimer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    /// <summary>Begins the operation again, or tells its run of it, when it is due.</summary>
    public void Add(DateTimeOffset due, Operation operation)
    {
        lock (gate)
        {
            waiting.Add(operation);
            queue.Enqueue(operation, due);
            if (due < next)
            {
                Arm(due);
            }
        }
    }

    public void Remove(Operation operation)
    {
        lock (gate)
        {
            waiting.Remove(operation);
        }
    }

    private void Arm(DateTimeOffset due)
    {
        next = due;
        var wait = due - clock.GetUtcNow();
        var bounded = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LookEvery ? wait : LookEvery;
        timer.Change(bounded, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        List<Operation>? over = null;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            while (queue.TryPeek(out var operation, out var due) && (due <= now || !waiting.Contains(operation)))
            {
                queue.Dequeue();
                if (waiting.Remove(operation))
                {
                    (over ??= []).Add(operation);
                }
            }

            next = DateTimeOffset.MaxValue;
            if (queue.TryPeek(out _, out var later))
            {
                Arm(later);
            }
        }

        foreach (var operation in over ?? [])
        {
            if (operation is TimerOperation fired)
            {
                fired.Run.Deliver(fired, isInline: false);
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    static it => it.Begin(isInline: true), operation, preferLocal: false);
            }
        }
    }
}
