using System.Globalization;
using System.Runtime.CompilerServices;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Gateway;

/// <summary>What it costs to pass one request on, limits, headers, traces and all.</summary>
internal sealed class GatewayArea : IArea
{
    private const string Measured = "cpu_per_request_authenticated";
    private const int InFlight = 32;

    public string Name => "gateway";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!options.Wants(Name, Measured))
        {
            yield break;
        }

        await using var door = await GatewayProcess.StartAsync(cancellation);
        await using var nginx = options.IsAlone ? null : await NginxProxy.StartAsync(door.Upstream, cancellation);
        var own = await MeasureAsync(door.Address, door.Pid, door.Token, options, cancellation);
        var others = nginx is null
            ? null
            : await MeasureAsync(nginx.Address, nginx.Pid, door.Token, options, cancellation);
        yield return new Figure(
            Name, Measured, own.Microseconds, "µs", Target.AtMost(40),
            new Peer("nginx, bare reverse proxy", others?.Microseconds),
            string.Create(
                CultureInfo.InvariantCulture,
                $"CPU of the gateway's process per request of {InFlight} in flight, to a service in another process "
                + $"that checks the token; {own.PerSecond:0}/s, {Told(others)}"));
    }

    private static string Told(Run? others) => others is null
        ? "nginx was not measured"
        : string.Create(CultureInfo.InvariantCulture, $"through nginx {others.PerSecond:0}/s");

    private static async Task<Run> MeasureAsync(
        Uri address, int pid, string token, BenchOptions options, CancellationToken cancellation)
    {
        using var client = new BearerClient(new Uri(address, GatewayProcess.Path), token, InFlight);
        await Load.WarmAsync(InFlight, options.WarmUp, _ => client.AskAsync(cancellation));
        var runs = new List<Run>();
        for (var number = 0; number < BenchOptions.Runs; number++)
        {
            var before = ProcessTree.CpuOf(pid);
            var load = await Load.ClosedAsync(InFlight, options.Run, _ => client.AskAsync(cancellation));
            var used = ProcessTree.CpuOf(pid) - before;
            runs.Add(new Run(used.TotalMicroseconds / load.Count, load.PerSecond));
        }

        return runs.MedianBy(run => run.Microseconds);
    }

    private sealed record Run(double Microseconds, double PerSecond);
}
