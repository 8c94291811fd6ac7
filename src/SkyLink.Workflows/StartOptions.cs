namespace SkyLink.Workflows;

/// <summary>How a run is started.</summary>
public sealed record StartOptions
{
    internal static StartOptions Default { get; } = new();

    /// <summary>
    /// An id of the caller's: the same work is started once with it. Null where every start is work of its own.
    /// </summary>
    public string? WorkflowId { get; init; }

    /// <summary>What happens where a run has the id already.</summary>
    public IdConflict OnConflict { get; init; } = IdConflict.UseExisting;

    /// <summary>What the run can be found by, as JSON of one level; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
}

/// <summary>What happens where a run has the id of a start already.</summary>
public enum IdConflict
{
    /// <summary>Nothing is started, and the caller is given that run, whether it is open or has ended.</summary>
    UseExisting,

    /// <summary>Nothing is started, and the caller is told so.</summary>
    Fail,

    /// <summary>A run that is open is given; where the last one has ended, another is started.</summary>
    AgainAfterEnd,
}
