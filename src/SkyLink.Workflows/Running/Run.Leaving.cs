namespace SkyLink.Workflows.Running;

/// <summary>When a run is held by nobody, or not by this process any more.</summary>
internal sealed partial class Run
{
    /// <summary>It could not be parked, since a message came: it goes on.</summary>
    public void Stay()
    {
        lock (gate)
        {
            isLeaving = false;
            isActive = true;
        }

        toBegin.AddRange(pending.Values.Where(it => !it.IsHolding));
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>
    /// The run is not this process's any more: nothing that it has begun is told or written from here on, and what it
    /// was not told is refused.
    /// </summary>
    public void Leave(Exception why)
    {
        List<IIncoming> unheard;
        bool wasActive;
        lock (gate)
        {
            gone ??= why;
            isAbandoned = true;
            unheard = [.. incoming];
            incoming.Clear();
            wasActive = isActive;
        }

        if (!wasActive)
        {
            Abandon();
        }

        foreach (var one in unheard)
        {
            one.Refuse(why);
        }
    }

    /// <summary>Whether nothing of it is to be written any more.</summary>
    public bool IsAbandoned => Volatile.Read(ref isAbandoned);

    /// <summary>Whether it may be held by nobody from here on, and until when.</summary>
    private RunPark? Parking()
    {
        if (diverged is not null)
        {
            return new RunPark(RunState.Diverged, WakeAt: null, diverged);
        }

        if (main is null or { IsCompleted: true })
        {
            return null;
        }

        DateTimeOffset? earliest = null;
        foreach (var operation in pending.Values)
        {
            if (operation.IsHolding)
            {
                return null;
            }

            earliest = operation.Due is { } due && !(earliest <= due) ? due : earliest;
        }

        return earliest is null ? isResting ? new RunPark(RunState.Waiting, WakeAt: null) : null
            : earliest - Clock.GetUtcNow() > host.ParkAfter ? new RunPark(RunState.Waiting, earliest)
            : null;
    }

    private void Abandon()
    {
        foreach (var operation in pending.Values.ToArray())
        {
            operation.Abandon();
        }
    }
}
