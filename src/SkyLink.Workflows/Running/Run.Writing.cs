namespace SkyLink.Workflows.Running;

/// <summary>What a run hands to the journal, and when.</summary>
internal sealed partial class Run
{
    /// <summary>Hands all that is new to the journal; gives what may begin without waiting for it.</summary>
    private List<Operation>? Flush()
    {
        LastActive = Clock.GetTimestamp();
        var begins = toBegin.Count > 0 ? toBegin : null;
        toBegin = begins is null ? toBegin : [];

        // What only waits for a time or for others needs nobody who holds the run.
        var isIdle = begins is null || begins.TrueForAll(it => !it.IsHolding);
        var park = end is null && continuation is null && isIdle ? Parking() : null;
        begins = park is null ? begins : null;
        var mustWait = isAwaited || end is not null || continuation is not null || Volatile.Read(ref awaited) > 0;
        if (records.WrittenCount == 0 && park is null && start is null && !mustWait)
        {
            foreach (var answer in answers)
            {
                answer.Give();
            }

            answers.Clear();
            return begins;
        }

        if (records.WrittenCount == 0 && park is null && begins is null && answers.Count == 0)
        {
            return null;
        }

        var write = new RunWrite(this)
        {
            Events = records.WrittenSpan.ToArray(),
            Count = events,
            Head = head.ToArray(),
            Start = start,
            End = end,
            Children = children.Count > 0 ? children : null,
            Says = says.Count > 0 ? says : null,
            Continuation = continuation,
            Park = park,
            Mail = mail > forgotten ? mail : 0,
            Heard = mail,
            IsAwaited = isAwaited,
            ToBegin = mustWait ? begins : null,
            Answers = answers.Count > 0 ? answers : null,
        };
        Hand(write);
        return mustWait ? null : begins;
    }

    private void Hand(RunWrite write)
    {
        (answers, forgotten) = (answers.Count > 0 ? [] : answers, mail);
        (handed, handedHead) = (write.Count, write.Head);
        (children, says) = (children.Count > 0 ? [] : children, says.Count > 0 ? [] : says);
        records.ResetWrittenCount();
        if (write.IsAwaited)
        {
            Interlocked.Increment(ref awaited);
        }

        lock (gate)
        {
            (start, isAwaited, isLeaving) = (null, false, write.Park is not null);
            gone ??= write switch
            {
                { End: not null } => new WorkflowException($"The run {Id} has ended."),
                { Continuation: not null } => new LeftException(Id),
                _ => null,
            };
        }

        host.Write(write);
    }
}
