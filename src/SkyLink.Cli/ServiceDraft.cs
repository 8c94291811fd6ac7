using System.Text.RegularExpressions;

namespace SkyLink.Cli;

/// <summary>The names of a service that does not exist yet, and the text of its files.</summary>
/// <param name="Area">"Settle".</param>
/// <param name="Name">"Refunds": the folder, a plural noun.</param>
/// <param name="Thing">"Refund": one of them.</param>
internal sealed partial record ServiceDraft(string Area, string Name, string Thing)
{
    internal sealed record GeneratedFile(string Path, string Text);

    private const string TemplatePrefix = "SkyLink.Cli.Templates.";

    public string Project => $"SkyLink.{Area}";

    /// <exception cref="CliException">A name that C#, SQL and a URL do not share.</exception>
    public static ServiceDraft Named(string area, string name)
    {
        var (areaName, serviceName) = (Pascal(area), Pascal(name));
        if (!ServiceName().IsMatch(areaName) || !ServiceName().IsMatch(serviceName))
        {
            throw new CliException(ExitCode.WrongUsage, "names are one word of 2 to 30 ASCII letters: settle Refunds.");
        }

        if (Singular(serviceName) is not { } thing)
        {
            throw new CliException(
                ExitCode.WrongUsage, $"{serviceName} is no plural: a service is named after what it keeps, Refunds.");
        }

        return new ServiceDraft(areaName, serviceName, thing);
    }

    public IReadOnlyList<GeneratedFile> Files()
    {
        var source = $"src/{Project}/{Name}";
        return
        [
            Fill("Module", $"{source}/{Name}Module.cs"),
            Fill("Endpoints", $"{source}/{Name}Endpoints.cs"),
            Fill("Domain", $"{source}/{Thing}.cs"),
            Fill("Store", $"{source}/{Thing}Store.cs"),
            Fill("Migration", $"{source}/Migrations/001_{Name.ToLowerInvariant()}.sql"),
            Fill("Readme", $"{source}/README.md"),
            Fill("Test", $"tests/{Project}.Tests/{Name}/{Thing}Tests.cs"),
        ];
    }

    /// <summary>Adds <c>new RefundsModule(),</c> after the last module of the list, and its using directive.</summary>
    /// <exception cref="CliException">The text is no such list, or names the module already.</exception>
    public string AddTo(string moduleList)
    {
        // After the last entry, or where an empty list begins.
        var last = ModuleLine().Matches(moduleList).LastOrDefault() ?? ListStart().Match(moduleList);
        if (!last.Success)
        {
            throw new CliException(
                ExitCode.Failed, "Modules.cs has neither 'new XModule(),' nor '[' on a line of its own.");
        }

        if (moduleList.Contains($"new {Name}Module(", StringComparison.Ordinal))
        {
            throw new CliException(ExitCode.Failed, $"Modules.cs lists {Name}Module already.");
        }

        var indent = last.Groups["indent"].Success ? last.Groups["indent"].Value : "        ";
        var entry = $"\n{indent}new {Name}Module(),";
        var withEntry = moduleList.Insert(last.Index + last.Length, entry);
        var directive = $"using {Project}.{Name};";
        var lines = withEntry.Split('\n').ToList();
        var after = lines.FindLastIndex(line => line.StartsWith("using ", StringComparison.Ordinal)
            && string.CompareOrdinal(line, directive) < 0);
        if (!lines.Contains(directive))
        {
            lines.Insert(after + 1, directive);
        }

        return string.Join('\n', lines);
    }

    private GeneratedFile Fill(string template, string path)
    {
        using var stream = typeof(ServiceDraft).Assembly.GetManifestResourceStream($"{TemplatePrefix}{template}.txt")!;
        using var reader = new StreamReader(stream);
        return new GeneratedFile(path, reader.ReadToEnd()
            .Replace("{{Area}}", Area, StringComparison.Ordinal)
            .Replace("{{area}}", Area.ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{{Name}}", Name, StringComparison.Ordinal)
            .Replace("{{name}}", Name.ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{{Thing}}", Thing, StringComparison.Ordinal)
            .Replace("{{thing}}", char.ToLowerInvariant(Thing[0]) + Thing[1..], StringComparison.Ordinal));
    }

    private static string Pascal(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>"Refunds" is "Refund", "Policies" "Policy", "Batches" "Batch"; null where there is none.</summary>
    internal static string? Singular(string plural) => plural switch
    {
        [_, _, .., 'i', 'e', 's'] => plural[..^3] + "y",
        [_, .., 'c' or 's', 'h', 'e', 's'] or [_, .., 's', 's', 'e', 's'] or [_, .., 'x', 'e', 's'] => plural[..^2],
        [.., 's', 's'] => null,
        [_, _, .., 's'] => plural[..^1],
        _ => null,
    };

    [GeneratedRegex("^[A-Z][A-Za-z]{1,29}$", RegexOptions.NonBacktracking)]
    private static partial Regex ServiceName();

    [GeneratedRegex(
        @"^(?<indent> *)new \w+Module\([^\n]*\),",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ModuleLine();

    [GeneratedRegex(@"^ *\[$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex ListStart();
}
