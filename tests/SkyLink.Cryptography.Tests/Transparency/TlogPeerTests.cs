using System.Globalization;
using System.Text.Json.Nodes;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What we hash, sign and prove, a verifier on @noble's primitives verifies, and the other way round.</summary>
public sealed class TlogPeerTests : IDisposable
{
    private readonly Peer peer = new("tlog");
    private readonly TestLog log = new(300);

    public void Dispose()
    {
        peer.Dispose();
        log.Dispose();
    }

    [Fact]
    public async Task Roots_and_proofs_are_the_same()
    {
        var tree = new TiledTree(log.Tiles);
        foreach (var size in new[] { 1, 2, 3, 7, 8, 100, 255, 256, 257, 300 })
        {
            var entries = log.Entries.Take(size).Select(entry => Hex(entry.Span)).ToArray();
            var root = (await tree.HeadAsync(size, CancellationToken.None)).Root;
            Assert.Equal(Hex(root.Bytes), Ask("root", new() { ["entries"] = Array(entries) }).GetString());
            var (index, older) = (size * 2 / 3, (size / 2) + 1);
            Assert.Equal(
                Hex(await tree.ProveInclusionAsync(index, size, CancellationToken.None)),
                Texts(Ask("inclusion", new() { ["entries"] = Array(entries), ["index"] = index })));
            Assert.Equal(
                Hex(await tree.ProveConsistencyAsync(older, size, CancellationToken.None)),
                Texts(Ask("consistency", new() { ["entries"] = Array(entries), ["older"] = older })));
        }
    }

    [Fact]
    public void What_we_sign_the_peer_believes()
    {
        var signed = log.Checkpoint();
        string[] keys = [.. log.Signers.Concat(log.Witnesses).Select(signer => signer.Key.ToString())];
        Assert.Equal(
            [TestLog.Origin, "witness.example/one", "witness.example/two"],
            Texts(Ask("signers", new() { ["note"] = signed.ToString(), ["keys"] = Array(keys) })));
        foreach (var key in keys)
        {
            Assert.Single(Texts(Ask("signers", new() { ["note"] = signed.ToString(), ["keys"] = Array([key]) })));
            var changed = signed.ToString().Replace("300", "301", StringComparison.Ordinal);
            Assert.Null(peer.Ask("signers", new() { ["note"] = changed, ["keys"] = Array([key]) }));
        }
    }

    [Theory]
    [InlineData(NoteKeyType.Ed25519)]
    [InlineData(NoteKeyType.Ed25519Cosignature)]
    [InlineData(NoteKeyType.MlDsa44Cosignature)]
    public void What_the_peer_signs_we_believe(NoteKeyType type)
    {
        var text = log.Checkpoint().Checkpoint.ToString();
        var answer = Ask("sign", new()
        {
            ["type"] = (int)type,
            ["name"] = "peer.example/key",
            ["seed"] = Hex(TestLog.Seed(8)),
            ["text"] = text,
            ["time"] = TestLog.Time.ToUnixTimeSeconds(),
        });
        Assert.True(NoteKey.TryParse(answer.GetProperty("key").GetString(), out var key));
        Assert.True(NoteSignature.TryParse(answer.GetProperty("line").GetString(), out var signature));
        Assert.Equal(type, key.Type);
        Assert.True(key.Verify(text, signature));
        Assert.False(key.Verify(text + "more\n", signature) && type != NoteKeyType.MlDsa44Cosignature);
        Assert.False(key.Verify(text.Replace("300", "301", StringComparison.Ordinal), signature));
        Assert.Equal(key.ToString(), OwnKey(type).ToString());
        Assert.Equal(
            type == NoteKeyType.Ed25519 ? null : TestLog.Time.ToUnixTimeSeconds(), key.CosignedAt(signature));
    }

    [Fact]
    public async Task Proofs_are_believed_by_both_or_by_none()
    {
        var (believed, refused) = (0, 0);
        foreach (var index in new[] { 0, 1, 128, 255, 256, 299 })
        {
            var proof = await log.ProveAsync(index);
            foreach (var changed in Variants(proof.ToString(), index))
            {
                var isBelieved = TlogProof.TryRead(System.Text.Encoding.UTF8.GetBytes(changed), out var read)
                    && read.Verify(log.Entries[index].Span, log.Policy(2)) == LogVerdict.Trusted;
                var question = new JsonObject
                {
                    ["proof"] = changed,
                    ["entry"] = Hex(log.Entries[index].Span),
                    ["logKey"] = log.Signers[1].Key.ToString(),
                    ["witnesses"] = Array([.. log.Witnesses.Select(witness => witness.Key.ToString())]),
                    ["quorum"] = 2,
                };
                Assert.Equal(isBelieved, peer.Ask("verifyProof", question)?.GetBoolean() == true);
                _ = isBelieved ? believed++ : refused++;
            }
        }

        Assert.Equal((6, 30), (believed, refused));
    }

    /// <summary>The proof itself, then five that are wrong.</summary>
    private static IEnumerable<string> Variants(string text, int index)
    {
        var lines = text.Split('\n');
        var number = index.ToString(CultureInfo.InvariantCulture);
        yield return text;
        yield return text.Replace($"index {number}\n", $"index {(index + 1) % 300}\n", StringComparison.Ordinal);
        yield return text.Replace("\n300\n", "\n299\n", StringComparison.Ordinal);
        yield return string.Join('\n', [.. lines[..2], .. lines[3..]]);
        yield return string.Join('\n', [.. lines[..2], lines[2], .. lines[2..]]);
        yield return text.Replace("proof@v1", "proof@v2", StringComparison.Ordinal);
    }

    private static NoteKey OwnKey(NoteKeyType type)
    {
        using var ed25519 = Ed25519PrivateKey.FromSeed(TestLog.Seed(8));
        using var mlDsa = MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, TestLog.Seed(8));
        return type switch
        {
            NoteKeyType.Ed25519 => NoteKey.Of("peer.example/key", ed25519.PublicKey),
            NoteKeyType.Ed25519Cosignature => NoteKey.OfCosigner("peer.example/key", ed25519.PublicKey),
            NoteKeyType.MlDsa44Cosignature => NoteKey.OfCosigner("peer.example/key", mlDsa.PublicKey),
        };
    }

    private System.Text.Json.JsonElement Ask(string what, JsonObject question) =>
        peer.Ask(what, question) ?? throw new InvalidOperationException($"The peer refuses: {what}.");

    private static JsonArray Array(string[] texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static List<string> Hex(TreeHash[] hashes) => [.. hashes.Select(hash => Hex(hash.Bytes))];

    private static List<string> Texts(System.Text.Json.JsonElement array) =>
        [.. array.EnumerateArray().Select(text => text.GetString()!)];
}
