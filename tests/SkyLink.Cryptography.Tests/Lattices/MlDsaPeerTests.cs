using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Lattices;

/// <summary>What we make and what @noble/post-quantum makes is the same, whatever the input.</summary>
public sealed class MlDsaPeerTests : IDisposable
{
    private const int Cases = 60;
    private readonly Peer peer = new("post-quantum");

    public void Dispose() => peer.Dispose();

    [Fact]
    public void Keys_and_signatures_are_the_same_and_a_flipped_bit_is_refused_by_both()
    {
#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
        var random = new Random(204);
        for (var i = 0; i < Cases; i++)
        {
            var parameters = i % 2 == 0 ? MlDsaParameters.MlDsa44 : MlDsaParameters.MlDsa65;
            var seed = SHA256.HashData(Peer.Bytes(random, 32));
            var message = Peer.Bytes(random, 2000);
            var context = Peer.Bytes(random, MlDsaParameters.ContextMax);
            using var key = MlDsaPrivateKey.FromSeed(parameters, seed);
            var raw = Convert.ToHexStringLower(key.PublicKey.Raw);
            Assert.Equal(raw, Text("publicKey", new() { ["set"] = parameters.Name, ["seed"] = Hex(seed) }));

            var question = new JsonObject
            {
                ["set"] = parameters.Name,
                ["seed"] = Hex(seed),
                ["key"] = raw,
                ["message"] = Hex(message),
                ["context"] = Hex(context),
            };
            Assert.Equal(Hex(key.SignDeterministic(message, context)), Text("sign", question));

            var signature = key.Sign(message, context);
            Assert.True(Verify(question, signature));
            var bit = random.Next(signature.Length * 8);
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.PublicKey.Verify(message, context, signature));
            Assert.False(Verify(question, signature));
        }
#pragma warning restore CA5394
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private string? Text(string what, JsonObject question) => peer.Ask(what, question)?.GetString();

    private bool Verify(JsonObject question, byte[] signature)
    {
        question["signature"] = Hex(signature);
        return peer.Ask("verify", question)?.GetBoolean() == true;
    }
}
