using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

internal sealed record CartLine(
    [property: StringLength(800, MinimumLength = 5)] string OfferId, [property: Range(1, 10_000)] int Quantity);

internal sealed record DeliveryTo(
    [property: StringLength(100, MinimumLength = 1)] string Name,
    [property: RegularExpression(@"^\+?[0-9 -]{6,20}$")] string Phone,
    [property: EmailAddress, StringLength(200)] string Email,
    [property: StringLength(300, MinimumLength = 3)] string Address,
    [property: StringLength(100, MinimumLength = 1)] string City,
    [property: StringLength(12, MinimumLength = 3)] string AreaCode,
    [property: RegularExpression(@"^-?[0-9]{1,2}(\.[0-9]+)?,\s*-?[0-9]{1,3}(\.[0-9]+)?$")] string Gps);

internal sealed record PlaceOrders(
    Guid SearchId,
    [property: MinLength(1), MaxLength(100)] IReadOnlyList<CartLine> Lines,
    DeliveryTo Delivery);

internal sealed record OrderAction(
    [property: StringLength(20)] string? Reason = null,
    [property: Range(1, 5)] int? Value = null,
    [property: MaxLength(100)] IReadOnlyList<ReducedLine>? Lines = null);

internal sealed record ReducedLine(
    [property: StringLength(255, MinimumLength = 1)] string ItemId, [property: Range(0, 10_000)] int Count);

internal sealed record BuyerPaymentView(BuyerPaymentState State, Money? Amount, Guid? PaymentId);

internal sealed record BuyerOrderView(
    Guid Id, string TransactionId, BuyerOrderState State, string Seller, string SellerId, string ProviderId,
    IReadOnlyList<BuyerLine> Lines, BuyerDelivery Delivery, BuyerQuote? Quote, BuyerPaymentView Payment,
    BuyerFulfilment Fulfilment, string? Notice, IReadOnlyList<string> Actions, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, IReadOnlyList<TimelineEntry> Timeline, bool Settled)
{
    private static readonly HashSet<string> Answers =
        new(StringComparer.Ordinal) { "rated", "rating refused", "support", "undelivered" };

    public static BuyerOrderView Of(BuyerOrder it, IReadOnlyList<TimelineEntry> timeline) => new(
        it.Id, it.TransactionId, it.State, it.Provider, it.Seller, it.ProviderId, it.Lines, it.Delivery, it.Quote,
        new BuyerPaymentView(it.PaymentState, it.Held, it.PaymentId), it.Fulfilment, it.Notice, it.Actions,
        it.CreatedAt, it.UpdatedAt, timeline, it.IsAtRest && !AwaitsAnswer(timeline));

    /// <summary>Also of an order that is over one may ask: to rate it, and for help.</summary>
    private static bool AwaitsAnswer(IReadOnlyList<TimelineEntry> timeline) =>
        timeline.Count(it => it.What is "asked: rating" or "asked: support")
            > timeline.Count(it => Answers.Contains(it.What));
}

internal static class BuyerOrderEndpoints
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/v1/buyers/orders").WithTags("Orders");
        orders.MapPost("/", PlaceAsync).WithName("PlaceOrders")
            .WithSummary("Ask the shops of a cart for quotes, one order each")
            .Requires(SearchEndpoints.Shop, rate: RateClass.Write);
        orders.MapGet("/", ListAsync).WithName("ListMyOrders")
            .WithSummary("Read one's orders, newest first").Requires(SearchEndpoints.Shop);
        orders.MapGet("/{id:guid}", GetAsync).WithName("GetMyOrder")
            .WithSummary("Read one order with its timeline").Requires(SearchEndpoints.Shop);
        orders.MapGet("/{id:guid}/stream", StreamAsync).WithName("StreamMyOrder")
            .WithSummary("Follow one order (server-sent events)").Requires(SearchEndpoints.Shop,
                rate: RateClass.Stream);
        MapAction(orders, "confirm", "Pay, and place the order");
        MapAction(orders, "status", "Ask the shop how far it is");
        MapAction(orders, "track", "Ask the shop where it is");
        MapAction(orders, "cancel", "Ask the shop to cancel");
        MapAction(orders, "update", "Ask the shop for fewer pieces");
        MapAction(orders, "rating", "Rate the order, 1 to 5");
        MapAction(orders, "support", "Ask the shop for help");
    }

    private static void MapAction(RouteGroupBuilder orders, string action, string summary) => orders
        .MapPost($"/{{id:guid}}/{action}", (
            Guid id, OrderAction? request, Caller caller, ActOnOrder act, Db<BuyersModule> db,
                CancellationToken cancellation) =>
            ActAsync(id, action, request, caller, act, db, cancellation))
        .WithName($"{char.ToUpperInvariant(action[0])}{action[1..]}MyOrder").WithSummary(summary)
        .Requires(SearchEndpoints.Shop, rate: RateClass.Write);

    private static async Task<Results<Accepted<IReadOnlyList<BuyerOrderView>>, ProblemHttpResult>> PlaceAsync(
        PlaceOrders request, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller, PlaceOrder place,
        CancellationToken cancellation)
    {
        var result = await place.RunAsync(caller.UserId, key, request, cancellation);
        return result.Is(out var orders, out var error)
            ? TypedResults.Accepted(
                "/api/v1/buyers/orders",
                    (IReadOnlyList<BuyerOrderView>)orders.ConvertAll(it => BuyerOrderView.Of(it, [])))
            : error.ToProblem();
    }

    private static async Task<Ok<Page<BuyerOrderView>>> ListAsync(
        [AsParameters] PageRequest page, Caller caller, Db<BuyersModule> db, CancellationToken cancellation)
    {
        var rows = await db.InStatementAsync(
            tx => BuyerOrderStore.ListAsync(tx, caller.UserId, page.After, page.Limit), cancellation);
        return TypedResults.Ok(Page.Of(rows, page.Limit, row => BuyerOrderView.Of(row, []), row => row.Id.ToString()));
    }

    private static async Task<Results<Ok<BuyerOrderView>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, Db<BuyersModule> db, HttpContext http, CancellationToken cancellation)
    {
        if (await FindAsync(db, id, caller.UserId, cancellation) is not { } found)
        {
            return BuyerErrors.OrderNotFound.ToProblem();
        }

        http.SetETag(found.Version);
        return TypedResults.Ok(found.View);
    }

    /// <summary>204 tells a client that follows for good not to come again.</summary>
    private static async Task<Results<ServerSentEventsResult<string>, NoContent, ProblemHttpResult>> StreamAsync(
        Guid id, Caller caller, Db<BuyersModule> db, Watchers watchers, TimeProvider clock,
        CancellationToken cancellation) =>
        await FindAsync(db, id, caller.UserId, cancellation) switch
        {
            null => BuyerErrors.OrderNotFound.ToProblem(),
            { View.Settled: true } => TypedResults.NoContent(),
            _ => TypedResults.ServerSentEvents(FollowAsync(db, id, caller.UserId, watchers, clock, cancellation)),
        };

    /// <summary>The whole order at once and after each change; ends when nothing more is expected.</summary>
    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        Db<BuyersModule> db, Guid id, Guid owner, Watchers watchers, TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var watch = watchers.Follow(id.ToString());
        var seen = 0;
        while (true)
        {
            var next = watch.Next;
            if (await FindAsync(db, id, owner, cancellation) is not { } found)
            {
                yield break;
            }

            if (found.View.Timeline.Count != seen)
            {
                seen = found.View.Timeline.Count;
                yield return new SseItem<string>(JsonSerializer.Serialize(found.View, Json.Options), "order");
            }

            if (found.View.Settled)
            {
                yield break;
            }

            await next.WaitAsync(LookAgain, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static async Task<Results<Accepted<BuyerOrderView>, ProblemHttpResult>> ActAsync(
        Guid id, string action, OrderAction? request, Caller caller, ActOnOrder act, Db<BuyersModule> db,
        CancellationToken cancellation)
    {
        var error = await act.RunAsync(id, caller.UserId, action, request ?? new OrderAction(), cancellation);
        if (error is not null)
        {
            return error.ToProblem();
        }

        var found = await FindAsync(db, id, caller.UserId, cancellation);
        return TypedResults.Accepted($"/api/v1/buyers/orders/{id}", found!.Value.View);
    }

    private static async Task<(BuyerOrderView View, int Version)?> FindAsync(
        Db<BuyersModule> db, Guid id, Guid owner, CancellationToken cancellation) => await db.InTransactionAsync(
        async tx => await BuyerOrderStore.FindAsync(tx, id, owner) is { } order
            ? (BuyerOrderView.Of(order, await BuyerOrderStore.TimelineAsync(tx, id)), order.Version)
            : ((BuyerOrderView, int)?)null,
        cancellation);
}
