using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Cryptography.Jose;

public sealed class Es256KeyTests : IDisposable
{
    private readonly JsonWebKey key = JsonWebKey.Generate(JwsAlgorithm.Es256);

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
            var isValid = read.Verify(JwsAlgorithm.Es256, test.Hex("msg"), test.Hex("sig"));
            Assert.True(isValid == isExpected, $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((173, 89), (valid, invalid));
    }

    [Fact]
    public void A_PKCS8_of_the_runtime_is_the_same_key()
    {
        using var theirs = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ours = Es256Key.FromPkcs8(theirs.ExportPkcs8PrivateKey());
        Assert.True(ours.IsPrivate);
        Assert.Equal(ours.Thumbprint, ours.KeyId);
        var message = "message"u8.ToArray();
        var signature = new byte[64];
        ours.Sign(message, signature);
        Assert.True(theirs.VerifyData(message, signature, HashAlgorithmName.SHA256));
        Assert.True(ours.Verify(JwsAlgorithm.Es256, message, theirs.SignData(message, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public void The_public_JWK_verifies_and_gives_nothing_away()
    {
        var jwk = Tokens.Write(key.WritePublicJwk);
        Assert.False(jwk.TryGetProperty("d", out _));
        Assert.True(JsonWebKey.TryRead(jwk.Utf8(), out var publicKey));
        using (publicKey)
        {
            Assert.False(publicKey.IsPrivate);
            Assert.Throws<InvalidOperationException>(() => publicKey.Sign([1], new byte[64]));
            Assert.Throws<InvalidOperationException>(() => publicKey.ToPrivateJwk());
            Assert.Throws<InvalidOperationException>(() => Tokens.Write(publicKey.WritePrivateJwk));
        }
    }

    /// <summary>The members in the order and form that RFC 7638 section 3.2 asks for EC keys, hashed by hand.</summary>
    [Fact]
    public void The_key_id_is_the_thumbprint()
    {
        var jwk = Tokens.Write(key.WritePublicJwk);
        var canonical = $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{jwk.Text("x")}\",\"y\":\"{jwk.Text("y")}\"}}";
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(canonical));
        Assert.Equal(Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_'), key.KeyId);
        Assert.Equal(43, key.KeyId.Length);
    }

    [Fact]
    public void A_PKCS8_of_another_curve_or_with_more_behind_is_refused()
    {
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<CryptographicException>(() => Es256Key.FromPkcs8(other.ExportPkcs8PrivateKey()));
        Assert.Throws<CryptographicException>(() => Es256Key.FromPkcs8([.. good.ExportPkcs8PrivateKey(), 0]));
    }

    [Fact]
    public void Many_threads_share_a_key()
    {
        var wrong = 0;
        Parallel.For(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Span<byte> signature = stackalloc byte[64];
            key.Sign(BitConverter.GetBytes(i), signature);
            if (!key.Verify(JwsAlgorithm.Es256, BitConverter.GetBytes(i), signature))
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    private static JsonWebKey ReadPoint(byte[] uncompressed)
    {
        var x = Base64Url.Encode(uncompressed.AsSpan(1, 32));
        var y = Base64Url.Encode(uncompressed.AsSpan(33));
        var json = $$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"}""";
        Assert.True(JsonWebKey.TryRead(Encoding.UTF8.GetBytes(json), out var read));
        return read;
    }
}
