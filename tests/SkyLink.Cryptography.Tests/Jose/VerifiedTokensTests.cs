using System.Text.Json.Nodes;
using SkyLink.Testing;

namespace SkyLink.Cryptography.Jose;

public sealed class VerifiedTokensTests : IDisposable
{
    private readonly JsonWebKey key = JsonWebKey.Generate(JwsAlgorithm.Es256);
    private readonly HandClock clock = new();
    private readonly VerifiedTokens verified;
    private int computed;

    public VerifiedTokensTests()
    {
        var document = new JwksDocument([key]);
        var issuer = new JwtIssuer(Tokens.Issuer, [JwsAlgorithm.Es256], (_, _) =>
        {
            computed++;
            return ValueTask.FromResult(document);
        });
        verified = new VerifiedTokens(new JwtVerifier(Tokens.Rules, [issuer], clock), clock);
    }

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_token_is_computed_once_a_minute_and_looking_it_up_costs_no_memory()
    {
        var token = Jwt.Sign(key, Tokens.Claims());
        Assert.Equal("user-7", Verify(token).Text("sub"));
        Assert.Equal("user-7", Verify(token).Text("sub"));
        Assert.Equal(0, Allocations.Least(() => Verify(token).IsValid));
        Assert.Equal(1, computed);
        clock.Advance(VerifiedTokens.RememberedFor);
        Assert.True(Verify(token).IsValid);
        Assert.Equal(2, computed);
    }

    /// <summary>The token taken apart, its claims read, and the entry; the signature itself costs little.</summary>
    [Fact]
    public void A_token_that_is_new_costs_little_memory()
    {
        var tokens = Enumerable.Range(0, 11).Select(number =>
        {
            var claims = Tokens.Claims();
            claims["jti"] = number.ToString();
            return Jwt.Sign(key, claims);
        }).ToList();
        var next = 0;
        Assert.True(Verify(tokens[0]).IsValid);
        Assert.InRange(Allocations.Least(() => Verify(tokens[++next]).IsValid), 1_000, 6_000);
    }

    [Fact]
    public void An_entry_ends_with_its_token()
    {
        var claims = Tokens.Claims();
        claims["exp"] = Tokens.Now + 20;
        var token = Jwt.Sign(key, claims);
        Assert.True(Verify(token).IsValid);
        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.True(Verify(token).IsValid);
        Assert.Equal(1, computed);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Verify(token).IsValid, "within the skew of the clocks it is computed each time");
        Assert.True(Verify(token).IsValid);
        Assert.Equal(3, computed);
        clock.Advance(JwtRules.ClockSkew);
        Assert.Equal(JwtRefusal.Expired, Verify(token).Refusal);
    }

    [Fact]
    public void When_the_epoch_moves_on_everything_is_computed_anew()
    {
        var token = Jwt.Sign(key, Tokens.Claims());
        Assert.True(Verify(token).IsValid);
        verified.Forget();
        Assert.True(Verify(token).IsValid);
        Assert.True(Verify(token).IsValid);
        Assert.Equal(2, computed);
    }

    [Fact]
    public async Task What_was_computed_before_the_epoch_moved_on_is_not_remembered_after()
    {
        var published = new TaskCompletionSource<JwksDocument>();
        var asked = 0;
        var issuer = new JwtIssuer(Tokens.Issuer, [JwsAlgorithm.Es256], (_, _) =>
        {
            asked++;
            return new ValueTask<JwksDocument>(published.Task);
        });
        var late = new VerifiedTokens(new JwtVerifier(Tokens.Rules, [issuer], clock), clock);
        var token = Jwt.Sign(key, Tokens.Claims());
        var verdict = late.VerifyAsync(token, default, CancellationToken.None);
        late.Forget();
        published.SetResult(new JwksDocument([key]));
        Assert.True((await verdict).IsValid);
        Assert.True((await late.VerifyAsync(token, default, CancellationToken.None)).IsValid);
        Assert.Equal(2, asked);
    }

    [Fact]
    public void The_key_the_sender_shows_is_compared_each_time()
    {
        var claims = Tokens.Claims();
        claims["cnf"] = new JsonObject { ["jkt"] = "a" };
        var token = Jwt.Sign(key, claims);
        Assert.True(Verify(token, new PossessionProof("a")).IsValid);
        Assert.Equal(JwtRefusal.PossessionUnproven, Verify(token).Refusal);
        Assert.Equal(JwtRefusal.PossessionUnproven, Verify(token, new PossessionProof("b")).Refusal);
        Assert.True(Verify(token, new PossessionProof("a")).IsValid);
        Assert.Equal(1, computed);
    }

    [Fact]
    public void Every_changed_character_of_a_known_token_is_refused_and_refusals_are_not_remembered()
    {
        var token = Jwt.Sign(key, Tokens.Claims());
        Assert.True(Verify(token).IsValid);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in new[] { (char)(token[i] ^ 1), '?', '\u00e9', (char)(token[i] + 0x100) })
            {
                Assert.False(Verify($"{token[..i]}{other}{token[(i + 1)..]}").IsValid, $"character {i}");
            }

            Assert.False(Verify(token[..i]).IsValid, $"length {i}");
        }

        Assert.False(Verify(null).IsValid);
        Assert.False(Verify(new string('A', 1_000_000)).IsValid);
        Assert.True(Verify(token).IsValid);
    }

    /// <summary>Many tokens from all sides, true and false ones mixed.</summary>
    [Fact]
    public void Verdicts_stay_right_while_many_ask_at_once()
    {
        using var other = JsonWebKey.Generate(JwsAlgorithm.Es256);
        var tokens = Enumerable.Range(0, 300).Select(number =>
        {
            var claims = Tokens.Claims();
            claims["sub"] = $"user-{number}";
            return Jwt.Sign(number % 2 == 0 ? key : other, claims);
        }).ToList();
        Parallel.For(0, 3_000, number =>
        {
            var result = Verify(tokens[number % tokens.Count]);
            Assert.Equal(number % 2 == 0 ? $"user-{number % tokens.Count}" : null, result.Text("sub"));
        });
    }

    private JwtResult Verify(string? token, PossessionProof shown = default) =>
        Tokens.AtOnce(verified.VerifyAsync(token, shown, CancellationToken.None));
}
