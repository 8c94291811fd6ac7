using System.Globalization;

namespace SkyLink.Cli;

/// <summary>Builds once, then runs suite after suite on one temporary PostgreSQL.</summary>
internal sealed class TestRun(Shell shell, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>What a suite writes of the vectors that it ran, beside its report.</summary>
    private const string Vectors = "vectors.txt";

    /// <summary>What one suite came to.</summary>
    /// <param name="Suite">Its name.</param>
    /// <param name="Tally">How many passed, failed and were skipped.</param>
    /// <param name="Seconds">How long it took.</param>
    /// <param name="Failures">The tests that failed, a line each; empty where the runner named none.</param>
    internal sealed record Result(string Suite, Tally Tally, double Seconds, IReadOnlyList<string> Failures);

    public async Task<List<Result>> RunAsync(IReadOnlyList<TestSuite> suites, CancellationToken cancellation)
    {
        if (suites.Any(suite => suite.Kind == SuiteKind.DotNet) && !await BuildAsync(suites, cancellation))
        {
            return [new Result("build", Tally.OneFailed, Seconds: 0, Failures: [])];
        }

        var results = new List<Result>();
        foreach (var suite in suites)
        {
            var started = shell.Clock.GetTimestamp();
            var (tally, failures) = await RunAsync(suite, cancellation);
            var seconds = shell.Clock.GetElapsedTime(started).TotalSeconds;
            shell.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{suite.Name}: {tally.Passed} passed, {tally.Failed} failed, "
                + $"{tally.Skipped} skipped, {seconds:0.0} s"));
            results.Add(new Result(suite.Name, tally, seconds, failures));
        }

        return results;
    }

    /// <summary>The end of a run: each failed test, then the counts, as the last line "N passed, N failed".</summary>
    public static void Print(Shell shell, IReadOnlyList<Result> results)
    {
        foreach (var result in results)
        {
            foreach (var failure in result.Failures)
            {
                shell.Print($"failed: {result.Suite}: {failure}");
            }
        }

        var sum = Sum(results);
        shell.Print($"{sum.Skipped} skipped");
        shell.Print($"{sum.Passed} passed, {sum.Failed} failed");
    }

    public static Tally Sum(IEnumerable<Result> results) =>
        results.Aggregate(Tally.None, (tally, result) => tally + result.Tally);

    private async Task<bool> BuildAsync(IReadOnlyList<TestSuite> suites, CancellationToken cancellation)
    {
        var dotNet = suites.Where(suite => suite.Kind == SuiteKind.DotNet).ToList();
        var target = dotNet.Count == 1
            ? Path.Combine(shell.Workspace.Root, "tests", dotNet[0].Path)
            : shell.Workspace.Solution;
        shell.Say("Building ...");
        var built = await Subprocess.RunAsync(
            shell.Workspace.Root,
            ["dotnet", "build", target, "--nologo", "-v", "quiet", "-p:Strict=false"],
            isCaptured: true,
            environment,
            cancellation);
        if (built.ExitCode != 0)
        {
            shell.Say(built.Output);
        }

        return built.ExitCode == 0;
    }

    private Task<TestReport> RunAsync(TestSuite suite, CancellationToken cancellation) => suite.Kind switch
    {
        SuiteKind.DotNet => DotNetAsync(suite, cancellation),
        SuiteKind.Vitest => NodeAsync(suite, "vitest", TestReport.Vitest, cancellation),
        SuiteKind.Playwright => NodeAsync(suite, "playwright", TestReport.Playwright, cancellation),
        SuiteKind.Examples => ExamplesAsync(suite, cancellation),
    };

    private async Task<TestReport> DotNetAsync(TestSuite suite, CancellationToken cancellation)
    {
        var report = Report(suite, "xml");
        var vectors = Path.Combine(Path.GetDirectoryName(report)!, Vectors);
        File.Delete(vectors);
        List<string> command =
        [
            shell.Workspace.Executable(suite.Path, "debug"), "-noLogo", "-noColor", "-xml", report,
            .. suite.Filter is null ? Array.Empty<string>() : ["-method", $"*{suite.Filter}*"],
        ];
        var answer = await Subprocess.RunAsync(
            shell.Workspace.Root, command, isCaptured: true,
            new Dictionary<string, string>(environment, StringComparer.Ordinal)
            {
                ["SKYLINK_TEST_REPORTS"] = Path.GetDirectoryName(report)!,
            },
            cancellation);
        if (ReadIfThere(vectors) is { } counts)
        {
            shell.Say(counts.TrimEnd());
        }

        return Judge(answer, TestReport.Xunit(ReadIfThere(report)));
    }

    private async Task<TestReport> NodeAsync(
        TestSuite suite, string tool, Func<string?, TestReport> read, CancellationToken cancellation)
    {
        var report = Report(suite, "json");
        string[] command = suite.Kind == SuiteKind.Vitest
            ?
            [
                "npx", "--no-install", tool, "run",
                "--reporter=default", "--reporter=json", $"--outputFile.json={report}",
            ]
            : ["npx", "--no-install", tool, "test", "--reporter=list,json"];
        var withReport = new Dictionary<string, string>(environment, StringComparer.Ordinal)
        {
            ["PLAYWRIGHT_JSON_OUTPUT_NAME"] = report,
            ["CI"] = "1",
        };
        var answer = await Subprocess.RunAsync(suite.Path, command, isCaptured: true, withReport, cancellation);
        return Judge(answer, read(ReadIfThere(report)));
    }

    private async Task<TestReport> ExamplesAsync(TestSuite suite, CancellationToken cancellation)
    {
        var answer = await Subprocess.RunAsync(
            shell.Workspace.Root, [suite.Path], isCaptured: true, environment, cancellation);
        return Judge(answer, TestReport.Printed(answer.Output, answer.ExitCode));
    }

    /// <summary>A runner that fails without a failed test (a crash at the end, a leak) must not look green.</summary>
    private TestReport Judge(Subprocess.Answer answer, TestReport report)
    {
        var tally = report.Tally;
        var judged = answer.ExitCode != 0 && tally.Failed == 0 ? tally + Tally.OneFailed : tally;
        if (judged.Failed > 0)
        {
            shell.Say(answer.Output.TrimEnd());
        }

        return new TestReport(judged, judged.Failed > 0 ? report.Failures : []);
    }

    private string Report(TestSuite suite, string extension)
    {
        var folder = Path.Combine(shell.Workspace.Root, "artifacts", "tests");
        Directory.CreateDirectory(folder);
        var report = Path.Combine(folder, $"{suite.Name}.{extension}");
        File.Delete(report); // The last run's numbers are not this run's.
        return report;
    }

    private static string? ReadIfThere(string file) => File.Exists(file) ? File.ReadAllText(file) : null;
}
