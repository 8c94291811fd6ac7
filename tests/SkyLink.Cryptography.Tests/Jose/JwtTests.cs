using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Cryptography.Jose;

public sealed class JwtTests : IDisposable
{
    private readonly JsonWebKey key = JsonWebKey.Generate(JwsAlgorithm.Es256);
    private readonly JsonWebKey stranger = JsonWebKey.Generate(JwsAlgorithm.Es256);
    private readonly JwtVerifier verifier;

    public JwtTests() => verifier = Tokens.Verifier(key);

    public void Dispose()
    {
        key.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public void A_token_that_was_signed_is_believed_and_tells_its_claims()
    {
        var result = verifier.Verify(Jwt.Sign(key, Tokens.Claims()));
        Assert.True(result.IsValid);
        Assert.Equal("user-7", result.Text("sub"));
        Assert.Null(result.Text("exp"));
        Assert.Null(result.Text("missing"));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Tokens.Now), result.Time("iat"));
        Assert.Null(result.Time("sub"));
        Assert.False(result.Lists("aud", Tokens.Audience));
        Assert.False(default(JwtResult).IsValid);
        Assert.Null(default(JwtResult).Text("sub"));
        Assert.Null(default(JwtResult).Time("iat"));
        Assert.False(default(JwtResult).Lists("amr", "mfa"));
    }

    [Fact]
    public void How_a_person_signed_in_can_be_asked()
    {
        var claims = Tokens.Claims();
        claims["auth_time"] = Tokens.Now - 60;
        claims["amr"] = new JsonArray("pwd", "mfa", 7);
        var result = verifier.Verify(Jwt.Sign(key, claims));
        Assert.Equal(Tokens.Now - 60, result.Time("auth_time")?.ToUnixTimeSeconds());
        Assert.True(result.Lists("amr", "mfa"));
        Assert.False(result.Lists("amr", "hwk"));
        Assert.False(result.Lists("acr", "mfa"));
    }

    [Fact]
    public void Claims_can_be_written_without_a_tree()
    {
        var token = Jwt.Sign(key, (Sub: "user-8", At: Tokens.Now), static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteString("iss", Tokens.Issuer);
            writer.WriteString("aud", Tokens.Audience);
            writer.WriteString("sub", state.Sub);
            writer.WriteNumber("iat", state.At);
            writer.WriteNumber("exp", state.At + 900);
            writer.WriteEndObject();
        });
        Assert.Equal("user-8", verifier.Verify(token).Text("sub"));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"at+jwt","kid":"KID"}""", JwtRefusal.AlgorithmRefused)]
    [InlineData("""{"alg":"HS256","typ":"at+jwt","kid":"KID"}""", JwtRefusal.AlgorithmRefused)]
    [InlineData("""{"alg":"es256","typ":"at+jwt","kid":"KID"}""", JwtRefusal.AlgorithmRefused)]
    [InlineData("""{"alg":["ES256"],"typ":"at+jwt","kid":"KID"}""", JwtRefusal.AlgorithmRefused)]
    [InlineData("""{"typ":"at+jwt","kid":"KID"}""", JwtRefusal.AlgorithmRefused)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID","crit":["exp"]}""", JwtRefusal.CriticalHeader)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID","crit":null}""", JwtRefusal.CriticalHeader)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID","crit":["b64"],"b64":false}""", JwtRefusal.CriticalHeader)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID","b64":false}""", JwtRefusal.CriticalHeader)]
    [InlineData("""{"alg":"EdDSA","typ":"at+jwt","kid":"KID"}""", JwtRefusal.AlgorithmRefused)]
    [InlineData("""{"alg":"ES256","typ":"JWT","kid":"KID"}""", JwtRefusal.TypeMismatch)]
    [InlineData("""{"alg":"ES256","kid":"KID"}""", JwtRefusal.TypeMismatch)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt"}""", JwtRefusal.KeyUnknown)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":7}""", JwtRefusal.KeyUnknown)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"../../etc/passwd"}""", JwtRefusal.KeyUnknown)]
    [InlineData("""{"alg":"ES256","alg":"ES256","typ":"at+jwt","kid":"KID"}""", JwtRefusal.Malformed)]
    [InlineData("""{"alg":"ES256","\u0061lg":"none","typ":"at+jwt","kid":"KID"}""", JwtRefusal.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID",}""", JwtRefusal.Malformed)]
    [InlineData("""{"alg":"\ud800","typ":"at+jwt","kid":"KID"}""", JwtRefusal.AlgorithmRefused)]
    [InlineData("""["ES256"]""", JwtRefusal.Malformed)]
    [InlineData("", JwtRefusal.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID"}""", JwtRefusal.None)]
    public void The_header_has_no_say(string header, JwtRefusal expected)
    {
        var named = header.Replace("KID", key.KeyId, StringComparison.Ordinal);
        Assert.Equal(expected, Verify(named, Tokens.Claims().ToJsonString(), key));
    }

    [Fact]
    public void A_key_that_is_not_ours_is_unknown_and_under_our_name_wrong()
    {
        Assert.Equal(JwtRefusal.KeyUnknown, verifier.Verify(Jwt.Sign(stranger, Tokens.Claims())).Refusal);
        var header = $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{key.KeyId}}"}""";
        Assert.Equal(JwtRefusal.SignatureInvalid, Verify(header, Tokens.Claims().ToJsonString(), stranger));
    }

    [Theory]
    [InlineData("iss", "\"https://other.example\"", JwtRefusal.IssuerMismatch)]
    [InlineData("iss", "\"https://sky.example/\"", JwtRefusal.IssuerMismatch)]
    [InlineData("iss", null, JwtRefusal.ClaimsMalformed)]
    [InlineData("aud", "\"other\"", JwtRefusal.AudienceMismatch)]
    [InlineData("aud", "[\"other\",\"skylink\"]", JwtRefusal.None)]
    [InlineData("aud", "[]", JwtRefusal.AudienceMismatch)]
    [InlineData("aud", "[\"skylink\",1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", JwtRefusal.AudienceMismatch)]
    [InlineData("aud", "{\"skylink\":1}", JwtRefusal.AudienceMismatch)]
    [InlineData("aud", null, JwtRefusal.ClaimsMalformed)]
    [InlineData("exp", "1799999941", JwtRefusal.None)]
    [InlineData("exp", "1799999940", JwtRefusal.Expired)]
    [InlineData("exp", "\"1800000900\"", JwtRefusal.ClaimsMalformed)]
    [InlineData("exp", "1800000900.5", JwtRefusal.ClaimsMalformed)]
    [InlineData("exp", "1e400", JwtRefusal.ClaimsMalformed)]
    [InlineData("exp", "9223372036854775807", JwtRefusal.ClaimsMalformed)]
    [InlineData("exp", "-1", JwtRefusal.ClaimsMalformed)]
    [InlineData("exp", null, JwtRefusal.ClaimsMalformed)]
    [InlineData("nbf", "1800000060", JwtRefusal.None)]
    [InlineData("nbf", "1800000061", JwtRefusal.NotYetValid)]
    [InlineData("nbf", "\"soon\"", JwtRefusal.ClaimsMalformed)]
    [InlineData("nbf", null, JwtRefusal.None)]
    [InlineData("iat", "1800000060", JwtRefusal.None)]
    [InlineData("iat", "1800000061", JwtRefusal.IssuedInFuture)]
    [InlineData("iat", null, JwtRefusal.ClaimsMalformed)]
    [InlineData("exp", "1800000960", JwtRefusal.None)]
    [InlineData("exp", "1800000961", JwtRefusal.LivesTooLong)]
    [InlineData("sub", null, JwtRefusal.ClaimsMalformed)]
    [InlineData("sub", "\"\"", JwtRefusal.ClaimsMalformed)]
    [InlineData("sub", "7", JwtRefusal.ClaimsMalformed)]
    public void Each_claim_is_checked(string claim, string? value, JwtRefusal expected)
    {
        var claims = Tokens.Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = JsonNode.Parse(value);
        }

        Assert.Equal(expected, verifier.Verify(Jwt.Sign(key, claims)).Refusal);
    }

    [Theory]
    [InlineData("""{"iss":"https://sky.example","iss":"https://sky.example"}""")]
    [InlineData("""[1]""")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("no json")]
    public void A_signed_payload_that_is_no_plain_object_is_malformed(string payload) =>
        Assert.Equal(JwtRefusal.Malformed, Verify(Tokens.Header(key), payload, key));

    [Fact]
    public void A_signed_payload_that_is_not_UTF8_is_malformed()
    {
        byte[] payload = [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8];
        Assert.Equal(JwtRefusal.Malformed, Verify(Tokens.Header(key), payload, key));
    }

    [Fact]
    public void Every_changed_character_and_every_shortened_token_is_refused()
    {
        var token = Jwt.Sign(key, Tokens.Claims());
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] ^= (char)1;
            Assert.False(verifier.Verify(new string(changed)).IsValid, $"character {i}");
            Assert.False(verifier.Verify(token[..i]).IsValid, $"length {i}");
        }
    }

    [Fact]
    public void Other_spellings_of_a_good_token_are_refused()
    {
        var token = Jwt.Sign(key, Tokens.Claims());
        string[] spellings =
        [
            token + "=", token + " ", " " + token, token + ".", "." + token, token + "\n",
            token.Replace(".", "..", StringComparison.Ordinal),
        ];
        Assert.All(spellings, spelling => Assert.False(verifier.Verify(spelling).IsValid, spelling));
        Assert.Equal(JwtRefusal.Malformed, verifier.Verify(null).Refusal);
        Assert.Equal(JwtRefusal.Malformed, verifier.Verify(token.PadRight(Jws.LongestText + 1, 'A')).Refusal);
    }

    [Fact]
    public void A_token_that_would_be_too_long_is_not_made()
    {
        var claims = Tokens.Claims();
        claims["note"] = new string('a', 7000);
        Assert.Throws<ArgumentException>(() => Jwt.Sign(key, claims));
    }

    [Fact]
    public void No_text_makes_the_verifier_throw_or_believe()
    {
        var header = Base64Url.Encode(Encoding.UTF8.GetBytes(Tokens.Header(key)));
        string[] pieces = [".", "=", "{}", "e30", header, "AAAA", "\ud800", "é", "\0", " "];
        var texts = Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text => !verifier.Verify(text).IsValid).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            Verify(Tokens.Header(key), bytes, key) == JwtRefusal.Malformed).QuickCheckThrowOnFailure();
    }

    /// <summary>Tokens of a public set that try to slip through; none has our type, issuer or key.</summary>
    [Fact]
    public void None_of_the_tokens_of_Wycheproof_is_believed()
    {
        var count = 0;
        foreach (var (_, test) in Vectors.Wycheproof("json_web_signature_test.json.gz"))
        {
            var jws = test.GetProperty("jws");
            var token = jws.ValueKind == JsonValueKind.String ? jws.GetString() : jws.GetRawText();
            Assert.False(verifier.Verify(token).IsValid, test.Text("comment"));
            count++;
        }

        Assert.Equal(401, count);
    }

    private JwtRefusal Verify(string header, string payload, JsonWebKey signer) =>
        verifier.Verify(Tokens.Signed(header, payload, signer)).Refusal;

    private JwtRefusal Verify(string header, byte[] payload, JsonWebKey signer) =>
        verifier.Verify(Tokens.Signed(header, payload, signer)).Refusal;
}
