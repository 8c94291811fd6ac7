using Microsoft.CodeAnalysis;

namespace SkyLink.Workflows.Analyzers;

/// <summary>A method, accessor, field or property without its symbol.</summary>
/// <param name="Id">Its documentation id.</param>
/// <param name="Name">How it is called in a chain.</param>
/// <param name="Reach">From where it can be called.</param>
internal sealed record CodeName(string Id, string Name, Reach Reach)
{
    public static CodeName Of(ISymbol code) => new(IdOf(code), SymbolNames.Of(code), ReachOf(code));

    public static string IdOf(ISymbol code) => code.GetDocumentationCommentId() ?? "";

    private static Reach ReachOf(ISymbol code)
    {
        var reach = Reach.Everywhere;
        for (var symbol = code; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            switch (symbol.DeclaredAccessibility)
            {
                case Accessibility.Private:
                    return Reach.Nowhere;
                case Accessibility.Internal or Accessibility.ProtectedAndInternal:
                    reach = Reach.Friends;
                    break;
            }
        }

        return reach;
    }
}

/// <summary>From which other projects code can be called.</summary>
internal enum Reach
{
    Nowhere,

    /// <summary>Those that InternalsVisibleTo names.</summary>
    Friends,
    Everywhere,
}
