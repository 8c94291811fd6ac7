using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace SkyLink.Cli;

/// <summary>Reads the reports of the test runners. A missing or broken one is one failure, never none.</summary>
internal static partial class TestReports
{
    /// <summary>xunit.v3's <c>-xml</c>. A crash of a fixture counts as a failure as well.</summary>
    public static Tally Xunit(string? xml)
    {
        try
        {
            return xml is null
                ? Tally.OneFailed
                : XDocument.Parse(xml).Descendants("assembly")
                    .Select(assembly => new Tally(
                        Count(assembly, "passed"),
                        Count(assembly, "failed") + Count(assembly, "errors"),
                        Count(assembly, "skipped")))
                    .Aggregate(Tally.None, (sum, next) => sum + next);
        }
        catch (XmlException)
        {
            return Tally.OneFailed;
        }
    }

    /// <summary>Vitest's <c>--reporter=json</c>.</summary>
    public static Tally Vitest(string? json) => OfJson(json, root => new Tally(
        Count(root, "numPassedTests"),
        // A file that does not even load has no tests to fail.
        Math.Max(Count(root, "numFailedTests"), Count(root, "numFailedTestSuites") > 0 ? 1 : 0),
        Count(root, "numPendingTests") + Count(root, "numTodoTests")));

    /// <summary>Playwright's <c>--reporter=json</c>. A test that passed only when repeated has failed.</summary>
    public static Tally Playwright(string? json) => OfJson(json, root => root.TryGetProperty("stats", out var stats)
        ? new Tally(
            Count(stats, "expected"),
            Count(stats, "unexpected") + Count(stats, "flaky") + Errors(root),
            Count(stats, "skipped"))
        : Tally.OneFailed);

    /// <summary>The last "N passed, N failed" of a program's output; without one, its exit code decides.</summary>
    public static Tally LastLine(string output, int exitCode)
    {
        if (LinePattern().Matches(output).LastOrDefault() is not { } match)
        {
            return exitCode == 0 ? Tally.OnePassed : Tally.OneFailed;
        }

        var tally = new Tally(Number(match.Groups["passed"].Value), Number(match.Groups["failed"].Value), Skipped: 0);
        return exitCode != 0 && tally.Failed == 0 ? tally + Tally.OneFailed : tally;
    }

    private static Tally OfJson(string? json, Func<JsonElement, Tally> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? read(root) : Tally.OneFailed;
        }
        catch (JsonException)
        {
            return Tally.OneFailed;
        }
    }

    private static int Errors(JsonElement root) =>
        root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? errors.GetArrayLength()
            : 0;

    private static int Count(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt32(out var count) ? count : 0;

    private static int Count(XElement element, string name) => Number(element.Attribute(name)?.Value ?? "0");

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(
        @"^(?<passed>[0-9]{1,9}) passed, (?<failed>[0-9]{1,9}) failed\s*$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LinePattern();
}
