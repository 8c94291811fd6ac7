using System.Text.Json.Nodes;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Identity;

/// <summary>What an access token says that is acted upon; everything else is looked up.</summary>
internal sealed record AccessClaims(Guid UserId, Guid OrganizationId, Guid SessionId);

/// <summary>Issues access tokens in EdDSA and reads them, those of ES256 keys of the ring too (RFC 9068).</summary>
internal sealed partial class AccessTokens
{
    private readonly KeyRing keys;
    private readonly TimeProvider clock;
    private readonly IdentityOptions options;
    private readonly ILogger<AccessTokens> logger;
    private readonly VerifiedTokens verified;

    public AccessTokens(
        KeyRing keys, TimeProvider clock, IOptions<IdentityOptions> options, ILogger<AccessTokens> logger)
    {
        (this.keys, this.clock, this.options, this.logger) = (keys, clock, options.Value, logger);
        var rules = new JwtRules(options.Value.Audience)
        {
            LifetimeMax = options.Value.AccessTokenLifetime,
            RequiredClaims = ["sub", "org", "sid", "jti"],
        };
        var ourselves = new JwtIssuer(
            options.Value.Issuer, [JwsAlgorithm.EdDsa, JwsAlgorithm.Es256], keys.PublishedAsync);
        verified = new VerifiedTokens(new JwtVerifier(rules, [ourselves], clock), clock);
    }

    public async Task<string> IssueAsync(Session session, User user, CancellationToken cancellation)
    {
        var key = await keys.SigningKeyAsync(cancellation);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return Jwt.Sign(key, new JsonObject
        {
            ["iss"] = options.Issuer,
            ["aud"] = options.Audience,
            ["sub"] = user.Id.ToString(),
            ["org"] = user.Organization.Id.ToString(),
            ["roles"] = new JsonArray([.. user.Roles.Select(
                role => JsonValue.Create(role.ToString().ToLowerInvariant()))]),
            ["sid"] = session.Id.ToString(),
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + (long)options.AccessTokenLifetime.TotalSeconds,
        });
    }

    /// <summary>Null for whatever is not an access token of ours, good now; why, only the log knows.</summary>
    public async Task<AccessClaims?> VerifyAsync(string jwt, CancellationToken cancellation)
    {
        // A session that has ended is found in the database each time: here nothing need be forgotten for it.
        var result = await verified.VerifyAsync(jwt, shown: default, cancellation);
        if (result.IsValid && Read(result) is { } claims)
        {
            return claims;
        }

        LogRefused(logger, result.IsValid ? JwtRefusal.ClaimsMalformed : result.Refusal);
        return null;
    }

    private static AccessClaims? Read(JwtResult result) =>
        Guid.TryParseExact(result.Text("sub"), "D", out var user)
        && Guid.TryParseExact(result.Text("org"), "D", out var organization)
        && Guid.TryParseExact(result.Text("sid"), "D", out var session)
            ? new AccessClaims(user, organization, session)
            : null;

    [LoggerMessage(LogLevel.Debug, "An access token was refused: {Refusal}")]
    private static partial void LogRefused(ILogger logger, JwtRefusal refusal);
}
