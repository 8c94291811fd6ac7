using System.Diagnostics;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Platform.Events;
using SkyLink.Platform.Hosting;

namespace SkyLink.Benchmarks.Events;

/// <summary>The event that is measured; with its other columns it makes about 1 KB.</summary>
[Event("bench.source.measured.v1", Bus.Core)]
internal sealed record Measured(int Lane, long SentAt, string Payload) : IEvent
{
    public string Subject { get; } = $"lane-{Lane}";
}

/// <summary>Publishes.</summary>
internal sealed class SourceModule : IModule
{
    public string Name => "bench.source";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>Consumes, in as many subscriptions as asked for.</summary>
internal sealed class SinkModule(int subscribers) : IModule
{
    public string Name => "bench.sink";

    public Action<long> OnConsumed { get; set; } = _ => { };

    public void Add(ModuleBuilder module)
    {
        for (var number = 0; number < subscribers; number++)
        {
            module.Subscribe(new Subscription($"bench.sink.{number}").On<Measured>((_, _, what, _) =>
            {
                OnConsumed(what.SentAt);
                return Task.CompletedTask;
            }));
        }
    }

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>The event log of one host: group commit in, subscriptions out.</summary>
internal sealed class SkyLinkBus : IEventBus
{
    private static readonly string Payload = Message.Text(960);
    private readonly BenchHost host;
    private readonly SinkModule sink;
    private readonly EventPublisher publisher;

    private SkyLinkBus(BenchHost host, SinkModule sink)
    {
        (this.host, this.sink) = (host, sink);
        publisher = host.Services.GetRequiredService<EventPublisher<SourceModule>>();
    }

    public string Name => "SkyLink";

    public int[] Processes => [host.PostgresPid];

    public Action<long> OnConsumed
    {
        set => sink.OnConsumed = value;
    }

    public static async Task<SkyLinkBus> StartAsync(int subscribers, CancellationToken cancellation)
    {
        var consumer = new SinkModule(subscribers);
        return new SkyLinkBus(await BenchHost.StartAsync([new SourceModule(), consumer], cancellation), consumer);
    }

    public Task PublishAsync(int lane) => publisher.PublishAsync(
        new Measured(lane, Stopwatch.GetTimestamp(), Payload), CancellationToken.None);

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
