using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Chains;
using SkyLink.Cryptography.Transparency;
using SkyLink.Testing;

namespace SkyLink.Cli;

/// <summary>A log with keys of its own, exported into a folder, and its account on the chain of a real node.</summary>
internal sealed class AnchoredCopy : IDisposable
{
    public const string Origin = "log.example/audit";

    private readonly Scratch scratch = new();
    private readonly Ed25519PrivateKey key = Ed25519PrivateKey.Generate();
    private readonly Secp256k1PrivateKey account = Secp256k1PrivateKey.Generate();
    private readonly List<JsonObject> anchors = [];
    private readonly Anvil chain;
    private ulong nonce;

    public AnchoredCopy(Anvil chain) => this.chain = chain;

    public EthereumAddress Account => EthereumAddress.Of(account.PublicKey);

    public string Folder => scratch["copy"];

    public string Trust => scratch["trust.json"];

    public IReadOnlyList<JsonObject> Anchors => anchors;

    public void Dispose()
    {
        account.Dispose();
        key.Dispose();
        scratch.Dispose();
    }

    /// <summary>Writes the log as it is with so many entries; after the common ones it tells a story.</summary>
    public async Task WriteAsync(int size, int common = int.MaxValue, string story = "")
    {
        var signer = NoteSigner.Of(Origin, key);
        var entries = EntriesOf(size, common, story);
        var growth = TreeEdge.Empty.Append(entries);
        var copy = new AuditFolder(Folder);
        foreach (var tile in growth.Tiles)
        {
            await copy.WriteAsync(tile.Path, tile.Bytes, CancellationToken.None);
        }

        foreach (var (index, bundle) in entries.Chunk(TilePath.FullWidth).Index())
        {
            await copy.WriteAsync(TilePath.At(size, TilePath.Entries, index), EntryBundle.Write(bundle), CancellationToken.None);
        }

        await copy.WriteAnchorsAsync([.. anchors.AsEnumerable().Reverse().Select(it => JsonElement.Parse(it.ToJsonString()))], default);
        var checkpoint = SignedCheckpoint.Sign(new Checkpoint(Origin, growth.Edge.Head), [signer], TimeProvider.System.GetUtcNow());
        await copy.WriteCheckpointAsync(Encoding.UTF8.GetBytes(checkpoint.ToString()), CancellationToken.None);
        await File.WriteAllTextAsync(Trust, new JsonObject
        {
            ["origin"] = Origin,
            ["keys"] = new JsonArray(signer.Key.ToString()),
            ["witnesses"] = new JsonArray(),
            ["anchors"] = new JsonObject { ["chainId"] = Anvil.ChainId, ["account"] = Account.ToString() },
        }.ToJsonString());
    }

    /// <summary>Publishes the head of so many entries, in a block when this returns.</summary>
    public Task AnchorAsync(int size, int common = int.MaxValue, string story = "") =>
        PublishAsync(LogAnchor.Encode(Origin, TreeEdge.Empty.Append(EntriesOf(size, common, story)).Edge.Head), size);

    /// <summary>Publishes whatever, and notes it as an anchor.</summary>
    public async Task PublishAsync(byte[] input, int size)
    {
        var signed = new DynamicFeeTransaction
        {
            ChainId = (ulong)Anvil.ChainId,
            Nonce = nonce++,
            MaxFeePerGas = BigInteger.Pow(10, 11),
            MaxPriorityFeePerGas = BigInteger.Pow(10, 9),
            GasLimit = 100_000,
            To = Account,
            Input = input,
        }.Sign(account);
        await chain.FundAsync(Account.ToString());
        using var http = new HttpClient();
        await new EthereumNode(http, chain.Address).SendAsync(signed, CancellationToken.None);
        anchors.Add(new JsonObject
        {
            ["number"] = anchors.Count + 1,
            ["state"] = "Confirmed",
            ["size"] = size,
            ["chainId"] = Anvil.ChainId,
            ["account"] = Account.ToString(),
            ["nonce"] = nonce - 1,
            ["transactionHash"] = $"0x{Convert.ToHexStringLower(signed.Hash())}",
        });
    }

    /// <summary>Keeps an anchor from being noted.</summary>
    public void Hide(int number) => anchors.RemoveAt(number - 1);

    private static ReadOnlyMemory<byte>[] EntriesOf(int size, int common, string story) =>
        [.. Enumerable.Range(0, size).Select(
            i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(i < common ? $"common {i}" : $"{story} {i}"))];
}
