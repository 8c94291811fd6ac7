namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// The tiles of a tree, believed only as far as the root says: the partial ones give the root, and each full one gives
/// a hash in the tile above it. A tile above level 0 that is damaged is made anew from those below it, if these are
/// sound. Remembers one tile of each level, which is enough for reading from left to right.
/// </summary>
internal sealed class AuthenticTiles(ITileSource source, TreeHead head) : ITileSource
{
    private readonly State?[] remembered = new State[TilePath.LevelsMax];
    private readonly List<TreeHash[]?> edge = [];

    /// <summary>Whether the partial tiles give the root.</summary>
    public bool IsRooted { get; private set; }

    /// <summary>The first tile found that is missing or disagrees with what is above it.</summary>
    public TilePath? Fault { get; private set; }

    public static async ValueTask<AuthenticTiles> OpenAsync(
        ITileSource source, TreeHead head, CancellationToken cancellation)
    {
        var tiles = new AuthenticTiles(source, head);
        await tiles.ReadEdgeAsync(cancellation);
        return tiles;
    }

    /// <summary>The tile as it must be, or empty where nobody knows.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation)
    {
        var state = await ReadAsync(tile.Level, tile.Index, cancellation);
        return state.IsAuthentic ? Tile.Of(tile, state.Hashes).Bytes : default;
    }

    /// <summary>Reads a tile and says whether it is authentic.</summary>
    public async ValueTask<State> ReadAsync(int level, long index, CancellationToken cancellation)
    {
        var path = TilePath.At(head.Size, level, index);
        if (!path.IsFull)
        {
            return new State(index, edge[level], IsRooted, Expected: null);
        }

        if (remembered[level] is { } known && known.Index == index)
        {
            return known;
        }

        var parent = await ReadAsync(level + 1, index / TilePath.FullWidth, cancellation);
        TreeHash? expected = parent.Hashes is { } hashes ? hashes[(int)(index % TilePath.FullWidth)] : null;
        var stored = await Tile.TryReadAsync(source, path, cancellation);
        if (stored is not null && expected is not null && TreeHash.OfNeighbours(stored) == expected)
        {
            return remembered[level] = new State(index, stored, parent.IsAuthentic, Expected: null);
        }

        if (stored is null || expected is not null)
        {
            Fault ??= path;
        }

        expected = parent.IsAuthentic ? expected : null;
        var isMadeAnew = false;
        if (expected is not null && level > 0
            && await TryMakeAsync(path, cancellation) is { } made && TreeHash.OfNeighbours(made) == expected)
        {
            (stored, isMadeAnew) = (made, true);
        }

        return remembered[level] = new State(index, stored, isMadeAnew, expected);
    }

    /// <summary>The hashes of the partial tile of a level; null if it is missing.</summary>
    public TreeHash[]? StoredPartialAt(int level) => edge[level];

    private async ValueTask ReadEdgeAsync(CancellationToken cancellation)
    {
        for (var level = 0; level < TilePath.LevelsMax && TilePath.HashesAt(head.Size, level) > 0; level++)
        {
            var path = PartialAt(level);
            edge.Add(path.Width == 0 ? [] : await Tile.TryReadAsync(source, path, cancellation));
        }

        IsRooted = IsRoot(edge);
        if (IsRooted || edge.Count == 0)
        {
            return;
        }

        // What is above level 0 follows from what is below it.
        List<TreeHash[]?> made = [edge[0]];
        for (var level = 1; level < edge.Count; level++)
        {
            made.Add(await TryMakeAsync(PartialAt(level), cancellation));
        }

        if (!IsRoot(made))
        {
            return;
        }

        var wrong = Enumerable.Range(0, made.Count)
            .First(level => edge[level] is not { } stored || !stored.AsSpan().SequenceEqual(made[level]));
        (IsRooted, Fault) = (true, PartialAt(wrong));
        edge.Clear();
        edge.AddRange(made);
    }

    /// <summary>The partial tile of a level, with a width of 0 where all are full.</summary>
    private TilePath PartialAt(int level) => new(
        level, TilePath.HashesAt(head.Size, level) / TilePath.FullWidth, TilePath.PartialWidth(head.Size, level));

    private bool IsRoot(List<TreeHash[]?> partials) => !partials.Contains(null)
        && new TreeEdge(head.Size, [.. partials.OfType<TreeHash[]>()]).Head.Root == head.Root;

    /// <summary>Makes a tile from those below it, believed as they are stored.</summary>
    private async ValueTask<TreeHash[]?> TryMakeAsync(TilePath path, CancellationToken cancellation)
    {
        var hashes = new TreeHash[path.Width];
        for (var i = 0; i < path.Width; i++)
        {
            var below = new TilePath(path.Level - 1, (path.Index * TilePath.FullWidth) + i, TilePath.FullWidth);
            if (await Tile.TryReadAsync(source, below, cancellation) is not { } stored)
            {
                return null;
            }

            hashes[i] = TreeHash.OfNeighbours(stored);
        }

        return hashes;
    }

    /// <summary>A tile that was read.</summary>
    /// <param name="Index">Its place in its level.</param>
    /// <param name="Hashes">What is stored or was made anew; null if it is missing.</param>
    /// <param name="IsAuthentic">It follows from the root.</param>
    /// <param name="Expected">The hash over it that follows from the root, if it is known and this is not it.</param>
    internal sealed record State(long Index, TreeHash[]? Hashes, bool IsAuthentic, TreeHash? Expected);
}
