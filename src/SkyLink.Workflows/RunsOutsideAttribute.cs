namespace SkyLink.Workflows;

/// <summary>
/// The delegate given for this parameter runs outside the workflow, once for each attempt, and its result is kept: in
/// it
/// anything is allowed, and the analyzer lets it alone. All other code of a workflow is run again whenever its state is
/// built up anew.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RunsOutsideAttribute : Attribute;
