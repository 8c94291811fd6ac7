namespace SkyLink.Platform.Telemetry;

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

    /// <summary>Of this process: a list, since a gateway answers the same of all behind it.</summary>
    private static Results<Ok<List<ServicesAnswer>>, ProblemHttpResult> Services(
        HttpContext context, ProcessReport report, IOptions<TelemetryOptions> options) =>
        Networks.Contain(options.Value.Readers, Networks.Private, context.Connection.RemoteIpAddress)
            ? TypedResults.Ok<List<ServicesAnswer>>([report.Tell()])
            : NotAReader.ToProblem();

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
