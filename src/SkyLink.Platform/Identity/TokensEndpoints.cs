using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyLink.Platform.Identity;

[JsonConverter(typeof(JsonStringEnumConverter<GrantType>))]
internal enum GrantType
{
    [JsonStringEnumMemberName("password")]
    Password,

    [JsonStringEnumMemberName("refresh_token")]
    RefreshToken,
}

/// <summary>Either e-mail address and password, or a refresh token.</summary>
internal sealed record TokenRequest(
    GrantType GrantType,
    [property: StringLength(254)] string? Email = null,
    [property: StringLength(PasswordPolicy.LengthMax)] string? Password = null,
    [property: StringLength(200)] string? RefreshToken = null,
    Guid? OrganizationId = null)
{
    public override string ToString() => $"{GrantType} (hidden)";
}

/// <param name="RefreshToken">Good once; keep the one that comes with each answer.</param>
internal sealed record TokenAnswer(string AccessToken, string RefreshToken, int ExpiresInSeconds)
{
    public override string ToString() => "tokens (hidden)";
}

/// <summary>Apps: tokens, and the keys with which others check them.</summary>
internal static class TokensEndpoints
{
    private static readonly TimeSpan KeysCached = TimeSpan.FromMinutes(30);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/identity/tokens", IssueAsync).WithTags("Identity")
            .WithName("IssueTokens").WithSummary("Sign in with an app, or refresh its tokens")
            .OpenToAnyone("whoever signs in has no credential yet", RateClass.Credential);
        routes.MapGet("/.well-known/jwks.json", KeysAsync).WithTags("Identity")
            .WithName("GetSigningKeys").WithSummary("The public keys of access tokens (RFC 7517)")
            .OpenToAnyone("public keys are public").SharedFor(TimeSpan.FromSeconds(30));
    }

    private static Task<Results<Ok<TokenAnswer>, ProblemHttpResult>> IssueAsync(
        TokenRequest request, HttpContext context, SignIn signIn, RefreshTokens refresh, AccessTokens access,
        IOptions<IdentityOptions> options, CancellationToken cancellation)
    {
        context.Response.Headers.CacheControl = "no-store";
        return request switch
        {
            { GrantType: GrantType.Password, Email: { } email, Password: { } password } =>
                SignInAsync(email, password, request.OrganizationId),
            { GrantType: GrantType.RefreshToken, RefreshToken: { } token } => RefreshAsync(token),
            _ => Task.FromResult<Results<Ok<TokenAnswer>, ProblemHttpResult>>(
                IdentityErrors.GrantIncomplete.ToProblem()),
        };

        async Task<Results<Ok<TokenAnswer>, ProblemHttpResult>> SignInAsync(
            string email, string password, Guid? organization)
        {
            var client = ClientTrace.Of(context);
            var proof = await signIn.ProveAsync(email, password, organization, client, cancellation);
            if (proof.User is not { } user)
            {
                return SessionsEndpoints.Refuse(context, proof);
            }

            var (session, token) = await signIn.OpenAppAsync(user, client, refresh, cancellation);
            return await AnswerAsync(session, user, token.Text);
        }

        async Task<Results<Ok<TokenAnswer>, ProblemHttpResult>> RefreshAsync(string token) =>
            (await refresh.RotateAsync(token, cancellation)).Is(out var refreshed, out var error)
                ? await AnswerAsync(refreshed.Holder.Session, refreshed.Holder.User, refreshed.Token)
                : error.ToProblem();

        async Task<Ok<TokenAnswer>> AnswerAsync(Session session, User user, string refreshToken) =>
            TypedResults.Ok(new TokenAnswer(
                await access.IssueAsync(session, user, cancellation),
                refreshToken,
                (int)options.Value.AccessTokenLifetime.TotalSeconds));
    }

    private static async Task<FileContentHttpResult> KeysAsync(
        HttpContext context, KeyRing keys, CancellationToken cancellation)
    {
        var published = await keys.PublishedAsync(isMissing: false, cancellation);
        using var json = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(json))
        {
            published.Write(writer);
        }

        context.Response.Headers.CacheControl = $"public, max-age={KeysCached.TotalSeconds:0}";
        return TypedResults.Bytes(json.ToArray(), "application/jwk-set+json");
    }
}
