using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>What runs, where, and how it is.</summary>
internal sealed class StatusCommand : SkyLinkCommand
{
    private const long Megabyte = 1024 * 1024;

    private readonly Shell shell;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isJson = JsonOption();

    public StatusCommand(Shell shell)
        : base("status", "Show processes, ports, memory and the health of each service.")
    {
        this.shell = shell;
        Add(data);
        Add(isJson);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples => ["status", "status --json"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.NotRunning];

    /// <summary>0 if everything is healthy, 1 if something is not, 3 if nothing runs.</summary>
    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        var records = HostRecord.ReadAlive(folder, shell.Workspace.HostExecutable);
        var hosts = await Task.WhenAll(
            records.Where(it => !it.IsWitness).Select(record => LookAsync(record, cancellation)));
        var witnesses = await Task.WhenAll(
            records.Where(it => it.IsWitness).Select(record => LookAtWitnessAsync(record, cancellation)));
        var isMissed = witnesses.Length == 0 && records.Exists(it => it.WitnessPort is not null);
        if (parsed.GetValue(isJson))
        {
            shell.WriteJson(new { hosts, witnesses });
        }
        else
        {
            Print(hosts, witnesses, isMissed);
        }

        return hosts switch
        {
            [] => ExitCode.NotRunning,
            _ when !isMissed && Array.TrueForAll(hosts, host => host.IsReady)
                && Array.TrueForAll(witnesses, witness => witness.IsReady) => ExitCode.Done,
            _ => ExitCode.Failed,
        };
    }

    private void Print(HostStatus[] hosts, WitnessStatus[] witnesses, bool isMissed)
    {
        if (hosts.Length == 0)
        {
            shell.Print("SkyLink is not running; './skylink up' starts it.");
        }

        Array.ForEach(hosts, Print);
        foreach (var witness in witnesses)
        {
            shell.Print(
                $"Process {witness.ProcessId} (witness): {(witness.IsReady ? "ready" : "not ready")}, "
                + $"{witness.ResidentMegabytes} MB; port {witness.Port}");
            PrintHealth("log", witness.Logs);
        }

        if (isMissed)
        {
            shell.Print("The witness of the audit log is not running; './skylink up' starts it again.");
        }
    }

    private async Task<WitnessStatus> LookAtWitnessAsync(HostRecord record, CancellationToken cancellation)
    {
        using var client = new HostClient(record.Services);
        using var process = Process.GetProcessById(record.ProcessId);
        return new WitnessStatus(
            record.ProcessId, record.ServicesPort,
            UptimeSeconds: (long)(shell.Clock.GetUtcNow() - record.StartedAt).TotalSeconds,
            ResidentMegabytes: process.WorkingSet64 / Megabyte,
            IsReady: await client.IsReadyAsync(cancellation),
            Logs: await client.HealthAsync(cancellation));
    }

    private async Task<HostStatus> LookAsync(HostRecord record, CancellationToken cancellation)
    {
        using var client = new HostClient(record.Services);
        using var process = Process.GetProcessById(record.ProcessId);
        return new HostStatus(
            record.ProcessId,
            record.Run,
            record.WebPort,
            record.AdminPort,
            record.ServicesPort,
            UptimeSeconds: (long)(shell.Clock.GetUtcNow() - record.StartedAt).TotalSeconds,
            ResidentMegabytes: process.WorkingSet64 / Megabyte,
            IsReady: await client.IsReadyAsync(cancellation),
            Services: await client.HealthAsync(cancellation));
    }

    private void Print(HostStatus host)
    {
        var up = TimeSpan.FromSeconds(host.UptimeSeconds).ToString("c", CultureInfo.InvariantCulture);
        shell.Print(
            $"Process {host.ProcessId} ({host.Run}): {(host.IsReady ? "ready" : "not ready")}, up {up}, "
            + $"{host.ResidentMegabytes} MB; "
            + $"ports web {host.WebPort}, admin {host.AdminPort}, services {host.ServicesPort}");
        PrintHealth("service", host.Services);
    }

    private void PrintHealth(string what, IReadOnlyList<ServiceHealth> parts)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(what).AddColumn("health").AddColumn("detail");
        foreach (var part in parts)
        {
            var detail = part.Detail ?? "";
            table.AddRow(part.Name.EscapeMarkup(), part.Status.EscapeMarkup(), detail.EscapeMarkup());
        }

        if (parts.Count > 0)
        {
            shell.Rich.Write(table);
        }
    }

    private sealed record HostStatus(
        int ProcessId,
        string Run,
        int WebPort,
        int AdminPort,
        int ServicesPort,
        long UptimeSeconds,
        long ResidentMegabytes,
        bool IsReady,
        IReadOnlyList<ServiceHealth> Services);

    private sealed record WitnessStatus(
        int ProcessId,
        int Port,
        long UptimeSeconds,
        long ResidentMegabytes,
        bool IsReady,
        IReadOnlyList<ServiceHealth> Logs);
}
