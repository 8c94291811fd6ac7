using System.Text.Json;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography.Lattices;

/// <summary>ML-DSA-44 and -65 against the vectors of NIST, Wycheproof and the Community Cryptography Test Vectors.</summary>
public sealed class MlDsaTests
{
    private static readonly byte[] Message = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

    public static TheoryData<string> Sets => [MlDsaParameters.MlDsa44.Name, MlDsaParameters.MlDsa65.Name];

    [Fact]
    public void A_seed_gives_the_keys_that_NIST_says()
    {
        var count = 0;
        foreach (var (its, test) in Acvp("mldsa_keygen"))
        {
            using var key = MlDsaPrivateKey.FromSeed(ParametersOf(its), test.Hex("seed"));
            Assert.Equal(test.Text("expected_pk"), Convert.ToHexString(key.PublicKey.Raw), ignoreCase: true);
            Assert.True(MlDsaPrivateKey.TryReadExpanded(ParametersOf(its), test.Hex("expected_sk"), out var read));
            Assert.Equal(key.PublicKey, read.PublicKey);
            Assert.Equal(key.SignDeterministic(Message), read.SignDeterministic(Message));
            read.Dispose();
            count++;
        }

        Assert.Equal(50, count);
    }

    [Theory]
    [InlineData("mldsa_siggen_44", 90)]
    [InlineData("mldsa_siggen_tr1", 360)]
    public void Signatures_come_out_as_NIST_says(string file, int expected)
    {
        var count = 0;
        foreach (var (its, test) in Acvp(file).Where(it => !IsPreHash(it.Group)))
        {
            using var key = KeyOf(ParametersOf(its), test);
            var chance = test.TryGetProperty("rnd", out _) ? test.Hex("rnd") : new byte[MlDsaParameters.SeedSize];
            var signature = key.SignMu(MuOf(key.PublicKey, its, test), chance);
            Assert.Equal(test.Text("expected_signature"), Convert.ToHexString(signature), ignoreCase: true);
            count++;
        }

        Assert.Equal(expected, count);
    }

    [Fact]
    public void Verdicts_are_those_of_NIST()
    {
        var (valid, invalid) = (0, 0);
        foreach (var (its, test) in Acvp("mldsa_sigver").Where(it => !IsPreHash(it.Group)))
        {
            Assert.True(MlDsaPublicKey.TryRead(ParametersOf(its), test.Hex("pk"), out var key));
            var isExpected = test.GetProperty("expected_testPassed").GetBoolean();
            Assert.Equal(isExpected, key.VerifyMu(MuOf(key, its, test), test.Hex("signature")));
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((18, 72), (valid, invalid));
    }

    /// <summary>Twelve hashes, some of which .NET does not have: node's OpenSSL makes all of them.</summary>
    [Theory]
    [InlineData("mldsa_siggen_44", 30)]
    [InlineData("mldsa_siggen_tr1", 120)]
    [InlineData("mldsa_sigver", 30)]
    public void Signatures_of_hashes_are_those_of_NIST(string file, int expected)
    {
        using var hashes = new Peer("hashes");
        var count = 0;
        foreach (var (its, test) in Acvp(file).Where(it => IsPreHash(it.Group)))
        {
            var name = test.Text("hashAlg");
            var hashed = hashes.Ask("hash", new() { ["name"] = name, ["message"] = test.Text("message") })!.Value.GetString()!;
            var mu = new byte[MlDsaParameters.MuSize];
            if (test.TryGetProperty("expected_testPassed", out var isExpected))
            {
                Assert.True(MlDsaPublicKey.TryRead(ParametersOf(its), test.Hex("pk"), out var publicKey));
                publicKey.WriteMu(PreHashOf(name), Convert.FromHexString(hashed), test.Hex("context"), mu);
                Assert.Equal(isExpected.GetBoolean(), publicKey.VerifyMu(mu, test.Hex("signature")));
            }
            else
            {
                using var key = KeyOf(ParametersOf(its), test);
                key.PublicKey.WriteMu(PreHashOf(name), Convert.FromHexString(hashed), test.Hex("context"), mu);
                var chance = test.TryGetProperty("rnd", out _) ? test.Hex("rnd") : new byte[MlDsaParameters.SeedSize];
                Assert.Equal(test.Text("expected_signature"), Convert.ToHexString(key.SignMu(mu, chance)), ignoreCase: true);
            }

            count++;
        }

        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("mldsa_44_verify_test.json.gz", 77, 103)]
    [InlineData("mldsa_65_verify_test.json.gz", 79, 131)]
    public void Verdicts_are_those_of_Wycheproof(string file, int expectedValid, int expectedInvalid)
    {
        var (valid, invalid) = (0, 0);
        foreach (var (its, test) in Vectors.Wycheproof(file))
        {
            var isValid = MlDsaPublicKey.TryRead(ParametersOf(file), its.Hex("publicKey"), out var key)
                && key.Verify(test.Hex("msg"), test.Hex("sig"), ContextOf(test));
            var isExpected = test.Text("result") == "valid";
            Assert.True(isValid == isExpected, $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((expectedValid, expectedInvalid), (valid, invalid));
    }

    [Theory]
    [InlineData("mldsa_44_sign_seed_test.json.gz", 82, 4)]
    [InlineData("mldsa_44_sign_noseed_test.json.gz", 68, 5)]
    [InlineData("mldsa_65_sign_seed_test.json.gz", 101, 4)]
    [InlineData("mldsa_65_sign_noseed_test.json.gz", 73, 5)]
    public void Signatures_come_out_as_Wycheproof_says(string file, int expectedSigned, int expectedRefused)
    {
        var (signed, refused) = (0, 0);
        foreach (var (its, test) in Vectors.Wycheproof(file))
        {
            var signature = TrySign(ParametersOf(file), its, test);
            var expected = test.Text("result") == "valid" ? test.Text("sig") : null;
            Assert.True(
                expected == (signature is null ? null : Convert.ToHexStringLower(signature)),
                $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = signature is null ? refused++ : signed++;
        }

        Assert.Equal((expectedSigned, expectedRefused), (signed, refused));
    }

    /// <summary>Three messages of HTTP, of which one is signed with ML-DSA-87.</summary>
    [Fact]
    public void Signatures_of_HTTP_messages_come_out_as_C2SP_says()
    {
        var (signed, unknown) = (0, 0);
        foreach (var vector in Vectors.Read("crypto/c2sp/httpsig_pq_mldsa.json.gz").GetProperty("vectors").EnumerateArray())
        {
            if (vector.Text("algorithm") == "ml-dsa-87")
            {
                unknown++;
                continue;
            }

            using var key = MlDsaPrivateKey.FromSeed(
                Named(vector.Text("algorithm").ToUpperInvariant()), vector.Hex("private_key_seed_hex"));
            Assert.Equal(vector.Text("public_key_base64"), Convert.ToBase64String(key.PublicKey.Raw));
            var message = vector.GetProperty("signature_base_base64").GetBytesFromBase64();
            var signature = Convert.ToBase64String(key.SignDeterministic(message));
            Assert.Equal(vector.Text("deterministic_signature_base64"), signature);
            signed++;
        }

        Assert.Equal((2, 1), (signed, unknown));
    }

    /// <summary>Ten thousand keys and signatures of each set, in one hash: meets what chance seldom does.</summary>
    [Theory]
    [InlineData("ML-DSA-44", 100, "d51148e1f9f4fa1a723a6cf42e25f2a99eb5c1b378b3d2dbbd561b1203beeae4")]
    [InlineData("ML-DSA-44", 10_000, "e7fd21f6a59bcba60d65adc44404bb29a7c00e5d8d3ec06a732c00a306a7d143")]
    [InlineData("ML-DSA-65", 100, "8358a1843220194417cadbc2651295cd8fc65125b5a5c1a239a16dc8b57ca199")]
    [InlineData("ML-DSA-65", 10_000, "5ff5e196f0b830c3b10a9eb5358e7c98a3a20136cb677f3ae3b90175c3ace329")]
    public void Many_keys_and_signatures_accumulate_to_the_known_hash(string name, int rounds, string expected)
    {
        var (seeds, all) = (Sponge.Shake128(), Sponge.Shake128());
        var (seed, hash) = (new byte[MlDsaParameters.SeedSize], new byte[32]);
        for (var i = 0; i < rounds; i++)
        {
            seeds.Squeeze(seed);
            using var key = MlDsaPrivateKey.FromSeed(Named(name), seed);
            var signature = key.SignDeterministic([]);
            Assert.True(key.PublicKey.Verify([], signature));
            all.Absorb(key.PublicKey.Raw);
            all.Absorb(signature);
        }

        all.Squeeze(hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
        VectorReport.Note($"crypto/cctv/mldsa_accumulated.md, {name}, {rounds}", rounds);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_signature_holds_for_its_message_context_and_key_alone(string name)
    {
        using var key = MlDsaPrivateKey.Generate(Named(name));
        using var other = MlDsaPrivateKey.Generate(Named(name));
        var signature = key.Sign(Message, [1, 2]);
        Assert.Equal(Named(name).SignatureSize, signature.Length);
        Assert.True(key.PublicKey.Verify(Message, signature, [1, 2]));
        Assert.False(key.PublicKey.Verify(Message, signature, [1]));
        Assert.False(key.PublicKey.Verify(Message, signature));
        Assert.False(key.PublicKey.Verify([.. Message, 0], signature, [1, 2]));
        Assert.False(other.PublicKey.Verify(Message, signature, [1, 2]));
        Assert.False(key.PublicKey.Verify(Message, signature, new byte[256]));
        Assert.False(key.PublicKey.Verify(Message, [], [1, 2]));
        Assert.NotEqual(signature, key.Sign(Message, [1, 2]));
        for (var i = 0; i < signature.Length; i += 7)
        {
            signature[i] ^= (byte)(1 << (i % 8));
            Assert.False(key.PublicKey.Verify(Message, signature, [1, 2]), $"byte {i}");
            signature[i] ^= (byte)(1 << (i % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void What_is_no_key_is_refused(string name)
    {
        var parameters = Named(name);
        Assert.False(MlDsaPublicKey.TryRead(parameters, new byte[parameters.PublicKeySize - 1], out _));
        Assert.Throws<ArgumentException>(() => MlDsaPrivateKey.FromSeed(parameters, new byte[31]));
        Assert.False(MlDsaPrivateKey.TryReadExpanded(parameters, new byte[parameters.ExpandedKeySize], out _));
        Assert.False(MlDsaPrivateKey.TryReadExpanded(parameters, new byte[7], out _));
    }

    [Fact]
    public void A_disposed_key_neither_signs_nor_shows_its_seed()
    {
        var seed = new byte[MlDsaParameters.SeedSize];
        var key = MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, Message.AsSpan(0, 32));
        key.ExportSeed(seed);
        Assert.Equal(Message[..32], seed);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Message));
        Assert.Throws<ObjectDisposedException>(() => key.ExportSeed(seed));
    }

    private static byte[]? TrySign(MlDsaParameters parameters, JsonElement its, JsonElement test)
    {
        var isSeed = its.TryGetProperty("privateSeed", out _);
        var bytes = its.Hex(isSeed ? "privateSeed" : "privateKey");
        MlDsaPrivateKey? key = null;
        if (isSeed ? bytes.Length != MlDsaParameters.SeedSize : !MlDsaPrivateKey.TryReadExpanded(parameters, bytes, out key))
        {
            return null;
        }

        using var own = key ?? MlDsaPrivateKey.FromSeed(parameters, bytes);
        var chance = test.TryGetProperty("rnd", out _) ? test.Hex("rnd") : new byte[MlDsaParameters.SeedSize];
        if (!test.TryGetProperty("msg", out _))
        {
            return own.SignMu(test.Hex("mu"), chance);
        }

        var mu = new byte[MlDsaParameters.MuSize];
        if (ContextOf(test) is { Length: > MlDsaParameters.ContextMax } context)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => own.Sign(test.Hex("msg"), context));
            return null;
        }

        own.PublicKey.WriteMu(test.Hex("msg"), ContextOf(test), mu);
        return own.SignMu(mu, chance);
    }

    private static MlDsaPrivateKey KeyOf(MlDsaParameters parameters, JsonElement test)
    {
        if (test.TryGetProperty("seed", out _))
        {
            return MlDsaPrivateKey.FromSeed(parameters, test.Hex("seed"));
        }

        Assert.True(MlDsaPrivateKey.TryReadExpanded(parameters, test.Hex("sk"), out var key));
        return key;
    }

    /// <summary>NIST asks for the digest itself, for one of the message alone, or for one of message and context.</summary>
    private static byte[] MuOf(MlDsaPublicKey key, JsonElement its, JsonElement test)
    {
        var mu = new byte[MlDsaParameters.MuSize];
        if (its.Text("signatureInterface") == "external")
        {
            key.WriteMu(test.Hex("message"), test.Hex("context"), mu);
            return mu;
        }

        if (its.GetProperty("externalMu").GetBoolean())
        {
            return test.Hex("mu");
        }

        Sponge.Shake256(mu, key.Digest, test.Hex("message"));
        return mu;
    }

    private static byte[] ContextOf(JsonElement test) => test.TryGetProperty("ctx", out _) ? test.Hex("ctx") : [];

    private static bool IsPreHash(JsonElement its) =>
        its.TryGetProperty("preHash", out var form) && form.GetString() == "preHash";

    /// <summary>From NIST's names: SHA2-512/256, SHA3-224, SHAKE-128.</summary>
    private static MlDsaPreHash PreHashOf(string name) => Enum.Parse<MlDsaPreHash>(
        name.Replace("SHA2-", "Sha", StringComparison.Ordinal).Replace("/", "To", StringComparison.Ordinal)
            .Replace("SHA3-", "Sha3To", StringComparison.Ordinal).Replace("SHAKE-", "Shake", StringComparison.Ordinal));

    private static MlDsaParameters ParametersOf(JsonElement its) => Named(its.Text("parameterSet"));

    private static MlDsaParameters ParametersOf(string file) =>
        file.Contains("_44_", StringComparison.Ordinal) ? MlDsaParameters.MlDsa44 : MlDsaParameters.MlDsa65;

    private static MlDsaParameters Named(string name) =>
        name == MlDsaParameters.MlDsa44.Name ? MlDsaParameters.MlDsa44 : MlDsaParameters.MlDsa65;

    private static IEnumerable<(JsonElement Group, JsonElement Test)> Acvp(string file) =>
        from its in Vectors.Read($"crypto/acvp/{file}.json.gz").GetProperty("testGroups").EnumerateArray()
        from test in its.GetProperty("tests").EnumerateArray()
        select (its, test);
}
