using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Gateways;

/// <summary>Health as a gateway tells it: of every process behind it, in one answer.</summary>
internal sealed class GatewayHealth(GatewayRoutes routes, IHttpClientFactory clients, IConfiguration configuration)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder app, Gateway gateway, IServiceProvider platform)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new HealthAnswer("Healthy", [])));
        app.MapGet("/health/ready", (GatewayHealth health, CancellationToken cancellation) =>
            health.AnswerAsync("/health/ready", cancellation));
        app.MapGet("/health", (GatewayHealth health, CancellationToken cancellation) =>
            health.AnswerAsync("/health", cancellation));
        app.MapGet("/services", async Task<Results<Ok<List<ServicesAnswer>>, ProblemHttpResult>> (
            HttpContext context, GatewayHealth health, CancellationToken cancellation) => IsReader(context)
            ? await health.ServicesAsync(cancellation)
            : Problems.UnknownRoute.ToProblem());
        app.MapGet("/metrics", Results<ContentHttpResult, ProblemHttpResult> (HttpContext context) =>
            !IsReader(context)
                ? Problems.UnknownRoute.ToProblem()
                : platform.GetRequiredService<TelemetryProviders>().Metrics.Read() is { } text
                    ? TypedResults.Text(text, PrometheusText.ContentType)
                    : TelemetryEndpoints.Busy.ToProblem());

        // The gateway for operators has let in known networks only; the web's has not, and strangers learn nothing. A
        // proxy whose word is not taken could stand before anybody.
        bool IsReader(HttpContext context) => gateway == Gateway.Admin
            || (!context.Request.Headers.ContainsKey("X-Forwarded-For")
                && !context.Request.Headers.ContainsKey("Forwarded")
                && Networks.Contain(
                    platform.GetRequiredService<IOptions<TelemetryOptions>>().Value.Readers, Networks.Loopback,
                    context.Connection.RemoteIpAddress));
    }

    private async Task<JsonHttpResult<HealthAnswer>> AnswerAsync(string path, CancellationToken cancellation)
    {
        var answers = await AskAllAsync<HealthAnswer>(path, cancellation);
        var checks = answers
            .SelectMany(answer => answer.Answer?.Checks ?? [Unreachable(answer.Process)])
            .GroupBy(check => check.Name, StringComparer.Ordinal)
            .OrderBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => Merge([.. same]))
            .ToList();
        var worst = answers.Select(answer => answer.Answer?.Status ?? nameof(HealthStatus.Unhealthy))
            .Select(Enum.Parse<HealthStatus>).DefaultIfEmpty(HealthStatus.Healthy).Min();
        return TypedResults.Json(new HealthAnswer(worst.ToString(), checks), statusCode: worst == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK);
    }

    private async Task<Ok<List<ServicesAnswer>>> ServicesAsync(CancellationToken cancellation) => TypedResults.Ok(
        (await AskAllAsync<List<ServicesAnswer>>("/services", cancellation))
            .SelectMany(it => it.Answer ?? []).ToList());

    private async Task<(Uri Process, T? Answer)[]> AskAllAsync<T>(string path, CancellationToken cancellation)
        where T : class => await Task.WhenAll(routes.Destinations(configuration)
            .Select(async process => (process, await AskAsync<T>(new Uri(process, path), cancellation))));

    private async Task<T?> AskAsync<T>(Uri address, CancellationToken cancellation)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var http = clients.CreateClient("health");
            using var answer = await http.GetAsync(address, patience.Token);
            return await answer.Content.ReadFromJsonAsync<T>(Json.Options, patience.Token);
        }
        catch (Exception unreachable) when (!cancellation.IsCancellationRequested
            && unreachable is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static HealthEntry Unreachable(Uri process) => new(
        $"process on port {process.Port}", nameof(HealthStatus.Unhealthy), "It cannot be reached.", 0);

    /// <summary>A module is what its own process says; others say only whether they reach it.</summary>
    private static HealthEntry Merge(List<HealthEntry> same)
    {
        var worst = same.MinBy(entry => Enum.Parse<HealthStatus>(entry.Status))!;
        return worst with
        {
            Dependencies =
            [.. same.SelectMany(entry => entry.Dependencies ?? []).DistinctBy(it => it.Name)]
        };
    }
}
