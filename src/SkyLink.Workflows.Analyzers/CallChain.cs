namespace SkyLink.Workflows.Analyzers;

/// <summary>How a chain of calls is told: "PlaceOrder → Prices.Today → DateTime.UtcNow".</summary>
internal static class CallChain
{
    /// <summary>Of a longer chain the middle is left out.</summary>
    public const int NamesMax = 8;

    private const string Arrow = " → ";

    public static string Tell(IReadOnlyList<string> names)
    {
        // The last name may be the chain of another project.
        List<string> all =
        [
            .. names.Take(names.Count - 1), .. names[names.Count - 1].Split([Arrow], StringSplitOptions.None),
        ];
        const int half = NamesMax / 2;
        return all.Count <= NamesMax
            ? string.Join(Arrow, all)
            : string.Join(Arrow, [.. all.Take(half), "…", .. all.Skip(all.Count - half)]);
    }
}
