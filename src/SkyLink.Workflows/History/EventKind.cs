namespace SkyLink.Workflows.History;

/// <summary>What an event of a history says. The numbers are stored: none is ever given another meaning.</summary>
public enum EventKind : byte
{
    /// <summary>The run began; its data is the input.</summary>
    Started = 1,

    /// <summary>A step ended well; its data is what it gave.</summary>
    StepCompleted = 2,

    /// <summary>A step failed for good; its data is the failure.</summary>
    StepFailed = 3,

    /// <summary>An attempt at a step failed, and another will follow; its data is the failure and when.</summary>
    StepRetried = 4,

    /// <summary>A timer runs; its data is when it is due.</summary>
    TimerStarted = 5,

    /// <summary>A timer was due.</summary>
    TimerFired = 6,

    /// <summary>A signal came in; its data is what came with it.</summary>
    SignalReceived = 7,

    /// <summary>Somebody asked for the run to be cancelled; its name is the reason.</summary>
    CancelRequested = 8,

    /// <summary>A child was started; its data is the child's id.</summary>
    ChildStarted = 9,

    /// <summary>A child ended well; its data is its result.</summary>
    ChildCompleted = 10,

    /// <summary>A child failed or was cancelled; its data is the failure.</summary>
    ChildFailed = 11,

    /// <summary>An update was let in; its data is what came with it.</summary>
    UpdateAccepted = 12,

    /// <summary>An update ended well; its data is its answer.</summary>
    UpdateCompleted = 13,

    /// <summary>An update failed; its data is the failure.</summary>
    UpdateFailed = 14,

    /// <summary>The code took the new side of a patch; its name is the patch.</summary>
    Patched = 15,

    /// <summary>The end: the data is the result.</summary>
    Completed = 16,

    /// <summary>The end: the data is the failure.</summary>
    Failed = 17,

    /// <summary>The end: cancelled, and cleaned up.</summary>
    Cancelled = 18,

    /// <summary>The end: the run goes on with another history; the data is the input of that.</summary>
    ContinuedAsNew = 19,

    /// <summary>The end: somebody ended it without asking the code; its name is the reason.</summary>
    Terminated = 20,
}
