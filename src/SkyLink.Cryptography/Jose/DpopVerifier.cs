using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>The request a DPoP proof is made for.</summary>
/// <param name="Method">"htm", in capitals as HTTP has it.</param>
/// <param name="Address">"htu": absolute, as the client sees it; query and fragment do not count.</param>
/// <param name="AccessToken">The token that came with it, or null at the token endpoint.</param>
/// <param name="Nonce">The nonce this server demands, or null where it demands none.</param>
public sealed record DpopRequest(string Method, Uri Address, string? AccessToken, string? Nonce);

/// <summary>What came of reading a proof.</summary>
/// <param name="Refusal"><see cref="JwtRefusal.None"/> if the proof is good for this request, once.</param>
/// <param name="Thumbprint">Of the key that was shown: for <see cref="PossessionProof"/>.</param>
/// <param name="ProofId">
/// "jti", at most 128 characters: the caller refuses it with the same thumbprint a second time within two minutes.
/// </param>
public sealed record DpopResult(JwtRefusal Refusal, string? Thumbprint = null, string? ProofId = null);

/// <summary>
/// Checks proofs that the sender of a request has the key its token is bound to (RFC 9449 section 4.3). Here alone the
/// key comes along, as nobody is to be believed but that the key is at hand. Thread-safe; never throws on what a
/// stranger sends.
/// </summary>
/// <param name="algorithms">With which a proof may be signed.</param>
/// <param name="clock">The time here.</param>
public sealed class DpopVerifier(IReadOnlyList<JwsAlgorithm> algorithms, TimeProvider clock)
{
    /// <summary>How far "iat" may lie from now, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private const string ProofType = "dpop+jwt";
    private const int LongestProofId = 128;

    /// <param name="proof">The one header DPoP of the request, or null.</param>
    /// <param name="request">What it must be made for.</param>
    public DpopResult Verify(string? proof, DpopRequest request)
    {
        var refusal = Jws.Read(proof, out var jws);
        if (jws is null)
        {
            return new DpopResult(refusal);
        }

        if (jws.Type != ProofType)
        {
            return new DpopResult(JwtRefusal.TypeMismatch);
        }

        if (!jws.Header.TryGetProperty("jwk", out var jwk) || !JsonWebKey.TryRead(jwk, isPrivate: false, out var key))
        {
            return new DpopResult(JwtRefusal.KeyUnknown);
        }

        using (key)
        {
            var claims = default(JsonElement);
            refusal = !algorithms.Contains(jws.Algorithm) || !key.Fits(jws.Algorithm) ? JwtRefusal.AlgorithmRefused
                : !jws.IsSignedBy(key) ? JwtRefusal.SignatureInvalid
                : !StrictJson.TryParseObject(jws.Payload, out claims) ? JwtRefusal.Malformed
                : Check(claims, request);
            return refusal == JwtRefusal.None
                ? new DpopResult(refusal, key.Thumbprint, claims.TextOf("jti"))
                : new DpopResult(refusal);
        }
    }

    private JwtRefusal Check(JsonElement claims, DpopRequest request)
    {
        if (claims.TextOf("jti") is not { Length: > 0 and <= LongestProofId }
            || !JwtRules.TryGetTime(claims, "iat", out var issued))
        {
            return JwtRefusal.ClaimsMalformed;
        }

        if (claims.TextOf("htm") != request.Method
            || !IsSame(claims.TextOf("htu"), request.Address)
            || (request.AccessToken is { } token && claims.TextOf("ath") != HashOf(token)))
        {
            return JwtRefusal.RequestMismatch;
        }

        if (request.Nonce is { } nonce && claims.TextOf("nonce") != nonce)
        {
            return JwtRefusal.NonceMismatch;
        }

        var (now, window) = (clock.GetUtcNow().ToUnixTimeSeconds(), (long)Window.TotalSeconds);
        return issued < now - window ? JwtRefusal.Expired
            : issued > now + window ? JwtRefusal.IssuedInFuture
            : JwtRefusal.None;
    }

    /// <summary>After the normalization that RFC 3986 gives every reader of addresses.</summary>
    private static bool IsSame(string? text, Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out var given)
        && given.UserInfo.Length == 0
        && string.Equals(Normalized(given), Normalized(address), StringComparison.Ordinal);

    private static string Normalized(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string HashOf(string token) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
}
