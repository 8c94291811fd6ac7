using System.Globalization;
using System.Runtime.CompilerServices;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Events;

/// <summary>The event log, beside two brokers on the same machine in the same run.</summary>
internal sealed class EventsArea : IArea
{
    private const int InFlight = 256;
    private const int Pace = 3_000;
    private const int ManySubscribers = 8;

    public string Name => "events";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<BusFigures> peers = [];
        Func<CancellationToken, Task<IEventBus?>>[] others = options.IsAlone ? []
            : [RabbitBus.StartAsync, NatsBus.StartAsync];
        foreach (var start in others)
        {
            if (await start(cancellation) is { } bus)
            {
                await using var running = bus;
                peers.Add(await BusFigures.MeasureAsync(bus, options));
            }
        }

        BusFigures own;
        await using (var bus = await SkyLinkBus.StartAsync(subscribers: 1, cancellation))
        {
            own = await BusFigures.MeasureAsync(bus, options);
        }

        var rabbit = peers.Find(peer => peer.Name == RabbitBus.Title);
        yield return new Figure(
            Name, "publish_consume_durable", own.Closed.ThroughPerSecond, "/s at 256 in flight", Target.AtLeast(20_000),
            new Peer(RabbitBus.Title, rabbit?.Closed.ThroughPerSecond),
            Describe(own.Closed, peers, it => it.Closed, it => it.ThroughPerSecond, "/s"));
        yield return new Figure(
            Name, "end_to_end_p99_at_3000", own.MedianPaced.EndToEndP99, "ms", Target.AtMost(20),
            new Peer(RabbitBus.Title, rabbit?.MedianPaced.EndToEndP99),
            Describe(own.MedianPaced, peers, it => it.MedianPaced, it => it.EndToEndP99, " ms"));

        await using var many = await SkyLinkBus.StartAsync(ManySubscribers, cancellation);
        var eight = await BusFigures.PacedAsync(new BusRun(many, ManySubscribers), options);
        var (withEight, withOne) = (ConfirmP99Of(eight), ConfirmP99Of(own.Paced));
        yield return new Figure(
            Name, "publisher_p99_ratio_8_to_1_subscribers", withEight / withOne, "×", Target.AtMost(1.5),
            Beside: null,
            string.Create(CultureInfo.InvariantCulture,
                $"confirmed within {withEight:0.0} ms (p99) with eight, ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{withOne:0.0} ms with one subscriber at {Pace}/s; medians of {BenchOptions.Runs} runs"));
    }

    private static double ConfirmP99Of(List<BusResult> runs) => runs.ConvertAll(it => it.ConfirmP99).Median();

    private static string Describe(
        BusResult own, List<BusFigures> peers, Func<BusFigures, BusResult> load, Func<BusResult, double> value,
        string unit) => string.Join("; ", [
            own.Cpu,
            string.Create(CultureInfo.InvariantCulture,
                $"confirm p99 {own.ConfirmP99:0.0} ms, "
                + $"end to end p50 {own.EndToEndP50:0.0} p99 {own.EndToEndP99:0.0} ms"),
            .. peers.Select(peer => $"{peer.Name} {FigureReport.Number(value(load(peer)))}{unit}, {load(peer).Cpu}"),
        ]);

    /// <summary>One bus under both loads.</summary>
    private sealed record BusFigures(string Name, BusResult Closed, List<BusResult> Paced)
    {
        public BusResult MedianPaced => Paced.MedianBy(it => it.EndToEndP99);

        public static async Task<BusFigures> MeasureAsync(IEventBus bus, BenchOptions options)
        {
            // The pace first: what the full load leaves behind to clean up is not its cost.
            var run = new BusRun(bus);
            var paced = await PacedAsync(run, options);
            await run.ClosedAsync(InFlight, options.WarmUp);
            var closed = new List<BusResult>();
            for (var number = 0; number < BenchOptions.Runs; number++)
            {
                closed.Add(await run.ClosedAsync(InFlight, options.Run));
            }

            return new BusFigures(bus.Name, closed.MedianBy(it => it.ThroughPerSecond), paced);
        }

        public static async Task<List<BusResult>> PacedAsync(BusRun run, BenchOptions options)
        {
            await run.PacedAsync(Pace, options.WarmUp);
            var paced = new List<BusResult>();
            for (var number = 0; number < BenchOptions.Runs; number++)
            {
                paced.Add(await run.PacedAsync(Pace, options.Run));
            }

            return paced;
        }
    }
}
