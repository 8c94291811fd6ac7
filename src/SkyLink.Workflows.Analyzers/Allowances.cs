using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>
/// Reads [SuppressMessage("SkyLink.Workflows", "SLW006")] of code that is called by workflows: it says that the code
/// keeps the rule although it does not look so, once for all who call it.
/// </summary>
internal static class Allowances
{
    public static IEnumerable<DeterminismRule> Of(ISymbol code)
    {
        for (var symbol = code; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            foreach (var rule in Own(symbol))
            {
                yield return rule;
            }

            if (symbol is IMethodSymbol { AssociatedSymbol: { } property })
            {
                foreach (var rule in Own(property))
                {
                    yield return rule;
                }
            }
        }
    }

    private static IEnumerable<DeterminismRule> Own(ISymbol symbol) => symbol.GetAttributes()
        .Where(attribute =>
            attribute.AttributeClass?.Name is "SuppressMessageAttribute" or "UnconditionalSuppressMessageAttribute")
        .Select(attribute => attribute.ConstructorArguments is [_, { Value: string id }] ? id.Split(':')[0].Trim() : "")
        .Select(Rules.Find)
        .OfType<DeterminismRule>();
}
