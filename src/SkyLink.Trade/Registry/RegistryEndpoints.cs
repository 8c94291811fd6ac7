using SkyLink.Platform;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Registry;

/// <summary>An application for a place on the network.</summary>
/// <param name="OrganizationId">On whose behalf; only roles of the network may say another than their own.</param>
internal sealed record NewApplication(
    [property: RegularExpression(SubscriberIds.Pattern)] string SubscriberId, Application Application,
    Guid? OrganizationId = null);

/// <summary>A decision about a participant or a key.</summary>
internal sealed record Decision([property: StringLength(500)] string? Reason = null);

internal static partial class RegistryEndpoints
{
    private const string IdempotencyHeader = "Idempotency-Key";
    private const string IfMatchHeader = "If-Match";

    private static readonly string[] Decisions = ["approve", "reject", "suspend", "reinstate", "unsubscribe"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/registry", Registry).Requires(RegistryPermissions.Read).WithTags("Registry")
            .WithName("GetRegistry").WithSummary("Where participants reach the registry");
        var participants = routes.MapGroup("/api/v1/registry/participants").WithTags("Registry");
        participants.MapGet("/", ListAsync).Requires(RegistryPermissions.Read)
            .WithName("ListParticipants").WithSummary("Read participants, oldest first");
        participants.MapPost("/", ApplyAsync).Requires(RegistryPermissions.Apply, rate: RateClass.Write)
            .WithName("ApplyAsParticipant").WithSummary("Apply for a place on the network");
        participants.MapGet("/{subscriberId}", GetAsync).Requires(RegistryPermissions.Read)
            .WithName("GetParticipant").WithSummary("One participant with roles, keys, checks and history");
        participants.MapPost("/{subscriberId}/keys/{keyId}/revoke", RevokeAsync)
            .Requires(RegistryPermissions.RevokeKeys, rate: RateClass.Write)
            .WithName("RevokeParticipantKey").WithSummary("Take a key back, at once");
        foreach (var action in Decisions)
        {
            var permission = action == "unsubscribe" ? RegistryPermissions.Apply : RegistryPermissions.Review;
            var name = $"{char.ToUpperInvariant(action[0])}{action[1..]}Participant";
            participants.MapPost($"/{{subscriberId}}/{action}", (
                    string subscriberId, Decision? decision, [FromHeader(Name = IfMatchHeader)] string? ifMatch,
                    [FromHeader(Name = IdempotencyHeader)] string? key, HttpContext context, Caller caller,
                    Db<RegistryModule> db, TimeProvider clock, ILogger<RegistryModule> logger,
                    CancellationToken cancellation) =>
                DecideAsync(
                    new Asked(subscriberId, action, KeyId: null, decision?.Reason, ifMatch, key),
                    context, caller, db, clock, logger, cancellation))
                .Requires(permission, rate: RateClass.Write)
                .WithName(name).WithSummary($"{char.ToUpperInvariant(action[0])}{action[1..]} a participant");
        }
    }

    private static Ok<RegistryView> Registry(
        NetworkAddress address, IOptions<NetworkOptions> network, RegistryKeys keys) =>
        TypedResults.Ok(new RegistryView(
            keys.SubscriberId, new Uri(address.Own, "/registry"), network.Value.Domain));

    private static async Task<Ok<Page<ParticipantView>>> ListAsync(
        [AsParameters] PageRequest page, [AsParameters] ParticipantFilter filter, Caller caller, Db<RegistryModule> db,
        CancellationToken cancellation) =>
        TypedResults.Ok(await db.InTransactionAsync(async tx =>
        {
            var found = await RegistryStore.ListAsync(tx, filter, ScopeOf(caller), page);
            var roles = (await RegistryStore.RolesAsync(tx, [.. found.Select(it => it.SubscriberId)]))
                .ToLookup(it => it.SubscriberId);
            return Page.Of(
                found, page.Limit, it => ParticipantView.Of(it, [.. roles[it.SubscriberId]]), it => it.Id.ToString());
        }, cancellation));

    private static async Task<Results<Created<ParticipantView>, ProblemHttpResult>> ApplyAsync(
        NewApplication request, [FromHeader(Name = IdempotencyHeader)] string key, Caller caller,
        Db<RegistryModule> db, TimeProvider clock, CancellationToken cancellation)
    {
        var owner = ScopeOf(caller) ?? request.OrganizationId ?? caller.OrganizationId;
        var result = await db.OnceAsync<ParticipantView>(
            $"registry.apply:{caller.UserId}", key, request, async tx =>
            {
                var now = clock.GetUtcNow();
                var isNew = await RegistryStore.AddIfMissingAsync(
                    tx, Participant.From(request.SubscriberId, request.Application, owner, now));
                var participant = (await RegistryStore.LockAsync(tx, request.SubscriberId))!;
                if (!isNew && !participant.Apply(request.Application, owner, now).Is(out participant, out var refusal))
                {
                    return refusal;
                }

                await RegistryStore.ChangeAsync(tx, participant, "applied", ActorOf(caller), reason: null);
                return ParticipantView.Of(participant, []);
            }, cancellation);
        return result.Is(out var view, out var error)
            ? TypedResults.Created($"/api/v1/registry/participants/{Uri.EscapeDataString(view.SubscriberId)}", view)
            : error.ToProblem();
    }

    private static async Task<Results<Ok<ParticipantDetail>, ProblemHttpResult>> GetAsync(
        string subscriberId, HttpContext context, Caller caller, Db<RegistryModule> db, TimeProvider clock,
        CancellationToken cancellation)
    {
        var id = SubscriberIds.FromRoute(subscriberId);
        var detail = await db.InTransactionAsync(async tx =>
            await RegistryStore.FindAsync(tx, id) is { } found && MaySee(caller, found)
                ? await ParticipantDetail.ReadAsync(tx, found, clock.GetUtcNow())
                : null, cancellation);
        if (detail is null)
        {
            return RegistryErrors.NotFound.ToProblem();
        }

        context.SetETag(detail.Participant.Version);
        return TypedResults.Ok(detail);
    }

    private static Task<Results<Ok<ParticipantView>, ProblemHttpResult>> RevokeAsync(
        string subscriberId, string keyId, Decision? decision, [FromHeader(Name = IfMatchHeader)] string? ifMatch,
        [FromHeader(Name = IdempotencyHeader)] string? key, HttpContext context, Caller caller,
        Db<RegistryModule> db, TimeProvider clock, ILogger<RegistryModule> logger, CancellationToken cancellation) =>
        DecideAsync(
            new Asked(subscriberId, "revoke", keyId, decision?.Reason, ifMatch, key),
            context, caller, db, clock, logger, cancellation);

    private static async Task<Results<Ok<ParticipantView>, ProblemHttpResult>> DecideAsync(
        Asked asked, HttpContext context, Caller caller, Db<RegistryModule> db, TimeProvider clock,
        ILogger<RegistryModule> logger, CancellationToken cancellation)
    {
        Task<Result<ParticipantView>> Work(Tx tx) => ChangeAsync(tx, asked, caller, clock.GetUtcNow());
        var result = asked.Key is { } key
            ? await db.OnceAsync($"registry.{asked.Action}:{caller.UserId}", key, asked, Work, cancellation)
            : await db.InTransactionAsync(Work, cancellation);
        if (!result.Is(out var view, out var error))
        {
            return error.ToProblem();
        }

        LogDecided(logger, view.SubscriberId, asked.Action, view.Status);
        context.SetETag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<Result<ParticipantView>> ChangeAsync(
        Tx tx, Asked asked, Caller caller, DateTimeOffset now)
    {
        var participant = await RegistryStore.LockAsync(tx, SubscriberIds.FromRoute(asked.SubscriberId));
        if (participant is null || !MaySee(caller, participant))
        {
            return RegistryErrors.NotFound;
        }

        if (!ETags.Matches(asked.IfMatch, participant.Version))
        {
            return ETags.Mismatch;
        }

        var result = asked.KeyId is null
            ? await Accreditation.DecideAsync(tx, participant, asked.Action, asked.Reason, caller, now)
            : await Accreditation.RevokeAsync(tx, participant, asked.KeyId, asked.Reason, caller, now);
        return result.Is(out var changed, out var refusal)
            ? ParticipantView.Of(changed, await RegistryStore.RolesAsync(tx, [changed.SubscriberId]))
            : refusal;
    }

    /// <summary>The organization whose participants the caller sees; null for the network's own people: all.</summary>
    internal static Guid? ScopeOf(Caller caller) =>
        caller.Roles.Any(role => role is Role.Analyst or Role.Operator or Role.Admin) ? null : caller.OrganizationId;

    /// <summary>Those of others do not exist for a partner.</summary>
    internal static bool MaySee(Caller caller, Participant participant) =>
        ScopeOf(caller) is not { } scope || participant.OwnerOrganization == scope;

    private static string ActorOf(Caller caller) => $"{caller.Name} ({caller.Organization})";

    [LoggerMessage(LogLevel.Information, "Participant {SubscriberId}: {Action}; it is now {Status}")]
    private static partial void LogDecided(ILogger logger, string subscriberId, string action, string status);

    private sealed record Asked(
        string SubscriberId, string Action, string? KeyId, string? Reason, string? IfMatch, string? Key);
}
