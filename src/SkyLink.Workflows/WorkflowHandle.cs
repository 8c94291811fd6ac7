using SkyLink.Workflows.History;

namespace SkyLink.Workflows;

/// <summary>A run, wherever it is held.</summary>
/// <typeparam name="TResult">What it ends with.</typeparam>
public sealed class WorkflowHandle<TResult>
{
    private readonly WorkflowEngine engine;

    internal WorkflowHandle(WorkflowEngine engine, Guid run) => (this.engine, Run) = (engine, run);

    /// <summary>The run.</summary>
    public Guid Run { get; }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="WorkflowFailedException">It ended without a result.</exception>
    /// <exception cref="WorkflowNotFoundException">There is no such run, or it is kept no longer.</exception>
    public Task<TResult> ResultAsync(CancellationToken cancellation = default) =>
        engine.ResultAsync<TResult>(Run, cancellation);

    /// <summary>Sends a signal; when the task ends, it is on disk.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such run, or it has ended.</exception>
    public Task SignalAsync<T>(string name, T value, CancellationToken cancellation = default) =>
        engine.SignalAsync(Run, name, value, cancellation);

    /// <summary>Asks the run to end: its steps and waits are cancelled, and it may clean up.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such run, or it has ended.</exception>
    public Task CancelAsync(string reason, CancellationToken cancellation = default) =>
        engine.CancelAsync(Run, reason, cancellation);

    /// <summary>
    /// Asks what the run knows. Nothing changes; a run that has ended, or that nobody holds, answers as well.
    /// </summary>
    /// <exception cref="WorkflowException">The run answers no such query.</exception>
    /// <exception cref="WorkflowNotFoundException">There is no such run, or it is kept no longer.</exception>
    public Task<T> QueryAsync<T>(string name, CancellationToken cancellation = default) =>
        engine.QueryAsync<T>(Run, name, cancellation);

    /// <summary>Asks the run for a change, and waits for its answer.</summary>
    /// <exception cref="UpdateRejectedException">It was not let in: nothing was changed.</exception>
    /// <exception cref="WorkflowException">It failed in between.</exception>
    /// <exception cref="WorkflowNotFoundException">There is no such run, or it has ended.</exception>
    public Task<TAnswer> UpdateAsync<TInput, TAnswer>(
        string name, TInput input, CancellationToken cancellation = default) =>
        engine.UpdateAsync<TInput, TAnswer>(Run, name, input, cancellation);

    /// <summary>All that happened in the run, as it is on disk.</summary>
    /// <exception cref="InvalidDataException">The history was changed.</exception>
    public Task<IReadOnlyList<HistoryEvent>> HistoryAsync(CancellationToken cancellation = default) =>
        engine.HistoryAsync(Run, cancellation);

    /// <summary>
    /// Whether the code of this process fits the run's history: null where it does, else where it does not.
    /// </summary>
    public Task<string?> VerifyAsync(CancellationToken cancellation = default) => engine.VerifyAsync(Run, cancellation);
}
