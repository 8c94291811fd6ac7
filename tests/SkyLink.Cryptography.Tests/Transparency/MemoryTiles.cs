namespace SkyLink.Cryptography.Transparency;

/// <summary>Tiles in memory, as a table keeps them: the widest of each place.</summary>
internal sealed class MemoryTiles : ITileSource
{
    public Dictionary<(int Level, long Index), byte[]> Stored { get; } = [];

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(Stored.GetValueOrDefault((tile.Level, tile.Index)));

    public void Store(TreeGrowth growth)
    {
        foreach (var tile in growth.Tiles)
        {
            Stored[(tile.Path.Level, tile.Path.Index)] = tile.Bytes.ToArray();
        }
    }

    public MemoryTiles Copy()
    {
        var copy = new MemoryTiles();
        foreach (var (place, bytes) in Stored)
        {
            copy.Stored.Add(place, [.. bytes]);
        }

        return copy;
    }
}
