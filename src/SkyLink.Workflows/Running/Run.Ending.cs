using System.Diagnostics.CodeAnalysis;
using SkyLink.Workflows.History;
using SkyLink.Workflows.Store;

namespace SkyLink.Workflows.Running;

/// <summary>How a run ends, or goes on with a new history.</summary>
internal sealed partial class Run
{
    [SuppressMessage("Design", "CA1031", Justification = "A result that cannot be kept is the run's failure.")]
    private void Finish(Task ended)
    {
        if (ended.IsCompletedSuccessfully)
        {
            try
            {
                Finish(EventKind.Completed, RunState.Completed, "", Type.ResultOf(ended, Payloads));
            }
            catch (Exception thrown)
            {
                Finish(EventKind.Failed, RunState.Failed, "", Payloads.Write(Failure.Of(thrown)));
            }
        }
        else if (isCancelled && (ended.IsCanceled || ended.Exception?.InnerException is OperationCanceledException))
        {
            var why = new Failure(typeof(OperationCanceledException).FullName!, CancelReason!);
            Finish(EventKind.Cancelled, RunState.Cancelled, CancelReason!, Payloads.Write(why));
        }
        else
        {
            var thrown = ended.Exception?.InnerException
                ?? new OperationCanceledException("The workflow gave up by itself.");
            switch (thrown)
            {
                case NondeterminismException diverging:
                    Diverge(diverging);
                    break;
                case ContinueAsNewException again:
                    Continue(again.Input);
                    break;
                default:
                    Finish(EventKind.Failed, RunState.Failed, "", Payloads.Write(Failure.Of(thrown)));
                    break;
            }
        }
    }

    private void Finish(EventKind kind, RunState state, string name, byte[] data)
    {
        Record(kind, name, data);
        end = new RunEnd(state, Now, Expires, data);
        if (Parent is { } parent)
        {
            says.Add(new Said(
                parent.Run, MessageKind.ChildEnded, ChildOperation.NameOf(parent.Operation, state), data));
        }

        CancelChildren();
        Abandon();
    }

    /// <summary>Ends this history, and goes on with one that begins with what was said and not heard.</summary>
    private void Continue(byte[] input)
    {
        Record(EventKind.ContinuedAsNew, "", input);
        CancelChildren();
        Abandon();
        var next = new Run(host, Id, WorkflowId, Type) { Parent = Parent };
        continuation = next.Follow(this, input);
    }

    /// <summary>Begins where another history has ended; the code is called when that is on disk.</summary>
    private Continuation Follow(Run before, byte[] input)
    {
        (mail, forgotten, newest) = (before.mail, before.mail, before.newest);
        Append(EventKind.Started, before.Now, operation: 0, Type.Name, line: 0, input);
        incoming.Enqueue(new Begin(input));
        foreach (var (name, queue) in before.signals.OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            while (queue.TryReceive(out var payload))
            {
                Append(EventKind.SignalReceived, before.Now, operation: 0, name, line: 0, payload.ToArray());
                incoming.Enqueue(new Reheard(name, payload));
            }
        }

        isActive = true;
        (handed, handedHead, Tail) = (events, head.ToArray(), records.WrittenCount);
        var first = records.WrittenSpan.ToArray();
        records.ResetWrittenCount();
        return new Continuation(
            RunId.Derive(Id, before.events, before.Now), before.Expires, before.Now, input, this, first, events,
            handedHead);
    }

    private DateOnly Expires => DateOnly.FromDateTime((Now + Type.Options.Retention).UtcDateTime.AddDays(1));

    /// <summary>Whoever still works for this run is told that nobody waits for it.</summary>
    private void CancelChildren()
    {
        foreach (var child in pending.Values.OfType<IChild>())
        {
            says.Add(new Said(child.Child, MessageKind.Cancel, "Its parent has ended.", []));
        }
    }
}
