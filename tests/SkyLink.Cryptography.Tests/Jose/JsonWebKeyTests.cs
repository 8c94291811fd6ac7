using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Jose;

public sealed class JsonWebKeyTests
{
    private static readonly BigInteger Prime =
        BigInteger.Pow(2, 256) - BigInteger.Pow(2, 224) + BigInteger.Pow(2, 192) + BigInteger.Pow(2, 96) - 1;

    private static readonly BigInteger B = BigInteger.Parse(
        "05ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", System.Globalization.NumberStyles.HexNumber);

    /// <summary>One of each kind for all tests: RSA takes long to make.</summary>
    private static readonly Dictionary<JwsAlgorithm, JsonWebKey> Keys = Enum.GetValues<JwsAlgorithm>()
        .Where(algorithm => algorithm != JwsAlgorithm.Rs256)
        .ToDictionary(algorithm => algorithm, algorithm => JsonWebKey.Generate(algorithm));

    public static TheoryData<JwsAlgorithm> Algorithms => [.. Keys.Keys];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_private_JWK_brings_the_key_back(JwsAlgorithm algorithm)
    {
        var key = Keys[algorithm];
        Assert.Equal(algorithm, key.Algorithm);
        Assert.True(JsonWebKey.TryReadPrivate(key.ToPrivateJwk(), out var again));
        using (again)
        {
            Assert.True(again.IsPrivate);
            Assert.Equal(key.KeyId, again.KeyId);
            var signature = new byte[again.SignatureSize];
            again.Sign("message"u8, signature);
            Assert.True(key.Verify(algorithm, "message"u8, signature));
            Assert.False(key.Verify(algorithm, "massage"u8, signature));
            Assert.False(key.Verify(algorithm, "message"u8, signature.AsSpan(1)));
            Assert.False(key.Verify(algorithm, "message"u8, [.. signature, 0]));
            Assert.Equal(Tokens.WriteBytes(key.WritePrivateJwk), Tokens.WriteBytes(again.WritePrivateJwk));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_public_JWK_verifies_and_gives_nothing_away(JwsAlgorithm algorithm)
    {
        var key = Keys[algorithm];
        var jwk = Tokens.Write(key.WritePublicJwk);
        Assert.DoesNotContain(jwk.EnumerateObject(), member => member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi" or "priv");
        Assert.True(JsonWebKey.TryRead(jwk.Utf8(), out var read));
        using (read)
        {
            Assert.False(read.IsPrivate);
            Assert.Equal(key.Thumbprint, read.Thumbprint);
            Assert.Throws<InvalidOperationException>(() => read.Sign([], new byte[read.SignatureSize]));
            Assert.Throws<InvalidOperationException>(() => Tokens.Write(read.WritePrivateJwk));
            var signature = new byte[key.SignatureSize];
            key.Sign([1], signature);
            Assert.True(read.Verify(algorithm, [1], signature));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_secret_is_read_only_where_one_is_asked_for(JwsAlgorithm algorithm)
    {
        Assert.False(JsonWebKey.TryRead(Tokens.WriteBytes(Keys[algorithm].WritePrivateJwk), out _));
        Assert.False(JsonWebKey.TryReadPrivate(Tokens.WriteBytes(Keys[algorithm].WritePublicJwk), out _));
        foreach (var secret in new[] { "d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv" })
        {
            Assert.False(Reads(algorithm, jwk => jwk[secret] = null), secret);
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_secret_of_another_key_is_refused(JwsAlgorithm algorithm)
    {
        using var other = JsonWebKey.Generate(algorithm);
        var (own, foreign) = (Parse(Keys[algorithm].WritePrivateJwk), Parse(other.WritePrivateJwk));
        foreach (var member in foreign.Where(member => member.Key is "d" or "p" or "q" or "dp" or "dq" or "qi" or "priv").ToList())
        {
            own[member.Key] = member.Value!.DeepClone();
        }

        Assert.False(JsonWebKey.TryReadPrivate(Utf8(own), out _));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void What_the_key_is_for_must_fit(JwsAlgorithm algorithm)
    {
        Assert.True(Reads(algorithm, _ => { }));
        Assert.True(Reads(algorithm, jwk => jwk["key_ops"] = new JsonArray("verify")));
        Assert.True(Reads(algorithm, jwk => jwk["key_ops"] = new JsonArray("sign", "verify")));
        Assert.True(Reads(algorithm, jwk => jwk.Remove("kid")));
        Assert.True(Reads(algorithm, jwk => jwk["x5c"] = new JsonArray("not looked at")));
        Assert.True(Reads(algorithm, jwk => jwk["kid"] = new string('k', 128)));
        Assert.False(Reads(algorithm, jwk => jwk["kid"] = new string('k', 129)));
        Assert.False(Reads(algorithm, jwk => jwk["kid"] = ""));
        Assert.False(Reads(algorithm, jwk => jwk["kid"] = 7));
        Assert.False(Reads(algorithm, jwk => jwk["use"] = "enc"));
        Assert.False(Reads(algorithm, jwk => jwk["use"] = 7));
        Assert.False(Reads(algorithm, jwk => jwk["alg"] = "HS256"));
        Assert.False(Reads(algorithm, jwk => jwk["alg"] = "none"));
        Assert.False(Reads(algorithm, jwk => jwk["alg"] = null));
        Assert.False(Reads(algorithm, jwk => jwk["key_ops"] = new JsonArray("sign")));
        Assert.False(Reads(algorithm, jwk => jwk["key_ops"] = new JsonArray("verify", "verify")));
        Assert.False(Reads(algorithm, jwk => jwk["key_ops"] = new JsonArray("verify", "encrypt")));
        Assert.False(Reads(algorithm, jwk => jwk["key_ops"] = "verify"));
        Assert.False(Reads(algorithm, jwk => jwk["key_ops"] = new JsonArray()));
        Assert.False(Reads(algorithm, jwk => jwk["kty"] = "oct"));
        Assert.False(Reads(algorithm, jwk => jwk.Remove("kty")));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Each_member_of_the_key_has_one_text(JwsAlgorithm algorithm)
    {
        foreach (var name in Parse(Keys[algorithm].WritePublicJwk).Select(member => member.Key)
            .Where(name => name is "x" or "y" or "n" or "e" or "pub").ToList())
        {
            foreach (var change in new Func<string, JsonNode?>[]
            {
                text => text + "=", text => " " + text, text => text + "\n", text => text[..^1], text => text + "AAAA", _ => "", _ => null,
                _ => 7, text => new JsonArray(text), text => text[..^1] + (char)(text[^1] ^ 0x80), text => text.Insert(4, "\0"),
            })
            {
                Assert.False(Reads(algorithm, jwk => jwk[name] = change(jwk[name]!.GetValue<string>())), name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_name_given_twice_is_refused_at_any_depth(JwsAlgorithm algorithm)
    {
        var text = Encoding.UTF8.GetString(Tokens.WriteBytes(Keys[algorithm].WritePublicJwk));
        Assert.True(JsonWebKey.TryRead(Encoding.UTF8.GetBytes(text[..^1] + ",\"a\":{\"b\":1}}"), out var read));
        read.Dispose();
        Assert.False(JsonWebKey.TryRead(Encoding.UTF8.GetBytes(text[..^1] + ",\"a\":{\"b\":1,\"b\":1}}"), out _));
        Assert.False(JsonWebKey.TryRead(Encoding.UTF8.GetBytes(text[..^1] + ",\"kty\":\"RSA\"}"), out _));
        Assert.False(JsonWebKey.TryRead(Encoding.UTF8.GetBytes($"[{text}]"), out _));
        Assert.False(JsonWebKey.TryRead([], out _));
    }

    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")] // neutral
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")] // of order 4
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")] // of order 8
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // of order 2
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // p for 0
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // p + 1 for 1
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")] // no point
    public void An_Ed25519_key_of_small_order_or_in_another_form_is_refused(string hex) =>
        Assert.False(Reads(JwsAlgorithm.EdDsa, jwk => jwk["x"] = Base64Url.Encode(Convert.FromHexString(hex))));

    /// <summary>The few points whose x has another form of 32 bytes, x + p.</summary>
    [Fact]
    public void A_coordinate_not_below_the_prime_is_refused()
    {
        var x = Enumerable.Range(1, 100).Select(it => new BigInteger(it)).First(it => HasPoint(it, out _));
        Assert.True(HasPoint(x, out var y));
        Assert.True(Reads(JwsAlgorithm.Es256, jwk => (jwk["x"], jwk["y"]) = (Encode(x), Encode(y))));
        Assert.False(Reads(JwsAlgorithm.Es256, jwk => (jwk["x"], jwk["y"]) = (Encode(x + Prime), Encode(y))));
        Assert.False(Reads(JwsAlgorithm.Es256, jwk => (jwk["x"], jwk["y"]) = (Encode(x), Encode(y + 1))));
        Assert.False(Reads(JwsAlgorithm.Es256, jwk => (jwk["x"], jwk["y"]) = (Encode(0), Encode(0))));
    }

    [Fact]
    public void An_RSA_key_that_is_weak_huge_or_oddly_written_is_refused()
    {
        var n = Parse(Keys[JwsAlgorithm.Ps256].WritePublicJwk)["n"]!.GetValue<string>();
        Assert.True(Base64Url.TryDecode(n, out var modulus));
        Assert.False(ReadsModulus([0, .. modulus]));
        Assert.False(ReadsModulus([.. modulus[..^1], (byte)(modulus[^1] ^ 1)]));
        Assert.False(ReadsModulus([(byte)(modulus[0] & 0x7F), .. modulus[1..]]), "2,047 bits");
        Assert.False(ReadsModulus(modulus[..128]));
        Assert.True(ReadsModulus([.. modulus, .. modulus]), "4,096 bits");
        Assert.False(ReadsModulus([1, .. modulus, .. modulus]), "4,097 bits");
        Assert.False(ReadsModulus([.. Enumerable.Repeat((byte)0xFF, 2048)]));
        foreach (var exponent in new[] { "Aw", "AQ", "AA", "AAEAAQ", "AQAC", "AQABAQAB" })
        {
            Assert.False(Reads(JwsAlgorithm.Ps256, jwk => jwk["e"] = exponent), exponent);
        }

        bool ReadsModulus(byte[] other) => Reads(JwsAlgorithm.Ps256, jwk => jwk["n"] = Base64Url.Encode(other));
    }

    [Fact]
    public void An_RSA_key_without_alg_checks_PS256_and_RS256_and_one_with_alg_only_its_own()
    {
        var key = Keys[JwsAlgorithm.Ps256];
        var jwk = Parse(key.WritePublicJwk);
        var signature = new byte[key.SignatureSize];
        key.Sign([1], signature);
        Assert.False(key.Fits(JwsAlgorithm.Rs256));
        Assert.True(jwk.Remove("alg"));
        using var either = Read(jwk);
        Assert.True(either.Fits(JwsAlgorithm.Rs256));
        Assert.True(either.Verify(JwsAlgorithm.Ps256, [1], signature));
        Assert.False(either.Verify(JwsAlgorithm.Rs256, [1], signature));
        Assert.False(either.Fits(JwsAlgorithm.Es256));
        Assert.False(Tokens.Write(either.WritePublicJwk).TryGetProperty("alg", out _));
        jwk["alg"] = "RS256";
        using var other = Read(jwk);
        Assert.False(other.Verify(JwsAlgorithm.Ps256, [1], signature));

        var secret = Parse(key.WritePrivateJwk);
        secret["alg"] = "RS256";
        Assert.False(JsonWebKey.TryReadPrivate(Utf8(secret), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonWebKey.Generate(JwsAlgorithm.Rs256));
    }

    /// <summary>That of the RFC, and those of the other kinds hashed by hand from their members in order.</summary>
    [Fact]
    public void Thumbprints_are_those_of_RFC_7638()
    {
        var vector = Vectors.Read("crypto/jose/rfc7638_thumbprint.json");
        Assert.True(JsonWebKey.TryRead(vector.GetProperty("jwk").Utf8(), out var rsa));
        Assert.Equal("2011-04-29", rsa.KeyId);
        Assert.Equal(vector.Text("sha256_b64url"), rsa.Thumbprint);
        rsa.Dispose();
        foreach (var (algorithm, names) in new[]
        {
            (JwsAlgorithm.Es256, new[] { "crv", "kty", "x", "y" }), (JwsAlgorithm.EdDsa, ["crv", "kty", "x"]),
            (JwsAlgorithm.Ps256, ["e", "kty", "n"]), (JwsAlgorithm.MlDsa44, ["alg", "kty", "pub"]),
            (JwsAlgorithm.MlDsa65, ["alg", "kty", "pub"]),
        })
        {
            var jwk = Parse(Keys[algorithm].WritePublicJwk);
            var canonical = $"{{{string.Join(',', names.Select(name => $"\"{name}\":\"{jwk[name]}\""))}}}";
            Assert.Equal(Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical))), Keys[algorithm].Thumbprint);
        }
    }

    [Fact]
    public void The_key_and_signature_of_RFC_9964_are_ours()
    {
        var vector = Vectors.Read("crypto/jose/rfc9964_mldsa44.json");
        Assert.True(JsonWebKey.TryReadPrivate(vector.GetProperty("jwk").Utf8(), out var key));
        using (key)
        {
            Assert.Equal(JwsAlgorithm.MlDsa44, key.Algorithm);
            Assert.Equal(vector.GetProperty("jwk").Text("kid"), key.Thumbprint);
            Assert.True(Jws.TryRead(vector.Text("jws"), out var jws));
            Assert.True(jws.IsSignedBy(key));
            var seed = Convert.FromHexString(vector.Text("seed"));
            using var pair = MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, seed);
            Assert.Equal(vector.GetProperty("jwk").Text("pub"), Base64Url.Encode(pair.PublicKey.Raw));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Many_threads_share_a_key(JwsAlgorithm algorithm)
    {
        var (wrong, key) = (0, Keys[algorithm]);
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var signature = new byte[key.SignatureSize];
            key.Sign(BitConverter.GetBytes(i), signature);
            if (!key.Verify(algorithm, BitConverter.GetBytes(i), signature))
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    private static bool HasPoint(BigInteger x, out BigInteger y)
    {
        var square = (BigInteger.ModPow(x, 3, Prime) - (3 * x) + B + (3 * Prime)) % Prime;
        y = BigInteger.ModPow(square, (Prime + 1) / 4, Prime);
        return BigInteger.ModPow(y, 2, Prime) == square;
    }

    private static string Encode(BigInteger coordinate)
    {
        var bytes = new byte[32];
        var raw = coordinate.ToByteArray(isUnsigned: true, isBigEndian: true);
        raw.CopyTo(bytes.AsSpan(32 - raw.Length));
        return Base64Url.Encode(bytes);
    }

    private static bool Reads(JwsAlgorithm algorithm, Action<JsonObject> change)
    {
        var jwk = Parse(Keys[algorithm].WritePublicJwk);
        change(jwk);
        if (!JsonWebKey.TryRead(Utf8(jwk), out var key))
        {
            return false;
        }

        key.Dispose();
        return true;
    }

    private static JsonWebKey Read(JsonObject jwk)
    {
        Assert.True(JsonWebKey.TryRead(Utf8(jwk), out var key));
        return key;
    }

    private static JsonObject Parse(Action<Utf8JsonWriter> write) => JsonNode.Parse(Tokens.WriteBytes(write))!.AsObject();

    private static byte[] Utf8(JsonObject jwk) => Encoding.UTF8.GetBytes(jwk.ToJsonString());
}
