using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Rewrites the golden files; the review reads the difference.</summary>
internal sealed class GoldenCommand : SkyLinkCommand
{
    private readonly Argument<string?> what = new("what")
    {
        Description = "An area, or part of the names of tests; all by default.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public GoldenCommand(Shell shell)
        : base("golden", "Rewrite the golden files (OpenAPI, events, errors, settings, help) and show what changed.")
    {
        Add(what);
        SetAction(async (parsed, cancellation) =>
        {
            var code = await TestCommand.RunAsync(
                shell, parsed.GetValue(what), isJson: false, mode: "write", cancellation);
            var changed = await Subprocess.RunAsync(
                shell.Workspace.Root,
                ["git", "status", "--short", "--", "docs", "tests"],
                isCaptured: true,
                new Dictionary<string, string>(),
                cancellation);
            shell.Say(changed.Output.Trim() is { Length: > 0 } files ? files : "No golden file changed.");
            return code;
        });
    }

    public override IReadOnlyList<string> Examples => ["golden", "golden cli"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];
}
