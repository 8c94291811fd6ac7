using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

public sealed class DpopVerifierTests : IDisposable
{
    private const string AccessToken = "eyJ.eyJ.c2ln";
    private static readonly Uri Address = new("https://api.sky.example/v1/orders?page=2#top");

    private readonly JsonWebKey key = JsonWebKey.Generate(JwsAlgorithm.Es256);
    private readonly DpopVerifier verifier = new([JwsAlgorithm.Es256, JwsAlgorithm.EdDsa, JwsAlgorithm.MlDsa44], new HandClock());

    public void Dispose() => key.Dispose();

    [Theory]
    [InlineData(JwsAlgorithm.Es256)]
    [InlineData(JwsAlgorithm.EdDsa)]
    [InlineData(JwsAlgorithm.MlDsa44)]
    public void A_proof_tells_its_key_and_its_id(JwsAlgorithm algorithm)
    {
        using var own = JsonWebKey.Generate(algorithm);
        var result = verifier.Verify(Proof(own), Request());
        Assert.Equal(new DpopResult(JwtRefusal.None, own.Thumbprint, "proof-1"), result);
    }

    /// <summary>The example of RFC 9449 section 4.2, made for a request at the token endpoint in 2019.</summary>
    [Fact]
    public void The_example_of_the_RFC_is_a_proof_of_its_time()
    {
        const string Proof =
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVV"
            + "FVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQnd"
            + "DM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-"
            + "GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
        var clock = new HandClock();
        var request = new DpopRequest("POST", new Uri("https://server.example.com/token"), AccessToken: null, Nonce: null);
        var reader = new DpopVerifier([JwsAlgorithm.Es256], clock);
        Assert.Equal(JwtRefusal.Expired, reader.Verify(Proof, request).Refusal);
        clock.Advance(TimeSpan.FromSeconds(1_562_262_616 - HandClock.Start));
        var result = reader.Verify(Proof, request);
        Assert.Equal("-BwC3ESc6acc2lTc", result.ProofId);
        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", result.Thumbprint);
    }

    [Theory]
    [InlineData("htm", "\"GET\"", JwtRefusal.RequestMismatch)]
    [InlineData("htm", "\"post\"", JwtRefusal.RequestMismatch)]
    [InlineData("htm", null, JwtRefusal.RequestMismatch)]
    [InlineData("htu", "\"https://api.sky.example/v1/orders\"", JwtRefusal.None)]
    [InlineData("htu", "\"HTTPS://API.sky.example:443/v1/x/../orders?page=3\"", JwtRefusal.None)]
    [InlineData("htu", "\"https://api.sky.example/v1/orders/\"", JwtRefusal.RequestMismatch)]
    [InlineData("htu", "\"https://api.sky.example/v1/Orders\"", JwtRefusal.RequestMismatch)]
    [InlineData("htu", "\"http://api.sky.example/v1/orders\"", JwtRefusal.RequestMismatch)]
    [InlineData("htu", "\"https://api.sky.example:8443/v1/orders\"", JwtRefusal.RequestMismatch)]
    [InlineData("htu", "\"https://a@api.sky.example/v1/orders\"", JwtRefusal.RequestMismatch)]
    [InlineData("htu", "\"/v1/orders\"", JwtRefusal.RequestMismatch)]
    [InlineData("htu", "7", JwtRefusal.RequestMismatch)]
    [InlineData("ath", "\"AAAA\"", JwtRefusal.RequestMismatch)]
    [InlineData("ath", null, JwtRefusal.RequestMismatch)]
    [InlineData("nonce", "\"other\"", JwtRefusal.NonceMismatch)]
    [InlineData("nonce", null, JwtRefusal.NonceMismatch)]
    [InlineData("jti", null, JwtRefusal.ClaimsMalformed)]
    [InlineData("jti", "\"\"", JwtRefusal.ClaimsMalformed)]
    [InlineData("iat", null, JwtRefusal.ClaimsMalformed)]
    [InlineData("iat", "\"1800000000\"", JwtRefusal.ClaimsMalformed)]
    [InlineData("iat", "1800000000.5", JwtRefusal.ClaimsMalformed)]
    [InlineData("iat", "1799999940", JwtRefusal.None)]
    [InlineData("iat", "1799999939", JwtRefusal.Expired)]
    [InlineData("iat", "1800000060", JwtRefusal.None)]
    [InlineData("iat", "1800000061", JwtRefusal.IssuedInFuture)]
    public void Each_claim_is_of_this_request(string claim, string? value, JwtRefusal expected)
    {
        var claims = Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = JsonNode.Parse(value);
        }

        Assert.Equal(expected, verifier.Verify(Proof(key, claims: claims), Request()).Refusal);
    }

    [Fact]
    public void An_id_too_long_to_remember_is_refused()
    {
        var claims = Claims();
        claims["jti"] = new string('j', 129);
        Assert.Equal(JwtRefusal.ClaimsMalformed, verifier.Verify(Proof(key, claims: claims), Request()).Refusal);
    }

    [Fact]
    public void The_header_must_be_that_of_a_proof_with_a_public_key()
    {
        using var rsa = JsonWebKey.Generate(JwsAlgorithm.Ps256);
        using var other = JsonWebKey.Generate(JwsAlgorithm.Es256);
        Assert.Equal(JwtRefusal.AlgorithmRefused, verifier.Verify(Proof(rsa), Request()).Refusal);
        Assert.Equal(JwtRefusal.TypeMismatch, Refusal(header => header["typ"] = "JWT"));
        Assert.Equal(JwtRefusal.TypeMismatch, Refusal(header => header.Remove("typ")));
        Assert.Equal(JwtRefusal.KeyUnknown, Refusal(header => header.Remove("jwk")));
        Assert.Equal(JwtRefusal.KeyUnknown, Refusal(header => header["jwk"] = Jwk(key.WritePrivateJwk)));
        Assert.Equal(JwtRefusal.KeyUnknown, Refusal(header => header["jwk"] = "{}"));
        Assert.Equal(JwtRefusal.SignatureInvalid, Refusal(header => header["jwk"] = Jwk(other.WritePublicJwk)));
        Assert.Equal(JwtRefusal.AlgorithmRefused, Refusal(header => header["jwk"] = Jwk(rsa.WritePublicJwk)));
        Assert.Equal(JwtRefusal.AlgorithmRefused, Refusal(header => header["alg"] = "none"));
        Assert.Equal(JwtRefusal.AlgorithmRefused, Refusal(header => header["alg"] = "EdDSA"));
        Assert.Equal(JwtRefusal.CriticalHeader, Refusal(header => header["crit"] = new JsonArray("jwk")));
        Assert.Equal(JwtRefusal.Malformed, verifier.Verify(null, Request()).Refusal);
        Assert.Equal(JwtRefusal.Malformed, verifier.Verify("a.b", Request()).Refusal);
    }

    private static JsonObject Claims() => new()
    {
        ["jti"] = "proof-1",
        ["htm"] = "POST",
        ["htu"] = "https://api.sky.example/v1/orders",
        ["iat"] = Tokens.Now,
        ["ath"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(AccessToken))),
        ["nonce"] = "nonce-1",
    };

    private static DpopRequest Request() => new("POST", Address, AccessToken, "nonce-1");

    private static JsonNode? Jwk(Action<Utf8JsonWriter> write) => JsonNode.Parse(Tokens.WriteBytes(write));

    private static string Proof(JsonWebKey signer, Action<JsonObject>? change = null, JsonObject? claims = null)
    {
        var header = new JsonObject
        {
            ["typ"] = "dpop+jwt",
            ["alg"] = signer.Algorithm.Name(),
            ["jwk"] = Jwk(signer.WritePublicJwk),
        };
        change?.Invoke(header);
        return Tokens.Signed(header.ToJsonString(), (claims ?? Claims()).ToJsonString(), signer);
    }

    private JwtRefusal Refusal(Action<JsonObject> change) => verifier.Verify(Proof(key, change), Request()).Refusal;
}
