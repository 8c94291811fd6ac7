using System.Text;

namespace SkyLink.Cryptography.Jose;

public sealed class JwksDocumentTests : IDisposable
{
    private readonly JsonWebKey key = JsonWebKey.Generate(JwsAlgorithm.Es256);

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_key_set_is_written_without_secrets_and_read_again()
    {
        using var next = JsonWebKey.Generate(JwsAlgorithm.Es256);
        var written = Tokens.WriteBytes(new JwksDocument([key, next]).Write);
        Assert.DoesNotContain("\"d\"", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.True(JwksDocument.TryRead(written, out var document));
        Assert.Equal([key.KeyId, next.KeyId], document.Keys.Select(read => read.KeyId));
        Assert.NotNull(document.Find(next.KeyId));
        Assert.Null(document.Find("another"));
    }

    [Fact]
    public void A_key_set_holds_all_kinds_and_passes_over_what_is_not_for_signatures()
    {
        using var rsa = JsonWebKey.Generate(JwsAlgorithm.Ps256);
        using var curve = JsonWebKey.Generate(JwsAlgorithm.EdDsa);
        using var lattice = JsonWebKey.Generate(JwsAlgorithm.MlDsa65);
        string[] foreign =
        [
            """{"kty":"EC","crv":"P-384"}""", """{"kty":"oct","k":"AAAA"}""", """{"kty":"OKP","crv":"X25519"}""", "{}",
            """{"kty":"AKP","alg":"ML-DSA-87"}""", """{"kty":"AKP"}""", """{"kty":"EC","crv":"P-256","use":"enc"}""",
            """{"kty":"EC","crv":"P-256","alg":"ECDH-ES"}""", """{"kty":"EC","crv":"P-256","key_ops":["deriveKey"]}""",
            """{"kty":"RSA","alg":"RS512"}""", """{"kty":"EC","crv":"P-256","key_ops":["verify","verify"]}""", "7", "null",
        ];
        var own = new JsonWebKey[] { key, rsa, curve, lattice };
        var all = string.Join(',', own.Select(one => Tokens.Write(one.WritePublicJwk).GetRawText()).Concat(foreign));
        Assert.True(JwksDocument.TryRead(Encoding.UTF8.GetBytes($$"""{"keys":[{{all}}]}"""), out var document));
        Assert.Equal(own.Select(one => one.KeyId), document.Keys.Select(one => one.KeyId));
        Assert.Equal(own.Select(one => one.Algorithm), document.Keys.Select(one => one.Algorithm));
    }

    [Fact]
    public void A_key_set_with_a_broken_weak_doubled_or_private_key_is_refused_whole()
    {
        var jwk = Tokens.Write(key.WritePublicJwk).GetRawText();
        Assert.True(Reads($$"""{"keys":[{{jwk}}]}"""));
        Assert.True(Reads("""{"keys":[]}"""));
        Assert.False(Reads($$"""{"keys":[{{jwk}},{{jwk}}]}"""));
        Assert.False(Reads($$"""{"keys":[{{Tokens.Write(key.WritePrivateJwk).GetRawText()}}]}"""));
        Assert.False(Reads("""{"keys":[{"kty":"EC","crv":"P-256"}]}"""));
        Assert.False(Reads($$"""{"keys":[{{jwk}},{"kty":"RSA","n":"AQ","e":"AQAB"}]}"""));
        Assert.False(Reads("""{"keys":[],"keys":[]}"""));
        Assert.False(Reads("""{"keys":{}}"""));
        Assert.False(Reads("[]"));
        Assert.False(Reads(""));
        Assert.False(Reads($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", 65))}}]}"""));
        Assert.False(Reads($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", 10_000))}}]}"""));
        Assert.False(Reads("""{"keys":[]}""".PadRight(JwksDocument.LongestBytes + 1)));
        Assert.False(Reads($$"""{"keys":{{new string('[', 9)}}{{new string(']', 9)}}}"""));
    }

    [Fact]
    public void A_doubled_id_is_refused_also_where_the_keys_differ()
    {
        using var other = JsonWebKey.Generate(JwsAlgorithm.Es256);
        var renamed = Tokens.Write(other.WritePublicJwk).GetRawText()
            .Replace(other.KeyId, key.KeyId, StringComparison.Ordinal);
        Assert.True(Reads($$"""{"keys":[{{renamed}}]}"""));
        Assert.False(Reads($$"""{"keys":[{{Tokens.Write(key.WritePublicJwk).GetRawText()}},{{renamed}}]}"""));
        Assert.Throws<ArgumentException>(() => new JwksDocument([key, key]));
    }

    private static bool Reads(string json) => JwksDocument.TryRead(Encoding.UTF8.GetBytes(json), out _);
}
