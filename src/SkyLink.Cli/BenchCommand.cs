using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Measures; the benchmarks themselves are a project of their own.</summary>
internal sealed class BenchCommand : SkyLinkCommand
{
    private const string Project = "SkyLink.Benchmarks";
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly Shell shell;
    private readonly Option<bool> isJson = new("--json") { Description = "Print one JSON object per figure and line." };
    private readonly Option<bool> isQuick = new("--quick") { Description = "A minute per area; rougher figures." };

    private readonly Argument<string?> area = new("area")
    {
        Description = "The area or part of it to measure; all by default.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public BenchCommand(Shell shell)
        : base("bench", "Measure every figure the documentation claims, beside its peer.")
    {
        this.shell = shell;
        Add(area);
        Add(isQuick);
        Add(isJson);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples => ["bench trade", "bench --quick --json"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        shell.Say("Building ...");
        var folder = Path.Combine(shell.Workspace.Root, "bench", Project);
        var built = await Subprocess.RunAsync(
            shell.Workspace.Root,
            ["dotnet", "build", folder, "-c", "Release", "--nologo", "-v", "quiet", "-p:Strict=false"],
            isCaptured: true,
            NoVariables,
            cancellation);
        if (built.ExitCode != 0)
        {
            shell.Say(built.Output);
            return ExitCode.Failed;
        }

        List<string> command = [shell.Workspace.Executable(Project, "release")];
        command.AddRange(parsed.GetValue(area) is { } wanted ? [wanted] : []);
        command.AddRange(parsed.GetValue(isQuick) ? ["--quick"] : []);
        command.AddRange(parsed.GetValue(isJson) ? ["--json"] : []);
        var measured = await Subprocess.RunAsync(
            shell.Workspace.Root, command, isCaptured: false, NoVariables, cancellation);
        return measured.ExitCode == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
