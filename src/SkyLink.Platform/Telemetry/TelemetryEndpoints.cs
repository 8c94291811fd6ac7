using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Telemetry;

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

/// <summary>What every process answers about itself, whichever modules run in it.</summary>
internal static class TelemetryEndpoints
{
    private const string ForOperations = "figures for whoever runs the platform; the handler checks the network";

    private static readonly Error NotAReader =
        new("platform.not_a_reader", 403, "This network may not read it: see Telemetry:Readers.");

    public static readonly Error Busy = new("platform.metrics_unavailable", 503, "The metrics could not be collected.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new HealthAnswer("Healthy", [])))
            .WithName("GetLiveness").WithSummary("Whether the process answers")
            .OpenToAnyone("a load balancer asks, and learns a word");
        routes.MapGet("/health/ready", ReadyAsync)
            .WithName("GetReadiness").WithSummary("Whether the process can work")
            .OpenToAnyone("a load balancer asks, and learns a word");
        routes.MapGet("/health", HealthAsync)
            .WithName("GetHealth").WithSummary("How each service and its dependencies are")
            .OpenToAnyone("says names and states, no more");
        routes.MapGet("/services", Services)
            .WithName("GetServices").WithSummary("What runs here")
            .OpenToOperations(ForOperations);
        routes.MapGet("/metrics", Metrics)
            .WithSummary("Figures for Prometheus").OpenToOperations(ForOperations).ExcludeFromDescription();
    }

    private static async Task<JsonHttpResult<HealthAnswer>> ReadyAsync(
        HealthReports reports, CancellationToken cancellation) => await reports.IsReadyAsync(cancellation)
        ? TypedResults.Json(new HealthAnswer("Healthy", []))
        : TypedResults.Json(new HealthAnswer("Unhealthy", []), statusCode: StatusCodes.Status503ServiceUnavailable);

    private static async Task<JsonHttpResult<HealthAnswer>> HealthAsync(
        HealthReports reports, CancellationToken cancellation)
    {
        var answer = await reports.AnswerAsync(cancellation);
        return TypedResults.Json(answer, statusCode: answer.Status == "Unhealthy"
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK);
    }

    private static Results<Ok<ServicesAnswer>, ProblemHttpResult> Services(
        HttpContext context, KnownModules known, RunningModules running, EndpointDataSource endpoints, IServer server,
        IConfiguration configuration, TimeProvider clock, IOptions<TelemetryOptions> options,
        ServiceDependencies dependencies)
    {
        if (!Networks.Contain(options.Value.Readers, Networks.Private, context.Connection.RemoteIpAddress))
        {
            return NotAReader.ToProblem();
        }

        using var self = System.Diagnostics.Process.GetCurrentProcess();
        var startedAt = new DateTimeOffset(self.StartTime).ToMicroseconds();
        var ofModule = endpoints.Endpoints.ToLookup(endpoint => endpoint.Metadata.GetMetadata<OfModule>()?.Name);
        return TypedResults.Ok(new ServicesAnswer(
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
                dependencies.Of(module, ofModule[module.Name])))],
            [.. known.Names.Where(name => !running.Has(name)).Select(name =>
                new ServiceElsewhere(name, configuration[$"Services:{name}:Address"]))]));
    }

    private static Results<ContentHttpResult, ProblemHttpResult> Metrics(
        HttpContext context, TelemetryProviders telemetry, IOptions<TelemetryOptions> options)
    {
        if (!Networks.Contain(options.Value.Readers, Networks.Private, context.Connection.RemoteIpAddress))
        {
            return NotAReader.ToProblem();
        }

        return telemetry.Metrics.Read() is { } text
            ? TypedResults.Text(text, PrometheusText.ContentType)
            : Busy.ToProblem();
    }
}
