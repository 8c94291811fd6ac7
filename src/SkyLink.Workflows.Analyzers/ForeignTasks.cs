using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Finds tasks whose end history does not know.</summary>
internal static class ForeignTasks
{
    private static readonly HashSet<string> Combining = new(StringComparer.Ordinal)
    {
        "WhenAll", "WhenAny", "FromResult", "FromException", "FromCanceled", "AsTask", "Preserve", "Unwrap",
    };

    /// <summary>Whether a method of the framework starts work and gives its task, as Stream.ReadAsync does.</summary>
    public static bool IsStartedBy(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension }
        && IsTask((method.ReducedFrom ?? method).OriginalDefinition.ReturnType)
        && IsOfFramework(method.ContainingAssembly)
        && !(Combining.Contains(method.Name) && Catalogue.IsNamed(method.ContainingNamespace, "System.Threading.Tasks"))

        // Anybody may have made what these stand for, the context too.
        && method.ContainingType.Name is not ("IAsyncEnumerator" or "IAsyncDisposable");

    /// <summary>The field that is awaited, looking through ConfigureAwait.</summary>
    public static IFieldReferenceOperation? AwaitedField(IAwaitOperation wait)
    {
        var awaited = wait.Operation;
        while (true)
        {
            switch (awaited)
            {
                case IConversionOperation conversion:
                    awaited = conversion.Operand;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask", Instance: { } instance }:
                    awaited = instance;
                    continue;
                case IFieldReferenceOperation reference when IsTask(reference.Field.Type):
                    return reference;
                default:
                    return null;
            }
        }
    }

    /// <summary>Whether an assembly belongs to .NET and so carries no facts.</summary>
    public static bool IsOfFramework(IAssemblySymbol? assembly) =>
        assembly is not null
        && (assembly.Name is "System" or "mscorlib" or "netstandard"
            || assembly.Name.StartsWith("System.", StringComparison.Ordinal)
            || assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal));

    private static bool IsTask(ITypeSymbol type) =>
        type.Name is "Task" or "ValueTask" && Catalogue.IsNamed(type.ContainingNamespace, "System.Threading.Tasks");
}
