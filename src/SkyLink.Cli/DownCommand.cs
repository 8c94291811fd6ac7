using System.CommandLine;
using System.Diagnostics;
using SkyLink.Platform.Hosting;

namespace SkyLink.Cli;

/// <summary>Ends what <c>up</c> started, the database last.</summary>
internal sealed class DownCommand : SkyLinkCommand
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);

    private readonly Shell shell;
    private readonly Option<DirectoryInfo?> data = DataOption();

    public DownCommand(Shell shell)
        : base("down", "Stop the host processes, the witness and the database of a data folder.")
    {
        this.shell = shell;
        Add(data);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples => ["down"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        var hosts = HostRecord.ReadAlive(folder, shell.Workspace.HostExecutable);
        foreach (var part in hosts.ToLookup(host => host.IsWitness).OrderBy(part => part.Key))
        {
            // The witness last: it sees what the host signs while it stops.
            await Task.WhenAll(part.Select(host => StopAsync(host, folder, cancellation)));
        }

        var hadDatabase = await StopDatabaseAsync(folder, cancellation);
        if (hosts.Count == 0 && !hadDatabase)
        {
            shell.Say("Nothing was running.");
        }

        return ExitCode.Done;
    }

    private async Task StopAsync(HostRecord record, string folder, CancellationToken cancellation)
    {
        try
        {
            using var host = Process.GetProcessById(record.ProcessId);
            Subprocess.Terminate(record.ProcessId);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(StopMax);
            await host.WaitForExitAsync(patience.Token);
            shell.Say($"Stopped process {record.ProcessId} ({record.Run}).");
        }
        catch (ArgumentException)
        {
            shell.Say($"Process {record.ProcessId} had ended already.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliException(
                ExitCode.Failed, $"process {record.ProcessId} did not stop within {StopMax.TotalSeconds} s.");
        }

        record.Forget(folder);
    }

    /// <summary>A host that was killed leaves its database running.</summary>
    private async Task<bool> StopDatabaseAsync(string folder, CancellationToken cancellation) =>
        Directory.Exists(folder)
        && await EmbeddedPostgres.StopAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = folder,
                RepositoryRoot = shell.Workspace.Root,
                Report = shell.Say,
                Clock = shell.Clock,
            },
            cancellation);
}
