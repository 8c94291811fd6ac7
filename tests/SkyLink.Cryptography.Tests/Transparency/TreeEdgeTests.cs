using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Cryptography.Transparency;

public sealed class TreeEdgeTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The example of the specification.</summary>
    [Fact]
    public void Seventy_thousand_leaves_make_the_tiles_that_the_specification_counts()
    {
        var growth = TreeEdge.Empty.Append(new TreeHash[70_000]);
        Assert.Equal(TilePath.OfTree(70_000), growth.Tiles.Select(tile => tile.Path));
        Assert.Equal(273, growth.Tiles.Count(tile => tile.Path is { Level: 0, IsFull: true }));
        Assert.Equal(
            ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"],
            growth.Tiles.Skip(273).Select(tile => tile.Path.ToString()));
        Assert.All(growth.Tiles, tile => Assert.Equal(tile.Path.Width * TreeHash.Size, tile.Bytes.Length));
    }

    [Fact]
    public void A_full_tile_stands_at_once_in_a_partial_one_above()
    {
        var growth = TreeEdge.Empty.Append(new TreeHash[256]);
        Assert.Equal(["tile/0/000", "tile/1/000.p/1"], growth.Tiles.Select(tile => tile.Path.ToString()));
        Assert.Equal(growth.Edge.Head.Root.Bytes, growth.Tiles[1].Bytes.Span);
    }

    /// <summary>However the leaves are cut into batches, and however often the writer crashes between two.</summary>
    [Fact]
    public void Batches_and_crashes_leave_no_trace_in_the_tree()
    {
        var leaves = Enumerable.Range(0, 2_500).Select(index => TreeHash.OfLeaf(TestLog.EntryOf(index).Span)).ToArray();
        var expected = new MemoryTiles();
        expected.Store(TreeEdge.Empty.Append(leaves));
        Prop.ForAll(Gen.Choose(1, 700).ListOf().ToArbitrary(), sizes =>
        {
            var (tiles, edge, count) = (new MemoryTiles(), TreeEdge.Empty, 0);
            foreach (var size in sizes.Append(leaves.Length).Select((size, number) => (Size: size, Number: number)))
            {
                var batch = leaves[count..Math.Min(leaves.Length, count + size.Size)];
                var growth = edge.Append(batch);
                Assert.Equal(batch, growth.Leaves);
                tiles.Store(growth);
                count += batch.Length;
                edge = size.Number % 2 == 0 ? growth.Edge : TreeEdge.ReadAsync(count, tiles, None).AsTask().Result;
                Assert.Equal(new TreeHead(count, growth.Edge.Head.Root), edge.Head);
            }

            Assert.Equal(NaiveTree.Root(leaves), edge.Head.Root);
            Assert.Equal(expected.Stored.Keys.Order(), tiles.Stored.Keys.Order());
            Assert.All(expected.Stored, tile => Assert.Equal(tile.Value, tiles.Stored[tile.Key]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    /// <summary>The tiles were written, the size was not: what lies beyond it is written over.</summary>
    [Fact]
    public async Task A_batch_that_was_stored_but_not_counted_does_not_matter()
    {
        using var log = new TestLog(1_000);
        log.Tiles.Store(log.Edge.Append([.. Enumerable.Range(0, 500).Select(_ => TestLog.EntryOf(-1))]));
        var resumed = await TreeEdge.ReadAsync(1_000, log.Tiles, None);
        Assert.Equal(log.Edge.Head, resumed.Head);
        var entries = Enumerable.Range(1_000, 300).Select(TestLog.EntryOf).ToList();
        var growth = resumed.Append(entries);
        log.Tiles.Store(growth);
        using var expected = new TestLog(1_300);
        Assert.Equal(expected.Edge.Head, growth.Edge.Head);
        Assert.Equal(growth.Edge.Head, (await TreeEdge.ReadAsync(1_300, log.Tiles, None)).Head);
    }

    [Fact]
    public async Task A_missing_or_short_tile_is_said_by_its_name()
    {
        using var log = new TestLog(600);
        log.Tiles.Stored[(0, 2)] = log.Tiles.Stored[(0, 2)][1..];
        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await TreeEdge.ReadAsync(600, log.Tiles, None));
        Assert.Contains("tile/0/002.p/88", failure.Message, StringComparison.Ordinal);
        log.Tiles.Stored.Remove((1, 0));
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await new TiledTree(log.Tiles).HeadAsync(512, None));
    }

    [Fact]
    public void An_edge_that_was_appended_to_is_still_what_it_was()
    {
        var edge = TreeEdge.Empty.Append(new TreeHash[300]).Edge;
        var (head, first) = (edge.Head, edge.Append(new TreeHash[5]).Edge.Head);
        Assert.NotEqual(first, edge.Append([TreeHash.OfNothing, .. new TreeHash[4]]).Edge.Head);
        Assert.Equal(first, edge.Append(new TreeHash[5]).Edge.Head);
        Assert.Equal(head, edge.Head);
        Assert.Empty(edge.Append(Array.Empty<TreeHash>()).Tiles);
    }

    [Fact]
    public async Task Questions_that_no_tree_answers_are_mistakes()
    {
        var tree = new TiledTree(new MemoryTiles());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await tree.ProveInclusionAsync(5, 5, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await tree.ProveInclusionAsync(-1, 5, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await tree.ProveConsistencyAsync(0, 5, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await tree.ProveConsistencyAsync(6, 5, None));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.At(256, 0, 1));
    }
}
