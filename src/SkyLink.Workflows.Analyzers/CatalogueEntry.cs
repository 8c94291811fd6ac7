using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Members of one type of the framework, or of a namespace, that a workflow must not use, and why.</summary>
internal sealed class CatalogueEntry
{
    private readonly HashSet<string>? _members;
    private readonly HashSet<string> _harmless;

    /// <param name="name">The full name of a type, without type parameters, or of a namespace.</param>
    /// <param name="rule">Why.</param>
    /// <param name="members">Names with blanks between them, ".ctor" for constructors; empty for all members.</param>
    /// <param name="harmless">Members that are left out when all count.</param>
    public CatalogueEntry(string name, DeterminismRule rule, string members = "", string harmless = "")
    {
        var dot = name.LastIndexOf('.');
        Namespace = dot < 0 ? "" : name.Substring(0, dot);
        Name = name.Substring(dot + 1);
        Rule = rule;
        _members = members.Length == 0 ? null : [.. members.Split(' ')];
        _harmless = [.. harmless.Split(' ')];
    }

    public string Namespace { get; }

    public string Name { get; }

    public DeterminismRule Rule { get; }

    /// <summary>
    /// Whether the type as a whole is in question, so that two uses in one expression are one finding.
    /// </summary>
    public bool IsWholeType => _members is null;

    public bool Has(ISymbol member) => _members?.Contains(member.Name) ?? !_harmless.Contains(member.Name);
}
