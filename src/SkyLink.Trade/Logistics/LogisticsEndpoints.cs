using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Logistics;

/// <param name="To">A state of the network such as <c>RTO-Initiated</c>; null: the next one on the way.</param>
internal sealed record AdvanceShipment([property: StringLength(40)] string? To = null);

/// <param name="State">Only shipments in this state, as the list shows it.</param>
internal sealed record ShipmentsPage(
    [property: StringLength(40)] string? State, Guid? After, [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

internal sealed record RiderView(
    Guid Id, string Area, string Name, string Phone, string Vehicle, string Registration, string Position,
    Guid? ShipmentId, int Rides)
{
    public static RiderView Of(Rider it) => new(
        it.Id, it.Area, it.Name, it.Phone, it.Vehicle, it.Registration, it.Position.ToString(), it.Shipment, it.Rides);
}

/// <param name="LegEndsAt">When the present state is expected to be over; null when all is.</param>
internal sealed record ShipmentView(
    Guid Id, string OrderId, string Customer, string TransactionId, string State, string Option, Money Price,
    Guid? RiderId, string From, string To, string Position, string? Reason, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, DateTimeOffset? LegEndsAt, int Version)
{
    public static ShipmentView Of(Shipment it, DateTimeOffset now) => new(
        it.Id, it.OrderId, it.Customer, it.TransactionId, it.State.ToWord(), it.Option, it.Price, it.Rider,
        it.From.ToString(), it.To.ToString(), it.Leg.PositionAt(now).ToString(), it.Reason, it.CreatedAt, it.UpdatedAt,
        it.DueAt is null ? null : it.Leg.EndsAt, it.Version);
}

internal sealed record ShipmentTimelineView(DateTimeOffset At, string State, string? Note, string? Position)
{
    public static ShipmentTimelineView Of(TimelineRow it) => new(it.At, it.State, it.Note, it.Position?.ToString());
}

/// <param name="Path">Corners of the way from pickup to drop-off.</param>
internal sealed record ShipmentDetail(
    ShipmentView Shipment, RiderView? Rider, IReadOnlyList<string> Path, double LengthKm,
    IReadOnlyList<ShipmentTimelineView> Timeline);

internal static class LogisticsEndpoints
{
    private static readonly Permission CanRead = new(
        "logistics.read", "See shipments and riders", Role.Partner, Role.Analyst, Role.Operator, Role.Admin);

    private static readonly Permission CanAdvance = new(
        "logistics.advance", "Move a shipment on by hand", Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var logistics = routes.MapGroup("/api/v1/logistics").WithTags("Logistics").Validated();
        logistics.MapGet("/shipments", ListAsync).WithName("ListShipments")
            .WithSummary("Read shipments, newest first").Requires(CanRead);
        logistics.MapGet("/shipments/{id:guid}", GetAsync).WithName("GetShipment")
            .WithSummary("Read one shipment with its way and what happened").Requires(CanRead);
        logistics.MapPost("/shipments/{id:guid}/advance", AdvanceAsync).WithName("AdvanceShipment")
            .WithSummary("Move a shipment on, or send it back").Requires(CanAdvance, rate: RateClass.Write);
        logistics.MapGet("/riders", RidersAsync).WithName("ListRiders")
            .WithSummary("Read the riders and what they carry").Requires(CanRead);
    }

    private static async Task<Results<Ok<Page<ShipmentView>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ShipmentsPage page, Db<LogisticsModule> db, TimeProvider clock, CancellationToken cancellation)
    {
        var state = StateOf(page.State);
        if (page.State is not null && state is null)
        {
            return ShipmentErrors.UnknownState.ToProblem();
        }

        var rows = await db.InStatementAsync(
            tx => ShipmentStore.ListAsync(tx, state?.ToString(), page.After, page.Limit), cancellation);
        return TypedResults.Ok(Page.Of(
            rows, page.Limit, row => ShipmentView.Of(row, clock.GetUtcNow()), row => row.Id.ToString()));
    }

    private static async Task<Results<Ok<ShipmentDetail>, ProblemHttpResult>> GetAsync(
        Guid id, Db<LogisticsModule> db, TimeProvider clock, HttpContext http, CancellationToken cancellation)
    {
        var (shipment, rider, timeline) = await db.InTransactionAsync(async tx =>
        {
            var found = await ShipmentStore.FindAsync(tx, id);
            return (
                found, found?.Rider is { } of ? await RiderStore.FindAsync(tx, of) : null,
                await ShipmentStore.TimelineAsync(tx, id));
        }, cancellation);
        if (shipment is null)
        {
            return ShipmentErrors.NotFound.ToProblem();
        }

        var path = RidePath.Between(shipment.From, shipment.To);
        http.SetETag(shipment.Version);
        return TypedResults.Ok(new ShipmentDetail(
            ShipmentView.Of(shipment, clock.GetUtcNow()), rider is null ? null : RiderView.Of(rider),
            [.. path.Points.Select(point => point.ToString())], Math.Round(path.LengthKm, 3),
            [.. timeline.Select(ShipmentTimelineView.Of)]));
    }

    private static async Task<Results<Ok<ShipmentView>, ProblemHttpResult>> AdvanceAsync(
        Guid id, AdvanceShipment? request, [FromHeader(Name = "Idempotency-Key")] string key,
        [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, Db<LogisticsModule> db, ShipmentDesk desk,
        [FromKeyedServices("trade.logistics")] NodeRuntime runtime, TimeProvider clock, HttpContext http,
        CancellationToken cancellation)
    {
        request ??= new AdvanceShipment();
        var to = StateOf(request.To);
        if (request.To is not null && to is null)
        {
            return ShipmentErrors.UnknownState.ToProblem();
        }

        var node = runtime.Nodes[LogisticsNode.Slug];
        if (await db.InStatementAsync(tx => ShipmentStore.FindAsync(tx, id), cancellation) is null)
        {
            return ShipmentErrors.NotFound.ToProblem();
        }

        var began = await db.InStatementAsync(tx => ShipmentStore.BeginningAsync(tx, id), cancellation);
        Correlation.Become(began.TransactionId);
        var customer = await desk.CustomerAsync(node, began, cancellation);
        var scope = $"logistics.advance:{caller.UserId}:{id}";
        var result = await db.OnceAsync<ShipmentView>(scope, key, request, async tx =>
        {
            var shipment = (await ShipmentStore.LockAsync(tx, id))!;
            if (!ETags.Matches(ifMatch, shipment.Version))
            {
                return ETags.Mismatch;
            }

            var step = await MoveAsync(tx, desk, shipment, to ?? shipment.State.Following(), caller.Name);
            if (!step.Is(out var moved, out var refusal))
            {
                return refusal;
            }

            if (customer is not null)
            {
                await runtime.SendAsync(tx, node, new Reaction(await desk.NewsAsync(tx, node, customer, began, moved)));
            }

            return ShipmentView.Of(moved, clock.GetUtcNow());
        }, cancellation);
        if (!result.Is(out var view, out var error))
        {
            return error.ToProblem();
        }

        http.SetETag(view.Version);
        return TypedResults.Ok(view);
    }

    private static Task<Result<Shipment>> MoveAsync(
        Tx tx, ShipmentDesk desk, Shipment shipment, ShipmentState? to, string by) => to switch
        {
            null or ShipmentState.Assigned when shipment.State == ShipmentState.Searching =>
                desk.DispatchAsync(tx, shipment),
            null => Task.FromResult<Result<Shipment>>(ShipmentErrors.Illegal.With("It is over.")),
            ShipmentState.Cancelled => desk.CancelAsync(tx, shipment, $"Called off by {by}."),
            { } state => desk.AdvanceAsync(tx, shipment, state, $"By hand: {by}"),
        };

    private static async Task<Ok<Page<RiderView>>> RidersAsync(
        [AsParameters] PageRequest page, Db<LogisticsModule> db, CancellationToken cancellation)
    {
        var rows = await db.InStatementAsync(tx => RiderStore.ListAsync(tx, page.After, page.Limit), cancellation);
        return TypedResults.Ok(Page.Of(rows, page.Limit, RiderView.Of, row => row.Id.ToString()));
    }

    private static ShipmentState? StateOf(string? word) => Enum.GetValues<ShipmentState>()
        .Where(state => state.ToWord() == word).Select(state => (ShipmentState?)state).FirstOrDefault();
}
