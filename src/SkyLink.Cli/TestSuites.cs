namespace SkyLink.Cli;

/// <summary>What a test run counts.</summary>
internal sealed record Tally(int Passed, int Failed, int Skipped)
{
    public static readonly Tally None = new(0, 0, 0);

    public static readonly Tally OnePassed = new(1, 0, 0);

    public static readonly Tally OneFailed = new(0, 1, 0);

    public static Tally operator +(Tally left, Tally right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);
}

internal enum SuiteKind
{
    /// <summary>An xunit.v3 project: an executable.</summary>
    DotNet,

    /// <summary>The console's unit tests.</summary>
    Vitest,

    /// <summary>Journeys in a real browser.</summary>
    Playwright,

    /// <summary>The programs in examples/, against a running platform.</summary>
    Examples,
}

/// <summary>One thing that runs and reports a tally.</summary>
/// <param name="Name">What the user types to run only this.</param>
/// <param name="Kind">How it runs.</param>
/// <param name="Path">The test project's name, or the folder or program of the others.</param>
/// <param name="Filter">Part of the names of the tests to run, null for all; .NET suites only.</param>
internal sealed record TestSuite(string Name, SuiteKind Kind, string Path, string? Filter = null)
{
    /// <summary>Everything there is to run in a checkout, fast things first.</summary>
    public static List<TestSuite> Discover(Workspace workspace)
    {
        var tests = System.IO.Path.Combine(workspace.Root, "tests");
        var suites = Directory.GetFiles(tests, "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetFileNameWithoutExtension(file))
            .OrderBy(project => project.Contains(".Host.", StringComparison.Ordinal))
            .ThenBy(project => project, StringComparer.Ordinal)
            .Select(project => new TestSuite(NameOf(project), SuiteKind.DotNet, project))
            .ToList();
        var package = System.IO.Path.Combine(workspace.Console, "package.json");
        if (File.Exists(package) && File.ReadAllText(package).Contains("\"vitest\"", StringComparison.Ordinal))
        {
            suites.Add(new TestSuite("console", SuiteKind.Vitest, workspace.Console));
        }

        foreach (var folder in new[] { System.IO.Path.Combine(workspace.Root, "tests", "browser"), workspace.Console })
        {
            if (File.Exists(System.IO.Path.Combine(folder, "playwright.config.ts")))
            {
                suites.Add(new TestSuite("browser", SuiteKind.Playwright, folder));
            }
        }

        if (File.Exists(workspace.ExamplesRunner))
        {
            suites.Add(new TestSuite("examples", SuiteKind.Examples, workspace.ExamplesRunner));
        }

        return suites;
    }

    /// <summary>
    /// Those the user asked for: by name ("settle", "console"), else every .NET suite with the word as a filter on
    /// test names.
    /// </summary>
    public static List<TestSuite> Choose(IReadOnlyList<TestSuite> all, string? wanted)
    {
        if (wanted is null)
        {
            return [.. all];
        }

        var named = all.Where(suite => string.Equals(suite.Name, wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        return named.Count > 0
            ? named
            : [.. all.Where(suite => suite.Kind == SuiteKind.DotNet).Select(suite => suite with { Filter = wanted })];
    }

    /// <summary>"SkyLink.Settle.Tests" is "settle".</summary>
    private static string NameOf(string project) => project["SkyLink.".Length..^".Tests".Length].ToLowerInvariant();
}
