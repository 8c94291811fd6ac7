using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>Brings the platform up and waits until it is ready.</summary>
internal sealed class UpCommand : SkyLinkCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);

    private readonly Shell shell;

    private readonly Option<string> run = new("--run")
    {
        Description = "The services of this process, with commas, or 'all'.",
        HelpName = "services",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isWithoutDemo = new("--no-demo") { Description = "No demo accounts and network." };

    private readonly Option<bool> isDetached = new("--detach", "-d")
    {
        Description = "Return when it is ready; 'skylink down' ends it.",
    };

    private readonly Option<int> webPort = Port("--web-port", "The console and its API.", 7080);
    private readonly Option<int> adminPort = Port("--admin-port", "The operators' API.", 7081);
    private readonly Option<int> servicesPort = Port("--services-port", "The services and the network protocol.", 7100);
    private readonly Option<int> witnessPort = Port("--witness-port", "The witness of the audit log.", 7090);

    private readonly Option<int> timeout = new("--timeout")
    {
        Description = "Seconds until a start that is not ready counts as failed.",
        HelpName = "seconds",
        DefaultValueFactory = _ => 120,
    };

    public UpCommand(Shell shell)
        : base("up", "Start PostgreSQL, every service, the console and a witness; wait until they are ready.")
    {
        this.shell = shell;
        Option[] all = [run, data, isWithoutDemo, isDetached, webPort, adminPort, servicesPort, witnessPort, timeout];
        Array.ForEach(all, Add);

        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples =>
        ["up", "up --detach", "up --run settle.ledger --services-port 7110"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var started = shell.Clock.GetTimestamp();
        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        var wanted = new HostRecord(
            ProcessId: 0,
            shell.Clock.GetUtcNow(),
            parsed.GetValue(run)!,
            parsed.GetValue(webPort),
            parsed.GetValue(adminPort),
            parsed.GetValue(servicesPort));
        var alive = HostRecord.ReadAlive(folder, shell.Workspace.HostExecutable);
        var patience = TimeSpan.FromSeconds(parsed.GetValue(timeout));
        if (alive.Find(it => !it.IsWitness && it.ServicesPort == wanted.ServicesPort) is { } up)
        {
            var isWitnessGone = up.WitnessPort is not null && !alive.Exists(it => it.IsWitness);
            return await TellUpAsync(up, isWitnessGone, folder, patience, cancellation);
        }

        var hasWitness = wanted.HasAudit && !alive.Exists(it => it.IsWitness);
        RefuseTakenPorts(
            [.. wanted.Addresses.Select(it => it.Port), .. hasWitness ? [parsed.GetValue(witnessPort)] : (int[])[]]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        CheckHostIsThere();
        await using var witness = wanted.HasAudit
            ? await WitnessBeside.StartAsync(shell, folder, parsed.GetValue(witnessPort), patience, stop.Token)
            : null;
        (string, string)[] more = witness is null ? [] : [await witness.SettingAsync(stop.Token)];
        using var host = StartHost(wanted, folder, !parsed.GetValue(isWithoutDemo), more);
        var record = wanted with { ProcessId = host.Id, WitnessPort = witness?.Port };
        record.Write(folder);
        try
        {
            await WaitUntilReadyAsync(host, record, folder, patience, stop.Token);
            PrintReady(record, folder, shell.Clock.GetElapsedTime(started));
            if (parsed.GetValue(isDetached))
            {
                witness?.Leave();
                return ExitCode.Done;
            }

            shell.Say("Ctrl-C stops everything.");
            await host.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Say("Stopping ...");
            await StopAsync(host, record, folder);
            return ExitCode.Done;
        }

        record.Forget(folder);
        throw new CliException(
            ExitCode.Failed, $"the host ended by itself, exit code {host.ExitCode}; see {LogFile(folder)}.");
    }

    private async Task<int> TellUpAsync(
        HostRecord up, bool isWitnessGone, string folder, TimeSpan patience, CancellationToken cancellation)
    {
        shell.Say($"Already up (process {up.ProcessId}).");
        if (isWitnessGone)
        {
            await using var again =
                await WitnessBeside.StartAsync(shell, folder, up.WitnessPort!.Value, patience, cancellation);
            again.Leave();
            shell.Say("Its witness had ended, and runs again.");
        }

        PrintReady(up, folder, took: null);
        return ExitCode.Done;
    }

    internal static string LogFile(string data) => Path.Combine(data, "logs", "host.log");

    /// <summary>Whatever listens there would answer for the host that could not start, and count as ready.</summary>
    private static void RefuseTakenPorts(IEnumerable<int> ports)
    {
        foreach (var port in ports)
        {
            try
            {
                using var free = new TcpListener(IPAddress.Loopback, port);
                free.Start();
            }
            catch (SocketException)
            {
                throw new CliException(
                    ExitCode.Failed,
                    $"http://127.0.0.1:{port} is in use. Is SkyLink running already, on other data? "
                    + "Other ports: --web-port, --admin-port, --services-port, --witness-port.");
            }
        }
    }

    private void CheckHostIsThere()
    {
        var executable = shell.Workspace.HostExecutable;
        if (!File.Exists(executable))
        {
            throw new CliException(ExitCode.Missing, $"{executable} is not there; ./skylink builds it.");
        }
    }

    private Process StartHost(HostRecord record, string folder, bool isDemo, (string Key, string Value)[] more)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogFile(folder))!);
        var arguments = new List<string> { shell.Workspace.HostExecutable };
        foreach (var (key, value) in ((string, string)[])
        [
            ("run", record.Run),
            ("Data:Directory", folder),
            ("Demo:Enabled", isDemo ? "true" : "false"),
            ("Ports:Web", record.WebPort.ToString(CultureInfo.InvariantCulture)),
            ("Ports:Admin", record.AdminPort.ToString(CultureInfo.InvariantCulture)),
            ("Ports:Services", record.ServicesPort.ToString(CultureInfo.InvariantCulture)),
            .. more,
        ])
        {
            arguments.AddRange([$"--{key}", value]);
        }

        return Subprocess.StartApart(shell.Workspace.Root, arguments, LogFile(folder));
    }

    private async Task WaitUntilReadyAsync(
        Process host, HostRecord record, string folder, TimeSpan patience, CancellationToken cancellation)
    {
        var started = shell.Clock.GetTimestamp();
        var waited = new Queue<Uri>(record.Addresses);
        while (waited.Count > 0)
        {
            using var client = new HostClient(waited.Peek());
            if (await client.IsReadyAsync(cancellation))
            {
                waited.Dequeue();
                continue;
            }

            if (host.HasExited)
            {
                record.Forget(folder);
                foreach (var line in LogsCommand.Tail(LogFile(folder), count: 20, service: null))
                {
                    shell.Say(line);
                }

                throw new CliException(
                    ExitCode.Failed, $"the host did not start, exit code {host.ExitCode}; see {LogFile(folder)}.");
            }

            if (shell.Clock.GetElapsedTime(started) > patience)
            {
                await StopAsync(host, record, folder);
                throw new CliException(
                    ExitCode.Failed, $"not ready after {patience.TotalSeconds} s; see {LogFile(folder)}.");
            }

            await Task.Delay(Pause, shell.Clock, cancellation);
        }
    }

    private async Task StopAsync(Process host, HostRecord record, string folder)
    {
        if (!await Subprocess.EndAsync(host, StopMax))
        {
            shell.Say($"The host did not stop within {StopMax.TotalSeconds} s and was killed.");
        }

        record.Forget(folder);
    }

    private void PrintReady(HostRecord record, string folder, TimeSpan? took)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("what").AddColumn("where");
        if (record.Addresses.Count > 1)
        {
            table.AddRow("Console", $"http://127.0.0.1:{record.WebPort}");
            table.AddRow("Operators", $"http://127.0.0.1:{record.AdminPort}");
        }

        table.AddRow("Services", record.Services.ToString().TrimEnd('/'));
        if (record.WitnessPort is { } port)
        {
            table.AddRow("Witness", $"http://127.0.0.1:{port}");
        }

        table.AddRow("Log", LogFile(folder).EscapeMarkup());
        foreach (var account in DemoAccount.Read(folder))
        {
            table.AddRow(account.Role.EscapeMarkup(), $"{account.Email}  {account.Password}".EscapeMarkup());
        }

        shell.Rich.Write(table);
        shell.Print(took is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"SkyLink is ready in {time.TotalSeconds:0.0} s.")
            : "SkyLink is ready.");
    }

    private static Option<int> Port(string name, string description, int usual)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = "port",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            // What is no number at all is told by the parser.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var port) && port is < 1 or > 65_535)
            {
                result.AddError($"{name} is a number from 1 to 65535.");
            }
        });
        return option;
    }
}

/// <summary>An account of the demo world; the host writes them in demo mode only.</summary>
internal sealed record DemoAccount(string Role, string Email, string Password)
{
    public static IReadOnlyList<DemoAccount> Read(string data)
    {
        var file = Path.Combine(data, "demo-accounts.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize<List<DemoAccount>>(File.ReadAllText(file), JsonSerializerOptions.Web) ?? []
            : [];
    }
}
