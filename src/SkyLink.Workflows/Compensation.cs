using System.Runtime.CompilerServices;

namespace SkyLink.Workflows;

/// <summary>
/// What takes back what a workflow has done (a saga: Garcia-Molina and Salem, 1987). Each step that has succeeded adds
/// its opposite; where a later one fails, they are run in the opposite order, also when the run is cancelled.
/// </summary>
public sealed class Compensation
{
    private readonly WorkflowContext context;
    private readonly Stack<(string Name, Func<StepContext, Task> Body, StepOptions? Options, int Line)> steps = new();

    internal Compensation(WorkflowContext context) => this.context = context;

    /// <summary>Adds the opposite of what was just done.</summary>
    public void Add(
        string name, [RunsOutside] Func<StepContext, Task> body, StepOptions? options = null,
        [CallerLineNumber] int line = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(body);
        steps.Push((name, body, options, line));
    }

    /// <summary>
    /// Runs all that was added, the last first; one that fails keeps none of the others from being run.
    /// </summary>
    /// <exception cref="WorkflowException">Some failed: its message names them.</exception>
    public async Task RunAsync()
    {
        var failed = new List<StepFailedException>();
        while (steps.TryPop(out var step))
        {
            try
            {
                await context.StepAsync(step.Name, step.Body, step.Options, step.Line);
            }
            catch (StepFailedException thrown)
            {
                failed.Add(thrown);
            }
        }

        if (failed.Count > 0)
        {
            throw new WorkflowException(
                $"Not taken back: {string.Join(", ", failed.Select(it => it.Step))}.", failed[0].Failure);
        }
    }
}
