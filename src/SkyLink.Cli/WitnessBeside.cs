using System.Diagnostics;
using System.Globalization;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>
/// The witness of a data folder: a second process of the host program, started before the host, which is told its keys.
/// It learns the log's keys from the file that the host writes. Ends with this, unless it is left running.
/// </summary>
internal sealed class WitnessBeside : IAsyncDisposable
{
    private const string Setting = "Platform:Audit:Witnesses";
    private const int SettingsMax = 10;
    private const int KeysSizeMax = 16 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);

    private readonly Shell shell;
    private readonly string folder;
    private readonly HostRecord record;

    /// <summary>Null for one that ran already, or is left running.</summary>
    private Process? process;

    private WitnessBeside(Shell shell, string folder, HostRecord record, Process? process) =>
        (this.shell, this.folder, this.record, this.process) = (shell, folder, record, process);

    public int Port => record.ServicesPort;

    public static string LogFile(string data) => Path.Combine(data, "logs", "witness.log");

    /// <summary>Ready when this returns; the one that runs on the folder already is taken as it is.</summary>
    /// <exception cref="CliException">It does not start.</exception>
    public static async Task<WitnessBeside> StartAsync(
        Shell shell, string folder, int port, TimeSpan patience, CancellationToken cancellation)
    {
        var alive = HostRecord.ReadAlive(folder, shell.Workspace.HostExecutable).Find(it => it.IsWitness);
        if (alive is not null)
        {
            return new WitnessBeside(shell, folder, alive, process: null);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(LogFile(folder))!);
        var started = Subprocess.StartApart(
            shell.Workspace.Root,
            [
                shell.Workspace.HostExecutable, "--run", HostRecord.Witness, "--Data:Directory", folder,
                "--Witness:Port", port.ToString(CultureInfo.InvariantCulture),
                "--Witness:LogFiles:0", Path.Combine(folder, "audit", "keys"),
            ],
            LogFile(folder));
        var made = new HostRecord(started.Id, shell.Clock.GetUtcNow(), HostRecord.Witness, 0, 0, port);
        made.Write(folder);
        var witness = new WitnessBeside(shell, folder, made, started);
        try
        {
            await witness.WaitUntilReadyAsync(started, patience, cancellation);
            return witness;
        }
        catch
        {
            await witness.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the host is told: the witness's keys and its address, after those of the environment.</summary>
    public async Task<(string Key, string Value)> SettingAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { MaxResponseContentBufferSize = KeysSizeMax };
        var keys = (await http.GetStringAsync(new Uri(record.Services, "keys"), cancellation))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (keys.Length == 0 || !Array.TrueForAll(keys, key => NoteKey.TryParse(key, out _)))
        {
            throw new CliException(ExitCode.Failed, $"what answers at {record.Services} is no witness.");
        }

        var number = Enumerable.Range(0, SettingsMax).First(
            it => shell.Variable($"{Setting.Replace(":", "__", StringComparison.Ordinal)}__{it}") is null);
        return ($"{Setting}:{number}", $"{string.Join(' ', keys)} {record.Services.ToString().TrimEnd('/')}");
    }

    /// <summary>It runs on after this is disposed of.</summary>
    public void Leave()
    {
        process?.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null)
        {
            return;
        }

        await Subprocess.EndAsync(process, StopMax);
        record.Forget(folder);
        process.Dispose();
    }

    private async Task WaitUntilReadyAsync(Process started, TimeSpan patience, CancellationToken cancellation)
    {
        using var client = new HostClient(record.Services);
        var from = shell.Clock.GetTimestamp();
        while (!await client.IsReadyAsync(cancellation))
        {
            if (started.HasExited)
            {
                foreach (var line in LogsCommand.Tail(LogFile(folder), count: 5, service: null))
                {
                    shell.Say(line);
                }

                throw new CliException(
                    ExitCode.Failed,
                    $"the witness did not start, exit code {started.ExitCode}; see {LogFile(folder)}.");
            }

            if (shell.Clock.GetElapsedTime(from) > patience)
            {
                throw new CliException(
                    ExitCode.Failed,
                    $"the witness is not ready after {patience.TotalSeconds} s; see {LogFile(folder)}.");
            }

            await Task.Delay(Pause, shell.Clock, cancellation);
        }
    }
}
