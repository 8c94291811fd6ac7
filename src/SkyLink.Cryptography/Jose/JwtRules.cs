using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>What is demanded of each token, whoever issued it.</summary>
/// <param name="Audience">"aud", alone or among at most 16.</param>
public sealed record JwtRules(string Audience)
{
    private const int MostAudiences = 16;

    /// <summary>The last second of the year 9999, far below the integers a double cannot tell apart.</summary>
    private const long LatestSeconds = 253_402_300_799;

    /// <summary>How far the clocks of issuer and verifier may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    /// <summary>"typ", compared exactly.</summary>
    public string Type { get; init; } = Jwt.AccessTokenType;

    /// <summary>From "iat" to "exp" at most, <see cref="ClockSkew"/> aside; 15 minutes.</summary>
    public TimeSpan LifetimeMax { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Claims that must be there as text, beside iss, aud, exp and iat: sub, client_id, jti and a tenant, say.
    /// </summary>
    public required IReadOnlyList<string> RequiredClaims { get; init; }

    /// <summary>All claims but "iss"; <paramref name="now"/> in seconds since 1970.</summary>
    internal JwtRefusal Check(JsonElement claims, long now)
    {
        if (!claims.TryGetProperty("aud", out var audience)
            || !TryGetTime(claims, "exp", out var expires)
            || !TryGetTime(claims, "iat", out var issued)
            || (claims.TryGetProperty("nbf", out _) & !TryGetTime(claims, "nbf", out var notBefore))
            || RequiredClaims.Any(name => string.IsNullOrEmpty(claims.TextOf(name))))
        {
            return JwtRefusal.ClaimsMalformed;
        }

        if (!IsForUs(audience))
        {
            return JwtRefusal.AudienceMismatch;
        }

        var skew = (long)ClockSkew.TotalSeconds;
        return now >= expires + skew ? JwtRefusal.Expired
            : now < notBefore - skew ? JwtRefusal.NotYetValid
            : now < issued - skew ? JwtRefusal.IssuedInFuture
            : expires - issued > (long)LifetimeMax.TotalSeconds + skew ? JwtRefusal.LivesTooLong
            : JwtRefusal.None;
    }

    /// <summary>Whole seconds since 1970; fractions are allowed by the RFC, but nobody needs them.</summary>
    internal static bool TryGetTime(JsonElement claims, string name, out long seconds)
    {
        seconds = 0;
        return claims.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out seconds)
            && seconds is >= 0 and <= LatestSeconds;
    }

    private bool IsForUs(JsonElement audience)
    {
        if (audience.ValueKind != JsonValueKind.Array)
        {
            return StrictJson.TryGetText(audience, out var single) && single == Audience;
        }

        return audience.GetArrayLength() <= MostAudiences
            && audience.EnumerateArray().Any(one => StrictJson.TryGetText(one, out var text) && text == Audience);
    }
}
