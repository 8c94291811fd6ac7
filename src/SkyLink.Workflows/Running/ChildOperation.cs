using System.Globalization;
using SkyLink.Workflows.History;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows.Running;

/// <summary>An operation that is a run of its own.</summary>
internal interface IChild
{
    /// <summary>The run.</summary>
    Guid Child { get; }

    /// <summary>It has ended, and the parent is to know.</summary>
    void End(RunState state, byte[] data);
}

/// <summary>A run that another has started and waits for.</summary>
internal sealed class ChildOperation<TResult>(Run run, WorkflowType type, byte[] input, string? attributes, int line)
    : Operation(run, type.Name, line), IChild
{
    private readonly TaskCompletionSource<TResult> source = new();
    private bool isStarted;

    public Task<TResult> Task => source.Task;

    public Guid Child { get; private set; }

    public override string Description => $"child '{Name}'";

    public override void Issue()
    {
        if (isStarted)
        {
            return;
        }

        var at = Run.Now;
        Child = RunId.Derive(Run.Id, Number, at);
        Run.Record(EventKind.ChildStarted, this, Child.ToByteArray(bigEndian: true));
        Run.Bear(new NewRun(
            Child, WorkflowId: null, Name, at, Run.Id, Number, attributes, IsOnce: false)
        {
            First = HistoryFormat.First(Name, at, input),
        });
    }

    public override void Begin(bool isInline) => Run.Host.LookForDue();

    public void End(RunState state, byte[] data)
    {
        Run.Record(state == RunState.Completed ? EventKind.ChildCompleted : EventKind.ChildFailed, this, data);
        Tell(state == RunState.Completed, data);
    }

    public override bool Tell(in HistoryEvent known)
    {
        switch (known.Kind)
        {
            case EventKind.ChildStarted:
                (Child, isStarted) = (new Guid(known.Data.Span, bigEndian: true), true);
                return true;
            case EventKind.ChildCompleted or EventKind.ChildFailed:
                Tell(known.Kind == EventKind.ChildCompleted, known.Data);
                return true;
            default:
                return false;
        }
    }

    public override void Cancel(CancellationToken cancelled)
    {
        // The history that is told again has said so already.
        if (!Run.IsReplaying && Child != Guid.Empty)
        {
            Run.Say(new Said(Child, MessageKind.Cancel, Run.CancelReason!, []));
        }

        Run.Forget(this);
        source.TrySetCanceled(cancelled);
    }

    private void Tell(bool isWell, ReadOnlyMemory<byte> data)
    {
        Run.Forget(this);
        if (isWell)
        {
            source.SetResult(Run.Payloads.Read<TResult>(data));
        }
        else
        {
            source.SetException(new ChildFailedException(Name, Child, Run.Payloads.Read<Failure>(data)));
        }
    }
}

/// <summary>What a child's end is called in a message: the parent's number for it, and its state.</summary>
internal static class ChildOperation
{
    public static string NameOf(int operation, RunState state) =>
        string.Create(CultureInfo.InvariantCulture, $"{operation}:{(short)state}");

    public static (int Operation, RunState State) Parse(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return (int.Parse(name.AsSpan(0, colon), CultureInfo.InvariantCulture),
            (RunState)short.Parse(name.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}
