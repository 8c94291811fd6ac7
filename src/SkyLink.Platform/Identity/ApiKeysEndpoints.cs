namespace SkyLink.Platform.Identity;

/// <param name="Scopes">Names of permissions that the creator has.</param>
/// <param name="CallsPerDay">How often it may be used from midnight to midnight UTC; null for no quota.</param>
internal sealed record CreateApiKey(
    [property: StringLength(100, MinimumLength = 1)] string Name,
    [property: MinLength(1), MaxLength(200)] IReadOnlyList<string> Scopes,
    DateTimeOffset ExpiresAt,
    [property: Range(1, 1_000_000_000)] int? CallsPerDay = null);

/// <param name="ExpiresAt">Of the new key.</param>
/// <param name="Overlap">How long both are good; a day where it is not given.</param>
internal sealed record ReplaceApiKey(
    DateTimeOffset ExpiresAt, [property: Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")] TimeSpan? Overlap = null)
{
    public static readonly TimeSpan UsualOverlap = TimeSpan.FromDays(1);
}

internal sealed record ApiKeyView(
    Guid Id, string Prefix, string Name, Guid UserId, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, int? CallsPerDay, Guid? ReplacedBy)
{
    public static ApiKeyView Of(ApiKey it) => new(
        it.Id, it.Prefix, it.Name, it.UserId, it.Scopes, it.CreatedAt, it.ExpiresAt, it.LastUsedAt,
        it.CallsPerDay, it.ReplacedBy);
}

/// <param name="Secret">The key itself, for the header <c>X-Api-Key</c>; shown this once.</param>
internal sealed record NewApiKeyView(ApiKeyView Key, string Secret)
{
    public override string ToString() => $"API key {Key.Prefix} (hidden)";
}

/// <summary>Keys for programs.</summary>
internal static partial class ApiKeysEndpoints
{
    private const string Path = "/api/v1/identity/api-keys";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup(Path).WithTags("Identity");
        keys.MapPost("/", CreateAsync).WithName("CreateApiKey").WithSummary("Make an API key; its secret is shown once")
            .Requires(IdentityPermissions.Keys, rate: RateClass.Write);
        keys.MapGet("/", ListAsync).WithName("ListApiKeys").WithSummary("API keys, oldest first")
            .Requires(IdentityPermissions.Keys);
        keys.MapPost("/{id:guid}/replace", ReplaceAsync).WithName("ReplaceApiKey")
            .WithSummary("Make a key in place of one of mine; both are good for a while")
            .Requires(IdentityPermissions.Keys, rate: RateClass.Write);
        keys.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeApiKey")
            .WithSummary("Revoke an API key: refused everywhere within a second")
            .Requires(IdentityPermissions.Keys, rate: RateClass.Write);
    }

    /// <summary>Takes no Idempotency-Key: its record would have to keep the secret.</summary>
    private static async Task<Results<Created<NewApiKeyView>, ProblemHttpResult>> CreateAsync(
        CreateApiKey request, HttpContext context, Caller caller, Db<IdentityModule> db, EndpointCatalogue catalogue,
        TimeProvider clock, IOptions<IdentityOptions> options, ILogger<IdentityModule> logger,
        CancellationToken cancellation)
    {
        var made = ApiKey.Create(
            caller, request, catalogue.PermissionsOf(caller), clock.GetUtcNow(), options.Value.ApiKeyLifetimeMax);
        if (!made.Is(out var key, out var error))
        {
            return error.ToProblem();
        }

        await db.InTransactionAsync(tx => ApiKeyStore.AddAsync(tx, key), cancellation);
        LogCreated(logger, key.Key.Id, caller.UserId);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{Path}/{key.Key.Id}", new NewApiKeyView(ApiKeyView.Of(key.Key), key.Text));
    }

    /// <summary>No Idempotency-Key here either; a repeat finds the key replaced and is refused.</summary>
    private static async Task<Results<Created<NewApiKeyView>, ProblemHttpResult>> ReplaceAsync(
        Guid id, ReplaceApiKey request, HttpContext context, Caller caller, Db<IdentityModule> db,
        EndpointCatalogue catalogue, TimeProvider clock, IOptions<IdentityOptions> options,
        ILogger<IdentityModule> logger, CancellationToken cancellation)
    {
        var held = catalogue.PermissionsOf(caller);
        var result = await db.InTransactionAsync<Result<Replacement>>(async tx =>
        {
            if (await ApiKeyStore.LockAsync(tx, id, caller) is not { } key)
            {
                return IdentityErrors.KeyNotFound;
            }

            var made = key.Replace(caller, request, held, clock.GetUtcNow(), options.Value.ApiKeyLifetimeMax);
            if (made.Is(out var replacement, out _))
            {
                await ApiKeyStore.ReplaceAsync(tx, replacement);
            }

            return made;
        }, cancellation);
        if (!result.Is(out var replaced, out var error))
        {
            return error.ToProblem();
        }

        LogReplaced(logger, id, replaced.New.Key.Id, caller.UserId);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"{Path}/{replaced.New.Key.Id}", new NewApiKeyView(ApiKeyView.Of(replaced.New.Key), replaced.New.Text));
    }

    private static async Task<Ok<Page<ApiKeyView>>> ListAsync(
        [AsParameters] PageRequest page, Caller caller, Db<IdentityModule> db, CancellationToken cancellation)
    {
        var reach = KeyReach.Of(caller);
        var found = await db.InStatementAsync(tx => ApiKeyStore.ListAsync(tx, reach, page), cancellation);
        return TypedResults.Ok(Page.Of(found, page.Limit, ApiKeyView.Of, it => it.Id.ToString()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, Caller caller, Db<IdentityModule> db, CallerCache callers, TimeProvider clock,
        ILogger<IdentityModule> logger, CancellationToken cancellation)
    {
        var revoked = await db.InTransactionAsync(async tx =>
        {
            var key = await ApiKeyStore.RevokeAsync(tx, id, KeyReach.Of(caller), clock.GetUtcNow());
            if (key is not null)
            {
                tx.TellEnd(callers, new AccessEnded(key.UserId, AccessKind.ApiKey, key.Id, AccessEndReason.Revoked));
            }

            return key;
        }, cancellation);
        if (revoked is null)
        {
            return IdentityErrors.KeyNotFound.ToProblem();
        }

        LogRevoked(logger, id, caller.UserId);
        return TypedResults.NoContent();
    }

    [LoggerMessage(LogLevel.Information, "API key {KeyId} was made by {UserId}")]
    private static partial void LogCreated(ILogger logger, Guid keyId, Guid userId);

    [LoggerMessage(LogLevel.Information, "API key {KeyId} is being replaced by {NewKeyId}, by {UserId}")]
    private static partial void LogReplaced(ILogger logger, Guid keyId, Guid newKeyId, Guid userId);

    [LoggerMessage(LogLevel.Information, "API key {KeyId} was revoked by {UserId}")]
    private static partial void LogRevoked(ILogger logger, Guid keyId, Guid userId);
}
