using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Routing;

internal sealed record RuleDraft(
    [property: Range(0, 1_000_000)] int Rank,
    [property: StringLength(100, MinimumLength = 1)] string Name,
    bool IsEnabled,
    RuleConditions Conditions,
    RuleEffect Effect);

/// <summary>A search that is not sent.</summary>
internal sealed record DryRun(
    [property: StringLength(100)] string? Domain = null,
    [property: StringLength(100)] string? City = null,
    [property: StringLength(200)] string? Text = null,
    [property: StringLength(100)] string? Category = null,
    [property: StringLength(64)] string? Gps = null,
    [property: Range(0, 1e12)] decimal? PriceMax = null,
    [property: StringLength(255)] string? Product = null,
    [property: Range(0.01, 20_000)] decimal? RadiusKm = null,
    [property: StringLength(255)] string? BuyerApp = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Gps is not null && !SkyLink.Beckn.Gps.TryParse(Gps, out _))
        {
            yield return new ValidationResult("It must be latitude,longitude.", [nameof(Gps)]);
        }
    }
}

internal sealed record DecisionView(
    string SubscriberId, bool IsChosen, double Weight, IReadOnlyList<string> Because);

internal static class RoutingEndpoints
{
    private const int RulesMax = 500;

    private static readonly Error NotFound = new("routing.rule_not_found", 404, "There is no such rule.");
    private static readonly Error TooMany =
        new("routing.too_many_rules", 422, $"There may be {RulesMax} rules at most.");
    private static readonly Error NotReady = new("routing.not_ready", 503, "The gateway is not on the network yet.");

    internal static readonly Permission Read = new(
        "routing.read", "See routing rules and dry runs", Role.Operator, Role.Admin, Role.Analyst);

    private static readonly Permission Write = new("routing.write", "Change routing rules", Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var routing = routes.MapGroup("/api/v1/routing").WithTags("Routing");
        routing.MapGet("/rules", ListAsync).WithName("ListRoutingRules")
            .WithSummary("Read the rules, in the order they are tried").Requires(Read);
        routing.MapPost("/rules", AddAsync).WithName("AddRoutingRule")
            .WithSummary("Add a rule").Requires(Write, rate: RateClass.Write);
        routing.MapPut("/rules/{id:guid}", ReplaceAsync).WithName("ReplaceRoutingRule")
            .WithSummary("Change a rule").Requires(Write, rate: RateClass.Write);
        routing.MapDelete("/rules/{id:guid}", RemoveAsync).WithName("RemoveRoutingRule")
            .WithSummary("Remove a rule").Requires(Write, rate: RateClass.Write);
        routing.MapPost("/dry-run", DryRunAsync).WithName("DryRunSearch")
            .WithSummary("See who would get a search, and why").Requires(Read);
    }

    private static async Task<Ok<Page<Rule>>> ListAsync(Db<RoutingModule> db, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<Rule>(await db.InStatementAsync(RuleStore.ListAsync, cancellation), Next: null));

    private static async Task<Results<Created<Rule>, ProblemHttpResult>> AddAsync(
        RuleDraft draft, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller, Db<RoutingModule> db,
        RuleBook book, TimeProvider clock, CancellationToken cancellation)
    {
        var result = await db.OnceAsync<Rule>($"routing.rule:{caller.UserId}", key, draft, async tx =>
        {
            if (await RuleStore.CountAsync(tx) >= RulesMax)
            {
                return TooMany;
            }

            var rule = new Rule(
                Guid.CreateVersion7(), draft.Rank, draft.Name, draft.IsEnabled, draft.Conditions, draft.Effect, 1,
                clock.GetUtcNow());
            await RuleStore.AddAsync(tx, rule);
            tx.Publish(new RoutingRulesChanged(rule.Id));
            return rule;
        }, cancellation);
        book.Forget();
        return result.Is(out var added, out var error)
            ? TypedResults.Created($"/api/v1/routing/rules/{added.Id}", added)
            : error.ToProblem();
    }

    private static async Task<Results<Ok<Rule>, ProblemHttpResult>> ReplaceAsync(
        Guid id, RuleDraft draft, [FromHeader(Name = "If-Match")] string? ifMatch, Db<RoutingModule> db, RuleBook book,
        TimeProvider clock, HttpContext http, CancellationToken cancellation)
    {
        var result = await db.InTransactionAsync<Result<Rule>>(async tx =>
        {
            if (await RuleStore.LockAsync(tx, id) is not { } rule)
            {
                return NotFound;
            }

            if (!ETags.Matches(ifMatch, rule.Version))
            {
                return ETags.Mismatch;
            }

            var changed = rule with
            {
                Rank = draft.Rank,
                Name = draft.Name,
                IsEnabled = draft.IsEnabled,
                Conditions = draft.Conditions,
                Effect = draft.Effect,
                Version = rule.Version + 1,
                ChangedAt = clock.GetUtcNow(),
            };
            await RuleStore.UpdateAsync(tx, changed);
            tx.Publish(new RoutingRulesChanged(id));
            return changed;
        }, cancellation);
        book.Forget();
        if (!result.Is(out var updated, out var error))
        {
            return error.ToProblem();
        }

        http.SetETag(updated.Version);
        return TypedResults.Ok(updated);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, Db<RoutingModule> db, RuleBook book, CancellationToken cancellation)
    {
        var removed = await db.InTransactionAsync(async tx =>
        {
            var count = await RuleStore.RemoveAsync(tx, id);
            if (count == 1)
            {
                tx.Publish(new RoutingRulesChanged(id));
            }

            return count;
        }, cancellation);
        book.Forget();
        return removed == 1 ? TypedResults.NoContent() : NotFound.ToProblem();
    }

    private static async Task<Results<Ok<IReadOnlyList<DecisionView>>, ProblemHttpResult>> DryRunAsync(
        DryRun request, GatewayNode gateway, [FromKeyedServices("trade.routing")] NodeRuntime runtime,
        IOptions<NetworkOptions> network, TimeProvider clock, CancellationToken cancellation)
    {
        var node = runtime.Nodes[GatewayNode.Slug];
        if (node.Signer is null)
        {
            return NotReady.ToProblem();
        }

        var context = new Context
        {
            Domain = request.Domain ?? network.Value.Domain,
            Country = network.Value.Country,
            City = request.City ?? "*",
            Action = BecknAction.Search,
            Version = Dialect.Ondc1.DefaultVersion,
            BapId = request.BuyerApp ?? "",
            BapUri = node.Uri,
            TransactionId = "",
            MessageId = "",
            Timestamp = clock.GetUtcNow(),
        };
        var intent = new Intent
        {
            Text = request.Text,
            CategoryId = request.Category,
            ItemId = request.Product,
            RadiusKm = request.RadiusKm,
            Gps = Gps.TryParse(request.Gps, out var gps) ? gps : null,
            PriceMax = request.PriceMax,
        };
        var decisions = await gateway.DecideAsync(node, context, intent, cancellation);
        return TypedResults.Ok<IReadOnlyList<DecisionView>>([.. decisions.Select(decision => new DecisionView(
            decision.Seller.SubscriberId, decision.IsChosen, decision.Weight, decision.Because))]);
    }
}
