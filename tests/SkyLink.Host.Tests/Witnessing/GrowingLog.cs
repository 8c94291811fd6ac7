using System.Text;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Host.Witnessing;

/// <summary>A log in memory. Two with other stories but one seed have the same keys, as after a theft.</summary>
internal sealed class GrowingLog : ITileSource, IDisposable
{
    public const string Origin = "log.example/audit";

    private readonly Dictionary<(int Level, long Index), byte[]> tiles = [];
    private readonly Ed25519PrivateKey key = Ed25519PrivateKey.FromSeed([.. Enumerable.Repeat((byte)7, 32)]);
    private readonly NoteSigner signer;

    /// <param name="size">Entries to begin with, the first <paramref name="common"/> of them as in every such log.</param>
    /// <param name="common">How many are the same, whatever the story.</param>
    /// <param name="story">What the others tell.</param>
    public GrowingLog(int size, int common, string story)
    {
        signer = NoteSigner.Of(Origin, key);
        var growth = TreeEdge.Empty.Append(
            [.. Enumerable.Range(0, size).Select(i => EntryOf(i < common ? $"common {i}" : $"{story} {i}"))]);
        foreach (var tile in growth.Tiles)
        {
            tiles[(tile.Path.Level, tile.Path.Index)] = tile.Bytes.ToArray();
        }
    }

    public NoteKey Key => signer.Key;

    public TiledTree Tree => new(this);

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(tiles.GetValueOrDefault((tile.Level, tile.Index)));

    public async Task<WitnessRequest> RequestAsync(long old, long size) => new(
        old, old == 0 ? [] : await Tree.ProveConsistencyAsync(old, size, CancellationToken.None), await CheckpointAsync(size));

    public async Task<SignedCheckpoint> CheckpointAsync(long size) => SignedCheckpoint.Sign(
        new Checkpoint(Origin, await Tree.HeadAsync(size, CancellationToken.None)), [signer], TimeProvider.System.GetUtcNow());

    public void Dispose() => key.Dispose();

    private static ReadOnlyMemory<byte> EntryOf(string text) => Encoding.UTF8.GetBytes(text);
}
