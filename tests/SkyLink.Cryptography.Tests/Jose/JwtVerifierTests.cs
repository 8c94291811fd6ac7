using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>Several issuers in one verifier, and tokens that are bound to a key.</summary>
public sealed class JwtVerifierTests : IDisposable
{
    private const string Partner = "https://partner.example";
    private const string Sibling = "https://sibling.example";

    private static readonly JsonWebKey PartnerKey = JsonWebKey.Generate(JwsAlgorithm.Ps256);

    private readonly JsonWebKey own = JsonWebKey.Generate(JwsAlgorithm.Es256);
    private readonly JsonWebKey sibling = JsonWebKey.Generate(JwsAlgorithm.EdDsa);
    private readonly JwtVerifier verifier;

    public JwtVerifierTests() => verifier = new JwtVerifier(
        Tokens.Rules,
        [Tokens.IssuerOf(Tokens.Issuer, own), Tokens.IssuerOf(Partner, PartnerKey), Tokens.IssuerOf(Sibling, sibling)],
        new HandClock());

    public void Dispose()
    {
        own.Dispose();
        sibling.Dispose();
    }

    [Fact]
    public void Each_issuer_is_believed_under_its_own_key_and_algorithm()
    {
        Assert.Equal(JwtRefusal.None, Verdict(own, Tokens.Issuer));
        Assert.Equal(JwtRefusal.None, Verdict(PartnerKey, Partner));
        Assert.Equal(JwtRefusal.None, Verdict(sibling, Sibling));
        Assert.Equal(JwtRefusal.AlgorithmRefused, Verdict(own, Partner));
        Assert.Equal(JwtRefusal.AlgorithmRefused, Verdict(PartnerKey, Tokens.Issuer));
        Assert.Equal(JwtRefusal.IssuerMismatch, Verdict(own, "https://nobody.example"));
    }

    [Fact]
    public void The_key_of_a_sibling_with_the_same_algorithm_is_unknown()
    {
        using var other = JsonWebKey.Generate(JwsAlgorithm.Es256);
        var both = new JwtVerifier(
            Tokens.Rules, [Tokens.IssuerOf(Tokens.Issuer, own), Tokens.IssuerOf(Sibling, other)], new HandClock());
        var claims = Tokens.Claims();
        Assert.Equal(JwtRefusal.KeyUnknown, both.Verify(Jwt.Sign(other, claims)).Refusal);
        claims["iss"] = Sibling;
        Assert.Equal(JwtRefusal.None, both.Verify(Jwt.Sign(other, claims)).Refusal);
        Assert.Equal(JwtRefusal.KeyUnknown, both.Verify(Jwt.Sign(own, claims)).Refusal);
    }

    [Fact]
    public void An_algorithm_the_key_would_fit_but_the_issuer_does_not_use_is_refused()
    {
        var jwk = Tokens.Write(PartnerKey.WritePublicJwk).GetRawText().Replace(",\"alg\":\"PS256\"", "", StringComparison.Ordinal);
        Assert.True(JsonWebKey.TryRead(System.Text.Encoding.UTF8.GetBytes(jwk), out var either));
        using (either)
        {
            var document = new JwksDocument([either]);
            var only = new JwtIssuer(Partner, [JwsAlgorithm.Rs256], (_, _) => ValueTask.FromResult(document));
            var strict = new JwtVerifier(Tokens.Rules, [only], new HandClock());
            var claims = Tokens.Claims();
            claims["iss"] = Partner;
            Assert.Equal(JwtRefusal.AlgorithmRefused, strict.Verify(Jwt.Sign(PartnerKey, claims)).Refusal);
        }
    }

    [Fact]
    public async Task A_key_that_is_missing_is_asked_for_once_and_waited_for()
    {
        var asked = new List<bool>();
        var known = new JwksDocument([]);
        var issuer = new JwtIssuer(Tokens.Issuer, [JwsAlgorithm.Es256], async (isMissing, _) =>
        {
            await Task.Yield();
            asked.Add(isMissing);
            return isMissing ? new JwksDocument([own]) : known;
        });
        var waiting = new JwtVerifier(Tokens.Rules, [issuer], new HandClock());
        var result = await waiting.VerifyAsync(Jwt.Sign(own, Tokens.Claims()), default, CancellationToken.None);
        Assert.True(result.IsValid);
        Assert.Equal([false, true], asked);
    }

    [Theory]
    [InlineData(null, null, null, JwtRefusal.None)]
    [InlineData(null, "a", null, JwtRefusal.PossessionUnproven)]
    [InlineData(null, null, "c", JwtRefusal.None)]
    [InlineData("""{"jkt":"a"}""", "a", null, JwtRefusal.None)]
    [InlineData("""{"jkt":"a"}""", "a", "c", JwtRefusal.None)]
    [InlineData("""{"jkt":"a"}""", "b", null, JwtRefusal.PossessionUnproven)]
    [InlineData("""{"jkt":"a"}""", null, null, JwtRefusal.PossessionUnproven)]
    [InlineData("""{"jkt":"a"}""", null, "a", JwtRefusal.PossessionUnproven)]
    [InlineData("""{"jkt":7}""", "7", null, JwtRefusal.PossessionUnproven)]
    [InlineData("""{"x5t#S256":"c"}""", null, "c", JwtRefusal.None)]
    [InlineData("""{"x5t#S256":"c"}""", null, "d", JwtRefusal.PossessionUnproven)]
    [InlineData("""{"x5t#S256":"c"}""", null, null, JwtRefusal.PossessionUnproven)]
    [InlineData("""{"x5t#S256":"c"}""", "a", "c", JwtRefusal.PossessionUnproven)]
    [InlineData("""{"x5t#S256":"c","jkt":"a"}""", "a", "c", JwtRefusal.None)]
    [InlineData("""{"x5t#S256":"c","jkt":"a"}""", "a", null, JwtRefusal.PossessionUnproven)]
    [InlineData("""{"jkt":"a","kid":"k"}""", "a", null, JwtRefusal.PossessionUnproven)]
    [InlineData("""{"jwk":{}}""", null, null, JwtRefusal.PossessionUnproven)]
    [InlineData("{}", null, null, JwtRefusal.PossessionUnproven)]
    [InlineData("\"a\"", "a", null, JwtRefusal.PossessionUnproven)]
    [InlineData("null", null, null, JwtRefusal.PossessionUnproven)]
    public void A_bound_token_is_worth_nothing_without_its_key(
        string? confirmation, string? dpop, string? certificate, JwtRefusal expected)
    {
        var claims = Tokens.Claims();
        if (confirmation is not null)
        {
            claims["cnf"] = JsonNode.Parse(confirmation);
        }

        var result = verifier.Verify(Jwt.Sign(own, claims), new PossessionProof(dpop, certificate));
        Assert.Equal(expected, result.Refusal);
        Assert.Equal(expected == JwtRefusal.None, result.Text("sub") is not null);
    }

    private JwtRefusal Verdict(JsonWebKey key, string issuer)
    {
        var claims = Tokens.Claims();
        claims["iss"] = issuer;
        return verifier.Verify(Jwt.Sign(key, claims)).Refusal;
    }
}
