using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace SkyLink.Cryptography;

public sealed class Es256KeyTests : IDisposable
{
    private readonly Es256Key key = Es256Key.Generate();

    public void Dispose() => key.Dispose();

    [Fact]
    public void Every_verdict_of_Wycheproof_is_ours()
    {
        var (valid, invalid) = (0, 0);
        foreach (var (testGroup, test) in Vectors.Wycheproof("ecdsa_secp256r1_sha256_p1363_test.json.gz"))
        {
            var publicKey = testGroup.GetProperty("publicKey");
            using var read = ReadPoint(publicKey.Hex("uncompressed"));
            var isExpected = test.Text("result") == "valid";
            var isValid = read.Verify(test.Hex("msg"), test.Hex("sig"));
            Assert.True(isValid == isExpected, $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal(262, valid + invalid);
        Assert.NotEqual(0, valid);
        Assert.NotEqual(0, invalid);
    }

    [Fact]
    public void The_private_JWK_and_PKCS8_bring_the_key_back()
    {
        var message = "message"u8.ToArray();
        var signature = new byte[64];
        key.Sign(message, signature);
        using var fromPkcs8 = Es256Key.FromPkcs8(key.ToPkcs8());
        Assert.True(Es256Key.TryReadJwk(Write(key.WritePrivateJwk), out var fromJwk));
        foreach (var again in new[] { fromPkcs8, fromJwk })
        {
            Assert.True(again.IsPrivate);
            Assert.Equal(key.KeyId, again.KeyId);
            Assert.True(again.Verify(message, signature));
            again.Sign(message, signature);
            Assert.True(key.Verify(message, signature));
        }

        fromJwk.Dispose();
    }

    [Fact]
    public void The_public_JWK_verifies_and_gives_nothing_away()
    {
        var jwk = Write(key.WritePublicJwk);
        Assert.False(jwk.TryGetProperty("d", out _));
        Assert.True(Es256Key.TryReadJwk(jwk, out var publicKey));
        using (publicKey)
        {
            Assert.False(publicKey.IsPrivate);
            Assert.Throws<InvalidOperationException>(() => publicKey.Sign([1], new byte[64]));
            Assert.Throws<InvalidOperationException>(() => publicKey.ToPkcs8());
            Assert.Throws<InvalidOperationException>(() => Write(publicKey.WritePrivateJwk));
        }
    }

    /// <summary>The members in the order and form that RFC 7638 section 3.2 asks for EC keys, hashed by hand.</summary>
    [Fact]
    public void The_key_id_is_the_thumbprint()
    {
        var jwk = Write(key.WritePublicJwk);
        var canonical = $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{jwk.Text("x")}\",\"y\":\"{jwk.Text("y")}\"}}";
        var hash = SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(canonical));
        Assert.Equal(Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_'), key.KeyId);
        Assert.Equal(43, key.KeyId.Length);
    }

    [Theory]
    [InlineData("kty", "\"RSA\"")]
    [InlineData("crv", "\"P-384\"")]
    [InlineData("alg", "\"HS256\"")]
    [InlineData("use", "\"enc\"")]
    [InlineData("kid", "\"another\"")]
    [InlineData("kid", "7")]
    [InlineData("x", "\"AAAA\"")]
    [InlineData("x", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("y", "null")]
    [InlineData("d", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("d", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"")]
    [InlineData("d", "\"\"")]
    public void A_JWK_in_which_one_member_does_not_fit_is_no_key(string member, string value)
    {
        var members = Write(key.WritePublicJwk).EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetRawText());
        members[member] = value;
        var json = $"{{{string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}"))}}}";
        Assert.False(Es256Key.TryReadJwk(JsonElement.Parse(json), out _));
    }

    [Fact]
    public void A_PKCS8_of_another_curve_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<CryptographicException>(() => Es256Key.FromPkcs8(other.ExportPkcs8PrivateKey()));
        Assert.Throws<CryptographicException>(() => Es256Key.FromPkcs8([.. key.ToPkcs8(), 0]));
    }

    [Fact]
    public void Many_threads_share_a_key()
    {
        var wrong = 0;
        Parallel.For(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Span<byte> signature = stackalloc byte[64];
            key.Sign(BitConverter.GetBytes(i), signature);
            if (!key.Verify(BitConverter.GetBytes(i), signature))
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_key_set_is_written_without_secrets_and_read_again()
    {
        using var next = Es256Key.Generate();
        var written = WriteBytes(new JwksDocument([key, next]).Write);
        Assert.DoesNotContain("\"d\"", System.Text.Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.True(JwksDocument.TryRead(written, out var document));
        Assert.Equal([key.KeyId, next.KeyId], document.Keys.Select(read => read.KeyId));
        Assert.NotNull(document.Find(next.KeyId));
        Assert.Null(document.Find("another"));
    }

    [Fact]
    public void A_key_set_with_a_broken_doubled_or_private_key_is_refused_and_foreign_kinds_are_passed_over()
    {
        var jwk = Write(key.WritePublicJwk).GetRawText();
        Assert.True(Reads($$"""{"keys":[{{jwk}},{"kty":"RSA","n":"AQ","e":"AQAB"},{"kty":"EC","crv":"P-384"}]}"""));
        Assert.True(Reads("""{"keys":[]}"""));
        Assert.False(Reads($$"""{"keys":[{{jwk}},{{jwk}}]}"""));
        Assert.False(Reads($$"""{"keys":[{{Write(key.WritePrivateJwk).GetRawText()}}]}"""));
        Assert.False(Reads("""{"keys":[{"kty":"EC","crv":"P-256"}]}"""));
        Assert.False(Reads("""{"keys":[],"keys":[]}"""));
        Assert.False(Reads("""{"keys":{}}"""));
        Assert.False(Reads("[]"));
        Assert.False(Reads(""));
        Assert.False(Reads($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", 65))}}]}"""));
        Assert.False(Reads("""{"keys":[]}""".PadRight(JwksDocument.LongestBytes + 1)));
    }

    private static bool Reads(string json) => JwksDocument.TryRead(System.Text.Encoding.UTF8.GetBytes(json), out _);

    private static Es256Key ReadPoint(byte[] uncompressed)
    {
        var x = Base64Url.Encode(uncompressed.AsSpan(1, 32));
        var y = Base64Url.Encode(uncompressed.AsSpan(33));
        var json = $$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"}""";
        Assert.True(Es256Key.TryReadJwk(JsonElement.Parse(json), out var read));
        return read;
    }

    private static JsonElement Write(Action<Utf8JsonWriter> write) => JsonElement.Parse(WriteBytes(write));

    private static byte[] WriteBytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
