using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Lattices;

/// <summary>ML-KEM-768 against the vectors of NIST and Wycheproof, and against @noble/post-quantum.</summary>
public sealed class MlKemTests
{
    [Fact]
    public void A_seed_gives_the_keys_that_NIST_says()
    {
        var count = 0;
        foreach (var (_, test) in Acvp("mlkem_keygen_768"))
        {
            using var key = MlKemPrivateKey.FromSeed([.. test.Hex("d"), .. test.Hex("z")]);
            Assert.Equal(test.Text("expected_ek"), Convert.ToHexString(key.PublicKey.Raw), ignoreCase: true);
            AssertSameKey(key, test.Hex("expected_dk"));
            count++;
        }

        Assert.Equal(25, count);
    }

    [Fact]
    public void Secrets_and_checks_are_those_of_NIST()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (its, test) in Acvp("mlkem_encapdecap_tr1_768"))
        {
            var function = its.Text("function");
            switch (function)
            {
                case "encapsulation":
                    var (ciphertext, secret) = (new byte[MlKemPublicKey.CiphertextSize], new byte[32]);
                    Assert.True(MlKemPublicKey.TryRead(test.Hex("ek"), out var publicKey));
                    publicKey.Encapsulate(test.Hex("m"), ciphertext, secret);
                    Assert.Equal(test.Text("expected_c"), Convert.ToHexString(ciphertext), ignoreCase: true);
                    Assert.Equal(test.Text("expected_k"), Convert.ToHexString(secret), ignoreCase: true);
                    break;
                case "decapsulation":
                    using (var key = KeyOf(test))
                    {
                        Assert.Equal(test.Text("expected_k"), SecretOf(key, test.Hex("c")), ignoreCase: true);
                    }

                    break;
                case "decapsulationKeyCheck":
                    Assert.Equal(Expected(test), MlKemPrivateKey.TryReadExpanded(test.Hex("dk"), out _));
                    break;
                default:
                    Assert.Equal(Expected(test), MlKemPublicKey.TryRead(test.Hex("ek"), out _));
                    break;
            }

            counts[function] = counts.GetValueOrDefault(function) + 1;
        }

        Assert.Equal([10, 10, 20, 25], counts.Values.Order());
    }

    [Fact]
    public void Keys_are_those_of_Wycheproof()
    {
        var count = 0;
        foreach (var (_, test) in Vectors.Wycheproof("mlkem_768_keygen_seed_test.json.gz"))
        {
            using var key = MlKemPrivateKey.FromSeed(test.Hex("seed"));
            Assert.Equal(test.Text("ek"), Convert.ToHexStringLower(key.PublicKey.Raw));
            AssertSameKey(key, test.Hex("dk"));
            count++;
        }

        Assert.Equal(100, count);
    }

    [Fact]
    public void Encapsulations_come_out_as_Wycheproof_says()
    {
        var (valid, invalid) = (0, 0);
        foreach (var (_, test) in Vectors.Wycheproof("mlkem_768_encaps_test.json.gz"))
        {
            var isRead = MlKemPublicKey.TryRead(test.Hex("ek"), out var key);
            Assert.Equal(test.Text("result") == "valid", isRead);
            if (key is null)
            {
                invalid++;
                continue;
            }

            var (ciphertext, secret) = (new byte[MlKemPublicKey.CiphertextSize], new byte[32]);
            key.Encapsulate(test.Hex("m"), ciphertext, secret);
            Assert.Equal(test.Text("c"), Convert.ToHexStringLower(ciphertext));
            Assert.Equal(test.Text("K"), Convert.ToHexStringLower(secret));
            valid++;
        }

        Assert.Equal((133, 132), (valid, invalid));
    }

    [Fact]
    public void Decapsulations_come_out_as_Wycheproof_says()
    {
        var (valid, invalid) = (0, 0);
        foreach (var (_, test) in Vectors.Wycheproof("mlkem_768_test.json.gz"))
        {
            var isExpected = test.Text("result") == "valid";
            var secret = new byte[32];
            var isDone = test.Hex("seed").Length == MlKemPrivateKey.SeedSize && IsDone(test, secret);
            Assert.True(isDone == isExpected, $"tcId {test.GetProperty("tcId")}");
            Assert.True(!isExpected || test.Text("K") == Convert.ToHexStringLower(secret), $"tcId {test.GetProperty("tcId")}");
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((153, 40), (valid, invalid));
    }

    [Fact]
    public void We_agree_with_another_implementation_in_both_directions()
    {
        using var peer = new Peer("post-quantum");
        for (var i = 0; i < 40; i++)
        {
            var (seed, chance) = (SHA512.HashData([(byte)i]), SHA256.HashData([(byte)i]));
            using var key = MlKemPrivateKey.FromSeed(seed);
            var raw = Convert.ToHexStringLower(key.PublicKey.Raw);
            Assert.Equal(raw, Text(peer.Ask("kemPublicKey", new() { ["seed"] = Hex(seed) })));

            var (ciphertext, secret) = (new byte[MlKemPublicKey.CiphertextSize], new byte[32]);
            key.PublicKey.Encapsulate(chance, ciphertext, secret);
            var theirs = peer.Ask("encapsulate", new() { ["key"] = raw, ["chance"] = Hex(chance) })!.Value;
            Assert.Equal(theirs.Text("cipherText"), Hex(ciphertext));
            Assert.Equal(theirs.Text("sharedSecret"), Hex(secret));

            // A broken one, too, must give the same.
            ciphertext[i * 20] ^= (byte)(i % 2);
            var asked = new JsonObject { ["seed"] = Hex(seed), ["cipherText"] = Hex(ciphertext) };
            Assert.Equal(Text(peer.Ask("decapsulate", asked)), SecretOf(key, ciphertext));
        }
    }

    [Fact]
    public void A_broken_ciphertext_gives_another_secret_and_one_of_another_size_none()
    {
        using var key = MlKemPrivateKey.Generate();
        var (ciphertext, secret, read) = (new byte[MlKemPublicKey.CiphertextSize], new byte[32], new byte[32]);
        key.PublicKey.Encapsulate(ciphertext, secret);
        Assert.True(key.TryDecapsulate(ciphertext, read));
        Assert.Equal(secret, read);
        ciphertext[7] ^= 1;
        Assert.True(key.TryDecapsulate(ciphertext, read));
        Assert.NotEqual(secret, read);
        Assert.False(key.TryDecapsulate(ciphertext.AsSpan(1), read));

        var seed = new byte[MlKemPrivateKey.SeedSize];
        key.ExportSeed(seed);
        using var same = MlKemPrivateKey.FromSeed(seed);
        Assert.Equal(key.PublicKey, same.PublicKey);
        same.Dispose();
        Assert.Throws<ObjectDisposedException>(() => same.TryDecapsulate(ciphertext, read));
    }

    private static bool IsDone(JsonElement test, byte[] secret)
    {
        using var key = MlKemPrivateKey.FromSeed(test.Hex("seed"));
        return (!test.TryGetProperty("ek", out _) || test.Text("ek") == Convert.ToHexStringLower(key.PublicKey.Raw))
            && key.TryDecapsulate(test.Hex("c"), secret);
    }

    private static MlKemPrivateKey KeyOf(JsonElement test)
    {
        if (test.TryGetProperty("d", out _))
        {
            return MlKemPrivateKey.FromSeed([.. test.Hex("d"), .. test.Hex("z")]);
        }

        Assert.True(MlKemPrivateKey.TryReadExpanded(test.Hex("dk"), out var key));
        return key;
    }

    private static void AssertSameKey(MlKemPrivateKey key, byte[] expanded)
    {
        Assert.True(MlKemPrivateKey.TryReadExpanded(expanded, out var read));
        Assert.Equal(key.PublicKey, read.PublicKey);
        var (ciphertext, secret) = (new byte[MlKemPublicKey.CiphertextSize], new byte[32]);
        key.PublicKey.Encapsulate(ciphertext, secret);
        Assert.Equal(Hex(secret), SecretOf(read, ciphertext));
        ciphertext[0] ^= 1;
        Assert.Equal(SecretOf(key, ciphertext), SecretOf(read, ciphertext));
        read.Dispose();
    }

    private static string SecretOf(MlKemPrivateKey key, byte[] ciphertext)
    {
        var secret = new byte[32];
        Assert.True(key.TryDecapsulate(ciphertext, secret));
        return Hex(secret);
    }

    private static bool Expected(JsonElement test) => test.GetProperty("expected_testPassed").GetBoolean();

    private static string? Text(JsonElement? answer) => answer?.GetString();

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static IEnumerable<(JsonElement Group, JsonElement Test)> Acvp(string file) =>
        from its in Vectors.Read($"crypto/acvp/{file}.json.gz").GetProperty("testGroups").EnumerateArray()
        from test in its.GetProperty("tests").EnumerateArray()
        select (its, test);
}
