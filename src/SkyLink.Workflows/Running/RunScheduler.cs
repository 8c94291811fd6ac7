namespace SkyLink.Workflows.Running;

/// <summary>
/// Where a workflow's code goes on after an await: in the order in which it was to go on, on the thread that tells it
/// what happened, never on two at once.
/// </summary>
/// <param name="onStranger">
/// Hears of who wanted to go on from elsewhere: after something that the context did not give.
/// </param>
internal sealed class RunScheduler(Action<string> onStranger) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Work, object? State)> queue = new();
    private int thread;

    /// <summary>Whether the caller is the workflow's code.</summary>
    public bool IsCurrent => thread == Environment.CurrentManagedThreadId;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            queue.Enqueue((d, state));
        }
        else
        {
            onStranger(d.Target?.GetType().ToString() ?? d.Method.Name);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A workflow's code waits for nobody.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>The calling thread is the workflow's from here on.</summary>
    public void Enter()
    {
        thread = Environment.CurrentManagedThreadId;
        SetSynchronizationContext(this);
    }

    public void Leave()
    {
        thread = 0;
        SetSynchronizationContext(null);
    }

    /// <summary>Lets all go on that can; false where none could.</summary>
    public bool Drain()
    {
        var any = false;
        while (queue.TryDequeue(out var next))
        {
            any = true;
            next.Work(next.State);
        }

        return any;
    }
}
