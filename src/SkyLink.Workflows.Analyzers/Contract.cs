using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>The types of SkyLink.Workflows that the rules rely on, recognized by their names.</summary>
internal static class Contract
{
    private const string Context = "WorkflowContext";
    private const string RunsOutside = "RunsOutsideAttribute";

    /// <summary>Whether these sources are the library itself: its engine is not workflow code.</summary>
    public static bool IsLibrary(Compilation compilation) =>
        compilation.Assembly.GetTypeByMetadataName("SkyLink.Workflows." + Context) is not null;

    /// <summary>Whether the compilation can have workflow code at all.</summary>
    public static bool IsUsed(Compilation compilation) =>
        !compilation.GetTypesByMetadataName("SkyLink.Workflows." + Context).IsEmpty && !IsLibrary(compilation);

    public static bool IsContext(ITypeSymbol? type) =>
        type is { Name: Context, ContainingType: null } && IsOfLibrary(type);

    /// <summary>Whether a method, local function or lambda is workflow code: it takes the context.</summary>
    public static bool IsWorkflow(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (IsContext(parameter.Type))
            {
                return true;
            }
        }

        return method.ReducedFrom is { } extension && IsWorkflow(extension);
    }

    /// <summary>Whether a delegate given for this parameter runs outside the workflow.</summary>
    public static bool RunsOutsideWorkflow(IParameterSymbol? parameter)
    {
        if (parameter is null)
        {
            return false;
        }

        foreach (var attribute in parameter.OriginalDefinition.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: RunsOutside } type && IsOfLibrary(type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfLibrary(ITypeSymbol type) =>
        type.ContainingNamespace is
        {
            Name: "Workflows",
            ContainingNamespace: { Name: "SkyLink", ContainingNamespace.IsGlobalNamespace: true },
        };
}
