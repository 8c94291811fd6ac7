namespace SkyLink.Workflows;

/// <summary>Where a run stands. The numbers are stored.</summary>
public enum RunState : short
{
    /// <summary>It waits in a queue.</summary>
    Queued = 0,

    /// <summary>A worker runs it.</summary>
    Running = 1,

    /// <summary>It waits for time or for a signal, and costs no worker anything.</summary>
    Waiting = 2,

    /// <summary>It ended well.</summary>
    Completed = 10,

    /// <summary>It ended with a failure.</summary>
    Failed = 11,

    /// <summary>It was cancelled.</summary>
    Cancelled = 12,

    /// <summary>The run goes on with another history; this one is kept by itself.</summary>
    ContinuedAsNew = 13,

    /// <summary>It was ended from outside.</summary>
    Terminated = 14,

    /// <summary>Its code does not fit its history: it waits for code that does.</summary>
    Diverged = 3,
}
