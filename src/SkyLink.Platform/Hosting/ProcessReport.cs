using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Hosting;

/// <summary>A process and what runs in it.</summary>
public sealed record ServicesAnswer(
    int ProcessId, string Version, DateTimeOffset StartedAt, long UptimeSeconds, IReadOnlyList<string> Addresses,
    IReadOnlyList<ServiceHere> Modules, IReadOnlyList<ServiceElsewhere> Elsewhere);

/// <param name="Contracts">The interfaces it offers to other services.</param>
/// <param name="Subscriptions">The names under which it hears events.</param>
/// <param name="DependsOn">The services it needs beside its database.</param>
public sealed record ServiceHere(
    string Name, string Version, int Endpoints, IReadOnlyList<string> Contracts, IReadOnlyList<string> Subscriptions,
    IReadOnlyList<ServiceDependency> DependsOn);

/// <param name="Address">Null where the configuration does not say.</param>
public sealed record ServiceElsewhere(string Name, string? Address);

/// <summary>What a process tells about itself; it tells the others by <see cref="Bridge"/>.</summary>
internal interface IProcessReport
{
    Task<ServicesAnswer> TellAsync(CancellationToken cancellation);

    Task<IReadOnlyList<DataKeysView>> TellDataKeysAsync(CancellationToken cancellation);

    /// <summary>Makes the next data key of each service that has none waiting.</summary>
    Task<IReadOnlyList<DataKeysView>> RotateDataKeysAsync(CancellationToken cancellation);
}

/// <summary>For this process.</summary>
internal sealed class ProcessReport(
    KnownModules known, RunningModules running, EndpointDataSource endpoints, IServer server,
    IConfiguration configuration, TimeProvider clock, ServiceDependencies dependencies, IServiceProvider services)
    : IProcessReport
{
    public ServicesAnswer Tell()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        var startedAt = new DateTimeOffset(self.StartTime).ToMicroseconds();
        var ofModule = endpoints.Endpoints.ToLookup(endpoint => endpoint.Metadata.GetMetadata<OfModule>()?.Name);
        return new ServicesAnswer(
            Environment.ProcessId,
            ProductVersion.Text,
            startedAt,
            (long)(clock.GetUtcNow() - startedAt).TotalSeconds,
            [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []],
            [.. running.Builders.Select(module => new ServiceHere(
                module.Name,
                ProductVersion.Text,
                ofModule[module.Name].Count(),
                [.. module.Provides.Select(provided => provided.Contract.Name)],
                [.. module.Subscriptions.Select(subscription => subscription.Name)],
                dependencies.Of(module, [.. ofModule[module.Name]])))],
            [.. known.Names.Where(name => !running.Has(name)).Select(name =>
                new ServiceElsewhere(name, configuration[$"Services:{name}:Address"]))]);
    }

    public Task<ServicesAnswer> TellAsync(CancellationToken cancellation) => Task.FromResult(Tell());

    public Task<IReadOnlyList<DataKeysView>> TellDataKeysAsync(CancellationToken cancellation) =>
        DataKeysOfAllAsync(_ => Task.CompletedTask, cancellation);

    public Task<IReadOnlyList<DataKeysView>> RotateDataKeysAsync(CancellationToken cancellation) => DataKeysOfAllAsync(
        db => db.Connections.Keys.RotateAsync(db, clock.GetUtcNow(), TimeSpan.Zero, cancellation), cancellation);

    private async Task<IReadOnlyList<DataKeysView>> DataKeysOfAllAsync(
        Func<Db, Task> before, CancellationToken cancellation) =>
        await Task.WhenAll(running.Modules.Zip(running.Builders, async (module, builder) =>
        {
            var db = services.GetRequiredKeyedService<Db>(module.Name);
            await before(db);
            return await DataKeysView.OfAsync(
                db, MigrationSet.AllOf(module, builder), clock.GetUtcNow(), cancellation);
        }));
}

/// <summary>Asks every process of the installation, this one first.</summary>
internal sealed class ProcessReports(
    ProcessReport here, RunningModules running, KnownModules known, IServiceProvider services,
    IConfiguration configuration)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>What the processes tell, and the modules of those that tell nothing.</returns>
    public async Task<(List<T> Answers, List<ServiceElsewhere> Silent)> AskAllAsync<T>(
        Func<IProcessReport, CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        var elsewhere = known.Names.Where(name => !running.Has(name))
            .Select(name => new ServiceElsewhere(name, configuration[$"Services:{name}:Address"]))
            .GroupBy(module => module.Address, StringComparer.OrdinalIgnoreCase);
        var asked = await Task.WhenAll(elsewhere.Select(async modules =>
            (modules, Answer: modules.Key is null ? null : await AskAsync(modules.First().Name, ask, cancellation))));
        return (
            [await ask(here, cancellation), .. asked.Select(it => it.Answer).OfType<T>()],
            [.. asked.Where(it => it.Answer is null).SelectMany(it => it.modules)]);
    }

    private async Task<T?> AskAsync<T>(
        string module, Func<IProcessReport, CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var process = (IProcessReport)RemoteProxy.Of(
                typeof(IProcessReport), ServiceAddresses.Remote(services, module));
            return await ask(process, patience.Token);
        }
        catch (Exception silent) when (!cancellation.IsCancellationRequested
            && silent is RemoteCallException or OperationCanceledException)
        {
            return null;
        }
    }
}
