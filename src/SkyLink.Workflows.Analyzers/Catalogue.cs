using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Tells which uses of the framework a workflow must not make.</summary>
internal static class Catalogue
{
    /// <summary>The value of ConfigureAwaitOptions.ContinueOnCapturedContext.</summary>
    private const int ContinueOnCapturedContext = 1;

    private static readonly ILookup<string, CatalogueEntry> Types =
        CatalogueEntries.Types.ToLookup(entry => entry.Name, StringComparer.Ordinal);

    private static readonly ILookup<string, CatalogueEntry> Namespaces =
        CatalogueEntries.Namespaces.ToLookup(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The entry for a method, constructor or property that code uses; null when it may.</summary>
    /// <param name="member">The member; one of these sources is never in the catalogue.</param>
    /// <param name="use">The call, reference or creation.</param>
    public static CatalogueEntry? Find(ISymbol member, IOperation use)
    {
        if (IsConfigureAwait(member))
        {
            return null;
        }

        for (var type = member.ContainingType; type is not null; type = member.IsStatic ? null : type.BaseType)
        {
            // A member of a class of ours is followed, whatever the class derives from.
            if (type.Locations is [{ IsInSource: true }, ..])
            {
                return null;
            }

            // What a type declares itself may differ from its ancestor: int.GetHashCode is no object.GetHashCode.
            var isDeclaring = SymbolEqualityComparer.Default.Equals(type, member.ContainingType);
            if (FindIn(type, member) is { } entry && (isDeclaring || entry.IsWholeType))
            {
                return IsHarmless(entry, member, use) ? null : entry;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether an await is told to go on anywhere: ConfigureAwait(false), or options without the context.
    /// </summary>
    public static bool LeavesContext(IInvocationOperation call) =>
        IsConfigureAwait(call.TargetMethod)
        && call.Arguments is [.., { Value.ConstantValue: { HasValue: true, Value: var value } }]
        && value switch
        {
            bool isContinuedOnContext => !isContinuedOnContext,
            int options => (options & ContinueOnCapturedContext) == 0,
            _ => false,
        };

    /// <summary>Whether a namespace has this full name.</summary>
    public static bool IsNamed(INamespaceSymbol? name, string fullName)
    {
        var end = fullName.Length;
        for (; name is { IsGlobalNamespace: false }; name = name.ContainingNamespace)
        {
            var start = end - name.Name.Length;
            if (start < 0 || string.CompareOrdinal(fullName, start, name.Name, 0, name.Name.Length) != 0)
            {
                return false;
            }

            if (start == 0)
            {
                return name.ContainingNamespace is { IsGlobalNamespace: true };
            }

            if (fullName[start - 1] != '.')
            {
                return false;
            }

            end = start - 1;
        }

        return false;
    }

    private static CatalogueEntry? FindIn(INamedTypeSymbol type, ISymbol member)
    {
        foreach (var entry in Types[type.Name])
        {
            if (entry.Has(member) && IsNamed(type.ContainingNamespace, entry.Namespace))
            {
                return entry;
            }
        }

        if (type.TypeKind != TypeKind.Class || type.ContainingNamespace is null)
        {
            return null;
        }

        foreach (var entry in Namespaces[type.ContainingNamespace.Name])
        {
            var name = entry.Namespace.Length == 0 ? entry.Name : entry.Namespace + "." + entry.Name;
            if (IsNamed(type.ContainingNamespace, name) && !IsException(type))
            {
                return entry;
            }
        }

        return null;
    }

    private static bool IsConfigureAwait(ISymbol member) =>
        member.Name == "ConfigureAwait" && IsNamed(member.ContainingNamespace, "System.Threading.Tasks");

    private static bool IsHarmless(CatalogueEntry entry, ISymbol member, IOperation use) => entry.Name switch
    {
        // With a seed it draws the same values every time.
        "Random" => member is IMethodSymbol { Parameters: not [] },

        // Without a delay it waits for nobody.
        "CancellationTokenSource" => member is IMethodSymbol { Name: ".ctor", Parameters: [] },

        // Over a stream in memory they are harmless; the stream is looked at on its own.
        "StreamReader" or "StreamWriter" =>
            member is not IMethodSymbol { Parameters: [{ Type.SpecialType: SpecialType.System_String }, ..] },

        // A base call in an override of ours, as in a comparer.
        "Object" => use is IInvocationOperation { Instance: IInstanceReferenceOperation },
        _ => false,
    };

    private static bool IsException(ITypeSymbol type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor is { Name: "Exception", ContainingNamespace.Name: "System" })
            {
                return true;
            }
        }

        return false;
    }
}
