namespace SkyLink.Platform.Events;

/// <summary>The events' own service: journal, live stream, subscriptions and dead letters, over all services.</summary>
public sealed class EventsModule : IModule
{
    public string Name => "platform.events";

    public void Add(ModuleBuilder module)
    {
        module.Configure<EventsOptions>();
        module.Services.AddSingleton<EventTails>();
        module.Services.AddSingleton<StreamClients>().AddSingleton<LiveStreams>().AddSingleton<EventArchive>();
    }

    public void Map(IEndpointRouteBuilder routes) =>
        EventsEndpoints.Map(routes.MapGroup("/api/v1/events").WithTags("events"));
}

/// <summary>Settings of <c>Platform:Events</c>.</summary>
internal sealed class EventsOptions
{
    /// <summary>Live streams one process serves at once.</summary>
    [Range(1, 10_000)]
    public int StreamsMax { get; init; } = 500;

    /// <summary>How long a client of a live stream may take nothing before it is let go.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StreamPatience { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Counts open streams.</summary>
internal sealed class StreamClients(IOptions<EventsOptions> options)
{
    private int open;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref open) <= options.Value.StreamsMax)
        {
            return true;
        }

        Leave();
        return false;
    }

    public int Open => Volatile.Read(ref open);

    public void Leave() => Interlocked.Decrement(ref open);
}
