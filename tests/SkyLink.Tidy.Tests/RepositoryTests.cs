namespace SkyLink.Tidy;

/// <summary>The rules, on the repository as it would be committed.</summary>
public sealed class RepositoryTests
{
    /// <summary>These files name what they forbid.</summary>
    private const string Rules = "tests/SkyLink.Tidy.Tests/";

    /// <summary>Text the generator fills: not a source yet.</summary>
    private const string Templates = "src/SkyLink.Cli/Templates/";

    [Fact]
    public void The_sources_are_tidy() => Findings.AssertNone(Repository.Files
        .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && !path.StartsWith(Rules, StringComparison.Ordinal))
        .SelectMany(path => TextRules.Findings(path, Repository.Lines(path))));

    [Fact]
    public void Nothing_names_a_machine_a_registry_or_a_secret() => Findings.AssertNone(Repository.TextFiles
        .Where(path => !path.StartsWith(Rules, StringComparison.Ordinal))
        .SelectMany(path => TextRules.LeakFindings(path, Repository.Lines(path), OfThisMachine())));

    [Fact]
    public void Links_in_documents_lead_somewhere() => Findings.AssertNone(Repository.Files
        .Where(path => path.EndsWith(".md", StringComparison.Ordinal))
        .SelectMany(path => TextRules.LinkFindings(path, Repository.Lines(path), Repository.Exists)));

    [Fact]
    public void File_names_are_unique_so_that_one_guess_finds_the_file() =>
        Findings.AssertNone(TreeRules.RepeatedNames(Repository.Files));

    [Fact]
    public void Every_service_has_its_module_its_README_and_its_tests() => Findings.AssertNone(
        [.. TreeRules.IncompleteServices(Repository.Files.ToHashSet()), .. TreeRules.UntestedServices(Repository.Files.ToHashSet())]);

    [Fact]
    public void A_service_is_explained_on_one_screen() => Findings.AssertNone(Repository.Files
        .Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith("/README.md", StringComparison.Ordinal))
        .Where(path => Repository.Files.Any(file => file.StartsWith(Path.GetDirectoryName(path)! + "/", StringComparison.Ordinal)
            && file.EndsWith("Module.cs", StringComparison.Ordinal)))
        .SelectMany(path => TextRules.ReadmeFindings(path, Repository.Lines(path))));

    [Fact]
    public void The_root_holds_no_stray_documents() => Findings.AssertNone(TreeRules.StrayDocuments(Repository.Files));

    [Fact]
    public void Projects_reference_only_what_they_may() => Findings.AssertNone(Repository.Files
        .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
        .SelectMany(path => ProjectRules.Findings(path, string.Join('\n', Repository.Lines(path)))));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = string.Join('\n', Repository.Lines("SkyLink.slnx"));
        Findings.AssertNone(Repository.Files
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal))
            .Select(path => $"{path}: not in SkyLink.slnx, so nothing builds or tests it"));
    }

    [Fact]
    public void Templates_are_text_and_filled_by_the_generator() => Findings.AssertNone(Repository.Files
        .Where(path => path.StartsWith(Templates, StringComparison.Ordinal) && !path.EndsWith(".txt", StringComparison.Ordinal))
        .Select(path => $"{path}: a template is a .txt file"));

    private static List<string> OfThisMachine()
    {
        var registry = Environment.GetEnvironmentVariable("npm_config_registry")
            ?? Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY");
        return
        [
            Repository.Root + "/",
            .. Uri.TryCreate(registry, UriKind.Absolute, out var address) ? [address.Host] : Array.Empty<string>(),
        ];
    }
}
