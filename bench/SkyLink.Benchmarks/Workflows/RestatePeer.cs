using System.Globalization;
using System.Text.Json;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Workflows;

/// <summary>
/// Restate: a server with a log of its own, and one process of node with the service and the load on its HTTP ingress.
/// </summary>
internal static class RestatePeer
{
    public const string Title = "Restate 1.7";

    private static string Program => Path.Combine(
        NodePeer.Folder, "node_modules", "@restatedev", "restate-server-linux-x64", "bin", "restate-server");

    /// <summary>Laps at each number of workflows in flight; null where the server does not run.</summary>
    public static async Task<List<WorkflowLap>?> MeasureAsync(
        int[] inFlights, TimeSpan lap, int runs, CancellationToken cancellation)
    {
        if (!File.Exists(Program))
        {
            return null;
        }

        var (ingress, admin) = (PeerProcess.FreePort(), PeerProcess.FreePort());
        var folder = PeerProcess.MakeFolder("restate");
        var settings = new Dictionary<string, string>
        {
            ["RESTATE_BASE_DIR"] = folder,
            ["RESTATE_LISTEN_MODE"] = "tcp",
            ["RESTATE_BIND_ADDRESS"] = $"127.0.0.1:{PeerProcess.FreePort()}",
            ["RESTATE_INGRESS__BIND_ADDRESS"] = $"127.0.0.1:{ingress}",
            ["RESTATE_ADMIN__BIND_ADDRESS"] = $"127.0.0.1:{admin}",
            ["RESTATE_LOG_FILTER"] = "error",
            ["RESTATE_DISABLE_TELEMETRY"] = "true",
        };
        await using var server = await PeerProcess.StartAsync(Program, [], settings, folder, ingress, cancellation);
        int[] numbers = [PeerProcess.FreePort(), ingress, admin, (int)lap.TotalSeconds, runs, .. inFlights];
        using var process = NodePeer.Start(
            ["restate.mjs", .. numbers.Select(it => it.ToString(CultureInfo.InvariantCulture))],
            ("RESTATE_LOGGING", "ERROR"), ("NODE_ENV", "production"));
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<List<WorkflowLap>>(output, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"{Title} ended with {process.ExitCode}: {output}");
    }
}
