using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Initializers of fields and properties run with the constructors.</summary>
internal static class Initializers
{
    /// <summary>
    /// The constructors that run what initializes an instance's field or property; none for other code.
    /// </summary>
    public static IEnumerable<IMethodSymbol> ConstructorsOf(ISymbol code) =>
        code is IFieldSymbol or IPropertySymbol && !code.IsStatic && code.ContainingType is { } type
            ? type.InstanceConstructors
            : [];
}
