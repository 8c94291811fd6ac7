using System.Numerics;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// Computes roots and proofs from stored tiles, which it believes: whoever does not trust them verifies what comes of
/// them, or uses <see cref="LogVerifier"/>. A proof needs at most some twenty tiles of a tree of a million leaves.
/// </summary>
public sealed class TiledTree(ITileSource tiles)
{
    private const int LevelBits = 8;

    /// <summary>The tree as it was when it had so many leaves.</summary>
    /// <exception cref="InvalidDataException">A tile is missing or too short.</exception>
    public async ValueTask<TreeHead> HeadAsync(long size, CancellationToken cancellation) =>
        (await TreeEdge.ReadAsync(size, tiles, cancellation)).Head;

    /// <summary>Proves that a leaf is in the tree of a size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    /// <exception cref="InvalidDataException">A tile is missing or too short.</exception>
    public ValueTask<TreeHash[]> ProveInclusionAsync(long index, long size, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var siblings = new List<(long Start, long End)>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = Middle(start, end);
            siblings.Add(index < middle ? (middle, end) : (start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        return HashesAsync(siblings, size, cancellation);
    }

    /// <summary>Proves that the tree of a size begins with the leaves of an older one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The older is empty or larger.</exception>
    /// <exception cref="InvalidDataException">A tile is missing or too short.</exception>
    public ValueTask<TreeHash[]> ProveConsistencyAsync(long olderSize, long size, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(olderSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(olderSize, size);
        var subtrees = new List<(long Start, long End)>();
        var (start, end) = (0L, size);
        while (end > olderSize)
        {
            var middle = Middle(start, end);
            subtrees.Add(olderSize <= middle ? (middle, end) : (start, middle));
            (start, end) = olderSize <= middle ? (start, middle) : (middle, end);
        }

        // A verifier has the older root: it needs the last part only where that is not the whole of the older tree.
        if (start > 0)
        {
            subtrees.Add((start, end));
        }

        return HashesAsync(subtrees, size, cancellation);
    }

    /// <summary>Where a tree divides: the left part is the largest power of two that leaves something.</summary>
    private static long Middle(long start, long end) =>
        start + (1L << BitOperations.Log2((ulong)(end - start - 1)));

    /// <summary>From the parts of the top down to the hashes from the bottom up.</summary>
    private async ValueTask<TreeHash[]> HashesAsync(
        List<(long Start, long End)> parts, long size, CancellationToken cancellation)
    {
        var read = new Dictionary<TilePath, TreeHash[]>();
        var hashes = new TreeHash[parts.Count];
        foreach (var (number, (start, end)) in parts.Index())
        {
            hashes[^(number + 1)] = await HashAsync(start, end, size, read, cancellation);
        }

        return hashes;
    }

    /// <summary>Of a part, which is one subtree, or several at the right edge, ever smaller ones.</summary>
    private async ValueTask<TreeHash> HashAsync(
        long start, long end, long size, Dictionary<TilePath, TreeHash[]> read, CancellationToken cancellation)
    {
        var height = BitOperations.Log2((ulong)(end - start));
        var hash = await SubtreeAsync(height, start >> height, size, read, cancellation);
        start += 1L << height;
        return start == end ? hash : TreeHash.OfNode(hash, await HashAsync(start, end, size, read, cancellation));
    }

    /// <summary>Of 2^height leaves, whose hashes are neighbours in one tile.</summary>
    private async ValueTask<TreeHash> SubtreeAsync(
        int height, long index, long size, Dictionary<TilePath, TreeHash[]> read, CancellationToken cancellation)
    {
        var first = index << (height % LevelBits);
        var path = TilePath.At(size, height / LevelBits, first / TilePath.FullWidth);
        if (!read.TryGetValue(path, out var hashes))
        {
            hashes = await Tile.ReadAsync(tiles, path, cancellation);
            read.Add(path, hashes);
        }

        return TreeHash.OfNeighbours(hashes.AsSpan((int)(first % TilePath.FullWidth), 1 << (height % LevelBits)));
    }
}
