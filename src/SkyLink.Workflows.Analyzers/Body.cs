using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Something in a body that may differ in a replay.</summary>
/// <param name="DeterminismRule">Why.</param>
/// <param name="Chain">What, and by which calls: "DateTime.UtcNow", "Prices.Today → DateTime.UtcNow".</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Field">For an awaited field, the field: it is no finding if workflow code assigns it.</param>
internal sealed record Finding(DeterminismRule Rule, string Chain, Location Location, IFieldSymbol? Field = null)
{
    /// <summary>
    /// Whether another project's fact says so, so that the chain begins with the code that is called.
    /// </summary>
    public bool IsOfOtherProject { get; init; }
}

/// <summary>A call of code in this compilation.</summary>
/// <param name="Target">What is called, as <see cref="SymbolNames.Definition"/> gives it.</param>
/// <param name="IsDispatched">Whether the object decides which implementation runs.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record Call(ISymbol Target, bool IsDispatched, Location Location);

/// <summary>
/// What one method, accessor, initializer, or one local function or lambda that is workflow code, does. Lambdas and
/// local functions that are not workflow code count as part of the code around them.
/// </summary>
/// <param name="Owner">Whose body it is, as <see cref="SymbolNames.Definition"/> gives it.</param>
/// <param name="IsWorkflow">Whether it takes the context.</param>
internal sealed record Body(ISymbol Owner, bool IsWorkflow)
{
    public List<Finding> Findings { get; } = [];

    public List<Call> Calls { get; } = [];

    /// <summary>Fields this body assigns.</summary>
    public HashSet<ISymbol> Assigned { get; } = new(SymbolEqualityComparer.Default);

    public bool IsEmpty => Findings.Count == 0 && Calls.Count == 0 && Assigned.Count == 0;
}
