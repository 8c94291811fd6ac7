using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

internal sealed record SellerOrderLine(string Sku, string Name, Money Price, int Ordered, int Count);

internal sealed record SellerOrderView(
    Guid Id, string OrderId, string TransactionId, string Shop, string BuyerApp, string Stage, string State,
    string Fulfilment, IReadOnlyList<SellerOrderLine> Lines, Money Delivery, Money Packing, Money Refunded, Money Total,
    string? Agent, string? Position, string? EndedBecause, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<string> Actions, int Version);

internal sealed record SellerOrderDetail(
    SellerOrderView Order, string? Name, string? Phone, string? Address, string? Gps, string? PaymentId,
    IReadOnlyList<TimelineEntry> Timeline);

internal sealed record SellerCancel([property: StringLength(100, MinimumLength = 1)] string Reason);

/// <summary>Orders as the shop sees them, and what it does about them by hand.</summary>
internal static class SellerOrdersEndpoints
{
    private static readonly Error NotFound = new("sellers.order_not_found", 404, "There is no such order of yours.");
    private static readonly Error UnknownStage = new("sellers.unknown_stage", 400, "There is no such stage.");
    private static readonly Error NodeAway = new(
        "sellers.node_away", 503, "The shop's node is not on the network here.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/v1/sellers/orders").WithTags("Sellers");
        orders.MapGet("/", ListAsync).WithName("ListSellerOrders").WithSummary("Read orders, newest first")
            .Requires(SellerAccess.Read);
        orders.MapGet("/{id:guid}", GetAsync).WithName("GetSellerOrder").WithSummary("Read one order with its timeline")
            .Requires(SellerAccess.Read);
        MapStep(orders, "accept", "Accept a paid order", AcceptAsync);
        MapStep(orders, "pack", "Say that it is packed: a carrier is booked", (
            desk, tx, node, sale) => desk.Deliveries.PackAsync(tx, node, sale));
        MapStep(orders, "ship", "Say that the carrier has it", (desk, tx, node, sale) => desk.Deliveries.ShipAsync(
            tx, node, sale));
        orders.MapPost("/{id:guid}/cancel", (
                Guid id, SellerCancel cancel, [FromHeader(
                    Name = "Idempotency-Key")] string key, Caller caller, SellerCounter desk,
                CancellationToken cancellation) =>
            StepAsync(
                desk, new HandStep(id, "cancel", cancel.Reason), key, caller,
                (it, tx, node, sale) =>
                    it.Orders.CancelBySellerAsync(tx, node, sale, node.Profile.SubscriberId, cancel.Reason),
                cancellation))
            .WithName("CancelSellerOrder").WithSummary("Cancel an order: the buyer gets everything back")
            .Requires(SellerAccess.Write, rate: RateClass.Write);
    }

    /// <summary>What is asked for, as the Idempotency-Key remembers it.</summary>
    private sealed record HandStep(Guid Order, string Verb, string? Detail);

    private delegate Task<Result<SaleStep>> Step(SellerCounter desk, Tx tx, Node node, Sale sale);

    private static void MapStep(IEndpointRouteBuilder orders, string verb, string summary, Step step) => orders
        .MapPost($"/{{id:guid}}/{verb}", (
                Guid id, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller, SellerCounter desk,
                CancellationToken cancellation) =>
            StepAsync(desk, new HandStep(id, verb, Detail: null), key, caller, step, cancellation))
        .WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}SellerOrder").WithSummary(summary)
        .Requires(SellerAccess.Write, rate: RateClass.Write);

    private static async Task<Results<Ok<Page<SellerOrderView>>, ProblemHttpResult>> ListAsync(
        [FromQuery] string? shop, [FromQuery] string? stage, [AsParameters] PageRequest page, Caller caller,
        Db<SellersModule> db, CancellationToken cancellation)
    {
        SaleStage? only = null;
        if (stage is not null)
        {
            if (!Enum.TryParse<SaleStage>(stage, ignoreCase: true, out var known) || !Enum.IsDefined(known))
            {
                return UnknownStage.ToProblem();
            }

            only = known;
        }

        var sales = await db.InTransactionAsync(
            tx => SaleStore.ListAsync(
                tx, SellerAccess.ScopeOf(caller), shop, only, page.After, page.Limit), cancellation);
        return TypedResults.Ok(Page.Of(sales, page.Limit, View, sale => sale.Id.ToString()));
    }

    private static async Task<Results<Ok<SellerOrderDetail>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, Db<SellersModule> db, HttpContext http, CancellationToken cancellation)
    {
        var found = await db.InTransactionAsync(async tx => await FindAsync(tx, caller, id, isLocked: false) is { } sale
            ? new SellerOrderDetail(
                View(sale), sale.Details.Billing?.Name
                    ?? sale.Details.Drop.PersonName, sale.Details.Drop.Contact?.Phone,
                sale.Details.Drop.Location?.Address?.Street, sale.Details.Drop.Location?.Gps?.ToString(),
                sale.PaymentId,
                await SaleStore.TimelineAsync(tx, id))
            : null, cancellation);
        if (found is null)
        {
            return NotFound.ToProblem();
        }

        http.SetETag(found.Order.Version);
        return TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<SellerOrderView>, ProblemHttpResult>> StepAsync(
        SellerCounter desk, HandStep asked, string key, Caller caller, Step step, CancellationToken cancellation)
    {
        var result = await desk.Db.OnceAsync<SellerOrderView>(
            $"sellers.order:{caller.UserId}", key, asked, async tx =>
            {
                if (await FindAsync(tx, caller, asked.Order, isLocked: true) is not { } sale)
                {
                    return NotFound;
                }

                Correlation.Become(sale.TransactionId);
                if (!desk.Runtime.Nodes.TryGetValue(sale.Node, out var node) || node.Signer is null)
                {
                    return NodeAway;
                }

                if (!(await step(desk, tx, node, sale)).Is(out var done, out var error))
                {
                    return error;
                }

                await desk.Runtime.SendAsync(tx, node, done.News);
                return View(done.Sale);
            }, cancellation);
        return result.Is(out var view, out var refusal) ? TypedResults.Ok(view) : refusal.ToProblem();
    }

    private static async Task<Result<SaleStep>> AcceptAsync(SellerCounter desk, Tx tx, Node node, Sale sale)
    {
        if (!sale.Accept(desk.Desk.Now, desk.Desk.Settings.PackAfter).Is(out var accepted, out var error))
        {
            return error;
        }

        await desk.Desk.Ledger.SaveAsync(tx, sale, accepted);
        return new SaleStep(
            accepted, new Reaction(await desk.Desk.TellAsync(tx, node, accepted, Beckn.BecknAction.OnStatus)));
    }

    private static async Task<Sale?> FindAsync(Tx tx, Caller caller, Guid id, bool isLocked)
    {
        var sale = isLocked ? await SaleStore.LockAsync(tx, id) : await SaleStore.FindAsync(tx, id);
        return sale?.OrderId is not null && SellerAccess.Sees(caller, await SellerDesk.ShopOfAsync(tx, sale))
            ? sale
            : null;
    }

    private static SellerOrderView View(Sale sale)
    {
        var (state, fulfilment) = SaleMessages.StatesOf(sale.Stage);
        return new SellerOrderView(
            sale.Id, sale.OrderId!, sale.TransactionId, sale.Shop, sale.BuyerApp, sale.Stage.ToString(), state,
            fulfilment,
            [.. sale.Lines.Select(
                line => new SellerOrderLine(line.Sku, line.Name, line.Price, line.Ordered, line.Count))],
            sale.Delivery, sale.Packing, sale.Refunded, sale.Net, sale.Details.Ride?.Agent,
            sale.Details.Ride?.Position?.ToString(), sale.Details.End?.Reason, sale.ConfirmedAt ?? sale.CreatedAt,
            sale.UpdatedAt, [.. ActionsOf(sale)], sale.Version);
    }

    private static IEnumerable<string> ActionsOf(Sale sale)
    {
        var step = sale.Stage switch
        {
            SaleStage.Created => "accept",
            SaleStage.Accepted => "pack",
            SaleStage.Packed or SaleStage.AgentAssigned => "ship",
            _ => null,
        };
        return new[] { step, sale.IsUnderWay ? "cancel" : null }.OfType<string>();
    }
}

/// <summary>What the steps by hand need.</summary>
internal sealed class SellerCounter(
    Db<SellersModule> db, SellerDesk desk, OrderFlow orders, DeliveryFlow deliveries,
    [FromKeyedServices("trade.sellers")] NodeRuntime runtime)
{
    public Db<SellersModule> Db { get; } = db;

    public SellerDesk Desk { get; } = desk;

    public OrderFlow Orders { get; } = orders;

    public DeliveryFlow Deliveries { get; } = deliveries;

    public NodeRuntime Runtime { get; } = runtime;
}
