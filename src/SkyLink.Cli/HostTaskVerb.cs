using System.CommandLine;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>
/// A command that the host program carries out, because it alone knows every service: it is started for it on the
/// data folder, beside one that runs or without.
/// </summary>
internal sealed class HostTaskVerb : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly string task;
    private readonly Func<bool, Func<JsonElement, int>> tell;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isJson = JsonOption();

    /// <param name="shell">The surroundings.</param>
    /// <param name="name">The verb.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="task">What the host calls it.</param>
    /// <param name="examples">At least one, without the leading "skylink".</param>
    /// <param name="tell">Shows the result, as JSON or not, and answers the exit code.</param>
    public HostTaskVerb(
        Shell shell, string name, string description, string task, IReadOnlyList<string> examples,
        Func<bool, Func<JsonElement, int>> tell)
        : base(name, description)
    {
        (this.shell, this.task, this.tell, Examples) = (shell, task, tell, examples);
        Add(data);
        Add(isJson);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples { get; }

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!File.Exists(shell.Workspace.HostExecutable))
        {
            throw new CliException(
                ExitCode.Missing, $"{shell.Workspace.HostExecutable} is not there; ./skylink builds it.");
        }

        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{task}-{Guid.CreateVersion7(shell.Clock.GetUtcNow()):n}.json");
        try
        {
            var answer = await Subprocess.RunAsync(
                shell.Workspace.Root,
                [shell.Workspace.HostExecutable, "--task", task, "--result", file, "--Data:Directory", folder],
                isCaptured: true,
                new Dictionary<string, string>(),
                cancellation);
            if (answer.ExitCode != 0 || !File.Exists(file))
            {
                throw new CliException(ExitCode.Failed, answer.Output.Trim());
            }

            return tell(parsed.GetValue(isJson))(JsonElement.Parse(await File.ReadAllTextAsync(file, cancellation)));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
