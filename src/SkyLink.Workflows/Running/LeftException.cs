namespace SkyLink.Workflows.Running;

/// <summary>The run is held by nobody, or by another process.</summary>
internal sealed class LeftException(Guid run) : WorkflowException($"The run {run} is not held here any more.");
