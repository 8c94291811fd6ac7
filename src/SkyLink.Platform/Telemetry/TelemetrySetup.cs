using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SkyLink.Platform.Telemetry;

/// <summary>Adds traces, metrics, logs and health checks to a host.</summary>
internal static class TelemetrySetup
{
    /// <summary>ASP.NET Core leaves the standard tags of a request's span out unless told otherwise.</summary>
    private const string LeaveTagsOut = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        AppContext.SetSwitch(LeaveTagsOut, isEnabled: false);
        var services = builder.Services;
        services.AddSettings<TelemetryOptions>("Telemetry");
        services.AddSingleton<TelemetryProviders>();
        services.AddHostedService(all => all.GetRequiredService<TelemetryProviders>());
        services.AddSingleton<DistributedContextPropagator, InsidePropagator>();
        services.AddSingleton<HealthReports>();
        services.AddHealthChecks();
        AddLogLines(builder);
    }

    /// <summary>JSON in production or with <c>Logging:Json=true</c>, lines for people otherwise.</summary>
    public static void AddLogLines(WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.TryAddSingleton<TimeProvider, Clock>();
        var isJson = builder.Configuration.GetValue("Logging:Json", builder.Environment.IsProduction());
        builder.Logging.AddConsole(console =>
                console.FormatterName = isJson ? JsonLogLines.FormatterName : PlainLogLines.FormatterName)
            .AddConsoleFormatter<JsonLogLines, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>()
            .AddConsoleFormatter<PlainLogLines, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
    }

    /// <summary>One check per database of this process, one per module elsewhere whose address is known.</summary>
    public static void AddModuleChecks(
        IServiceCollection services, IConfiguration configuration, IEnumerable<IModule> running,
            IEnumerable<IModule> elsewhere)
    {
        foreach (var module in running)
        {
            Add(services, new HealthCheckRegistration(
                $"{module.Name}/database",
                all => new DatabaseCheck(all.GetRequiredKeyedService<Db>(module.Name)),
                HealthStatus.Unhealthy,
                tags: null,
                DatabaseCheck.Patience));
        }

        foreach (var module in elsewhere.Where(module => configuration[$"Services:{module.Name}:Address"] is not null))
        {
            Add(services, new HealthCheckRegistration(
                $"{module.Name}/process",
                all => new RemoteCheck(ServiceAddresses.Client(all, module.Name)),
                HealthStatus.Degraded,
                [HealthReports.Elsewhere],
                DatabaseCheck.Patience));
        }
    }

    private static void Add(IServiceCollection services, HealthCheckRegistration check) =>
        services.Configure<HealthCheckServiceOptions>(options => options.Registrations.Add(check));
}
