namespace SkyLink.Cryptography.Transparency;

/// <summary>What came of appending leaves. All of it is to be stored in one transaction.</summary>
/// <param name="Edge">The tree afterwards.</param>
/// <param name="Leaves">The hashes of the new leaves, in order.</param>
/// <param name="Tiles">
/// The tiles that are new or wider than before, each once and as wide as the tree now makes it; those of the lowest
/// level first.
/// </param>
public sealed record TreeGrowth(TreeEdge Edge, IReadOnlyList<TreeHash> Leaves, IReadOnlyList<Tile> Tiles);
