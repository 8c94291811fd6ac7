using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>How code is called in messages, and by which symbol calls and bodies meet.</summary>
internal static class SymbolNames
{
    /// <summary>The one symbol for all constructions of a generic method and both parts of a partial one.</summary>
    public static ISymbol Definition(ISymbol symbol)
    {
        if (symbol is not IMethodSymbol method)
        {
            return symbol.OriginalDefinition;
        }

        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (method.AssociatedSymbol is IPropertySymbol { PartialDefinitionPart: { } property })
        {
            return (method.MethodKind == MethodKind.PropertyGet ? property.GetMethod : property.SetMethod) ?? method;
        }

        return method.PartialDefinitionPart ?? method;
    }

    /// <summary>"Prices.Today", "new Prices", "Main" for a local function.</summary>
    public static string Of(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => "new " + symbol.ContainingType.Name,
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } => "static " + symbol.ContainingType.Name,
        IMethodSymbol { MethodKind: MethodKind.LocalFunction } => symbol.Name,
        IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } => "lambda",
        IMethodSymbol { AssociatedSymbol: { } property } => Of(property),
        IPropertySymbol { IsIndexer: true } => symbol.ContainingType.Name + "[]",
        IMethodSymbol { ExplicitInterfaceImplementations: [var implemented, ..] } =>
            symbol.ContainingType.Name + "." + implemented.Name,
        { ContainingType: { Name: { Length: > 0 } type } } => type + "." + symbol.Name,
        _ => symbol.Name,
    };

    /// <summary>The name of workflow code, where a chain of calls begins: "PlaceOrder", "lambda in Main".</summary>
    public static string OfRoot(IMethodSymbol workflow)
    {
        if (workflow.MethodKind != MethodKind.AnonymousFunction)
        {
            return workflow.MethodKind == MethodKind.Constructor ? Of(workflow) : workflow.Name;
        }

        var outer = workflow.ContainingSymbol;
        while (outer is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction })
        {
            outer = outer.ContainingSymbol;
        }

        return outer is null ? "lambda" : "lambda in " + outer.Name;
    }
}
