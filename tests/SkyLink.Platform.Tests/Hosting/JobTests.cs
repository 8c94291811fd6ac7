using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Hosting;

/// <summary>What it asks is away whenever it asks.</summary>
internal sealed class UnluckyJob : IJob
{
    public int Runs;

    public Exception Fault { get; set; } =
        new RemoteCallException(RemoteFailure.Unreachable, "settle.ledger cannot be reached.");

    public Task RunAsync(CancellationToken stopping)
    {
        Interlocked.Increment(ref Runs);
        return Task.FromException(Fault);
    }
}

/// <summary>Fails as soon as it is told to stop.</summary>
internal sealed class LateJob : IJob
{
    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new RemoteCallException(RemoteFailure.TimedOut, "settle.ledger did not answer.");
    }
}

internal sealed class JobsModule : IModule
{
    public string Name => "platform.jobs";

    public void Add(ModuleBuilder module) => module.Run<UnluckyJob>().Run<LateJob>();

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

public sealed class JobHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules => [new JobsModule()];
}

public sealed class JobTests(JobHost host) : IClassFixture<JobHost>
{
    [Fact]
    public async Task A_job_that_asks_a_service_that_is_away_begins_again_and_does_not_end_the_host()
    {
        var job = host.Services.GetRequiredService<UnluckyJob>();
        await Eventually.TrueAsync(() => job.Runs > 1, "it begins again", TimeSpan.FromSeconds(60));

        // What HttpClient throws when nobody answers in time looks like a cancellation, and is none.
        job.Fault = new TaskCanceledException("No answer in time.");
        var before = job.Runs;
        await Eventually.TrueAsync(() => job.Runs > before + 1, "again", TimeSpan.FromSeconds(60));
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        Assert.False(lifetime.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_job_that_fails_while_the_host_stops_lets_it_stop()
    {
        await using var other = new JobHost();
        await other.InitializeAsync();
        await other.RestartAsync();
        var job = other.Services.GetRequiredService<UnluckyJob>();
        await Eventually.TrueAsync(() => job.Runs > 0, "the next host runs its jobs");
    }
}
