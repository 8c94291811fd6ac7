using System.Diagnostics.CodeAnalysis;
using SkyLink.Workflows.History;

namespace SkyLink.Workflows.Running;

/// <summary>A step: a body that runs outside the workflow until it ends well or has failed often enough.</summary>
internal sealed class StepOperation<T>(
    Run run, string name, int line, Func<StepContext, Task<T>> body, StepOptions options)
    : Operation(run, name, line), IIncoming
{
    private readonly TaskCompletionSource<T> source = new();
    private readonly Lock gate = new();
    private bool isOver;
    private CancellationTokenSource? running;
    private DateTimeOffset? nextAttempt;
    private int attempts;
    private byte[]? result;
    private Failure? failure;

    public Task<T> Task => source.Task;

    public override string Description => $"step '{Name}'";

    public override bool IsHolding => nextAttempt is null;

    /// <summary>When the next attempt will be made; null while one is made.</summary>
    public override DateTimeOffset? Due => nextAttempt;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a body throws is the step's failure.")]
    public override void Begin(bool isInline)
    {
        if (nextAttempt is { } due && due > Run.Clock.GetUtcNow())
        {
            Run.Timers.Add(due, this);
            return;
        }

        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            running = options.Timeout is { } timeout
                ? new CancellationTokenSource(timeout, Run.Clock)
                : new CancellationTokenSource();
        }

        nextAttempt = null;
        attempts++;
        Task<T> task;
        try
        {
            task = body(new StepContext(Run.Id, Name, Number, attempts, running.Token));
        }
        catch (Exception thrown)
        {
            Fail(thrown, isInline);
            return;
        }

        if (task.IsCompletedSuccessfully)
        {
            Succeed(task.Result, isInline);
        }
        else
        {
            _ = AwaitAsync(task);
        }
    }

    public void Apply(Run run)
    {
        if (Task.IsCompleted)
        {
            return;
        }

        if (result is not null)
        {
            Run.Record(EventKind.StepCompleted, this, result, options.Durability == Durability.Durable);
            Tell(result);
        }
        else if (nextAttempt is { } next)
        {
            Run.Record(
                EventKind.StepRetried, this, Run.Payloads.Write(new StepRetry(attempts, next, failure!)),
                isAwaited: false);
            Run.Timers.Add(next, this);
        }
        else
        {
            Run.Record(EventKind.StepFailed, this, Run.Payloads.Write(failure));
            Tell(failure!);
        }
    }

    public override bool Tell(in HistoryEvent known)
    {
        switch (known.Kind)
        {
            case EventKind.StepCompleted:
                Tell(known.Data);
                return true;
            case EventKind.StepFailed:
                Tell(Run.Payloads.Read<Failure>(known.Data));
                return true;
            case EventKind.StepRetried:
                var retry = Run.Payloads.Read<StepRetry>(known.Data);
                (attempts, nextAttempt) = (retry.Attempt, retry.Next);
                return true;
            default:
                return false;
        }
    }

    public override void Cancel(CancellationToken cancelled)
    {
        Run.Forget(this);
        source.TrySetCanceled(cancelled);
        Abandon();
    }

    public override void Abandon()
    {
        Run.Timers.Remove(this);
        CancellationTokenSource? attempt;
        lock (gate)
        {
            (isOver, attempt) = (true, running);
        }

        attempt?.Cancel();
    }

    private void Tell(ReadOnlyMemory<byte> payload)
    {
        Run.Forget(this);
        source.SetResult(Run.Payloads.Read<T>(payload));
    }

    private void Tell(Failure why)
    {
        Run.Forget(this);
        source.SetException(new StepFailedException(Name, why));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a body throws is the step's failure.")]
    private async Task AwaitAsync(Task<T> task)
    {
        try
        {
            // The body may hear of its time being over or not: the attempt ends with its time.
            Succeed(await task.WaitAsync(running!.Token).ConfigureAwait(false), isInline: true);
        }
        catch (Exception thrown)
        {
            Fail(thrown, isInline: true);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A result that cannot be kept is the step's failure.")]
    private void Succeed(T value, bool isInline)
    {
        try
        {
            result = Run.Payloads.Write(value);
        }
        catch (Exception thrown)
        {
            Fail(thrown, isInline);
            return;
        }

        End(isInline);
    }

    private void Fail(Exception thrown, bool isInline)
    {
        failure = Failure.Of(options.Timeout is { } timeout && thrown is OperationCanceledException
            ? new TimeoutException($"An attempt took longer than {timeout}.")
            : thrown);
        if (attempts < options.AttemptsMax && (options.IsTransient?.Invoke(thrown) ?? true))
        {
            nextAttempt = Run.Clock.GetUtcNow() + options.DelayAfter(attempts);
        }

        End(isInline);
    }

    /// <summary>The attempt is over: its time limit needs no timer any more.</summary>
    private void End(bool isInline)
    {
        if (options.Timeout is not null)
        {
            running!.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);
        }

        Run.Deliver(this, isInline);
    }
}

/// <summary>An attempt that failed, and when the next one will be.</summary>
internal sealed record StepRetry(int Attempt, DateTimeOffset Next, Failure Failure);
