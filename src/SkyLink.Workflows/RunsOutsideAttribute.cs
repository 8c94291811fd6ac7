namespace SkyLink.Workflows;

/// <summary>
/// Says of a delegate's parameter that the delegate runs outside the workflow, as the body of a step does: it may read
/// clocks, files and networks, because history keeps its result. The analyzer lets such code alone.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RunsOutsideAttribute : Attribute;
