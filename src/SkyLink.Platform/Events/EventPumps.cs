namespace SkyLink.Platform.Events;

/// <summary>Runs a pump for every subscription of this process and every publisher it hears.</summary>
internal sealed class EventPumps : IJob
{
    private readonly List<EventPump> pumps;

    /// <summary>
    /// Finds every publisher first: one whose address nobody has said stops the start, not the running host.
    /// </summary>
    public EventPumps(RunningModules running, EventFeeds feeds, IServiceProvider services)
    {
        var found =
            from module in running.Builders
            from subscription in module.Subscriptions
            from publisher in subscription.Publishers
            select PumpOf(services, feeds.Of(publisher), subscription, publisher);
        pumps = [.. found];
    }

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(pumps.Select(pump => pump.RunAsync(stopping)));

    private static EventPump PumpOf(
        IServiceProvider services, IEventFeed feed, Subscription subscription, string publisher) => new(
        subscription,
        publisher,
        services.GetRequiredKeyedService<Db>(subscription.Module),
        feed,
        services,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<EventPump>>());
}
