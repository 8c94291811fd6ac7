namespace SkyLink.Workflows.History;

/// <summary>One thing that happened in a run.</summary>
/// <param name="Number">Its place in the history, from one.</param>
/// <param name="Kind">What it says.</param>
/// <param name="At">When it happened, in microseconds.</param>
/// <param name="Operation">
/// The step, timer or child it is about, as the code numbers them in the order it starts them; zero where it is about
/// none.
/// </param>
/// <param name="Name">The name of the step, signal, update or patch; empty where there is none.</param>
/// <param name="Line">
/// The line of the source that started the operation; of an update the number of the message that brought it; zero
/// where neither is.
/// </param>
/// <param name="Data">What came with it, as a payload.</param>
public readonly record struct HistoryEvent(
    int Number, EventKind Kind, DateTimeOffset At, int Operation, string Name, int Line, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether it is the last of its history.</summary>
    public bool IsEnd => Kind >= EventKind.Completed;
}
