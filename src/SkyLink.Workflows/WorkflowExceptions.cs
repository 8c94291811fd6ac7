namespace SkyLink.Workflows;

/// <summary>Something about a workflow went wrong.</summary>
/// <param name="message">What.</param>
/// <param name="failure">What failed underneath, where something did.</param>
public class WorkflowException(string message, Failure? failure = null) : Exception(message)
{
    /// <summary>What failed underneath, as it is kept; null where nothing did.</summary>
    public Failure? Failure { get; } = failure;
}

/// <summary>A step failed in its last attempt.</summary>
/// <param name="step">The step's name.</param>
/// <param name="failure">Why.</param>
public sealed class StepFailedException(string step, Failure failure)
    : WorkflowException($"The step '{step}' failed: {failure.Message}", failure)
{
    /// <summary>The step's name.</summary>
    public string Step { get; } = step;
}

/// <summary>An update was not let in: nothing was changed.</summary>
/// <param name="update">The update.</param>
/// <param name="failure">Why.</param>
public sealed class UpdateRejectedException(string update, Failure failure)
    : WorkflowException($"The update '{update}' was refused: {failure.Message}", failure);

/// <summary>A child ended without a result.</summary>
/// <param name="type">The child's workflow.</param>
/// <param name="run">The child.</param>
/// <param name="failure">Why.</param>
public sealed class ChildFailedException(string type, Guid run, Failure failure)
    : WorkflowException($"The child '{type}' failed: {failure.Message}", failure)
{
    /// <summary>The child.</summary>
    public Guid Run { get; } = run;
}

/// <summary>Ends a run's history, and begins another with a new input: thrown by the workflow's code itself.</summary>
public sealed class ContinueAsNewException : Exception
{
    internal ContinueAsNewException(byte[] input)
        : base("The workflow goes on as new.") => Input = input;

    internal byte[] Input { get; }
}

/// <summary>A run ended without a result.</summary>
/// <param name="run">The run.</param>
/// <param name="state">How it ended.</param>
/// <param name="failure">Why.</param>
public sealed class WorkflowFailedException(Guid run, RunState state, Failure failure)
    : WorkflowException($"The run {run} is {state}: {failure.Message}", failure)
{
    /// <summary>The run.</summary>
    public Guid Run { get; } = run;

    /// <summary>How it ended.</summary>
    public RunState State { get; } = state;
}

/// <summary>
/// The code does not do what the history says that it did: the run cannot go on until the code fits again.
/// </summary>
/// <param name="event">The number of the event that does not fit.</param>
/// <param name="message">What the history says and what the code did instead.</param>
public sealed class NondeterminismException(int @event, string message) : WorkflowException(message)
{
    /// <summary>The number of the event that does not fit.</summary>
    public int Event { get; } = @event;
}

/// <summary>There is no such run.</summary>
/// <param name="id">What was asked for.</param>
public sealed class WorkflowNotFoundException(string id) : WorkflowException($"There is no run '{id}'.");

/// <summary>A run of that id exists, and the start was asked to fail then.</summary>
/// <param name="id">The workflow's id.</param>
/// <param name="run">The run that has it.</param>
public sealed class WorkflowExistsException(string id, Guid run)
    : WorkflowException($"'{id}' exists already: run {run}.")
{
    /// <summary>The run that has it.</summary>
    public Guid Run { get; } = run;
}
