using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Trade;

/// <summary>
/// Messages of the network: what a signature costs, and what a search costs from buyer to seller and back.
/// </summary>
internal sealed class TradeArea : IArea
{
    private const int InFlight = 32;

    /// <summary>
    /// Measured once on two cores at 32 in flight; it needs Redis, RabbitMQ and five processes to run.
    /// </summary>
    private static readonly Peer Adapter = new("established node adapter (reference: 115/s, p99 457 ms)", Value: null);

    public string Name => "trade";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.Wants(Name, "message_sign") || options.Wants(Name, "message_verify"))
        {
            foreach (var figure in await SigningAsync(options, cancellation))
            {
                yield return figure;
            }
        }

        if (options.Wants(Name, "search_round_trips") || options.Wants(Name, "search_p99_at_32"))
        {
            foreach (var figure in await SearchesAsync(options, cancellation))
            {
                yield return figure;
            }
        }
    }

    private static async Task<IReadOnlyList<Figure>> SigningAsync(BenchOptions options, CancellationToken cancellation)
    {
        SigningCost.Measure(TimeSpan.FromSeconds(0.5));
        var bare = options.IsAlone ? null : await OpensslSpeed.MeasureAsync(options.Run / 4, cancellation);
        var runs = Enumerable.Range(0, BenchOptions.Runs).Select(_ => SigningCost.Measure(options.Run / 4)).ToList();
        var (sign, verify) = (runs.MedianBy(it => it.Sign), runs.MedianBy(it => it.Verify));
        const string what = "1 kB: BLAKE2b-512 of the body, Ed25519 and the header";
        return
        [
            new Figure("trade", "message_sign", sign.Sign, "µs", Target.AtMost(35),
                new Peer("openssl speed, bare Ed25519", bare?.Sign), $"{what}; {sign.BytesPerSign:0} bytes allocated"),
            new Figure("trade", "message_verify", verify.Verify, "µs", Target.AtMost(75),
                new Peer("openssl speed, bare Ed25519", bare?.Verify),
                    $"{what}; {verify.BytesPerVerify:0} bytes allocated"),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> SearchesAsync(BenchOptions options, CancellationToken cancellation)
    {
        await using var network = await BenchNetwork.StartAsync(cancellation);
        await Load.WarmAsync(InFlight, options.WarmUp, _ => network.SearchAsync(cancellation));
        var runs = new List<(double PerSecond, double P50, double P99, string Cpu)>();
        for (var number = 0; number < BenchOptions.Runs; number++)
        {
            var latencies = new Latencies();
            var cpu = new CpuMeter(network.PostgresPid);
            var load = await Load.ClosedAsync(InFlight, options.Run, async _ =>
            {
                var started = Stopwatch.GetTimestamp();
                await network.SearchAsync(cancellation);
                latencies.AddSince(started);
            });
            runs.Add((load.PerSecond, latencies.Percentile(50), latencies.Percentile(99),
                cpu.PerOperation(load.Count)));
        }

        var (fastest, calmest) = (runs.MedianBy(it => it.PerSecond), runs.MedianBy(it => it.P99));
        return
        [
            new Figure("trade", "search_round_trips", fastest.PerSecond, "/s at 32 in flight", Target.AtLeast(1_000),
                Adapter,
                $"buyer, gateway, seller, gateway, buyer: 4 hops signed, verified, validated, stored; {fastest.Cpu}"),
            new Figure("trade", "search_p99_at_32", calmest.P99, "ms", Target.AtMost(25), Adapter,
                string.Create(CultureInfo.InvariantCulture, $"p50 {calmest.P50:0.0} ms; {calmest.Cpu}")),
        ];
    }
}
