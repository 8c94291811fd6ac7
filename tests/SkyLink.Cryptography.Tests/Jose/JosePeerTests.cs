using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>What we sign jose believes, and the other way round; RS256 we only check. ML-DSA is signed by noble.</summary>
public sealed class JosePeerTests : IDisposable
{
    private readonly Peer peer = new("jose");

    public void Dispose() => peer.Dispose();

    [Theory]
    [InlineData(JwsAlgorithm.Es256, "ES256", 60)]
    [InlineData(JwsAlgorithm.EdDsa, "EdDSA", 60)]
    [InlineData(JwsAlgorithm.EdDsa, "Ed25519", 60)]
    [InlineData(JwsAlgorithm.Ps256, "PS256", 40)]
    [InlineData(JwsAlgorithm.MlDsa44, "ML-DSA-44", 20)]
    [InlineData(JwsAlgorithm.MlDsa65, "ML-DSA-65", 20)]
    public void Each_believes_what_the_other_signed_and_no_changed_character_of_it(JwsAlgorithm algorithm, string name, int cases)
    {
#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
        var random = new Random(7515);
        JsonWebKey? key = null;
        for (var i = 0; i < cases; i++)
        {
            if (i % 10 == 0)
            {
                key?.Dispose();
                key = JsonWebKey.Generate(algorithm);
                Assert.Equal(key.Thumbprint, peer.Ask("thumbprint", new() { ["jwk"] = Jwk(key.WritePublicJwk) })?.GetString());
            }

            var payload = Peer.Bytes(random, 1_000);
            var ours = Jws.Sign(key!, payload, "at+jwt");
            Assert.Equal(Base64Url.Encode(payload), PayloadOf(key!, algorithm.Name(), ours));

            var theirs = Sign(Jwk(key!.WritePrivateJwk), name, key.KeyId, payload);
            Assert.True(Jws.TryRead(theirs, out var jws));
            Assert.True(jws.IsSignedBy(key));
            Assert.Equal(payload, jws.Payload);

            var at = random.Next(theirs.LastIndexOf('.') + 1, theirs.Length - 1);
            var changed = $"{theirs[..at]}{(theirs[at] == 'A' ? 'B' : 'A')}{theirs[(at + 1)..]}";
            Assert.False(Jws.TryRead(changed, out jws) && jws.IsSignedBy(key));
            Assert.Null(PayloadOf(key, algorithm.Name(), changed));
        }

        key!.Dispose();
#pragma warning restore CA5394
    }

    [Fact]
    public void We_check_RS256_as_jose_signs_it()
    {
        using var key = JsonWebKey.Generate(JwsAlgorithm.Ps256);
        var (secret, known) = (Jwk(key.WritePrivateJwk), Jwk(key.WritePublicJwk));
        (secret["alg"], known["alg"]) = ("RS256", "RS256");
        Assert.True(JsonWebKey.TryRead(Encoding.UTF8.GetBytes(known.ToJsonString()), out var reader));
        for (var size = 0; size < 40; size++)
        {
            var payload = new byte[size];
            Assert.True(Jws.TryRead(Sign(secret, "RS256", key.KeyId, payload), out var jws));
            Assert.Equal(JwsAlgorithm.Rs256, jws.Algorithm);
            Assert.True(jws.IsSignedBy(reader));
            Assert.False(jws.IsSignedBy(key));
            Assert.Equal(payload, jws.Payload);
        }

        reader.Dispose();
    }

    private static JsonObject Jwk(Action<Utf8JsonWriter> write) => JsonNode.Parse(Tokens.WriteBytes(write))!.AsObject();

    private string Sign(JsonObject jwk, string algorithm, string keyId, byte[] payload)
    {
        var question = new JsonObject
        {
            ["jwk"] = jwk.DeepClone(),
            ["header"] = new JsonObject { ["alg"] = algorithm, ["kid"] = keyId },
            ["payload"] = Base64Url.Encode(payload),
        };
        return peer.Ask("sign", question)?.GetString() ?? throw new InvalidOperationException("The peer did not sign.");
    }

    private string? PayloadOf(JsonWebKey key, string algorithm, string token) => peer.Ask("verify", new()
    {
        ["jwk"] = Jwk(key.WritePublicJwk),
        ["alg"] = algorithm,
        ["token"] = token,
    })?.GetProperty("payload").GetString();
}
