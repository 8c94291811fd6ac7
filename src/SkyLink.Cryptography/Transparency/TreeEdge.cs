namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// The right edge of a tree: its size and what its partial tiles hold, which is all that is needed to append. A value:
/// appending gives a new edge, and whoever cannot store what came of it keeps the old one. At most 64 KiB.
/// </summary>
public sealed class TreeEdge
{
    private readonly TreeHash[][] partials;
    private readonly Lazy<TreeHash> root;

    /// <param name="size">How many leaves.</param>
    /// <param name="partials">The hashes of the partial tile of each level; none where all tiles are full.</param>
    internal TreeEdge(long size, TreeHash[][] partials)
    {
        (Size, this.partials) = (size, partials);
        root = new Lazy<TreeHash>(ComputeRoot);
    }

    /// <summary>Of a log without entries.</summary>
    public static TreeEdge Empty { get; } = new(0, []);

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; }

    public TreeHead Head => new(Size, root.Value);

    /// <summary>
    /// Finds the edge of a tree in its stored tiles, after a start or a crash: what is stored beyond the size does not
    /// matter. Compare <see cref="Head"/> with the checkpoint that was signed last before anything is appended.
    /// </summary>
    /// <exception cref="InvalidDataException">A tile is missing or too short.</exception>
    public static async ValueTask<TreeEdge> ReadAsync(long size, ITileSource tiles, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var found = new List<TreeHash[]>();
        for (var level = 0; level < TilePath.LevelsMax && TilePath.HashesAt(size, level) is > 0 and var hashes; level++)
        {
            found.Add(hashes % TilePath.FullWidth == 0
                ? []
                : await Tile.ReadAsync(
                    tiles, TilePath.At(size, level, hashes / TilePath.FullWidth), cancellation));
        }

        return new TreeEdge(size, [.. found]);
    }

    /// <summary>Appends entries.</summary>
    /// <exception cref="OverflowException">There would be 2^63 leaves.</exception>
    public TreeGrowth Append(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var leaves = new TreeHash[entries.Count];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = TreeHash.OfLeaf(entries[i].Span);
        }

        return Append(leaves);
    }

    /// <summary>Appends entries by their hashes, which <see cref="TreeHash.OfLeaf"/> makes.</summary>
    /// <exception cref="OverflowException">There would be 2^63 leaves.</exception>
    public TreeGrowth Append(TreeHash[] leaves)
    {
        var size = checked(Size + leaves.Length);
        var (tiles, after) = (new List<Tile>(), partials.ToList());
        var added = leaves;
        for (var level = 0; added.Length > 0; level++)
        {
            TreeHash[] hashes = [.. level < partials.Length ? partials[level] : [], .. added];
            var first = TilePath.HashesAt(Size, level) / TilePath.FullWidth;
            var parents = new TreeHash[hashes.Length / TilePath.FullWidth];
            for (var i = 0; i < parents.Length; i++)
            {
                var full = hashes.AsSpan(i * TilePath.FullWidth, TilePath.FullWidth);
                tiles.Add(Tile.Of(new TilePath(level, first + i, TilePath.FullWidth), full));
                parents[i] = TreeHash.OfNeighbours(full);
            }

            var partial = hashes[(parents.Length * TilePath.FullWidth)..];
            if (partial.Length > 0)
            {
                tiles.Add(Tile.Of(new TilePath(level, first + parents.Length, partial.Length), partial));
            }

            if (level == after.Count)
            {
                after.Add(partial);
            }

            after[level] = partial;
            added = parents;
        }

        return new TreeGrowth(new TreeEdge(size, [.. after]), leaves, tiles);
    }

    /// <summary>The hashes of the partial tile of a level.</summary>
    internal ReadOnlySpan<TreeHash> PartialAt(int level) => partials[level];

    /// <summary>From the bottom up: what is left of a level is one more, last hash of the next.</summary>
    private TreeHash ComputeRoot()
    {
        TreeHash? rest = null;
        Span<TreeHash> hashes = stackalloc TreeHash[TilePath.FullWidth];
        foreach (var partial in partials)
        {
            partial.CopyTo(hashes);
            var count = partial.Length;
            if (rest is { } last)
            {
                hashes[count++] = last;
            }

            rest = count == 0 ? null : TreeHash.OfNeighbours(hashes[..count]);
        }

        return rest ?? TreeHash.OfNothing;
    }
}
