namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// Verifies a whole log, or a part of it, offline: the checkpoint by its signatures, the tiles by the checkpoint's
/// root, the entries by the leaves' hashes. Names the first leaf that was changed, deleted, inserted, moved or cut off.
/// Reads every tile once, holds a few of them. Thread-safe.
/// </summary>
public sealed class LogVerifier
{
    private readonly LogPolicy policy;
    private readonly TreeHead[] seen;

    /// <param name="policy">Whom to believe.</param>
    /// <param name="seen">
    /// What the log is known to have been: from witnesses, receipts, or copies kept elsewhere. Without these, an old
    /// log with its own checkpoint is as good as a new one.
    /// </param>
    public LogVerifier(LogPolicy policy, IReadOnlyList<TreeHead> seen)
    {
        this.policy = policy;
        this.seen = [.. seen.OrderBy(head => head.Size)];
    }

    /// <summary>Verifies a log with its entries and tiles.</summary>
    /// <param name="checkpoint">The log's checkpoint.</param>
    /// <param name="entries">All entries, in order.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public ValueTask<LogReport> VerifyAsync(
        SignedCheckpoint checkpoint, IAsyncEnumerable<ReadOnlyMemory<byte>> entries, ITileSource tiles,
        CancellationToken cancellation) =>
        VerifyRangeAsync(checkpoint, 0, checkpoint.Checkpoint.Head.Size, entries, tiles, cancellation);

    /// <summary>Verifies a part of a log; the rest is believed only as far as the part needs it.</summary>
    /// <param name="checkpoint">The log's checkpoint.</param>
    /// <param name="first">The first leaf: a multiple of 256.</param>
    /// <param name="end">The leaf after the last one: a multiple of 256, or the size of the log.</param>
    /// <param name="entries">The entries of this part, in order.</param>
    /// <param name="tiles">The tiles of the log.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ends are not such leaves.</exception>
    public async ValueTask<LogReport> VerifyRangeAsync(
        SignedCheckpoint checkpoint, long first, long end, IAsyncEnumerable<ReadOnlyMemory<byte>> entries,
        ITileSource tiles, CancellationToken cancellation)
    {
        var head = checkpoint.Checkpoint.Head;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, head.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, end);
        ArgumentOutOfRangeException.ThrowIfNotEqual(first % TilePath.FullWidth, 0, nameof(first));
        if (end != head.Size)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(end % TilePath.FullWidth, 0, nameof(end));
        }

        var verdict = Check(checkpoint);
        if (verdict != LogVerdict.Trusted)
        {
            return new LogReport(verdict, Leaves: null, Tile: null);
        }

        var authentic = await AuthenticTiles.OpenAsync(tiles, head, cancellation);
        var reading = new LogReading(head, first, end, authentic, seen: []);
        return await WithSeenAsync(
            await reading.ReadAsync(entries, cancellation), head, authentic, cancellation);
    }

    /// <summary>Verifies the entries of a log without tiles: they are right, or nobody knows which is wrong.</summary>
    /// <inheritdoc cref="VerifyAsync"/>
    public async ValueTask<LogReport> VerifyEntriesAsync(
        SignedCheckpoint checkpoint, IAsyncEnumerable<ReadOnlyMemory<byte>> entries, CancellationToken cancellation)
    {
        var head = checkpoint.Checkpoint.Head;
        var verdict = Check(checkpoint);
        return verdict == LogVerdict.Trusted
            ? await new LogReading(head, 0, head.Size, tiles: null, seen).ReadAsync(entries, cancellation)
            : new LogReport(verdict, Leaves: null, Tile: null);
    }

    /// <summary>Verifies the tiles of a log without its entries.</summary>
    /// <inheritdoc cref="VerifyAsync"/>
    public async ValueTask<LogReport> VerifyTilesAsync(
        SignedCheckpoint checkpoint, ITileSource tiles, CancellationToken cancellation)
    {
        var head = checkpoint.Checkpoint.Head;
        var verdict = Check(checkpoint);
        if (verdict != LogVerdict.Trusted)
        {
            return new LogReport(verdict, Leaves: null, Tile: null);
        }

        var authentic = await AuthenticTiles.OpenAsync(tiles, head, cancellation);
        for (var index = 0L; index < head.Size / TilePath.FullWidth; index++)
        {
            await authentic.ReadAsync(0, index, cancellation);
        }

        var isExplained = authentic.IsRooted || authentic.Fault is not null;
        return await WithSeenAsync(
            new LogReport(isExplained ? LogVerdict.Trusted : LogVerdict.RootMismatch, Leaves: null, authentic.Fault),
            head, authentic, cancellation);
    }

    /// <summary>What can be said of a checkpoint alone.</summary>
    private LogVerdict Check(SignedCheckpoint checkpoint)
    {
        var head = checkpoint.Checkpoint.Head;
        var verdict = policy.Check(checkpoint);
        return verdict != LogVerdict.Trusted ? verdict
            : seen.Any(known => known.Size > head.Size) ? LogVerdict.RolledBack
            : seen.Any(known => known.Size == head.Size && known.Root != head.Root) ? LogVerdict.SplitView
            : LogVerdict.Trusted;
    }

    /// <summary>Compares what was seen earlier with what sound tiles say of that time.</summary>
    private async ValueTask<LogReport> WithSeenAsync(
        LogReport report, TreeHead head, AuthenticTiles tiles, CancellationToken cancellation)
    {
        var tree = new TiledTree(tiles);
        foreach (var known in seen.Where(known => known.Size < head.Size && report.IsIntact))
        {
            if (await tree.HeadAsync(known.Size, cancellation) != known)
            {
                report = report with { Checkpoint = LogVerdict.SplitView };
            }
        }

        return report;
    }
}
