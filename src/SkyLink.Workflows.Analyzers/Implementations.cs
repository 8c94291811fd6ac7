using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>
/// Finds what a call through an interface or a virtual method may run, among the types of a compilation.
/// </summary>
internal sealed class Implementations(IReadOnlyCollection<INamedTypeSymbol> types)
{
    private readonly ILookup<ISymbol, INamedTypeSymbol> _byInterface = types
        .Where(type => type is { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false })
        .SelectMany(type => type.AllInterfaces.Select(each => (Interface: each.OriginalDefinition, Type: type)))
        .ToLookup(pair => (ISymbol)pair.Interface, pair => pair.Type, SymbolEqualityComparer.Default);

    private readonly ILookup<ISymbol, ISymbol> _byOverridden = types
        .SelectMany(type => type.GetMembers())
        .OfType<IMethodSymbol>()
        .Where(method => method.IsOverride)
        .SelectMany(method => Overridden(method)
            .Select(target => (Target: target, Method: SymbolNames.Definition(method))))
        .ToLookup(pair => pair.Target, pair => pair.Method, SymbolEqualityComparer.Default);

    /// <param name="target">A method or accessor.</param>
    /// <returns>Bodies that may run; for a virtual method that nobody overrides, none.</returns>
    public IEnumerable<ISymbol> Of(ISymbol target)
    {
        if (target.ContainingType is { TypeKind: TypeKind.Interface })
        {
            return _byInterface[target.ContainingType]
                .Select(type => ImplementationOf(type, target))
                .OfType<ISymbol>()
                .Distinct<ISymbol>(SymbolEqualityComparer.Default);
        }

        var overrides = _byOverridden[target].Where(method => !method.IsAbstract).ToList();
        return overrides.Count == 0 || target.IsAbstract ? overrides : [target, .. overrides];
    }

    private static IEnumerable<ISymbol> Overridden(IMethodSymbol method)
    {
        for (var target = method.OverriddenMethod; target is not null; target = target.OverriddenMethod)
        {
            yield return SymbolNames.Definition(target);
        }
    }

    private static ISymbol? ImplementationOf(INamedTypeSymbol type, ISymbol target) => type.AllInterfaces
        .Where(each => SymbolEqualityComparer.Default.Equals(each.OriginalDefinition, target.ContainingType))
        .SelectMany(each => each.GetMembers(target.Name))
        .Where(member => SymbolEqualityComparer.Default.Equals(SymbolNames.Definition(member), target))
        .Select(type.FindImplementationForInterfaceMember)
        .Where(found => found is not null)
        .Select(found => SymbolNames.Definition(found!))
        .FirstOrDefault();
}
