using SkyLink.Workflows.History;

namespace SkyLink.Workflows.Running;

/// <summary>Something the code has started and may wait for: it has a number in the order of starting.</summary>
internal abstract class Operation
{
    protected Operation(Run run, string name, int line)
    {
        (Run, Name, Line) = (run, name, line);
        Number = run.NextOperation();
    }

    public Run Run { get; }

    public string Name { get; }

    public int Line { get; }

    public int Number { get; }

    /// <summary>Whether it goes on although the run is cancelled.</summary>
    public bool IsShielded { get; init; }

    /// <summary>Whether its effect has been asked for: never while a history is told again.</summary>
    public bool IsIssued { get; set; }

    /// <summary>What it is called in a message: "step 'charge'".</summary>
    public abstract string Description { get; }

    /// <summary>Whether something of it runs in this process.</summary>
    public virtual bool IsHolding => false;

    /// <summary>When it will go on by itself; null where something else must happen.</summary>
    public virtual DateTimeOffset? Due => null;

    /// <summary>Writes what must be in the history before it begins.</summary>
    public virtual void Issue()
    {
    }

    /// <summary>Begins, now that all before it is on disk.</summary>
    /// <param name="isInline">Whether an end that comes at once is told on this thread.</param>
    public abstract void Begin(bool isInline);

    /// <summary>Tells it what its history says; false where that cannot be said of it.</summary>
    public abstract bool Tell(in HistoryEvent known);

    /// <summary>The code waits no longer; what runs is told so.</summary>
    public abstract void Cancel(CancellationToken cancelled);

    /// <summary>What runs is told to stop, and the code is told nothing: the run is somebody else's.</summary>
    public virtual void Abandon()
    {
    }
}
