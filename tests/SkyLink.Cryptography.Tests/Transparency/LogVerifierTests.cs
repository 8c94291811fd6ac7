using System.Runtime.CompilerServices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>A log of 70,000 entries, which has partial tiles on three levels and full ones on two.</summary>
public sealed class LogVerifierTests : IClassFixture<LogVerifierTests.Large>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TestLog log;
    private readonly MemoryTiles tiles;

    public LogVerifierTests(Large large) => (log, tiles) = (large.Log, large.Log.Tiles.Copy());

    [Fact]
    public async Task A_log_that_nobody_touched_is_intact()
    {
        Assert.True((await VerifyAsync(log.Entries)).IsIntact);
        Assert.True((await Verifier().VerifyEntriesAsync(log.Checkpoint(), Stream(log.Entries), None)).IsIntact);
        Assert.True((await Verifier().VerifyTilesAsync(log.Checkpoint(), tiles, None)).IsIntact);
        Assert.True((await RangeAsync(65_536, 70_000, log.Entries)).IsIntact);
        Assert.True((await RangeAsync(256, 1_024, log.Entries)).IsIntact);
        Assert.True((await RangeAsync(512, 512, log.Entries)).IsIntact);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(69_887)]
    [InlineData(69_888)]
    [InlineData(69_999)]
    public async Task Whatever_is_done_to_a_leaf_names_the_leaf(int leaf)
    {
        var entries = log.Entries.ToList();
        entries[leaf] = TestLog.EntryOf(-1);
        Assert.Equal(Only(leaf), await VerifyAsync(entries));
        entries = [.. log.Entries];
        entries.RemoveAt(leaf);
        Assert.Equal(Only(leaf), await VerifyAsync(entries));
        entries = [.. log.Entries];
        entries.Insert(leaf, TestLog.EntryOf(-1));
        Assert.Equal(Only(leaf), await VerifyAsync(entries));
        Assert.Equal(Only(leaf), await VerifyAsync(log.Entries[..leaf]));
        entries = [.. log.Entries];
        entries.Reverse(leaf - (leaf % 2), 2);
        Assert.Equal(Only(leaf - (leaf % 2)), await VerifyAsync(entries));
    }

    [Fact]
    public async Task An_entry_after_the_last_one_is_one_too_many() =>
        Assert.Equal(Only(70_000), await VerifyAsync([.. log.Entries, TestLog.EntryOf(70_000), TestLog.EntryOf(70_001)]));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 200)]
    [InlineData(0, 272)]
    [InlineData(0, 273)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task A_damaged_or_missing_tile_is_named_and_no_leaf_is_blamed(int level, int index)
    {
        var path = TilePath.At(70_000, level, index);
        tiles.Stored[(level, index)][((path.Width - 1) * TreeHash.Size) + 7] ^= 0x10;
        var expected = new LogReport(LogVerdict.Trusted, Leaves: null, path);
        Assert.Equal(expected, await VerifyAsync(log.Entries));
        tiles.Stored.Remove((level, index));
        Assert.Equal(expected, await VerifyAsync(log.Entries));
        tiles.Stored[(level, index)] = new byte[31];
        Assert.Equal(expected, await VerifyAsync(log.Entries));
    }

    /// <summary>Without entries, a tile of level 0 that is partial can only be told from the checkpoint by its entries.</summary>
    [Theory]
    [InlineData(0, 200, true)]
    [InlineData(0, 273, false)]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, true)]
    [InlineData(2, 0, true)]
    public async Task Tiles_alone_say_which_of_them_is_damaged(int level, int index, bool isNamed)
    {
        tiles.Stored[(level, index)][3] ^= 1;
        Assert.Equal(
            new LogReport(
                isNamed ? LogVerdict.Trusted : LogVerdict.RootMismatch, Leaves: null, isNamed ? TilePath.At(70_000, level, index) : null),
            await Verifier().VerifyTilesAsync(log.Checkpoint(), tiles, None));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task A_changed_leaf_is_named_beside_a_damaged_tile_elsewhere(int level, int index)
    {
        tiles.Stored[(level, index)][9] ^= 1;
        var entries = log.Entries.ToList();
        entries[12_345] = TestLog.EntryOf(-1);
        Assert.Equal(
            new LogReport(LogVerdict.Trusted, new LeafRange(12_345, 12_345), TilePath.At(70_000, level, index)),
            await VerifyAsync(entries));
    }

    [Fact]
    public async Task A_leaf_that_was_changed_with_its_hash_is_found_among_its_neighbours()
    {
        var entries = log.Entries.ToList();
        entries[1_000] = TestLog.EntryOf(-1);
        TreeHash.OfLeaf(entries[1_000].Span).Bytes.CopyTo(tiles.Stored[(0, 3)].AsSpan((1_000 - 768) * TreeHash.Size));
        var expected = new LogReport(LogVerdict.Trusted, new LeafRange(768, 1_023), new TilePath(0, 3, 256));
        Assert.Equal(expected, await VerifyAsync(entries));
        Assert.Equal(expected, await RangeAsync(768, 1_024, entries));
    }

    [Fact]
    public async Task A_log_that_was_rewritten_as_a_whole_does_not_fit_its_checkpoint()
    {
        var entries = log.Entries.ToList();
        entries[1_000] = TestLog.EntryOf(-1);
        tiles.Store(TreeEdge.Empty.Append(entries));
        Assert.Equal(new LogReport(LogVerdict.RootMismatch, Leaves: null, Tile: null), await VerifyAsync(entries));
        Assert.Equal(Only(1_000) with { Checkpoint = LogVerdict.RootMismatch }, await VerifyAsync(log.Entries[..2_000]));
    }

    [Fact]
    public async Task Entries_without_tiles_are_right_or_not()
    {
        var entries = log.Entries.ToList();
        entries[1_000] = TestLog.EntryOf(-1);
        var expected = new LogReport(LogVerdict.RootMismatch, new LeafRange(0, 69_999), Tile: null);
        Assert.Equal(expected, await Verifier().VerifyEntriesAsync(log.Checkpoint(), Stream(entries), None));
        Assert.Equal(expected, await Verifier().VerifyEntriesAsync(log.Checkpoint(), Stream(log.Entries[..^1]), None));
        Assert.Equal(
            expected with { Leaves = new LeafRange(70_000, 70_000) },
            await Verifier().VerifyEntriesAsync(log.Checkpoint(), Stream([.. log.Entries, entries[0]]), None));
    }

    [Fact]
    public async Task Another_key_and_too_few_witnesses_end_it_at_once()
    {
        using var key = Ed25519PrivateKey.FromSeed(TestLog.Seed(99));
        var foreign = SignedCheckpoint.Sign(
            log.Checkpoint().Checkpoint, [NoteSigner.Of(TestLog.Origin, key)], TestLog.Time);
        Assert.Equal(new LogReport(LogVerdict.SignatureMissing, Leaves: null, Tile: null), await VerifyAsync([], foreign));
        var own = SignedCheckpoint.Sign(log.Checkpoint().Checkpoint, log.Signers, TestLog.Time);
        Assert.Equal(LogVerdict.WitnessesTooFew, (await VerifyAsync([], own)).Checkpoint);
        Assert.Equal(LogVerdict.WitnessesTooFew, (await Verifier().VerifyTilesAsync(own, tiles, None)).Checkpoint);
        Assert.Equal(LogVerdict.WitnessesTooFew, (await Verifier().VerifyEntriesAsync(own, Stream([]), None)).Checkpoint);
    }

    [Fact]
    public async Task What_was_seen_before_must_still_be_there()
    {
        var tree = new TiledTree(tiles);
        TreeHead[] seen = [TreeEdge.Empty.Head, await tree.HeadAsync(1_000, None), log.Edge.Head, await tree.HeadAsync(69_000, None)];
        var checkpoint = log.Checkpoint();
        var verifier = Verifier(seen);
        Assert.True((await verifier.VerifyAsync(checkpoint, Stream(log.Entries), tiles, None)).IsIntact);
        Assert.True((await verifier.VerifyEntriesAsync(checkpoint, Stream(log.Entries), None)).IsIntact);
        Assert.True((await verifier.VerifyTilesAsync(checkpoint, tiles, None)).IsIntact);
        foreach (var place in Enumerable.Range(0, seen.Length))
        {
            TreeHead[] other = [.. seen];
            other[place] = other[place] with { Root = default };
            var suspicious = Verifier(other);
            var expected = new LogReport(LogVerdict.SplitView, Leaves: null, Tile: null);
            Assert.Equal(expected, await suspicious.VerifyAsync(checkpoint, Stream(log.Entries), tiles, None));
            Assert.Equal(expected, await suspicious.VerifyEntriesAsync(checkpoint, Stream(log.Entries), None));
            Assert.Equal(expected, await suspicious.VerifyTilesAsync(checkpoint, tiles, None));
        }

        var old = log.Checkpoint(seen[1]);
        Assert.Equal(LogVerdict.RolledBack, (await verifier.VerifyAsync(old, Stream(log.Entries), tiles, None)).Checkpoint);
        Assert.Equal(Only(1_000), await VerifyAsync(log.Entries, old));
    }

    [Fact]
    public async Task A_range_that_is_none_is_a_mistake()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RangeAsync(1, 256, log.Entries));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RangeAsync(0, 255, log.Entries));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RangeAsync(512, 256, log.Entries));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RangeAsync(-256, 256, log.Entries));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RangeAsync(0, 70_001, log.Entries));
    }

    [Fact]
    public async Task An_empty_log_is_intact_until_something_is_in_it()
    {
        using var empty = new TestLog(0);
        var verifier = new LogVerifier(empty.Policy(2), []);
        Assert.True((await verifier.VerifyAsync(empty.Checkpoint(), Stream([]), empty.Tiles, None)).IsIntact);
        Assert.True((await verifier.VerifyEntriesAsync(empty.Checkpoint(), Stream([]), None)).IsIntact);
        Assert.True((await verifier.VerifyTilesAsync(empty.Checkpoint(), empty.Tiles, None)).IsIntact);
        Assert.Equal(Only(0), await verifier.VerifyAsync(empty.Checkpoint(), Stream([TestLog.EntryOf(0)]), empty.Tiles, None));
        var wrong = empty.Checkpoint(new TreeHead(0, default));
        Assert.Equal(LogVerdict.RootMismatch, (await verifier.VerifyAsync(wrong, Stream([]), empty.Tiles, None)).Checkpoint);
        Assert.Equal(LogVerdict.RootMismatch, (await verifier.VerifyTilesAsync(wrong, empty.Tiles, None)).Checkpoint);
    }

    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> Stream(
        List<ReadOnlyMemory<byte>> entries, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }

        await Task.CompletedTask;
    }

    private static LogReport Only(long leaf) => new(LogVerdict.Trusted, new LeafRange(leaf, leaf), Tile: null);

    private LogVerifier Verifier(params TreeHead[] seen) => new(log.Policy(2), seen);

    private async Task<LogReport> VerifyAsync(List<ReadOnlyMemory<byte>> entries, SignedCheckpoint? checkpoint = null) =>
        await Verifier().VerifyAsync(checkpoint ?? log.Checkpoint(), Stream(entries), tiles, None);

    private async Task<LogReport> RangeAsync(int first, int end, List<ReadOnlyMemory<byte>> entries) =>
        await Verifier().VerifyRangeAsync(
            log.Checkpoint(), first, end, Stream([.. entries.Skip(first).Take(end - first)]), tiles, None);

    public sealed class Large : IDisposable
    {
        internal TestLog Log { get; } = new(70_000);

        public void Dispose() => Log.Dispose();
    }
}
