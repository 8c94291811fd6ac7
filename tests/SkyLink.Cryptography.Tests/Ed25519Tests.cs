using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SkyLink.Testing;

namespace SkyLink.Cryptography;

public sealed class Ed25519Tests
{
    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public void The_signatures_of_RFC_8032_come_out_byte_for_byte()
    {
        var vectors = Vectors.Read("crypto/rfc/rfc8032_ed25519.json").EnumerateArray().ToList();
        Assert.Equal(5, vectors.Count);
        foreach (var vector in vectors)
        {
            using var key = Ed25519PrivateKey.FromSeed(vector.Hex("secretKey"));
            Assert.Equal(vector.Hex("publicKey"), key.PublicKey.Raw.ToArray());
            Assert.Equal(vector.Hex("signature"), key.Sign(vector.Hex("message")));
            Assert.True(key.PublicKey.Verify(vector.Hex("message"), vector.Hex("signature")), vector.Text("name"));
        }
    }

    [Fact]
    public void Every_verdict_of_Wycheproof_is_ours()
    {
        var (valid, invalid) = (0, 0);
        foreach (var (testGroup, test) in Vectors.Wycheproof("ed25519_test.json.gz"))
        {
            var isExpected = test.Text("result") == "valid";
            var isRead = Ed25519PublicKey.TryRead(testGroup.Hex("publicKeyDer"), out var key);
            var isValid = isRead && key!.Verify(test.Hex("msg"), test.Hex("sig"));
            Assert.True(isValid == isExpected, $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");

            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((88, 63), (valid, invalid));
    }

    /// <summary>
    /// The collection lists edge cases on which verifiers differ; its flags say which of them are strict.
    /// </summary>
    [Fact]
    public void Edge_cases_on_which_verifiers_differ_are_decided_strictly()
    {
        string[] refusedFlags =
            ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue", "reencoded_k"];
        var vectors = Vectors.Read("crypto/cctv/ed25519vectors.json.gz").EnumerateArray().ToList();
        var accepted = 0;
        foreach (var vector in vectors)
        {
            var isExpected = Flags(vector).Intersect(refusedFlags).FirstOrDefault() is null;
            var isRead = Ed25519PublicKey.TryRead(vector.Hex("key"), out var key);
            var message = Encoding.UTF8.GetBytes(vector.Text("msg"));
            var isValid = isRead && key!.Verify(message, vector.Hex("sig"));
            Assert.True(
                isValid == isExpected, $"{vector.GetProperty("number")}: {string.Join(',', Flags(vector))}");
            accepted += isValid ? 1 : 0;
        }

        Assert.Equal(914, vectors.Count);
        Assert.NotEqual(0, accepted);
    }

    [Fact]
    public void Keys_of_small_order_and_doubled_encodings_are_no_keys()
    {
        foreach (var vector in Vectors.Read("crypto/cctv/ed25519vectors.json.gz").EnumerateArray())
        {
            var isWeak = Flags(vector).Any(flag => flag is "low_order_A" or "non_canonical_A");
            Assert.Equal(!isWeak, Ed25519PublicKey.TryRead(vector.Hex("key"), out var key));
        }
    }

    [Fact]
    public void All_forms_of_a_private_key_in_the_wild_are_the_same_key()
    {
        using var key = Ed25519PrivateKey.FromSeed(Seed);
        var publicKey = key.PublicKey.Raw.ToArray();
        var pkcs8 = key.ToPkcs8();
        byte[] versionOne = [.. pkcs8];
        versionOne[4] = 1;
        byte[] withPublicKey = [.. pkcs8, 0x81, 0x21, 0, .. publicKey];
        withPublicKey[1] = 0x51;
        withPublicKey[4] = 1;
        byte[][] forms = [Seed, [.. Seed, .. publicKey], pkcs8, versionOne, withPublicKey];
        foreach (var form in forms)
        {
            Assert.True(Ed25519PrivateKey.TryRead(form, out var fromBytes));
            Assert.True(Ed25519PrivateKey.TryRead(Convert.ToBase64String(form), out var fromText));
            Assert.Equal(key.PublicKey, fromBytes.PublicKey);
            Assert.Equal(key.PublicKey, fromText.PublicKey);
            fromBytes.Dispose();
            fromText.Dispose();
        }
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        using var key = Ed25519PrivateKey.Generate();
        using var again = Ed25519PrivateKey.FromPkcs8(key.ToPkcs8());
        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.True(Ed25519PublicKey.TryRead(key.PublicKey.ToSpki(), out var fromSpki));
        Assert.Equal(key.PublicKey, fromSpki);
        Assert.Equal(key.PublicKey, Ed25519PublicKey.FromBase64(key.PublicKey.ToBase64()));
        Span<byte> seed = stackalloc byte[32];
        key.ExportSeed(seed);
        using var fromSeed = Ed25519PrivateKey.FromSeed(seed);
        Assert.Equal(key.PublicKey, fromSeed.PublicKey);
        Assert.Throws<FormatException>(() => Ed25519PublicKey.FromBase64("AAAA"));
    }

    [Fact]
    public void A_private_key_with_the_public_key_of_another_is_refused()
    {
        using var other = Ed25519PrivateKey.Generate();
        byte[] mixed = [.. Seed, .. other.PublicKey.Raw];
        Assert.False(Ed25519PrivateKey.TryRead(mixed, out _));
        Assert.Throws<CryptographicException>(() => Ed25519PrivateKey.FromExpanded(mixed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(83)]
    [InlineData(2000)]
    public void Bytes_that_are_no_key_are_refused(int length)
    {
        Assert.False(Ed25519PrivateKey.TryRead(new byte[length], out _));
        Assert.False(Ed25519PublicKey.TryRead(new byte[length], out _));
        Assert.False(Ed25519PrivateKey.TryRead(Convert.ToBase64String(new byte[length]), out _));
    }

    [Fact]
    public void An_X25519_document_is_no_Ed25519_key()
    {
        using var other = X25519PrivateKey.Generate();
        Assert.False(Ed25519PrivateKey.TryRead(other.ToPkcs8(), out _));
        Assert.False(Ed25519PublicKey.TryRead(other.PublicKey.ToSpki(), out _));
    }

    [Fact]
    public void Two_keys_in_turn_on_one_thread_do_not_mix()
    {
        using var first = Ed25519PrivateKey.Generate();
        using var second = Ed25519PrivateKey.Generate();
        var message = "message"u8.ToArray();
        for (var i = 0; i < 10; i++)
        {
            var signature = (i % 2 == 0 ? first : second).Sign(message);
            Assert.Equal(i % 2 == 0, first.PublicKey.Verify(message, signature));
            Assert.Equal(i % 2 == 1, second.PublicKey.Verify(message, signature));
        }
    }

    [Fact]
    public void Many_threads_share_a_key()
    {
        using var key = Ed25519PrivateKey.FromSeed(Seed);
        var wrong = 0;
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var message = BitConverter.GetBytes(i);
            Span<byte> signature = stackalloc byte[64];
            key.Sign(message, signature);
            if (!key.PublicKey.Verify(message, signature))
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Signing_and_verifying_allocate_nothing()
    {
        using var key = Ed25519PrivateKey.FromSeed(Seed);
        var message = new byte[1024];
        var (signature, digest) = (new byte[64], new byte[64]);
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                key.Sign(message, signature);
                _ = key.PublicKey.Verify(message, signature);
                Blake2b512.Hash(message, digest);
            }

            return true;
        }));
    }

    [Fact]
    public void A_disposed_key_does_not_sign()
    {
        var key = Ed25519PrivateKey.Generate();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign([1]));
        using var next = Ed25519PrivateKey.Generate();
        Assert.True(next.PublicKey.Verify([1], next.Sign([1])));
    }

    private static IEnumerable<string> Flags(JsonElement vector) =>
        vector.GetProperty("flags") is { ValueKind: JsonValueKind.Array } flags
            ? flags.EnumerateArray().Select(flag => flag.GetString()!)
            : [];
}
