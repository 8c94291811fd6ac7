using System.Text.RegularExpressions;

namespace SkyLink.Workflows;

/// <summary>A workflow as an engine knows it: its name, and the method that it is.</summary>
/// <remarks>
/// The name is stored with every run and must stay; the method may change as long as it still does what open runs
/// have already done, or says with <see cref="WorkflowContext.Patched"/> where it does something else.
/// </remarks>
public abstract partial class WorkflowType
{
    /// <summary>The longest name, in characters.</summary>
    public const int NameMax = 100;

    private protected WorkflowType(string name, WorkflowTypeOptions options)
    {
        if (!NameForm().IsMatch(name))
        {
            throw new ArgumentException(
                $"'{name}' is no name of a workflow: letters, digits, and . _ - between them, {NameMax} at most.",
                nameof(name));
        }

        (Name, Options) = (name, options);
    }

    /// <summary>The name, as "order.fulfil".</summary>
    public string Name { get; }

    /// <summary>What holds for all its runs.</summary>
    public WorkflowTypeOptions Options { get; }

    /// <summary>Describes a workflow that takes an input and gives a result.</summary>
    /// <param name="name">Its name, as "order.fulfil".</param>
    /// <param name="body">The method. It must do the same whenever it is given the same history.</param>
    /// <param name="options">What holds for all its runs.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    public static WorkflowType<TInput, TResult> Define<TInput, TResult>(
        string name, Func<WorkflowContext, TInput, Task<TResult>> body, WorkflowTypeOptions? options = null) =>
        new(name, body, options ?? WorkflowTypeOptions.Default);

    /// <summary>Calls the method; its synchronous part runs at once.</summary>
    internal abstract Task Start(WorkflowContext context, ReadOnlyMemory<byte> input);

    /// <summary>What a method that ended well gave.</summary>
    internal abstract byte[] ResultOf(Task ended, Payloads payloads);

    [GeneratedRegex(
        "^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}

/// <summary>A workflow with the types of what it takes and gives.</summary>
/// <typeparam name="TInput">What a run is started with.</typeparam>
/// <typeparam name="TResult">What a run ends with.</typeparam>
public sealed class WorkflowType<TInput, TResult> : WorkflowType
{
    private readonly Func<WorkflowContext, TInput, Task<TResult>> body;

    internal WorkflowType(string name, Func<WorkflowContext, TInput, Task<TResult>> body, WorkflowTypeOptions options)
        : base(name, options)
    {
        ArgumentNullException.ThrowIfNull(body);
        this.body = body;
    }

    internal override Task Start(WorkflowContext context, ReadOnlyMemory<byte> input) =>
        body(context, context.Payloads.Read<TInput>(input));

    internal override byte[] ResultOf(Task ended, Payloads payloads) => payloads.Write(((Task<TResult>)ended).Result);
}

/// <summary>What holds for all runs of a workflow.</summary>
public sealed record WorkflowTypeOptions
{
    internal static WorkflowTypeOptions Default { get; } = new();

    /// <summary>How long a run's history and result are kept after its end; 30 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How many events a history may have before the run fails; 50,000. Long loops continue as new runs.
    /// </summary>
    public int EventsMax { get; init; } = 50_000;
}
