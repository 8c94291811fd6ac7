using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// The examples of RFC 7520 with those of RFC 7797 and RFC 8037 beside it, 31 files. Ours are verified or read, the
/// others refused, and counted by the reason.
/// </summary>
public sealed class JoseCookbookTests
{
    private static readonly JsonElement Cookbook = Vectors.Read("crypto/jose/rfc7520_cookbook.json.gz");

    [Fact]
    public void Signed_examples_of_our_algorithms_are_believed_and_the_others_refused()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var example in Examples("jws/").Concat(Examples("rfc7797/")).Concat(Examples("curve25519/jws")))
        {
            var outcome = Outcome(example.Value);
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        }

        Assert.Equal(
            [
                new("ES512 is unknown", 1), new("HS256 is no signature", 3), new("PS384 is unknown", 1), new("believed", 2),
                new("not compact", 4),
            ],
            counts);
    }

    [Fact]
    public void Our_own_signatures_of_the_reproducible_example_come_out_the_same()
    {
        var example = Examples("curve25519/jws").Single().Value;
        Assert.True(JsonWebKey.TryReadPrivate(example.GetProperty("input").GetProperty("key").Utf8(), out var key));
        using (key)
        {
            var signing = example.GetProperty("signing");
            var signature = new byte[key.SignatureSize];
            key.Sign(Encoding.ASCII.GetBytes(signing.Text("sig-input")), signature);
            Assert.Equal(signing.Text("sig"), Base64Url.Encode(signature));
        }
    }

    /// <summary>Of the six only the two RSA keys are ours: P-521 and shared secrets are not.</summary>
    [Fact]
    public void Keys_of_our_kinds_are_read()
    {
        var (read, foreign) = (0, 0);
        foreach (var example in Examples("jwk/"))
        {
            var json = example.Value.Utf8();
            var isPrivate = example.Value.TryGetProperty("d", out _);
            if (isPrivate ? JsonWebKey.TryReadPrivate(json, out var key) : JsonWebKey.TryRead(json, out key))
            {
                Assert.Equal("bilbo.baggins@hobbiton.example", key.KeyId);
                Assert.Equal("RSA", example.Value.Text("kty"));
                key.Dispose();
                read++;
            }
            else
            {
                Assert.True(example.Value.Text("kty") == "oct" || example.Value.Text("crv") == "P-521", example.Name);
                foreign++;
            }
        }

        Assert.Equal((2, 4), (read, foreign));
    }

    [Fact]
    public void Encrypted_examples_are_refused_as_what_they_are_not()
    {
        var count = 0;
        foreach (var example in Examples("jwe/").Concat(Examples("curve25519/ecdh")))
        {
            if (example.Value.GetProperty("output").TryGetProperty("compact", out var compact))
            {
                Assert.False(Jws.TryRead(compact.GetString(), out _), example.Name);
            }

            count++;
        }

        Assert.Equal(14, count);
    }

    private static string Outcome(JsonElement example)
    {
        if (!example.GetProperty("output").TryGetProperty("compact", out var compact))
        {
            return "not compact";
        }

        var input = example.GetProperty("input");
        if (input.Text("alg") is var name && !JwsAlgorithmNames.TryRead(name, out _))
        {
            Assert.False(Jws.TryRead(compact.GetString(), out _));
            return name[0] == 'H' ? $"{name} is no signature" : $"{name} is unknown";
        }

        Assert.True(Jws.TryRead(compact.GetString(), out var jws));
        Assert.True(JsonWebKey.TryReadPrivate(input.GetProperty("key").Utf8(), out var key));
        Assert.Equal(input.Text("payload"), Encoding.UTF8.GetString(jws.Payload));
        Assert.True(jws.IsSignedBy(key));
        key.Dispose();
        return "believed";
    }

    private static IEnumerable<JsonProperty> Examples(string start) =>
        Cookbook.EnumerateObject().Where(example => example.Name.StartsWith(start, StringComparison.Ordinal));
}
