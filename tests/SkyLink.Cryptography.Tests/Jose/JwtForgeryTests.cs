using System.Diagnostics;

namespace SkyLink.Cryptography.Jose;

/// <summary>Hundreds of forged tokens for each algorithm, none of which may be believed, each refused quickly.</summary>
public sealed class JwtForgeryTests
{
    private const int ForgeriesMin = 600;

    /// <summary>A generous bound on two busy cores: what it rules out are bombs and slow keys.</summary>
    private static readonly TimeSpan EachMax = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(JwsAlgorithm.Es256)]
    [InlineData(JwsAlgorithm.EdDsa)]
    [InlineData(JwsAlgorithm.Ps256)]
    [InlineData(JwsAlgorithm.MlDsa44)]
    public void No_forged_token_is_believed(JwsAlgorithm algorithm)
    {
        using var own = JsonWebKey.Generate(algorithm);
        using var sibling = JsonWebKey.Generate(algorithm);
        using var stranger = JsonWebKey.Generate(algorithm);
        var rules = new JwtRules(Tokens.Audience) { RequiredClaims = JwtForgeries.RequiredClaims };
        var verifier = new JwtVerifier(
            rules, [Tokens.IssuerOf(Tokens.Issuer, own), Tokens.IssuerOf(JwtForgeries.Sibling, sibling)], new HandClock());
        var remembering = new VerifiedTokens(verifier, new HandClock());
        var forgeries = new JwtForgeries(own, sibling, stranger);
        Assert.Equal(JwtRefusal.None, verifier.Verify(forgeries.Good).Refusal);
        Assert.Equal(JwtRefusal.None, verifier.Verify(forgeries.Honest).Refusal);
        Assert.True(Tokens.AtOnce(remembering.VerifyAsync(forgeries.Good, default, CancellationToken.None)).IsValid);
        var tried = new HashSet<string>(StringComparer.Ordinal);
        var believed = new List<string>();
        var slow = new List<string>();
        foreach (var (what, token) in forgeries.All())
        {
            tried.Add(token);
            var start = Stopwatch.GetTimestamp();
            if (verifier.Verify(token).IsValid
                || Tokens.AtOnce(remembering.VerifyAsync(token, default, CancellationToken.None)).IsValid)
            {
                believed.Add(what);
            }

            if (Stopwatch.GetElapsedTime(start) > EachMax)
            {
                slow.Add(what);
            }
        }

        Assert.True(believed.Count == 0, string.Join('\n', believed));
        Assert.True(slow.Count == 0, string.Join('\n', slow));
        Assert.InRange(tried.Count, ForgeriesMin, int.MaxValue);
        Assert.DoesNotContain(forgeries.Good, tried);
    }
}
