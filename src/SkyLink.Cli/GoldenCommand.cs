using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Rewrites the golden files; the review reads the difference.</summary>
internal sealed class GoldenCommand : SkyLinkCommand
{
    /// <summary>Golden tests live in folders, and so in namespaces, of this name.</summary>
    private const string Tests = ".Golden.";

    public GoldenCommand(Shell shell)
        : base("golden", "Rewrite the golden files (OpenAPI, events, errors, settings, help) and show what changed.")
    {
        SetAction(async (_, cancellation) =>
        {
            var code = await TestCommand.RunAsync(shell, Tests, isJson: false, mode: "write", cancellation);
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

    public override IReadOnlyList<string> Examples => ["golden"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];
}
