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
        var hosts = await Task.WhenAll(records.Select(record => LookAsync(record, cancellation)));
        if (parsed.GetValue(isJson))
        {
            shell.WriteJson(new { hosts });
        }
        else if (hosts.Length == 0)
        {
            shell.Print("SkyLink is not running; './skylink up' starts it.");
        }
        else
        {
            Array.ForEach(hosts, Print);
        }

        return hosts switch
        {
            [] => ExitCode.NotRunning,
            _ when Array.TrueForAll(hosts, host => host.IsReady) => ExitCode.Done,
            _ => ExitCode.Failed,
        };
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
        var table = new Table().Border(TableBorder.Simple).AddColumn("service").AddColumn("health").AddColumn("detail");
        foreach (var service in host.Services)
        {
            var detail = service.Detail ?? "";
            table.AddRow(service.Name.EscapeMarkup(), service.Status.EscapeMarkup(), detail.EscapeMarkup());
        }

        if (host.Services.Count > 0)
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
}
