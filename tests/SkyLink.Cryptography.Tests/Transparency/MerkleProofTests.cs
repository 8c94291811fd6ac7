using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SkyLink.Testing;

namespace SkyLink.Cryptography.Transparency;

/// <summary>Inclusion and consistency against the vectors of transparency-dev and against the recursion of RFC 6962.</summary>
public sealed class MerkleProofTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void Verdicts_on_inclusion_are_those_of_transparency_dev()
    {
        var (valid, invalid) = (0, 0);
        foreach (var test in Vectors.Read("crypto/tlog/rfc6962_merkle_proofs.json.gz").GetProperty("inclusion").EnumerateArray())
        {
            var isValid = TryReadAll(test, out var proof)
                && TreeHash.TryRead(test.Text("leafHash"), out var leaf)
                && InclusionProof.Verify(leaf, Number(test, "leafIdx"), proof, HeadOf(test, "treeSize", "root"));
            Count(test, isValid, ref valid, ref invalid);
        }

        Assert.Equal((6, 92), (valid, invalid));
    }

    [Fact]
    public void Verdicts_on_consistency_are_those_of_transparency_dev()
    {
        var (valid, invalid) = (0, 0);
        foreach (var test in Vectors.Read("crypto/tlog/rfc6962_merkle_proofs.json.gz").GetProperty("consistency").EnumerateArray())
        {
            var isValid = TryReadAll(test, out var proof)
                && ConsistencyProof.Verify(HeadOf(test, "size1", "root1"), HeadOf(test, "size2", "root2"), proof);
            Count(test, isValid, ref valid, ref invalid);
        }

        Assert.Equal((6, 92), (valid, invalid));
    }

    [Fact]
    public void The_empty_tree_and_the_empty_leaf_have_their_known_hashes()
    {
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", TreeHash.OfNothing.ToString());
        Assert.Equal(TreeHash.OfNothing, TreeEdge.Empty.Head.Root);
        Assert.Equal("bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", TreeHash.OfLeaf([]).ToString());
        Assert.NotEqual(TreeHash.OfLeaf(new byte[64]), TreeHash.OfNode(default, default));
        Assert.NotEqual(TreeHash.OfLeaf(new byte[1_023]), TreeHash.OfLeaf(new byte[1_024]));
    }

    [Fact]
    public void A_long_entry_is_hashed_as_a_short_one()
    {
        foreach (var size in new[] { 0, 1, 1_022, 1_023, 1_024, 70_000 })
        {
            var entry = Enumerable.Range(0, size).Select(i => (byte)i).ToArray();
            Assert.Equal(System.Security.Cryptography.SHA256.HashData([0, .. entry]), TreeHash.OfLeaf(entry).Bytes);
        }
    }

    /// <summary>Every tree of up to 70 leaves, each with every proof that there is.</summary>
    [Fact]
    public async Task Every_proof_of_a_small_tree_verifies_and_is_the_one_of_the_recursion()
    {
        var leaves = LeavesOf(70);
        var tiles = TilesOf(leaves);
        var tree = new TiledTree(tiles);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var head = new TreeHead(size, NaiveTree.Root(leaves.AsSpan(0, size)));
            Assert.Equal(head, await tree.HeadAsync(size, None));
            for (var index = 0; index < size; index++)
            {
                var proof = await tree.ProveInclusionAsync(index, size, None);
                Assert.Equal(NaiveTree.Path(index, leaves.AsSpan(0, size)), proof);
                Assert.True(InclusionProof.Verify(leaves[index], index, proof, head));
            }

            for (var older = 1; older <= size; older++)
            {
                var proof = await tree.ProveConsistencyAsync(older, size, None);
                Assert.Equal(NaiveTree.Subproof(older, leaves.AsSpan(0, size), isWhole: true), proof);
                Assert.True(ConsistencyProof.Verify(await tree.HeadAsync(older, None), head, proof));
            }
        }
    }

    /// <summary>Trees of up to 3,000 leaves: proofs verify, and do not once anything about them is changed.</summary>
    [Fact]
    public void A_proof_verifies_until_anything_is_changed()
    {
        var leaves = LeavesOf(3_000);
        var tree = new TiledTree(TilesOf(leaves));
        var cases =
            from size in Gen.Choose(1, leaves.Length)
            from index in Gen.Choose(0, size - 1)
            from chance in Gen.Choose(0, int.MaxValue - 1)
            select (Size: size, Index: index, Chance: chance);
        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var head = tree.HeadAsync(it.Size, None).AsTask().Result;
            Assert.Equal(NaiveTree.Root(leaves.AsSpan(0, it.Size)), head.Root);
            CheckInclusion(leaves, tree, head, it.Index, it.Chance);
            CheckConsistency(tree, head, it.Index + 1, it.Chance);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        var head = new TreeHead(1, default);
        Assert.True(InclusionProof.Verify(default, 0, [], head));
        Assert.False(InclusionProof.Verify(default, 1, [], head));
        Assert.False(InclusionProof.Verify(default, -1, [], head));
        Assert.False(InclusionProof.Verify(default, long.MaxValue, [], head));
        Assert.False(InclusionProof.Verify(default, 0, [], new TreeHead(0, default)));
        Assert.False(InclusionProof.Verify(default, 0, [], new TreeHead(-1, default)));
        Assert.False(InclusionProof.Verify(default, 0, new TreeHash[100_000], new TreeHead(long.MaxValue, default)));
        Assert.False(InclusionProof.Verify(default, long.MaxValue - 1, new TreeHash[63], new TreeHead(long.MaxValue, default)));
        Assert.False(ConsistencyProof.Verify(new TreeHead(0, TreeHash.OfNothing), head, []));
        Assert.False(ConsistencyProof.Verify(new TreeHead(-5, default), head, []));
        Assert.False(ConsistencyProof.Verify(new TreeHead(2, default), head, []));
        Assert.False(ConsistencyProof.Verify(head, new TreeHead(long.MaxValue, default), new TreeHash[100_000]));
        Assert.False(ConsistencyProof.Verify(head, new TreeHead(long.MaxValue, default), new TreeHash[63]));
        Assert.False(TreeHash.TryRead(new byte[31], out _));
        Assert.False(TreeHash.TryRead(new string('A', 44), out _));
    }

    [Fact]
    public async Task A_proof_of_a_million_leaves_verifies_fast_and_without_allocating()
    {
        var leaves = new TreeHash[1_000_000];
        for (var i = 0; i < leaves.Length; i++)
        {
            Assert.True(TreeHash.TryRead([.. BitConverter.GetBytes(i), .. new byte[28]], out leaves[i]));
        }

        var growth = TreeEdge.Empty.Append(leaves);
        var tiles = new MemoryTiles();
        tiles.Store(growth);
        var tree = new TiledTree(tiles);
        var (head, older) = (growth.Edge.Head, await tree.HeadAsync(700_001, None));
        var inclusion = await tree.ProveInclusionAsync(654_321, head.Size, None);
        var consistency = await tree.ProveConsistencyAsync(older.Size, head.Size, None);
        Assert.Equal(20, inclusion.Length);
        var least = TimeSpan.MaxValue;
        Assert.Equal(0, Allocations.Least(() =>
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var isValid = InclusionProof.Verify(leaves[654_321], 654_321, inclusion, head);
            var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            least = elapsed < least ? elapsed : least;
            return isValid ? 1 : throw new InvalidOperationException();
        }));
        Assert.Equal(0, Allocations.Least(() => ConsistencyProof.Verify(older, head, consistency)));
        Assert.True(ConsistencyProof.Verify(older, head, consistency));
        Assert.True(least < TimeSpan.FromMilliseconds(0.1), $"{least.TotalMicroseconds} us");
    }

    private static void CheckInclusion(TreeHash[] leaves, TiledTree tree, TreeHead head, int index, int chance)
    {
        var proof = tree.ProveInclusionAsync(index, head.Size, None).AsTask().Result;
        Assert.True(InclusionProof.Verify(leaves[index], index, proof, head));
        Assert.False(InclusionProof.Verify(Flipped(leaves[index], chance), index, proof, head));
        Assert.False(InclusionProof.Verify(leaves[index], index, proof, head with { Root = Flipped(head.Root, chance) }));
        for (var other = 0; other < Math.Min(head.Size, 40); other++)
        {
            Assert.Equal(other == index, InclusionProof.Verify(leaves[index], other, proof, head));
        }

        foreach (var changed in Changed(proof, chance))
        {
            Assert.False(InclusionProof.Verify(leaves[index], index, changed, head));
        }
    }

    private static void CheckConsistency(TiledTree tree, TreeHead head, int olderSize, int chance)
    {
        var older = tree.HeadAsync(olderSize, None).AsTask().Result;
        var proof = tree.ProveConsistencyAsync(olderSize, head.Size, None).AsTask().Result;
        Assert.True(ConsistencyProof.Verify(older, head, proof));
        Assert.False(ConsistencyProof.Verify(older with { Root = Flipped(older.Root, chance) }, head, proof));
        Assert.False(ConsistencyProof.Verify(older, head with { Root = Flipped(head.Root, chance) }, proof));
        Assert.False(ConsistencyProof.Verify(older with { Size = olderSize - 1 }, head, proof) && proof.Length > 0);
        foreach (var changed in Changed(proof, chance))
        {
            Assert.False(ConsistencyProof.Verify(older, head, changed));
        }
    }

    private static IEnumerable<TreeHash[]> Changed(TreeHash[] proof, int chance)
    {
        yield return [.. proof, default];
        yield return [default, .. proof];
        if (proof.Length == 0)
        {
            yield break;
        }

        var place = chance % proof.Length;
        yield return proof[..^1];
        yield return proof[1..];
        yield return [.. proof[..place], Flipped(proof[place], chance), .. proof[(place + 1)..]];
        yield return [.. proof[..place], proof[place], .. proof[place..]];
        if (proof.Length > 1)
        {
            yield return [.. proof.Reverse()];
        }
    }

    private static TreeHash Flipped(TreeHash hash, int chance)
    {
        var bytes = hash.Bytes.ToArray();
        bytes[chance % TreeHash.Size] ^= (byte)(1 << (chance % 8));
        Assert.True(TreeHash.TryRead(bytes, out var flipped));
        return flipped;
    }

    private static TreeHash[] LeavesOf(int count) =>
        [.. Enumerable.Range(0, count).Select(index => TreeHash.OfLeaf(TestLog.EntryOf(index).Span))];

    private static MemoryTiles TilesOf(TreeHash[] leaves)
    {
        var tiles = new MemoryTiles();
        tiles.Store(TreeEdge.Empty.Append(leaves));
        return tiles;
    }

    private static bool TryReadAll(JsonElement test, out TreeHash[] proof)
    {
        var texts = test.GetProperty("proof") is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Select(hash => hash.GetString()!).ToList()
            : [];
        proof = new TreeHash[texts.Count];
        for (var i = 0; i < proof.Length; i++)
        {
            if (!TreeHash.TryRead(texts[i], out proof[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Some roots are short texts, because only their likeness matters: they are padded to the size of a hash.</summary>
    private static TreeHead HeadOf(JsonElement test, string size, string root)
    {
        var bytes = Convert.FromBase64String(test.Text(root));
        Assert.True(TreeHash.TryRead([.. bytes, .. new byte[TreeHash.Size - bytes.Length]], out var hash));
        return new TreeHead(Number(test, size), hash);
    }

    /// <summary>Some are beyond 2^63, where the vectors have them wrap.</summary>
    private static long Number(JsonElement test, string name) => unchecked((long)test.GetProperty(name).GetUInt64());

    private static void Count(JsonElement test, bool isValid, ref int valid, ref int invalid)
    {
        Assert.True(isValid != test.GetProperty("wantErr").GetBoolean(), test.Text("name"));
        _ = isValid ? valid++ : invalid++;
    }
}
