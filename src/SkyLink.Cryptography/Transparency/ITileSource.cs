namespace SkyLink.Cryptography.Transparency;

/// <summary>Where the tiles of a log are kept: a table, a folder, an address.</summary>
public interface ITileSource
{
    /// <summary>Reads the hashes of a tile, 32 bytes each, one after the other.</summary>
    /// <returns>
    /// At least as many as the tile is wide: a tile that has grown since holds the narrower one. Empty if it is not
    /// there.
    /// </returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation);
}
