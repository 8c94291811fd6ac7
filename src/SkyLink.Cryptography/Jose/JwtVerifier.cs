using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// Reads tokens for one audience and one purpose, strictly (RFC 8725, RFC 9068): who may sign, with what and under
/// which keys is said here, and the token only chooses among it. Whether a session, a tenant or the strength of a
/// sign-in fits the request is for the caller to compare with the claims. Thread-safe; never throws on what a
/// stranger sends.
/// </summary>
public sealed class JwtVerifier
{
    private readonly JwtRules rules;
    private readonly Dictionary<string, JwtIssuer> issuers;
    private readonly TimeProvider clock;

    /// <param name="rules">For all tokens.</param>
    /// <param name="issuers">Each name once.</param>
    /// <param name="clock">The time here.</param>
    public JwtVerifier(JwtRules rules, IEnumerable<JwtIssuer> issuers, TimeProvider clock)
    {
        (this.rules, this.clock) = (rules, clock);
        this.issuers = issuers.ToDictionary(issuer => issuer.Name, StringComparer.Ordinal);
    }

    /// <summary>Waits only where the keys are not at hand.</summary>
    /// <param name="token">What came, or null.</param>
    /// <param name="shown">The keys the sender has shown, <c>default</c> for none.</param>
    /// <param name="cancellation">Of the caller.</param>
    public async ValueTask<JwtResult> VerifyAsync(
        string? token, PossessionProof shown, CancellationToken cancellation) =>
        Confirm(await VerifyTokenAsync(token, cancellation), shown);

    /// <summary>The token alone, whoever sent it.</summary>
    internal async ValueTask<JwtResult> VerifyTokenAsync(string? token, CancellationToken cancellation)
    {
        var refusal = Jws.Read(token, out var jws);
        if (jws is null)
        {
            return new JwtResult(refusal);
        }

        // Only to learn the issuer; nothing else is looked at before the signature is.
        if (!StrictJson.TryParseObject(jws.Payload, out var claims))
        {
            return new JwtResult(JwtRefusal.Malformed);
        }

        refusal = CheckHeader(jws, claims, out var issuer);
        if (issuer is null)
        {
            return new JwtResult(refusal);
        }

        if (await FindKeyAsync(issuer, jws.KeyId, cancellation) is not { } key)
        {
            return new JwtResult(JwtRefusal.KeyUnknown);
        }

        refusal = !key.Fits(jws.Algorithm) ? JwtRefusal.AlgorithmRefused
            : !jws.IsSignedBy(key) ? JwtRefusal.SignatureInvalid
            : rules.Check(claims, clock.GetUtcNow().ToUnixTimeSeconds());
        return refusal == JwtRefusal.None ? new JwtResult(refusal, claims) : new JwtResult(refusal);
    }

    /// <summary>Refuses a token that was believed, if it is bound to keys the sender has not shown.</summary>
    internal static JwtResult Confirm(JwtResult result, PossessionProof shown) =>
        !result.IsValid || shown.Satisfies(result.Claims) ? result : new JwtResult(JwtRefusal.PossessionUnproven);

    private static async ValueTask<JsonWebKey?> FindKeyAsync(
        JwtIssuer issuer, string? keyId, CancellationToken cancellation)
    {
        if (keyId is not { Length: > 0 and <= JsonWebKey.LongestKeyId })
        {
            return null;
        }

        var keys = await issuer.Keys(isMissing: false, cancellation);
        return keys.Find(keyId) ?? (await issuer.Keys(isMissing: true, cancellation)).Find(keyId);
    }

    private JwtRefusal CheckHeader(Jws jws, JsonElement claims, out JwtIssuer? issuer)
    {
        issuer = null;
        if (jws.Type != rules.Type)
        {
            return JwtRefusal.TypeMismatch;
        }

        if (claims.TextOf("iss") is not { Length: > 0 } name)
        {
            return JwtRefusal.ClaimsMalformed;
        }

        if (!issuers.TryGetValue(name, out var known))
        {
            return JwtRefusal.IssuerMismatch;
        }

        if (!known.Algorithms.Contains(jws.Algorithm))
        {
            return JwtRefusal.AlgorithmRefused;
        }

        issuer = known;
        return JwtRefusal.None;
    }
}
