namespace SkyLink.Cryptography.Transparency;

/// <summary>One reading of the entries of a log, from one leaf to another, beside its tiles.</summary>
internal sealed class LogReading
{
    private readonly TreeHead head;
    private readonly long first;
    private readonly long end;
    private readonly AuthenticTiles? tiles;
    private readonly Queue<TreeHead> seen;
    private readonly List<TreeHash> group = new(TilePath.FullWidth);

    /// <summary>What the entries make, where all are read.</summary>
    private TreeEdge edge = TreeEdge.Empty;

    private long count;
    private LeafRange? found;

    /// <summary>Where an entry differs from a stored hash that may itself be wrong.</summary>
    private long? suspected;

    private LogVerdict verdict = LogVerdict.Trusted;

    /// <param name="head">What the entries are to make.</param>
    /// <param name="first">The first leaf.</param>
    /// <param name="end">The leaf after the last one.</param>
    /// <param name="tiles">The tiles, where there are any.</param>
    /// <param name="seen">What is to be met on the way, in order of size; no larger than the head.</param>
    public LogReading(TreeHead head, long first, long end, AuthenticTiles? tiles, IEnumerable<TreeHead> seen)
    {
        (this.head, this.first, this.end, this.tiles) = (head, first, end, tiles);
        this.seen = new Queue<TreeHead>(seen);
        CompareSeen();
    }

    private bool IsWhole => first == 0 && end == head.Size;

    public async ValueTask<LogReport> ReadAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> entries, CancellationToken cancellation)
    {
        await foreach (var entry in entries.WithCancellation(cancellation))
        {
            if (first + count == end)
            {
                await CompareAsync(cancellation);
                found ??= new LeafRange(end, end);
                return Report(isComplete: false);
            }

            group.Add(TreeHash.OfLeaf(entry.Span));
            count++;
            if (group.Count == TilePath.FullWidth || seen.TryPeek(out var known) && known.Size == count)
            {
                await CompareAsync(cancellation);
            }
        }

        await CompareAsync(cancellation);
        return Report(isComplete: first + count == end);
    }

    /// <summary>Compares the group with its tile, or with a part of it.</summary>
    private async ValueTask CompareAsync(CancellationToken cancellation)
    {
        if (group.Count == 0)
        {
            return;
        }

        var hashes = group.ToArray();
        var start = first + count - hashes.Length;
        group.Clear();
        if (IsWhole)
        {
            edge = edge.Append(hashes).Edge;
            CompareSeen();
        }

        if (tiles is null)
        {
            return;
        }

        var tile = await tiles.ReadAsync(0, start / TilePath.FullWidth, cancellation);
        var stored = tile.Hashes ?? [];
        var same = hashes.AsSpan().CommonPrefixLength(stored);
        var isDifferent = same < Math.Min(hashes.Length, stored.Length);
        if (tile.IsAuthentic)
        {
            found ??= isDifferent ? new LeafRange(start + same, start + same) : null;
        }
        else if (tile.Expected is null)
        {
            suspected ??= isDifferent ? start + same : null;
        }
        else if (hashes.Length < TilePath.FullWidth || TreeHash.OfNeighbours(hashes) != tile.Expected)
        {
            // Entries and tile are both wrong, and only all hashes of the tile together could be told from right ones.
            found ??= new LeafRange(start, start + TilePath.FullWidth - 1);
        }
    }

    private void CompareSeen()
    {
        while (seen.TryPeek(out var known) && known.Size == edge.Size)
        {
            verdict = seen.Dequeue() == edge.Head ? verdict : LogVerdict.SplitView;
        }
    }

    private LogReport Report(bool isComplete)
    {
        if (isComplete && IsWhole && edge.Head.Root == head.Root)
        {
            // The entries are right: whatever differs from them is a tile.
            return new LogReport(verdict, Leaves: null, EdgeFault() ?? tiles?.Fault);
        }

        if (tiles is null)
        {
            var isTooMuch = found is { } range && range.First == end;
            return new LogReport(LogVerdict.RootMismatch, isTooMuch || head.Size == 0 ? found : All(), Tile: null);
        }

        found ??= suspected is { } leaf ? new LeafRange(leaf, leaf)
            : isComplete ? null
            : new LeafRange(first + count, first + count);
        var isExplained = tiles.IsRooted || tiles.Fault is not null;
        return new LogReport(isExplained ? verdict : LogVerdict.RootMismatch, found, tiles.Fault);
    }

    private LeafRange All() => new(0, head.Size - 1);

    /// <summary>The lowest partial tile that is not what the entries make it, if the partial tiles are wrong.</summary>
    private TilePath? EdgeFault()
    {
        if (tiles is null || tiles.IsRooted)
        {
            return null;
        }

        var level = 0;
        while (tiles.StoredPartialAt(level) is { } stored && edge.PartialAt(level).SequenceEqual(stored))
        {
            level++;
        }

        return TilePath.At(head.Size, level, TilePath.HashesAt(head.Size, level) / TilePath.FullWidth);
    }
}
