namespace SkyLink.Platform.Hosting;

/// <param name="Silent">Services whose process does not answer, or whose address is not configured.</param>
public sealed record InstallationView(IReadOnlyList<ServicesAnswer> Processes, IReadOnlyList<ServiceElsewhere> Silent);

/// <summary>What people with an account may know of the installation; processes ask <c>/services</c>.</summary>
internal static class HostingEndpoints
{
    private static readonly Permission Read = new(
        "hosting.read", "See which services run where, and which needs which", Role.Analyst, Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/hosting/services", ServicesAsync).WithTags("Hosting").WithName("ListServices")
            .WithSummary("What runs in which process, and which service needs which").Requires(Read);

    private static async Task<Ok<InstallationView>> ServicesAsync(
        ProcessReports reports, CancellationToken cancellation)
    {
        var (processes, silent) = await reports.AskAllAsync(cancellation);
        return TypedResults.Ok(new InstallationView(processes, silent));
    }
}
