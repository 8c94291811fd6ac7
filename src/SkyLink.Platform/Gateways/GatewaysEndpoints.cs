namespace SkyLink.Platform.Gateways;

internal static class GatewaysEndpoints
{
    private static readonly Permission Audit = new(
        "gateways.audit_read", "Read what was asked through the gateway for operators", Role.Admin);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/api/v1/gateways").WithTags("Gateways")
        .MapGet("/audit", ListAsync).WithName("ListAudit")
        .WithSummary("What was asked through the gateway for operators, newest first")
        .Requires(Audit, Audience.Admin);

    private static async Task<Ok<Page<AuditEntry>>> ListAsync(
        [AsParameters] PageRequest page, Guid? userId, AuditStore store, CancellationToken cancellation)
    {
        var found = await store.ListAsync(page, userId, cancellation);
        return TypedResults.Ok(Page.Of(found, page.Limit, entry => entry, entry => entry.Id.ToString()));
    }
}
