namespace SkyLink.Workflows.Analyzers;

/// <summary>Why a replay may go another way. The diagnostics are in <see cref="Rules"/>, in the same order.</summary>
internal enum DeterminismRule
{
    Clock,
    Random,
    Outside,
    Threads,
    Blocking,
    Statics,
    Order,
    ForeignTask,

    /// <summary>Through an interface or a virtual method; never found in a body, only by following calls.</summary>
    Dispatch,
}
