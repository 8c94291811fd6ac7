using System.Text.RegularExpressions;

namespace SkyLink.Tidy;

/// <summary>
/// What the compiler does not check, as functions of a file's text. A finding reads like a compiler error: file,
/// line, what to do.
/// </summary>
internal static partial class TextRules
{
    private const int ColumnsMax = 120;

    /// <summary>Tests carry vectors and sentences as names.</summary>
    private const int TestColumnsMax = 140;

    private const int FileLinesMax = 400;
    private const int EndpointLinesMax = 300;
    private const int ReadmeLinesMax = 40;

    /// <summary>Rules for C# sources.</summary>
    public static IEnumerable<string> Findings(string path, IReadOnlyList<string> lines)
    {
        var linesMax = IsEndpointsOrStore(path) ? EndpointLinesMax : FileLinesMax;
        if (lines.Count > linesMax)
        {
            yield return $"{path}:1: {lines.Count} lines, at most {linesMax}; split by thought, not by layer";
        }

        var isTest = path.StartsWith("tests/", StringComparison.Ordinal);
        var columnsMax = isTest ? TestColumnsMax : ColumnsMax;
        var banned = isTest ? BannedText : [.. BannedText, .. BannedInProduct];
        foreach (var (index, line) in lines.Index())
        {
            var where = $"{path}:{index + 1}";
            if (line.Length > columnsMax)
            {
                yield return $"{where}: {line.Length} columns, at most {columnsMax}";
            }

            if (line.Length > 0 && (char.IsWhiteSpace(line[^1]) || line.Contains('\t', StringComparison.Ordinal)))
            {
                yield return $"{where}: blanks at the end of the line, or a tab";
            }

            foreach (var rule in banned.Where(rule => rule.Pattern.IsMatch(line)))
            {
                yield return $"{where}: '{rule.Pattern.Match(line).Value}': {rule.Instead}";
            }
        }
    }

    /// <summary>A service's README says what one must know on one screen.</summary>
    public static IEnumerable<string> ReadmeFindings(string path, IReadOnlyList<string> lines)
    {
        if (lines.Count > ReadmeLinesMax)
        {
            yield return $"{path}:1: {lines.Count} lines, at most {ReadmeLinesMax}; the rest belongs into docs/";
        }

        if (!lines.Any(line => line.StartsWith("| ", StringComparison.Ordinal)))
        {
            yield return $"{path}:1: no table of routes, config, schema, events and errors";
        }
    }

    /// <summary>What names this machine, a package registry or a secret must not be committed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lines">Its text.</param>
    /// <param name="machine">Strings only this machine has: its checkout's path, its registry's host.</param>
    public static IEnumerable<string> LeakFindings(string path, IReadOnlyList<string> lines, IReadOnlyList<string> machine)
    {
        var isPackageConfiguration = Path.GetFileName(path).ToLowerInvariant()
            is ".npmrc" or "nuget.config" or "package-lock.json" or "yarn.lock" or "pnpm-lock.yaml";
        foreach (var (index, line) in lines.Index())
        {
            var where = $"{path}:{index + 1}";
            if (MachinePath().Match(line) is { Success: true } found)
            {
                yield return $"{where}: '{found.Value}' is a path of one machine; make it relative to the repository";
            }

            if (RegistryHost().IsMatch(line) || isPackageConfiguration && RegistrySetting().IsMatch(line))
            {
                yield return $"{where}: names a package registry; each machine has its own";
            }

            if (isPackageConfiguration && line.Contains("\"resolved\": \"http", StringComparison.Ordinal))
            {
                yield return $"{where}: 'resolved' is an address; npm's omit-lockfile-registry-resolved=true leaves it out";
            }

            foreach (var own in machine.Where(own => line.Contains(own, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"{where}: '{own}' is of this machine";
            }

            if (PrivateKey().IsMatch(line) && !path.StartsWith("tests/", StringComparison.Ordinal))
            {
                yield return $"{where}: a private key";
            }
        }
    }

    /// <summary>Links of a Markdown file to files that are not there.</summary>
    /// <param name="path">The file, relative to the root.</param>
    /// <param name="lines">Its text.</param>
    /// <param name="exists">Whether a path relative to the root is there.</param>
    public static IEnumerable<string> LinkFindings(string path, IReadOnlyList<string> lines, Func<string, bool> exists)
    {
        var isCode = false;
        foreach (var (index, line) in lines.Index())
        {
            isCode ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            foreach (var link in Link().Matches(line).Where(_ => !isCode))
            {
                var target = Uri.UnescapeDataString(link.Groups["target"].Value.Split('#')[0]);
                if (target.Length > 0 && !target.Contains(':', StringComparison.Ordinal) && !exists(Resolve(path, target)))
                {
                    yield return $"{path}:{index + 1}: the link to {target} leads nowhere";
                }
            }
        }
    }

    internal static string Resolve(string path, string target) => target.StartsWith('/')
        ? target[1..]
        : Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(path) ?? "", target))[1..];

    private static bool IsEndpointsOrStore(string path) =>
        path.EndsWith("Endpoints.cs", StringComparison.Ordinal) || path.EndsWith("Store.cs", StringComparison.Ordinal);

    private static readonly (Regex Pattern, string Instead)[] BannedText =
    [
        (EmptyWord(), "says nothing; name what it does"),
        (LooseEnd(), "do it, or write it down outside the code"),
        (NotDone(), "nothing is merged that is not done"),
        (UnseededRandom(), "take a seed, or RandomNumberGenerator for secrets"),
        (SkippedForEver(), "a test that never runs proves nothing; Assert.Skip with the reason when it cannot run here"),
        (SwallowAll(), "an empty catch hides bugs; handle what is expected, by type"),
    ];

    private static readonly (Regex Pattern, string Instead)[] BannedInProduct =
    [
        (Sleep(), "await a delay of a TimeProvider"),
    ];

    [GeneratedRegex(
        @"\b(class|record|struct|interface)\s+\w*(Manager|Helpers?|Utils?|Utility|Processor|Service|Data|Info)\b(?!\.)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex LooseEnd();

    [GeneratedRegex(@"NotImplementedException|\bSay here in\b")]
    private static partial Regex NotDone();

    [GeneratedRegex(@"\bThread\.Sleep\(|\bTask\.Delay\(\d")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\bRandom\.Shared\b|\bnew Random\(\)")]
    private static partial Regex UnseededRandom();

    [GeneratedRegex(@"\bSkip\s*=\s*""")]
    private static partial Regex SkippedForEver();

    [GeneratedRegex(@"catch\s*(\(Exception\))?\s*\{\s*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex SwallowAll();

    [GeneratedRegex(@"(?<![\w/.$}])/(home/(?!ada/)|Users/|work/|workspace/|mnt/)[\w.-]+", RegexOptions.ExplicitCapture)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"registry\.npmjs\.org|registry\.yarnpkg\.com|api\.nuget\.org|pypi\.org/simple|proxy\.golang\.org")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"^\s*(\S*registry\s*=|<add\s[^>]*https?:)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex RegistrySetting();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"(?<!`)\[[^\]]*\]\((?<target>[^)\s]+)[^)]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
