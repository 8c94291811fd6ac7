using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SkyLink.Platform.Gateways;

namespace SkyLink.Host;

/// <summary>
/// One process of SkyLink: PostgreSQL where no other is named, then the services, then the gateways. Stops in the
/// opposite order, so that whoever is still being answered finds what it needs.
/// </summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly List<WebApplication> gateways = [];
    private readonly CancellationTokenSource starting = new();
    private readonly TaskCompletionSource<int> stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly CancellationTokenSource stopping = new();
    private EmbeddedPostgres? postgres;
    private Task watching = Task.CompletedTask;
    private WebApplication? services;
    private RunFile? file;

    private HostProcess()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT })
        {
            signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                starting.Cancel();
                stop.TrySetResult(ExitCodes.Done);
            }));
        }
    }

    /// <summary>Where the services answer.</summary>
    public Uri Services { get; private set; } = new("http://127.0.0.1");

    public IReadOnlyList<string> GatewayAddresses => [.. gateways.SelectMany(gateway => gateway.Urls)];

    /// <summary>Ready for requests when this returns.</summary>
    /// <exception cref="OperationCanceledException">A signal came while it started.</exception>
    public static async Task<HostProcess> StartAsync(string[] args)
    {
        var process = new HostProcess();
        try
        {
            await process.StartPartsAsync(args);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a signal, or for a part that gives up; answers the exit code.</summary>
    public Task<int> UntilStoppedAsync() => stop.Task;

    public async ValueTask DisposeAsync()
    {
        file?.Remove();
        foreach (var part in gateways.AsEnumerable().Reverse().Append(services).OfType<WebApplication>())
        {
            if (part.Lifetime.ApplicationStarted.IsCancellationRequested)
            {
                await part.StopAsync(CancellationToken.None); // What did not come up has nothing to stop.
            }

            await part.DisposeAsync();
        }

        await stopping.CancelAsync();
        await watching;
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        signals.ForEach(signal => signal.Dispose());
        starting.Dispose();
        stopping.Dispose();
    }

    private async Task StartPartsAsync(string[] args)
    {
        var builder = HostSetup.CreateBuilder(args, ReportSecrets);
        var configuration = builder.Configuration;
        var plan = HostPlan.Of(configuration, Modules.All);
        if (configuration.GetConnectionString("skylink") is null && plan.Modules.Count > 0)
        {
            postgres = await HostSetup.StartPostgresAsync(configuration, starting.Token);
            watching = postgres.WatchAsync(stopping.Token);
        }

        await StartServicesAsync(builder, plan);
        await StartGatewaysAsync(plan, configuration);
        file = RunFile.Write(configuration["Data:Directory"]!, plan, Services, GatewayAddresses);
        using var self = Process.GetCurrentProcess();
        var logger = services!.Services.GetRequiredService<ILogger<HostProcess>>();
        var tookMilliseconds =
            (TimeProvider.System.GetUtcNow().UtcDateTime - self.StartTime.ToUniversalTime()).TotalMilliseconds;
        LogReady(logger, plan.Run, (int)tookMilliseconds,
            string.Join(", ", GatewayAddresses.Prepend(Services.ToString())));
    }

    private void ReportSecrets(string why)
    {
        if (services is not null)
        {
            LogSecretsKept(services.Services.GetRequiredService<ILogger<HostProcess>>(), why);
        }
    }

    private async Task StartServicesAsync(WebApplicationBuilder builder, HostPlan plan)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(plan.Services);
        });
        builder.Services.AddSingleton<IHostLifetime, LedLifetime>();
        ServiceHost.Add(builder, Modules.All, plan.Modules);
        services = builder.Build();
        ServiceHost.Map(services);
        await services.StartAsync(starting.Token);
        services.Lifetime.ApplicationStopping.Register(() => stop.TrySetResult(ExitCodes.Failed));
        var port = new Uri(services.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        var address = plan.Services.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : plan.Services.Address;
        Services = new Uri($"http://{new IPEndPoint(address, port)}");
    }

    private async Task StartGatewaysAsync(HostPlan plan, ConfigurationManager configuration)
    {
        if (plan.Gateways.Count == 0)
        {
            return;
        }

        var endpoints = plan.Modules.Count == Modules.All.Count
            ? ServiceHost.EndpointsOf(services!)
            : ServiceHost.Catalogue(Modules.All, configuration);
        foreach (var gateway in plan.Gateways)
        {
            var app =
                gateway.Build(services!.Services, endpoints, () => Services, plan.ListenOf(gateway, configuration));
            gateways.Add(app);
            await app.StartAsync(starting.Token);
        }
    }

    [LoggerMessage(LogLevel.Error, "A change of secrets is not taken over: {Reason}")]
    private static partial void LogSecretsKept(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Ready: {Run} in {Milliseconds} ms at {Addresses}")]
    private static partial void LogReady(ILogger logger, string run, int milliseconds, string addresses);
}
