using System.Diagnostics;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Events;

/// <summary>What one run over a bus gave.</summary>
/// <param name="PublishedPerSecond">Acknowledged as durable, while the load ran.</param>
/// <param name="ThroughPerSecond">Published and consumed by all subscribers, the rest at the end included.</param>
/// <param name="ConfirmP99">Milliseconds from the call to the acknowledgement.</param>
/// <param name="EndToEndP99">Milliseconds from the call to the consumer.</param>
internal sealed record BusResult(
    double PublishedPerSecond, double ThroughPerSecond, double ConfirmP99, double EndToEndP50, double EndToEndP99,
    string Cpu);

/// <summary>Drives one bus; keeps count, so that a lost message is an error and not a better figure.</summary>
internal sealed class BusRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private readonly IEventBus bus;
    private readonly int subscribers;
    private readonly Latencies confirmed = new();
    private readonly Latencies arrived = new();
    private long published;
    private long consumed;

    public BusRun(IEventBus bus, int subscribers = 1)
    {
        (this.bus, this.subscribers) = (bus, subscribers);
        bus.OnConsumed = sentAt =>
        {
            arrived.AddSince(sentAt);
            Interlocked.Increment(ref consumed);
        };
    }

    public Task<BusResult> ClosedAsync(int inFlight, TimeSpan duration) =>
        MeasureAsync(() => Load.ClosedAsync(inFlight, duration, PublishAsync));

    public Task<BusResult> PacedAsync(double perSecond, TimeSpan duration) =>
        MeasureAsync(() => Load.PacedAsync(perSecond, duration, number => PublishAsync(number % 256)));

    private async Task<BusResult> MeasureAsync(Func<Task<LoadResult>> load)
    {
        confirmed.Clear();
        arrived.Clear();
        var cpu = new CpuMeter(bus.Processes);
        var (publishedBefore, started) = (published, Stopwatch.GetTimestamp());
        var loaded = await load();
        while (Volatile.Read(ref consumed) < published * subscribers)
        {
            if (Stopwatch.GetElapsedTime(started) > loaded.Elapsed + Patience)
            {
                throw new InvalidOperationException(
                    $"{bus.Name}: {published} published, {consumed} consumed by {subscribers} subscribers.");
            }

            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
        }

        var count = published - publishedBefore;
        return new BusResult(
            loaded.PerSecond, count / Stopwatch.GetElapsedTime(started).TotalSeconds, confirmed.Percentile(99),
            arrived.Percentile(50), arrived.Percentile(99), cpu.PerOperation(count));
    }

    private async Task PublishAsync(int lane)
    {
        var started = Stopwatch.GetTimestamp();
        await bus.PublishAsync(lane);
        confirmed.AddSince(started);
        Interlocked.Increment(ref published);
    }
}
