using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>Everything that must hold before a change is merged, in the order of what fails soonest.</summary>
internal sealed class CheckCommand : SkyLinkCommand
{
    private static readonly Dictionary<string, string> NoVariables = [];
    private static readonly string[] ConsoleSteps = ["lint", "typecheck", "build"];

    private readonly Shell shell;
    private readonly Option<bool> isJson = JsonOption();

    public CheckCommand(Shell shell)
        : base("check", "Check format, analyzers, console, tests and examples; the last line is 'N passed, N failed'.")
    {
        this.shell = shell;
        Add(isJson);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples => ["check", "check --json"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    /// <summary>The steps before the tests: a name, a folder, a command.</summary>
    internal static List<(string Name, string Folder, string[] Command)> Steps(Workspace workspace)
    {
        List<(string, string, string[])> steps =
        [
            ("format", workspace.Root, ["dotnet", "format", workspace.Solution, "--verify-no-changes"]),
            ("build", workspace.Root,
                ["dotnet", "build", workspace.Solution, "--nologo", "-v", "quiet", "-p:Strict=true"]),
        ];
        var scripts = ConsoleScripts(workspace);
        steps.AddRange(ConsoleSteps
            .Where(scripts.Contains)
            .Select(script => ($"console {script}", workspace.Console, new[] { "npm", "run", "--silent", script })));
        return steps;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var results = new List<TestRun.Result>();
        foreach (var (name, folder, command) in Steps(shell.Workspace))
        {
            var started = shell.Clock.GetTimestamp();
            var answer = await Subprocess.RunAsync(folder, command, isCaptured: true, NoVariables, cancellation);
            var seconds = shell.Clock.GetElapsedTime(started).TotalSeconds;
            var isGood = answer.ExitCode == 0;
            var verdict = isGood ? "passed" : "failed";
            shell.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {verdict}, {seconds:0.0} s"));
            if (!isGood)
            {
                shell.Say(answer.Output.TrimEnd());
            }

            results.Add(new TestRun.Result(name, isGood ? Tally.OnePassed : Tally.OneFailed, seconds, Failures: []));
        }

        results.AddRange(await TestCommand.CollectAsync(shell, wanted: null, mode: null, cancellation));
        var sum = TestRun.Sum(results);
        if (parsed.GetValue(isJson))
        {
            shell.WriteJson(new { sum.Passed, sum.Failed, sum.Skipped, Steps = results });
        }
        else
        {
            TestRun.Print(shell, results);
        }

        return sum.Failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static HashSet<string> ConsoleScripts(Workspace workspace)
    {
        var file = Path.Combine(workspace.Console, "package.json");
        if (!File.Exists(file))
        {
            return [];
        }

        using var package = JsonDocument.Parse(File.ReadAllText(file));
        return package.RootElement.TryGetProperty("scripts", out var scripts)
            ? [.. scripts.EnumerateObject().Select(script => script.Name)]
            : [];
    }
}
