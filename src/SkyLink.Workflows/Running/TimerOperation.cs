using SkyLink.Workflows.History;

namespace SkyLink.Workflows.Running;

/// <summary>A time to wait for, which no restart forgets.</summary>
internal sealed class TimerOperation(Run run, TimeSpan duration, int line) : Operation(run, "", line), IIncoming
{
    private readonly TaskCompletionSource source = new();
    private DateTimeOffset? due;

    public Task Task => source.Task;

    public override string Description => "timer";

    public override DateTimeOffset? Due => due;

    public override void Issue()
    {
        if (due is null)
        {
            due = Add(Run.Clock.GetUtcNow(), duration);
            Run.Record(EventKind.TimerStarted, this, Run.Payloads.Write(due.Value), isAwaited: false);
        }
    }

    public override void Begin(bool isInline) => Run.Timers.Add(due!.Value, this);

    public void Apply(Run run)
    {
        if (!Task.IsCompleted)
        {
            Run.Record(EventKind.TimerFired, this, []);
            Fire();
        }
    }

    public override bool Tell(in HistoryEvent known)
    {
        switch (known.Kind)
        {
            case EventKind.TimerStarted:
                due = Run.Payloads.Read<DateTimeOffset>(known.Data);
                return true;
            case EventKind.TimerFired:
                Fire();
                return true;
            default:
                return false;
        }
    }

    public override void Cancel(CancellationToken cancelled)
    {
        Run.Forget(this);
        Abandon();
        source.TrySetCanceled(cancelled);
    }

    public override void Abandon() => Run.Timers.Remove(this);

    private void Fire()
    {
        Run.Forget(this);
        source.SetResult();
    }

    /// <summary>The end of time where the sum is beyond it.</summary>
    private static DateTimeOffset Add(DateTimeOffset now, TimeSpan duration) =>
        duration < DateTimeOffset.MaxValue - now ? now + duration : DateTimeOffset.MaxValue;
}
