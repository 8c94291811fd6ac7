using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>What one method of a referenced assembly does that differs in a replay.</summary>
/// <param name="DeterminismRule">Why.</param>
/// <param name="Chain">By which calls: "Prices.Today → DateTime.UtcNow".</param>
internal sealed record Fact(DeterminismRule Rule, string Chain);

/// <summary>
/// Facts about code of other projects. <see cref="FactsGenerator"/> writes them into their assemblies as metadata
/// attributes, which every version of .NET has: no type of the library is needed to write one.
/// </summary>
internal static class NondeterministicMethods
{
    /// <summary>
    /// The key of the attributes. Their values are rule, documentation id and chain, divided by blanks.
    /// </summary>
    public const string Key = "SkyLink.Workflows.NondeterministicMethod";

    // Compilations share the symbols of a reference, so an assembly is read once.
    private static readonly ConditionalWeakTable<IAssemblySymbol, Dictionary<string, List<Fact>>> Read = new();

    /// <summary>The facts about a method, field or property of another assembly.</summary>
    public static IReadOnlyList<Fact> Of(ISymbol definition)
    {
        if (definition.ContainingAssembly is not { } assembly || ForeignTasks.IsOfFramework(assembly))
        {
            return [];
        }

        var facts = Read.GetValue(assembly, ReadAll);
        return facts.Count > 0
            && definition.GetDocumentationCommentId() is { } id
            && facts.TryGetValue(id, out var found)
                ? found
                : [];
    }

    /// <summary>The value of the attribute for one fact.</summary>
    public static string Write(DeterminismRule rule, string id, string chain) => $"{rule.Descriptor().Id} {id} {chain}";

    private static Dictionary<string, List<Fact>> ReadAll(IAssemblySymbol assembly)
    {
        var facts = new Dictionary<string, List<Fact>>(StringComparer.Ordinal);
        foreach (var attribute in assembly.GetAttributes())
        {
            if (attribute is
                {
                    AttributeClass.Name: "AssemblyMetadataAttribute",
                    ConstructorArguments: [{ Value: Key }, { Value: string value }],
                }
                && value.Split([' '], 3) is [{ } rule, { } id, { } chain]
                && Rules.Find(rule) is { } known)
            {
                if (!facts.TryGetValue(id, out var list))
                {
                    facts.Add(id, list = []);
                }

                list.Add(new Fact(known, chain));
            }
        }

        return facts;
    }
}
