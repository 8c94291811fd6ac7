using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Cryptography.Transparency;

public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 1_067, 256, "tile/0/x001/067")]
    [InlineData(0, 1_234_067, 256, "tile/0/x001/x234/067")]
    [InlineData(2, 0, 1, "tile/2/000.p/1")]
    [InlineData(0, 999, 255, "tile/0/999.p/255")]
    [InlineData(0, 1_000_000, 256, "tile/0/x001/x000/000")]
    [InlineData(TilePath.Entries, 1_000, 7, "tile/entries/x001/000.p/7")]
    [InlineData(0, 36_028_797_018_963_967, 256, "tile/0/x036/x028/x797/x018/x963/967")]
    [InlineData(7, 0, 127, "tile/7/000.p/127")]
    public void A_tile_has_one_path(int level, long index, int width, string path)
    {
        var tile = new TilePath(level, index, width);
        Assert.Equal(path, tile.ToString());
        Assert.True(TilePath.TryParse(path, out var read));
        Assert.Equal(tile, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/8/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/x/000")]
    [InlineData("tile/0/x000/067")]
    [InlineData("tile/0/x001/x067")]
    [InlineData("tile/0/x001067")]
    [InlineData("tile/0/001/067")]
    [InlineData("tile/0/x+01/067")]
    [InlineData("tile/0/ 67")]
    [InlineData("tile/0/-67")]
    [InlineData("tile/0/067 ")]
    [InlineData("tile/0/067/")]
    [InlineData("tile/0//067")]
    [InlineData("tile/0/../067")]
    [InlineData("tile/0/...")]
    [InlineData("../tile/0/067")]
    [InlineData("tile/../../etc/passwd")]
    [InlineData("tile/entries/..")]
    [InlineData("/tile/0/067")]
    [InlineData("tile/0/067.p/0")]
    [InlineData("tile/0/067.p/256")]
    [InlineData("tile/0/067.p/07")]
    [InlineData("tile/0/067.p/")]
    [InlineData("tile/0/067.p/1/")]
    [InlineData("tile/0/067.p/1.p/1")]
    [InlineData("tile/0/067.p/..")]
    [InlineData("tile/0/\u0661\u0662\u0663")]
    [InlineData("tile/0/x036/x028/x797/x018/x963/968")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/x001/x000/x000/x000/x000/x000/000")]
    [InlineData("tile/7/001")]
    [InlineData("tile/data/000")]
    public void Other_paths_are_none(string path) => Assert.False(TilePath.TryParse(path, out _), path);

    [Fact]
    public void Entries_lie_beside_the_tiles_of_their_hashes()
    {
        Assert.Equal(new TilePath(TilePath.Entries, 2, 188), TilePath.At(700, TilePath.Entries, 2));
        Assert.Equal(new TilePath(0, 2, 188), TilePath.At(700, 0, 2));
        Assert.Equal(512, TilePath.At(700, TilePath.Entries, 2).FirstLeaf);
        Assert.Equal(1 << 24, new TilePath(2, 1, 256).FirstLeaf);
    }

    [Fact]
    public void A_path_of_a_megabyte_is_refused() =>
        Assert.False(TilePath.TryParse("tile/0/" + string.Concat(Enumerable.Repeat("x001/", 200_000)) + "000", out _));

    [Fact]
    public void Whatever_is_printed_is_parsed() =>
        Prop.ForAll(
            Gen.Choose(-1, 7).Zip(Gen.Choose(0, int.MaxValue - 1)).Zip(Gen.Choose(1, 256)).ToArbitrary(),
            it =>
            {
                var ((level, chance), width) = it;
                var tile = new TilePath(level, chance % (1L << Math.Clamp(55 - (8 * Math.Max(level, 0)), 0, 31)), width);
                return TilePath.TryParse(tile.ToString(), out var read) && read == tile;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_bundle_gives_back_its_entries_and_nothing_else_does()
    {
        List<ReadOnlyMemory<byte>> entries = [new byte[] { 1, 2, 3 }, Array.Empty<byte>(), new byte[65_535]];
        var bundle = EntryBundle.Write(entries);
        Assert.Equal([0, 3, 1, 2, 3, 0, 0, 255, 255], bundle[..9]);
        Assert.True(EntryBundle.TryRead(bundle, 3, out var read));
        Assert.Equal(entries.Select(entry => entry.ToArray()), read.Select(entry => entry.ToArray()));
        Assert.False(EntryBundle.TryRead(bundle, 2, out _));
        Assert.False(EntryBundle.TryRead(bundle, 4, out _));
        Assert.False(EntryBundle.TryRead(bundle.AsMemory(0, bundle.Length - 1), 3, out _));
        Assert.False(EntryBundle.TryRead((byte[])[.. bundle, 0], 3, out _));
        Assert.False(EntryBundle.TryRead((byte[])[.. bundle, 0, 0], 3, out _));
        Assert.False(EntryBundle.TryRead(new byte[1_000_000], 256, out _));
        Assert.Throws<ArgumentException>(() => EntryBundle.Write([new byte[65_536]]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Write([]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Write(new ReadOnlyMemory<byte>[257]));
    }

    /// <summary>A bundle that the Tessera log server wrote, with the leaf hashes that it stored beside.</summary>
    [Fact]
    public void A_bundle_of_another_log_server_is_read()
    {
        var words = "one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".Split(' ');
        var bundle = Convert.FromHexString(
            "00036f6e65000374776f000574687265650004666f75720004666976650003736978000573657665"
            + "6e000365697400046e61696e000374656e0006696c6576656e00057477656c66000874687265657465"
            + "6e0007666f757274656e000666697674656e");
        Assert.True(EntryBundle.TryRead(bundle, 15, out var entries));
        Assert.Equal(words, entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Span)));
        var edge = TreeEdge.Empty.Append(entries).Edge;
        Assert.Equal("rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=", edge.Head.Root.ToString());
    }
}
