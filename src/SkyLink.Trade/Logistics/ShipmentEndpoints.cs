namespace SkyLink.Trade.Logistics;

internal sealed record ShipmentView(
    Guid Id, string Seller, string TransactionId, ShipmentState State, string Start, string End, double DistanceKm,
    Money Price, string? Position, int? Rider, DateTimeOffset? PickedUpAt, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static ShipmentView Of(Shipment it) => new(
        it.Id, it.Seller, it.TransactionId, it.State, it.Start.ToString(), it.End.ToString(), Math.Round(it.DistanceKm, 2),
        it.Price, it.Position?.ToString(), it.Rider, it.PickedUpAt, it.CreatedAt, it.UpdatedAt);
}

internal static class ShipmentEndpoints
{
    private static readonly Error NotFound = new("logistics.shipment_not_found", 404, "There is no such shipment.");

    private static readonly Permission Read = new(
        "logistics.read", "See shipments", Role.Operator, Role.Admin, Role.Analyst);

    private static readonly Permission Move = new(
        "logistics.move", "Move a shipment on by hand", Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var shipments = routes.MapGroup("/api/v1/logistics/shipments").WithTags("Logistics");
        shipments.MapGet("/", ListAsync).WithName("ListShipments")
            .WithSummary("Read shipments, newest first").Requires(Read);
        shipments.MapGet("/{id:guid}", GetAsync).WithName("GetShipment")
            .WithSummary("Read one shipment").Requires(Read);
        shipments.MapPost("/{id:guid}/advance", AdvanceAsync).WithName("AdvanceShipment")
            .WithSummary("Take the next step at once").Requires(Move, rate: RateClass.Write);
    }

    private static async Task<Ok<Page<ShipmentView>>> ListAsync(
        [AsParameters] PageRequest page, Db<LogisticsModule> db, CancellationToken cancellation)
    {
        var rows = await db.InTransactionAsync(
            tx => ShipmentStore.ListAsync(tx, page.After, page.Limit), cancellation);
        return TypedResults.Ok(Page.Of(rows, page.Limit, ShipmentView.Of, row => row.Id.ToString()));
    }

    private static async Task<Results<Ok<ShipmentView>, ProblemHttpResult>> GetAsync(
        Guid id, Db<LogisticsModule> db, HttpContext http, CancellationToken cancellation)
    {
        if (await db.InTransactionAsync(tx => ShipmentStore.FindAsync(tx, id), cancellation) is not { } found)
        {
            return NotFound.ToProblem();
        }

        http.SetETag(found.Version);
        return TypedResults.Ok(ShipmentView.Of(found));
    }

    private static async Task<Results<Ok<ShipmentView>, ProblemHttpResult>> AdvanceAsync(
        Guid id, Dispatcher dispatcher, CancellationToken cancellation) =>
        await dispatcher.AdvanceAsync(id, cancellation) is { } moved
            ? TypedResults.Ok(ShipmentView.Of(moved))
            : NotFound.ToProblem();
}
