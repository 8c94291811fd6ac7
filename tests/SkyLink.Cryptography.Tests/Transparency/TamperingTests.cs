namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A hundred thousand ways to falsify a log, by chance from a seed: each is noticed, and where a leaf is touched, it is
/// that leaf which is named. Most on logs of up to 24 entries, the rest on one of 2,830: there as a whole, or the tile
/// that is touched alone.
/// </summary>
public sealed class TamperingTests : IDisposable
{
    private const int Seed = 6_962;
    private const int Workers = 2;
    private const int SmallCases = 94_000;
    private const int TileCases = 5_700;
    private const int WholeCases = 300;

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Ed25519PrivateKey key = Ed25519PrivateKey.FromSeed(TestLog.Seed(5));
    private readonly Ed25519PrivateKey otherKey = Ed25519PrivateKey.FromSeed(TestLog.Seed(6));

    private enum Kind
    {
        FlipBit,
        Delete,
        Insert,
        Swap,
        Truncate,
        ChangeWithHash,
        ReplaceTile,
        ReplaceCheckpoint,
        SignAnew,
    }

    public void Dispose()
    {
        key.Dispose();
        otherKey.Dispose();
    }

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
    [Fact]
    public async Task A_hundred_thousand_tamperings_are_all_noticed_and_leaves_are_named()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => RunAsync(worker))));
        Assert.Equal(100_000, counts.Sum(count => count.Values.Sum()));
        Assert.All(Enum.GetValues<Kind>(), kind => Assert.InRange(counts.Sum(count => count[kind]), 10_000, 12_500));
    }

    private async Task<Dictionary<Kind, int>> RunAsync(int worker)
    {
        var random = new Random(Seed + worker);
        var counts = Enum.GetValues<Kind>().ToDictionary(kind => kind, _ => 0);
        var small = Enumerable.Range(1, 24).Select(size => new Victim(size, key)).ToArray();
        var large = new Victim(2_830, key);
        for (var i = 0; i < (SmallCases + TileCases + WholeCases) / Workers; i++)
        {
            var (victim, isWhole) = i < SmallCases / Workers
                ? (small[random.Next(small.Length)], true)
                : (large, i >= (SmallCases + TileCases) / Workers);
            var kind = (Kind)(i % counts.Count);
            counts[kind]++;
            var first = isWhole ? 0 : random.Next(12) * TilePath.FullWidth;
            var part = new Part(victim, first, isWhole ? victim.Size : Math.Min(victim.Size, first + TilePath.FullWidth));
            Assert.True(await IsNoticedAsync(kind, part, random), $"worker {worker}, case {i}: {kind}, {victim.Size}, {part}");
        }

        return counts;
    }

    private async Task<bool> IsNoticedAsync(Kind kind, Part part, Random random)
    {
        var (victim, first) = (part.Victim, part.First);
        var leaf = random.Next(first, part.End);
        var entries = part.Entries();
        switch (kind)
        {
            case Kind.FlipBit:
                entries[leaf - first] = Flipped(entries[leaf - first], random);
                return (await part.VerifyAsync(entries)).Leaves == new LeafRange(leaf, leaf);

            case Kind.Delete:
                entries.RemoveAt(leaf - first);
                entries.AddRange(victim.Log.Skip(part.End).Take(1));
                return (await part.VerifyAsync(entries)).Leaves == new LeafRange(leaf, leaf);

            case Kind.Insert:
                entries.Insert(leaf - first, TestLog.EntryOf(-1 - random.Next(1_000)));
                return (await part.VerifyAsync(entries)).Leaves == new LeafRange(leaf, leaf);

            case Kind.Swap:
                return await IsSwapNoticedAsync(part, entries, leaf, random.Next(first, part.End));

            case Kind.Truncate:
                return (await part.VerifyAsync(entries[..(leaf - first)])).Leaves == new LeafRange(leaf, leaf);

            case Kind.ChangeWithHash:
                entries[leaf - first] = Flipped(entries[leaf - first], random);
                return await IsForgeryNoticedAsync(part, entries, leaf);

            case Kind.ReplaceTile:
                return await IsTileNoticedAsync(part, entries, random);

            case Kind.ReplaceCheckpoint:
                var old = Victim.Sign(await victim.Tree.HeadAsync(random.Next(victim.Size), None), key);
                var size = old.Checkpoint.Head.Size;
                return (await victim.VerifyAsync(old, [.. victim.Log])).Leaves == new LeafRange(size, size)
                    && (await victim.Knowing.VerifyAsync(old, LogVerifierTests.Stream(entries), victim.Tiles, None)).Checkpoint
                        == LogVerdict.RolledBack;

            case Kind.SignAnew:
                return await IsSigningNoticedAsync(victim, leaf, random);

            default:
                return false;
        }
    }

    private static async Task<bool> IsSwapNoticedAsync(Part part, List<ReadOnlyMemory<byte>> entries, int leaf, int other)
    {
        if (leaf == other)
        {
            // Nothing to swap with: the last one goes out of the log.
            entries.RemoveAt(entries.Count - 1);
            return (await part.VerifyAsync(entries)).Leaves == new LeafRange(part.End - 1, part.End - 1);
        }

        var (one, two) = (leaf - part.First, other - part.First);
        (entries[one], entries[two]) = (entries[two], entries[one]);
        return (await part.VerifyAsync(entries)).Leaves == new LeafRange(Math.Min(leaf, other), Math.Min(leaf, other));
    }

    /// <summary>In a full tile, its leaves are named; in a partial one, there is nothing between leaf and root.</summary>
    private static async Task<bool> IsForgeryNoticedAsync(Part part, List<ReadOnlyMemory<byte>> entries, int leaf)
    {
        var (index, place) = (leaf / TilePath.FullWidth, leaf % TilePath.FullWidth);
        var tiles = part.Victim.Tiles.Copy();
        TreeHash.OfLeaf(entries[leaf - part.First].Span).Bytes.CopyTo(tiles.Stored[(0, index)].AsSpan(place * TreeHash.Size));
        var report = await part.VerifyAsync(entries, tiles);
        var path = TilePath.At(part.Victim.Size, 0, index);
        return path.IsFull
            ? report.Leaves == new LeafRange(path.FirstLeaf, path.FirstLeaf + 255) && report.Tile == path
            : report.Checkpoint == LogVerdict.RootMismatch;
    }

    private static async Task<bool> IsTileNoticedAsync(Part part, List<ReadOnlyMemory<byte>> entries, Random random)
    {
        var tiles = part.Victim.Tiles.Copy();
        var places = tiles.Stored.Keys
            .Where(place => place.Level > 0 || (place.Index * 256 >= part.First && place.Index * 256 < part.End))
            .Order().ToList();
        var place = places[random.Next(places.Count)];
        var bytes = tiles.Stored[place];
        switch (random.Next(4))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                break;

            case 1:
                tiles.Stored[place] = bytes[..^1];
                break;

            case 2:
                tiles.Stored.Remove(place);
                break;

            default:
                // Another tile's hashes, were there another one as wide.
                tiles.Stored[place] = [.. bytes.Select(value => (byte)(value + 1))];
                break;
        }

        var report = await part.VerifyAsync(entries, tiles);
        var isPartOfPartial = !part.IsWhole && place.Level == 0 && part.End == part.Victim.Size;
        return isPartOfPartial
            ? !report.IsIntact
            : report == new LogReport(LogVerdict.Trusted, Leaves: null, TilePath.At(part.Victim.Size, place.Level, place.Index));
    }

    /// <summary>The log is made anew with another entry, and signed by who does not have its key.</summary>
    private async Task<bool> IsSigningNoticedAsync(Victim victim, int leaf, Random random)
    {
        var entries = victim.Log.ToList();
        var isSmall = victim.Size < 100;
        entries[leaf] = Flipped(entries[leaf], random);
        var head = isSmall ? TreeEdge.Empty.Append(entries).Edge.Head : new TreeHead(victim.Size, TreeHash.OfLeaf(entries[leaf].Span));
        var signed = Victim.Sign(head, otherKey);
        var expected = LogVerdict.SignatureMissing;
        if (random.Next(2) == 0)
        {
            var claimed = new NoteSignature(TestLog.Origin, victim.Key.Id, signed.Note.Signatures[0].Value);
            signed = SignedCheckpoint.Sign(signed.Checkpoint, [victim.Signer], TestLog.Time);
            signed = signed.With(claimed);
            expected = LogVerdict.SignatureInvalid;
        }

        return (await victim.VerifyAsync(signed, entries)).Checkpoint == expected;
    }

    private static byte[] Flipped(ReadOnlyMemory<byte> entry, Random random)
    {
        var bytes = entry.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }
#pragma warning restore CA5394

    /// <summary>A log, and whoever verifies it.</summary>
    private sealed class Victim
    {
        private readonly LogVerifier verifier;

        public Victim(int size, Ed25519PrivateKey key)
        {
            Log = [.. Enumerable.Range(0, size).Select(TestLog.EntryOf)];
            var growth = TreeEdge.Empty.Append(Log);
            Tiles.Store(growth);
            Tree = new TiledTree(Tiles);
            Signer = NoteSigner.Of(TestLog.Origin, key);
            Checkpoint = Sign(growth.Edge.Head, key);
            var policy = new LogPolicy(TestLog.Origin, [Key], [], 0);
            (verifier, Knowing) = (new LogVerifier(policy, []), new LogVerifier(policy, [growth.Edge.Head]));
        }

        public List<ReadOnlyMemory<byte>> Log { get; }

        public int Size => Log.Count;

        public MemoryTiles Tiles { get; } = new();

        public TiledTree Tree { get; }

        public NoteSigner Signer { get; }

        public NoteKey Key => Signer.Key;

        public SignedCheckpoint Checkpoint { get; }

        /// <summary>Somebody who has seen the log as it is.</summary>
        public LogVerifier Knowing { get; }

        public static SignedCheckpoint Sign(TreeHead head, Ed25519PrivateKey key) =>
            SignedCheckpoint.Sign(new Checkpoint(TestLog.Origin, head), [NoteSigner.Of(TestLog.Origin, key)], TestLog.Time);

        public async Task<LogReport> VerifyAsync(SignedCheckpoint checkpoint, List<ReadOnlyMemory<byte>> entries) =>
            await verifier.VerifyAsync(checkpoint, LogVerifierTests.Stream(entries), Tiles, None);

        public async Task<LogReport> VerifyAsync(
            int first, int end, List<ReadOnlyMemory<byte>> entries, ITileSource tiles) =>
            await verifier.VerifyRangeAsync(Checkpoint, first, end, LogVerifierTests.Stream(entries), tiles, None);
    }

    /// <summary>What is verified of a log.</summary>
    private sealed record Part(Victim Victim, int First, int End)
    {
        public bool IsWhole => First == 0 && End == Victim.Size;

        public List<ReadOnlyMemory<byte>> Entries() => Victim.Log[First..End];

        public Task<LogReport> VerifyAsync(List<ReadOnlyMemory<byte>> entries, ITileSource? tiles = null) =>
            Victim.VerifyAsync(First, End, entries, tiles ?? Victim.Tiles);
    }
}
