using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SkyLink.Platform.Events;

/// <summary>How far the subscriptions of this process are behind, measured every five seconds for metrics.</summary>
internal sealed partial class EventFigures : IJob, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Figures> latest = new(StringComparer.Ordinal);
    private readonly Meter meter = new("SkyLink.Events");
    private readonly EventAdministrations administrations;
    private readonly RunningModules running;
    private readonly TimeProvider clock;
    private readonly ILogger<EventFigures> logger;

    public EventFigures(
        EventAdministrations administrations, RunningModules running, TimeProvider clock, ILogger<EventFigures> logger)
    {
        (this.administrations, this.running, this.clock, this.logger) = (administrations, running, clock, logger);
        Observe("skylink.events.unread", "{event}", "Events a subscription has still to read, up to 10,000.", it =>
            it.Unread);
        Observe("skylink.events.oldest_unread", "s", "How long the oldest unread event waits.", it => it.OldestSeconds);
        Observe("skylink.events.parked", "{event}", "Events set aside that will be tried again.", it => it.Parked);
        Observe("skylink.events.dead", "{event}", "Events given up until somebody redrives them.", it => it.Dead);
    }

    public void Dispose() => meter.Dispose();

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            foreach (var module in running.Builders.Where(module => module.Subscriptions.Count > 0))
            {
                try
                {
                    await MeasureAsync(module.Name, stopping);
                }
                catch (NpgsqlException fault)
                {
                    LogFault(logger, fault, module.Name);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task MeasureAsync(string module, CancellationToken cancellation)
    {
        foreach (var state in await administrations.Of(module).SubscriptionsAsync(module, cancellation))
        {
            var places = state.Readings.ToDictionary(reading => reading.Publisher, reading => reading.Position);
            var (backlogs, _) = await administrations.AskAllAsync(
                places.Keys.Intersect(administrations.Reachable, StringComparer.Ordinal),
                (administration, publisher) => administration.BacklogAsync(
                    publisher, places[publisher], state.Types, cancellation));
            var since = backlogs.Min(backlog => backlog.Since);
            latest[state.Name] = new Figures(
                backlogs.Sum(backlog => backlog.Count),
                since is null ? 0 : Math.Max((clock.GetUtcNow() - since.Value).TotalSeconds, 0),
                state.Waiting,
                state.Dead);
        }
    }

    private void Observe(string name, string unit, string description, Func<Figures, double> value) =>
        meter.CreateObservableGauge(name, () => latest.Select(it => new Measurement<double>(
            value(it.Value), new KeyValuePair<string, object?>("subscription", it.Key))), unit, description);

    [LoggerMessage(LogLevel.Warning, "How far the subscriptions of {Module} are behind could not be measured")]
    private static partial void LogFault(ILogger logger, Exception fault, string module);

    private sealed record Figures(int Unread, double OldestSeconds, int Parked, int Dead);
}
