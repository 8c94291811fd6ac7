using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What came of verifying a log: of each kind of artifact, the first that is wrong.</summary>
/// <param name="Checkpoint">Whether the checkpoint is to be believed.</param>
/// <param name="Leaves">
/// Where the entries first differ from the log: exactly one leaf where its stored hash is authentic, else as few as can
/// be said. A leaf at or after the end of the log is an entry too many.
/// </param>
/// <param name="Tile">The first tile that is missing or disagrees with what is above it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogReport(LogVerdict Checkpoint, LeafRange? Leaves, TilePath? Tile)
{
    /// <summary>Nothing was changed, deleted, inserted, moved or cut off.</summary>
    public bool IsIntact => Checkpoint == LogVerdict.Trusted && Leaves is null && Tile is null;
}

/// <summary>Neighbouring leaves, both ends included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LeafRange(long First, long Last);
