using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Secrets;

/// <param name="After">The last name of the page before.</param>
internal sealed record SecretsPage(
    [property: StringLength(SecretNames.LengthMax)] string? After,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <param name="Value">As it is to stand in settings; at most what the store can keep.</param>
internal sealed record PutSecret([property: StringLength(65_536, MinimumLength = 1)] string Value);

/// <param name="Version">Null where it refers to whichever is current.</param>
internal sealed record SecretUseView(string Setting, string? Version);

/// <param name="Version">The current one.</param>
/// <param name="UsedBy">The settings that refer to it, as this process has them.</param>
internal sealed record SecretView(
    string Name, string Version, DateTimeOffset ChangedAt, IReadOnlyList<SecretUseView> UsedBy);

/// <param name="Labels">What else the version is called in AWS.</param>
internal sealed record SecretVersionView(
    string Version, DateTimeOffset CreatedAt, bool IsCurrent, IReadOnlyList<string> Labels);

/// <param name="Versions">The newest first.</param>
internal sealed record SecretDetailView(
    string Name, IReadOnlyList<SecretUseView> UsedBy, IReadOnlyList<SecretVersionView> Versions);

/// <param name="Description">Where it is.</param>
/// <param name="ReadWithinSeconds">When a change reaches what refers to it.</param>
/// <param name="ValueSizeMax">The longest value in bytes of UTF-8.</param>
internal sealed record SecretStoreView(
    SecretProvider Provider, string Description, int ReadWithinSeconds, int ValueSizeMax);

internal sealed record SecretsView(IReadOnlyList<SecretView> Items, string? Next, SecretStoreView Store);

internal static class SecretsPermissions
{
    public static readonly Permission Read = new(
        "secrets.read", "See the names and versions of secrets, and what refers to them; never values", Role.Admin);

    public static readonly Permission Write = new(
        "secrets.write", "Put, generate, roll back and remove secrets", Role.Admin);
}

/// <summary>Names come with their slashes written as %2F. No answer holds a value.</summary>
internal static partial class SecretsEndpoints
{
    public const string Path = "/api/v1/secrets";

    /// <summary>The longest value with every character escaped in JSON.</summary>
    public const int BodyBytesMax = 524_288;

    private const string RetryAfterSeconds = "10";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup(Path).WithTags("Secrets")
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax));
        secrets.MapGet("", ListAsync).WithName("ListSecrets")
            .WithSummary("Names, current versions, and the settings that refer to them; never values")
            .Requires(SecretsPermissions.Read);
        secrets.MapGet("/{name}", GetAsync).WithName("GetSecret")
            .WithSummary("A secret's versions, never its value").Requires(SecretsPermissions.Read);
        secrets.MapPost("/{name}/versions", PutAsync).WithName("PutSecret")
            .WithSummary("Keep a value as a new version, current from now on")
            .Requires(SecretsPermissions.Write, rate: RateClass.Write);
        secrets.MapPost("/{name}/generate", GenerateAsync).WithName("GenerateSecret")
            .WithSummary("Keep 32 random bytes in base64 as a new version, current from now on")
            .Requires(SecretsPermissions.Write, rate: RateClass.Write);
        secrets.MapPost("/{name}/versions/{version}/rollback", RollbackAsync).WithName("RollbackSecret")
            .WithSummary("Have the value of an earlier version count again")
            .Requires(SecretsPermissions.Write, rate: RateClass.Write);
        secrets.MapDelete("/{name}", RemoveAsync).WithName("RemoveSecret")
            .WithSummary("Forget a secret with all its versions, unless a setting refers to it")
            .Requires(SecretsPermissions.Write, rate: RateClass.Write);
    }

    private static async Task<Results<Ok<SecretsView>, ProblemHttpResult>> ListAsync(
        [AsParameters] SecretsPage page, HttpContext context, ISecretStore store, IOptions<SecretsOptions> options,
        IConfiguration configuration, CancellationToken cancellation)
    {
        var result = await SecretChanges.AskAsync<SecretsView>(async () =>
        {
            var uses = UsesIn(configuration);
            var rest = (await store.ListAsync(cancellation))
                .Where(it => page.After is null || string.CompareOrdinal(it.Name, page.After) > 0).ToList();
            return new SecretsView(
                [
                    .. rest.Take(page.Limit)
                        .Select(it => new SecretView(it.Name, it.Current, it.ChangedAt, [.. uses[it.Name]])),
                ],
                rest.Count > page.Limit ? rest[page.Limit - 1].Name : null,
                new SecretStoreView(
                    options.Value.Provider, store.Description, (int)store.PollEvery.TotalSeconds, store.ValueSizeMax));
        });
        return result.Is(out var view, out var error) ? TypedResults.Ok(view) : Refuse(context, error);
    }

    private static async Task<Results<Ok<SecretDetailView>, ProblemHttpResult>> GetAsync(
        string name, HttpContext context, ISecretStore store, IConfiguration configuration,
        CancellationToken cancellation)
    {
        if (!TryReadName(name, out var wanted))
        {
            return SecretErrors.NameInvalid.ToProblem();
        }

        var result = await SecretChanges.AskAsync<SecretDetailView>(async () =>
            await store.VersionsAsync(wanted, cancellation) is { Count: > 0 } versions
                ? new SecretDetailView(
                    wanted, [.. UsesIn(configuration)[wanted]],
                    [
                        .. versions.Reverse()
                            .Select(it => new SecretVersionView(it.Version, it.CreatedAt, it.IsCurrent, it.Labels)),
                    ])
                : SecretErrors.UnknownSecret);
        return result.Is(out var view, out var error) ? TypedResults.Ok(view) : Refuse(context, error);
    }

    private static async Task<Results<Created<ChangedSecretView>, ProblemHttpResult>> PutAsync(
        string name, PutSecret request, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller,
        HttpContext context, SecretChanges changes, ILogger<SecretsModule> logger, CancellationToken cancellation) =>
        TryReadName(name, out var wanted)
            ? Told(
                await changes.PutAsync($"secrets.put:{caller.UserId}", key, wanted, request.Value, cancellation),
                context, caller, logger)
            : SecretErrors.NameInvalid.ToProblem();

    private static async Task<Results<Created<ChangedSecretView>, ProblemHttpResult>> GenerateAsync(
        string name, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller, HttpContext context,
        SecretChanges changes, ILogger<SecretsModule> logger, CancellationToken cancellation) =>
        TryReadName(name, out var wanted)
            ? Told(
                await changes.GenerateAsync($"secrets.generate:{caller.UserId}", key, wanted, cancellation),
                context, caller, logger)
            : SecretErrors.NameInvalid.ToProblem();

    private static async Task<Results<Ok<ChangedSecretView>, ProblemHttpResult>> RollbackAsync(
        string name, string version, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller,
        HttpContext context, SecretChanges changes, ILogger<SecretsModule> logger, CancellationToken cancellation)
    {
        if (!TryReadName(name, out var wanted))
        {
            return SecretErrors.NameInvalid.ToProblem();
        }

        if (!SecretNames.IsVersion(version))
        {
            return SecretErrors.UnknownVersion.ToProblem();
        }

        var result = await changes.RollbackAsync(
            $"secrets.rollback:{caller.UserId}", key, wanted, version, cancellation);
        if (!result.Is(out var view, out var error))
        {
            return Refuse(context, error);
        }

        LogChanged(logger, view.Name, view.Version, caller.UserId);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string name, Caller caller, HttpContext context, SecretChanges changes, IConfiguration configuration,
        ILogger<SecretsModule> logger, CancellationToken cancellation)
    {
        if (!TryReadName(name, out var wanted))
        {
            return SecretErrors.NameInvalid.ToProblem();
        }

        if (UsesIn(configuration)[wanted].ToList() is { Count: > 0 } uses)
        {
            return SecretErrors.InUse.With(string.Join(", ", uses.Select(it => it.Setting))).ToProblem();
        }

        var result = await changes.RemoveAsync(wanted, cancellation);
        if (!result.Is(out _, out var error))
        {
            return Refuse(context, error);
        }

        LogRemoved(logger, wanted, caller.UserId);
        return TypedResults.NoContent();
    }

    private static Results<Created<ChangedSecretView>, ProblemHttpResult> Told(
        Result<ChangedSecretView> result, HttpContext context, Caller caller, ILogger logger)
    {
        if (!result.Is(out var view, out var error))
        {
            return Refuse(context, error);
        }

        LogChanged(logger, view.Name, view.Version, caller.UserId);
        return TypedResults.Created($"{Path}/{Uri.EscapeDataString(view.Name)}", view);
    }

    private static bool TryReadName(string written, out string name)
    {
        name = Uri.UnescapeDataString(written);
        return SecretNames.IsName(name);
    }

    private static ILookup<string, SecretUseView> UsesIn(IConfiguration configuration) =>
        SecretReferences.In((IConfigurationRoot)configuration)
            .ToLookup(it => it.Reference.Name, it => new SecretUseView(it.Setting, it.Reference.Version));

    private static ProblemHttpResult Refuse(HttpContext context, Error error)
    {
        if (error.Code == SecretErrors.StoreAway.Code)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        return error.ToProblem();
    }

    [LoggerMessage(LogLevel.Information, "Secret {Name} is version {Version} now, by {UserId}")]
    private static partial void LogChanged(ILogger logger, string name, string version, Guid userId);

    [LoggerMessage(LogLevel.Information, "Secret {Name} was removed by {UserId}")]
    private static partial void LogRemoved(ILogger logger, string name, Guid userId);
}
