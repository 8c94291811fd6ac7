using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>A tile to be stored under its name.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Bytes">Its hashes, 32 bytes each, one after the other.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Tile(TilePath Path, ReadOnlyMemory<byte> Bytes)
{
    internal static Tile Of(TilePath path, ReadOnlySpan<TreeHash> hashes) =>
        new(path, MemoryMarshal.AsBytes(hashes).ToArray());

    /// <summary>The hashes of a tile from where it is kept, or null if it is missing or too short.</summary>
    internal static async ValueTask<TreeHash[]?> TryReadAsync(
        ITileSource source, TilePath path, CancellationToken cancellation)
    {
        var bytes = await source.ReadAsync(path, cancellation);
        return bytes.Length < path.Width * TreeHash.Size
            ? null
            : MemoryMarshal.Cast<byte, TreeHash>(bytes.Span)[..path.Width].ToArray();
    }

    /// <exception cref="InvalidDataException">It is missing or too short: what is kept is damaged.</exception>
    internal static async ValueTask<TreeHash[]> ReadAsync(
        ITileSource source, TilePath path, CancellationToken cancellation) =>
        await TryReadAsync(source, path, cancellation)
        ?? throw new InvalidDataException($"{path} is missing or too short.");
}
