using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace SkyLink.Cli;

/// <summary>What a test runner reported. A missing or broken report is one failure, never none.</summary>
/// <param name="Tally">How many passed, failed and were skipped.</param>
/// <param name="Failures">
/// The tests that failed, a line each: its name and the first line of what it said; empty where the runner named none.
/// </param>
internal sealed partial record TestReport(Tally Tally, IReadOnlyList<string> Failures)
{
    private const int LinesMax = 20;
    private const int LengthMax = 300;

    private static readonly TestReport Broken = new(Tally.OneFailed, []);

    /// <summary>xunit.v3's <c>-xml</c>. A crash of a fixture counts as a failure as well.</summary>
    public static TestReport Xunit(string? xml)
    {
        try
        {
            var report = XDocument.Parse(xml ?? "");
            return Of(
                report.Descendants("assembly")
                    .Select(assembly => new Tally(
                        Count(assembly, "passed"),
                        Count(assembly, "failed") + Count(assembly, "errors"),
                        Count(assembly, "skipped")))
                    .Aggregate(Tally.None, (sum, next) => sum + next),
                report.Descendants("test")
                    .Where(test => (string?)test.Attribute("result") == "Fail")
                    .Select(test => Line(
                        (string?)test.Attribute("name"), (string?)test.Descendants("message").FirstOrDefault())));
        }
        catch (XmlException)
        {
            return Broken;
        }
    }

    /// <summary>Vitest's <c>--reporter=json</c>.</summary>
    public static TestReport Vitest(string? json) => OfJson(json, root => Of(
        new Tally(
            Count(root, "numPassedTests"),
            // A file that does not even load has no tests to fail.
            Math.Max(Count(root, "numFailedTests"), Count(root, "numFailedTestSuites") > 0 ? 1 : 0),
            Count(root, "numPendingTests") + Count(root, "numTodoTests")),
        from file in Items(root, "testResults")
        from test in Items(file, "assertionResults")
        where Text(test, "status") == "failed"
        select Line(
            Text(test, "fullName"), Items(test, "failureMessages").Select(it => it.GetString()).FirstOrDefault())));

    /// <summary>Playwright's <c>--reporter=json</c>. A test that passed only when repeated has failed.</summary>
    public static TestReport Playwright(string? json) => OfJson(json, root => Of(
        root.TryGetProperty("stats", out var stats)
            ? new Tally(
                Count(stats, "expected"),
                Count(stats, "unexpected") + Count(stats, "flaky") + Items(root, "errors").Count,
                Count(stats, "skipped"))
            : Tally.OneFailed,
        Specs(root)
            .Where(spec => spec.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.False)
            .Select(spec => Line(Text(spec, "title"), FirstError(spec)))));

    /// <summary>
    /// A program's output: the last "N passed, N failed" counts, without one the exit code; a cross marks what went
    /// otherwise than expected.
    /// </summary>
    public static TestReport Printed(string output, int exitCode) => Of(
        LastLine(output, exitCode),
        output.Split('\n')
            .Where(line => line.Contains('✗', StringComparison.Ordinal))
            .Select(line => Line(line, said: null)));

    private static TestReport Of(Tally tally, IEnumerable<string> failures) => new(tally, [.. failures.Take(LinesMax)]);

    private static TestReport OfJson(string? json, Func<JsonElement, TestReport> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : Broken;
        }
        catch (JsonException)
        {
            return Broken;
        }
    }

    private static Tally LastLine(string output, int exitCode)
    {
        if (LinePattern().Matches(output).LastOrDefault() is not { } match)
        {
            return exitCode == 0 ? Tally.OnePassed : Tally.OneFailed;
        }

        var tally = new Tally(Number(match.Groups["passed"].Value), Number(match.Groups["failed"].Value), Skipped: 0);
        return exitCode != 0 && tally.Failed == 0 ? tally + Tally.OneFailed : tally;
    }

    private static IEnumerable<JsonElement> Specs(JsonElement suite) =>
        Items(suite, "specs").Concat(Items(suite, "suites").SelectMany(Specs));

    private static string? FirstError(JsonElement spec) => (
        from test in Items(spec, "tests")
        from result in Items(test, "results")
        from error in Items(result, "errors")
        select Text(error, "message")).FirstOrDefault();

    private static string Line(string? name, string? said)
    {
        var first = said?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);
        var whole = first is null ? (name ?? "?").Trim() : $"{name}: {first}";
        return whole.Length > LengthMax ? whole[..LengthMax] : whole;
    }

    private static List<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

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
