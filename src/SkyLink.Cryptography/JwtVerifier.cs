using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography;

/// <summary>
/// Reads tokens of one issuer for one audience and one purpose, strictly: the token has no say in how it is checked.
/// Thread-safe; never throws on what a stranger sends.
/// </summary>
/// <param name="issuer">"iss", compared exactly.</param>
/// <param name="audience">"aud", alone or among at most 16.</param>
/// <param name="findKey">The key of an id, or null; asked once for each token that is well formed.</param>
/// <param name="clock">The time here.</param>
/// <param name="type">"typ", compared exactly.</param>
public sealed class JwtVerifier(
    string issuer,
    string audience,
    Func<string, Es256Key?> findKey,
    TimeProvider clock,
    string type = Jwt.AccessTokenType)
{
    /// <summary>How far the clocks of issuer and verifier may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private const int LongestKeyId = 128;
    private const int MostAudiences = 16;

    public JwtResult Verify(string? token)
    {
        if (token is null || token.Length > Jwt.LongestToken || !TrySplit(token, out var header, out var payload))
        {
            return new JwtResult(JwtRefusal.Malformed);
        }

        var refusal = CheckHeader(header, out var keyId);
        if (refusal != JwtRefusal.None)
        {
            return new JwtResult(refusal);
        }

        if (findKey(keyId) is not { } key)
        {
            return new JwtResult(JwtRefusal.KeyUnknown);
        }

        if (!HasSignature(token, key))
        {
            return new JwtResult(JwtRefusal.SignatureInvalid);
        }

        // Only now: what is not signed is not even parsed.
        if (!StrictJson.TryParseObject(payload, out var claims))
        {
            return new JwtResult(JwtRefusal.Malformed);
        }

        refusal = CheckClaims(claims);
        return refusal == JwtRefusal.None ? new JwtResult(refusal, claims) : new JwtResult(refusal);
    }

    private static bool TrySplit(string token, out JsonElement header, out byte[] payload)
    {
        header = default;
        payload = [];
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || token.AsSpan(first + 1, last - first - 1).Contains('.')
            || !Base64Url.TryDecode(token.AsSpan(0, first), out var headerJson)
            || !Base64Url.TryDecode(token.AsSpan(first + 1, last - first - 1), out var payloadJson))
        {
            return false;
        }

        payload = payloadJson;
        return StrictJson.TryParseObject(headerJson, out header);
    }

    private static bool HasSignature(string token, Es256Key key)
    {
        var last = token.LastIndexOf('.');
        Span<byte> signature = stackalloc byte[Es256Key.SignatureSize];
        return Base64Url.TryDecode(token.AsSpan(last + 1), signature, out var written)
            && key.Verify(Encoding.ASCII.GetBytes(token, 0, last), signature[..written]);
    }

    private JwtRefusal CheckHeader(JsonElement header, out string keyId)
    {
        keyId = "";
        if (!TryGetText(header, "alg", out var algorithm) || algorithm != "ES256")
        {
            return JwtRefusal.AlgorithmRefused;
        }

        if (header.TryGetProperty("crit", out _))
        {
            return JwtRefusal.CriticalHeader;
        }

        if (!TryGetText(header, "typ", out var given) || given != type)
        {
            return JwtRefusal.TypeMismatch;
        }

        return TryGetText(header, "kid", out keyId) && keyId.Length is > 0 and <= LongestKeyId
            ? JwtRefusal.None
            : JwtRefusal.KeyUnknown;
    }

    private JwtRefusal CheckClaims(JsonElement claims)
    {
        if (!TryGetText(claims, "iss", out var iss)
            || !claims.TryGetProperty("aud", out var aud)
            || !TryGetTime(claims, "exp", out var expires)
            || !TryGetTime(claims, "iat", out var issued)
            || (claims.TryGetProperty("nbf", out _) & !TryGetTime(claims, "nbf", out var notBefore)))
        {
            return JwtRefusal.ClaimsMalformed;
        }

        if (iss != issuer)
        {
            return JwtRefusal.IssuerMismatch;
        }

        if (!IsForUs(aud))
        {
            return JwtRefusal.AudienceMismatch;
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var skew = (long)ClockSkew.TotalSeconds;
        return now >= expires + skew ? JwtRefusal.Expired
            : now < notBefore - skew ? JwtRefusal.NotYetValid
            : now < issued - skew ? JwtRefusal.IssuedInFuture
            : JwtRefusal.None;
    }

    private bool IsForUs(JsonElement aud)
    {
        if (aud.ValueKind != JsonValueKind.Array)
        {
            return StrictJson.TryGetText(aud, out var single) && single == audience;
        }

        return aud.GetArrayLength() <= MostAudiences
            && aud.EnumerateArray().Any(one => StrictJson.TryGetText(one, out var text) && text == audience);
    }

    private static bool TryGetText(JsonElement parent, string name, out string text)
    {
        text = parent.TryGetProperty(name, out var value) && StrictJson.TryGetText(value, out var found) ? found : "";
        return text.Length > 0;
    }

    /// <summary>
    /// Whole seconds since 1970, up to the year 9999; fractions are allowed by the RFC, but nobody needs them.
    /// </summary>
    private static bool TryGetTime(JsonElement claims, string name, out long seconds)
    {
        seconds = 0;
        return claims.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out seconds)
            && seconds is >= 0 and <= 253_402_300_799;
    }
}
