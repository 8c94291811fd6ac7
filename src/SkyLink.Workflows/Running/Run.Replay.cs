using SkyLink.Workflows.History;

namespace SkyLink.Workflows.Running;

/// <summary>A history told again to the code that made it.</summary>
internal sealed partial class Run
{
    /// <summary>Brings the code to where its history ends; what it had begun and not ended begins again.</summary>
    /// <param name="known">The history.</param>
    /// <param name="lastHead">The head that the history leads to.</param>
    /// <param name="heard">How many messages of others it tells of.</param>
    public void Replay(List<HistoryEvent> known, ReadOnlySpan<byte> lastHead, long heard)
    {
        lastHead.CopyTo(head);
        (events, mail, forgotten, newest) = (known.Count, heard, heard, heard);
        (handed, handedHead) = (events, head.ToArray());
        patches = known.Where(it => it.Kind == EventKind.Patched)
            .ToDictionary(it => it.Name, _ => true, StringComparer.Ordinal);
        (IsReplaying, IsResumed) = (true, true);
        try
        {
            for (var i = 0; i < known.Count; i++)
            {
                IsReplaying = i < known.Count - 1;
                Now = known[i].At;
                Tell(known[i]);
                Pump();
            }

            foreach (var operation in pending.Values.Where(it => !it.IsIssued).ToArray())
            {
                Issue(operation);
            }

            foreach (var (number, end) in unsaid)
            {
                SayUpdated(number, end);
            }

            unsaid.Clear();
        }
        catch (NondeterminismException why)
        {
            Diverge(why);
        }

        IsReplaying = false;
    }

    /// <summary>The history is as it is, and no code goes on from it.</summary>
    public void Stop(int count, ReadOnlySpan<byte> lastHead, long heard, string why)
    {
        lastHead.CopyTo(head);
        (events, mail, forgotten) = (count, heard, heard);
        diverged = why;
    }

    /// <summary>Brings the code to where a history ends, and lets nothing begin.</summary>
    /// <returns>Where the code does not fit; null where it does.</returns>
    public string? Rehearse(List<HistoryEvent> known, ReadOnlySpan<byte> lastHead)
    {
        scheduler.Enter();
        try
        {
            Replay(known, lastHead, heard: 0);
            return diverged;
        }
        finally
        {
            scheduler.Leave();
        }
    }

    private void Tell(in HistoryEvent known)
    {
        switch (known.Kind)
        {
            case EventKind.Started:
                Call(known.Data);
                break;
            case EventKind.SignalReceived:
                Signals(known.Name).Add(known.Data);
                break;
            case EventKind.CancelRequested:
                Cancel(known.Name);
                break;
            case EventKind.Patched:
                break;
            case EventKind.UpdateAccepted:
                Update(known.Name, known.Data, known.Line, answer: null);
                break;
            case EventKind.UpdateCompleted or EventKind.UpdateFailed:
                unsaid.Remove(known.Operation);
                break;
            case EventKind.Completed or EventKind.Failed or EventKind.Cancelled or EventKind.ContinuedAsNew:
                Compare(known);
                break;
            case EventKind.Terminated:
                break;
            default:
                Find(known);
                break;
        }
    }

    /// <summary>
    /// The end that the history tells of is the end that the code comes to, or the limit of what a history may hold.
    /// </summary>
    private void Compare(in HistoryEvent known)
    {
        var fits = known.Number > Type.Options.EventsMax
            || (main is { IsCompleted: true } && main.IsCompletedSuccessfully == (known.Kind == EventKind.Completed));
        if (!fits)
        {
            throw new NondeterminismException(
                known.Number, $"Event {known.Number} of the history is {known.Kind}, but the code "
                + (main is { IsCompleted: true } ? "ended otherwise." : "goes on."));
        }
    }

    /// <summary>Finds the operation that an event is about, and tells it.</summary>
    private void Find(in HistoryEvent known)
    {
        var has = pending.TryGetValue(known.Operation, out var operation);
        if (!has && isCancelled && known.Operation > 0 && known.Operation <= operations)
        {
            // What was cancelled in between may have ended all the same.
            return;
        }

        var told = $"Event {known.Number} of the history is {known.Kind}"
            + (known.Name.Length > 0 ? $" of '{known.Name}'" : "")
            + $", operation {known.Operation} of line {known.Line}";
        if (!has)
        {
            throw new NondeterminismException(known.Number, main is { IsCompleted: true }
                ? $"{told}, but the code has ended before it."
                : $"{told}, but the code has not started that operation.");
        }

        if (operation!.Name != known.Name || !operation.Tell(known))
        {
            throw new NondeterminismException(
                known.Number,
                $"{told}, but the code started the {operation.Description} as that, in line {operation.Line}.");
        }
    }
}
