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
}

/// <summary>For this process.</summary>
internal sealed class ProcessReport(
    KnownModules known, RunningModules running, EndpointDataSource endpoints, IServer server,
    IConfiguration configuration, TimeProvider clock, ServiceDependencies dependencies) : IProcessReport
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
}

/// <summary>Asks every process of the installation, this one first.</summary>
internal sealed class ProcessReports(
    ProcessReport here, RunningModules running, KnownModules known, IServiceProvider services,
    IConfiguration configuration)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>What the processes tell, and the modules of those that tell nothing.</returns>
    public async Task<(List<ServicesAnswer> Processes, List<ServiceElsewhere> Silent)> AskAllAsync(
        CancellationToken cancellation)
    {
        var elsewhere = known.Names.Where(name => !running.Has(name))
            .Select(name => new ServiceElsewhere(name, configuration[$"Services:{name}:Address"]))
            .GroupBy(module => module.Address, StringComparer.OrdinalIgnoreCase);
        var asked = await Task.WhenAll(elsewhere.Select(async modules =>
            (modules, Answer: modules.Key is null ? null : await AskAsync(modules.First().Name, cancellation))));
        return (
            [here.Tell(), .. asked.Select(it => it.Answer).OfType<ServicesAnswer>()],
            [.. asked.Where(it => it.Answer is null).SelectMany(it => it.modules)]);
    }

    private async Task<ServicesAnswer?> AskAsync(string module, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var process = (IProcessReport)RemoteProxy.Of(
                typeof(IProcessReport), ServiceAddresses.Remote(services, module));
            return await process.TellAsync(patience.Token);
        }
        catch (Exception silent) when (!cancellation.IsCancellationRequested
            && silent is RemoteCallException or OperationCanceledException)
        {
            return null;
        }
    }
}
