using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>
/// A body as the generator keeps it between two runs of the compiler: without symbols, which would hold a whole
/// compilation in memory, and equal when it says the same, so that nothing is written again.
/// </summary>
/// <param name="Code">Whose body it is.</param>
/// <param name="Findings">What it finds.</param>
/// <param name="Calls">Documentation ids of what it calls, and whether the object decides what runs.</param>
/// <param name="Constructors">Those that run it, when it is an initializer.</param>
/// <param name="Overridden">Documentation ids of the methods it overrides.</param>
/// <param name="Allowed">Rules that it is said to keep.</param>
internal sealed record CodeFacts(
    CodeName Code,
    EquatableArray<(DeterminismRule Rule, string Chain)> Findings,
    EquatableArray<(string Id, bool IsDispatched)> Calls,
    EquatableArray<CodeName> Constructors,
    EquatableArray<string> Overridden,
    EquatableArray<DeterminismRule> Allowed)
{
    /// <summary>
    /// The facts of a body; null for code nobody outside needs to know: it takes the context, or does nothing.
    /// </summary>
    public static CodeFacts? Of(Body body)
    {
        if (body.IsWorkflow
            || (body is { Findings: [], Calls: [] } && body.Owner is not IMethodSymbol { IsOverride: true }))
        {
            return null;
        }

        return new CodeFacts(
            CodeName.Of(body.Owner),
            body.Findings.Select(finding => (finding.Rule, finding.Chain)).Distinct().ToEquatableArray(),
            body.Calls.Where(IsFollowed).Select(call => (CodeName.IdOf(call.Target), call.IsDispatched)).Distinct()
                .ToEquatableArray(),
            Initializers.ConstructorsOf(body.Owner).Select(CodeName.Of).ToEquatableArray(),
            OverriddenBy(body.Owner as IMethodSymbol).ToEquatableArray(),
            Allowances.Of(body.Owner).ToEquatableArray());
    }

    /// <summary>Who implements an interface is for the caller's project to see, where the object is made.</summary>
    private static bool IsFollowed(Call call) =>
        !(call.IsDispatched && call.Target.ContainingType is { TypeKind: TypeKind.Interface });

    private static IEnumerable<string> OverriddenBy(IMethodSymbol? method)
    {
        for (var target = method?.OverriddenMethod; target is not null; target = target.OverriddenMethod)
        {
            yield return CodeName.IdOf(SymbolNames.Definition(target));
        }
    }
}
