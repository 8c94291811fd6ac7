namespace SkyLink.Tidy;

/// <summary>Rules about which files there are, as functions of the list of their paths.</summary>
internal static class TreeRules
{
    private static readonly string[] MayRepeat = ["Program.cs", "GlobalUsings.cs"];

    /// <summary>The root shows what SkyLink is: plans, notes and hand-offs are not part of it.</summary>
    private static readonly string[] RootDocuments = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

    /// <summary>One guess finds the file: a name occurs once below src.</summary>
    public static IEnumerable<string> RepeatedNames(IEnumerable<string> paths) => paths
        .Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
        .GroupBy(path => Path.GetFileName(path), StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1 && !MayRepeat.Contains(group.Key))
        .Select(group => $"{string.Join(" and ", group.Order())}: one name, several files; put the service into the name");

    /// <summary>A folder with a module is a service: its module carries its name, and a README explains it.</summary>
    public static IEnumerable<string> IncompleteServices(IReadOnlyCollection<string> paths)
    {
        foreach (var module in paths.Where(IsModule))
        {
            var folder = Path.GetDirectoryName(module)!;
            var expected = $"{folder}/{Path.GetFileName(folder)}Module.cs";
            if (module != expected)
            {
                yield return $"{module}: the module of this folder is {expected}";
            }

            if (!paths.Contains($"{folder}/README.md"))
            {
                yield return $"{folder}: needs a README.md";
            }
        }
    }

    /// <summary>Tests lie where their subjects lie: tests/X.Tests/Folder for src/X/Folder.</summary>
    public static IEnumerable<string> UntestedServices(IReadOnlyCollection<string> paths) => paths
        .Where(IsModule)
        .Select(module => Path.GetDirectoryName(module)!)
        .Where(folder => folder.Split('/').Length == 3)
        .Where(folder => !paths.Any(path => path.StartsWith(TestsOf(folder), StringComparison.Ordinal)))
        .Select(folder => $"{folder}: no tests in {TestsOf(folder)}");

    public static IEnumerable<string> StrayDocuments(IEnumerable<string> paths) => paths
        .Where(path => !path.Contains('/', StringComparison.Ordinal)
            && path.EndsWith(".md", StringComparison.Ordinal)
            && !RootDocuments.Contains(path))
        .Select(path => $"{path}: documents lie in docs/; only {string.Join(", ", RootDocuments)} lie in the root");

    private static bool IsModule(string path) =>
        path.StartsWith("src/", StringComparison.Ordinal)
        && path.EndsWith("Module.cs", StringComparison.Ordinal)
        && Path.GetFileName(path) != "IModule.cs";

    private static string TestsOf(string folder)
    {
        var parts = folder.Split('/');
        return $"tests/{parts[1]}.Tests/{parts[2]}/";
    }
}
