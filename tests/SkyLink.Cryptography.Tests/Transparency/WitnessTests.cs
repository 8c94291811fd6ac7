using System.Text;

namespace SkyLink.Cryptography.Transparency;

public sealed class WitnessTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TestLog log = new(1_000);
    private readonly MemoryState state = new();

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task A_log_that_grows_is_cosigned_step_by_step()
    {
        var old = 0L;
        foreach (var size in new[] { 0, 1, 256, 257, 257, 1_000 })
        {
            var request = await RequestAsync(old, size);
            var reply = await AskAsync(request);
            Assert.Equal((WitnessVerdict.Accepted, 200), (reply.Verdict, reply.Status));
            var signed = WithReply(request.Checkpoint, reply);
            Assert.Equal(LogVerdict.Trusted, log.Policy(2).Check(signed));
            Assert.Equal(TestLog.Time.ToUnixTimeSeconds(), log.Witnesses[0].Key.CosignedAt(signed.Note.Signatures[^2]));
            Assert.Equal(signed.ToString(), state.Last[TestLog.Origin].ToString());
            old = size;
        }
    }

    [Fact]
    public async Task Another_old_size_is_a_conflict_that_says_the_right_one()
    {
        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(await RequestAsync(0, 300))).Verdict);
        foreach (var (old, size) in new[] { (0, 400), (299, 400), (301, 400), (200, 250) })
        {
            var reply = await AskAsync(await RequestAsync(old, size));
            Assert.Equal((WitnessVerdict.OldSizeMismatch, 409, "300\n"), (reply.Verdict, reply.Status, reply.Body));
        }
    }

    [Fact]
    public async Task A_smaller_checkpoint_is_refused()
    {
        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(await RequestAsync(0, 300))).Verdict);
        var reply = await AskAsync(new WitnessRequest(300, [], Signed(299)));
        Assert.Equal((WitnessVerdict.Shrunk, 400, ""), (reply.Verdict, reply.Status, reply.Body));
        Assert.Equal(300, state.Last[TestLog.Origin].Checkpoint.Head.Size);
    }

    [Fact]
    public async Task Two_roots_at_one_size_are_a_split_view()
    {
        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(await RequestAsync(0, 300))).Verdict);
        var other = new TreeHead(300, TreeHash.OfNothing);
        var reply = await AskAsync(new WitnessRequest(300, [], Signed(other)));
        Assert.Equal((WitnessVerdict.SplitView, 409, ""), (reply.Verdict, reply.Status, reply.Body));
        Assert.Equal(WitnessVerdict.SplitView, (await AskAsync(new WitnessRequest(300, [default], Signed(other)))).Verdict);
        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(await RequestAsync(300, 300))).Verdict);
    }

    [Fact]
    public async Task History_that_was_written_anew_is_refused()
    {
        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(await RequestAsync(0, 600))).Verdict);
        var entries = log.Entries.ToList();
        entries[17] = TestLog.EntryOf(-17);
        var growth = TreeEdge.Empty.Append(entries);
        var tiles = new MemoryTiles();
        tiles.Store(growth);
        var proof = await new TiledTree(tiles).ProveConsistencyAsync(600, 1_000, None);
        var reply = await AskAsync(new WitnessRequest(600, proof, Signed(growth.Edge.Head)));
        Assert.Equal((WitnessVerdict.ProofInvalid, 422), (reply.Verdict, reply.Status));
    }

    [Fact]
    public async Task A_proof_must_be_the_right_one()
    {
        Assert.Equal(WitnessVerdict.ProofInvalid, (await AskAsync(new WitnessRequest(0, [default], Signed(300)))).Verdict);
        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(await RequestAsync(0, 300))).Verdict);
        var request = await RequestAsync(300, 1_000);
        Assert.Equal(WitnessVerdict.ProofInvalid, (await AskAsync(request with { Proof = [] })).Verdict);
        Assert.Equal(WitnessVerdict.ProofInvalid, (await AskAsync(request with { Proof = [.. request.Proof, default] })).Verdict);
        Assert.Equal(WitnessVerdict.ProofInvalid, (await AskAsync(request with { Proof = [.. request.Proof.Reverse()] })).Verdict);
        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(request)).Verdict);
    }

    [Fact]
    public async Task An_empty_log_has_the_root_of_nothing()
    {
        var reply = await AskAsync(new WitnessRequest(0, [], Signed(new TreeHead(0, default))));
        Assert.Equal((WitnessVerdict.EmptyRootWrong, 422), (reply.Verdict, reply.Status));
    }

    [Fact]
    public async Task Only_the_log_s_own_keys_count()
    {
        var checkpoint = new Checkpoint(TestLog.Origin, log.Edge.Head);
        using var key = Ed25519PrivateKey.FromSeed(TestLog.Seed(77));
        var foreign = SignedCheckpoint.Sign(checkpoint, [NoteSigner.Of(TestLog.Origin, key)], TestLog.Time);
        var reply = await AskAsync(new WitnessRequest(0, [], foreign));
        Assert.Equal((WitnessVerdict.SignatureMissing, 403), (reply.Verdict, reply.Status));
        var own = log.Signers[0].Key;
        var forged = Signed(1_000).With(new NoteSignature(own.Name, own.Id, new byte[64]));
        reply = await AskAsync(new WitnessRequest(0, [], forged));
        Assert.Equal((WitnessVerdict.SignatureInvalid, 403), (reply.Verdict, reply.Status));
        var other = SignedCheckpoint.Sign(new Checkpoint("other", log.Edge.Head), log.Signers, TestLog.Time);
        reply = await AskAsync(new WitnessRequest(0, [], other));
        Assert.Equal((WitnessVerdict.OriginUnknown, 404), (reply.Verdict, reply.Status));
        Assert.Empty(state.Last);
    }

    /// <summary>What others have signed is neither kept nor room taken away from the witness.</summary>
    [Fact]
    public async Task A_note_full_of_foreign_signatures_is_cosigned_all_the_same()
    {
        var signed = Signed(1_000);
        while (signed.Note.Signatures.Count < SignedNote.SignaturesMax)
        {
            signed = signed.With(new NoteSignature("stranger", 7, [1]));
        }

        Assert.Equal(WitnessVerdict.Accepted, (await AskAsync(new WitnessRequest(0, [], signed))).Verdict);
        Assert.Equal(4, state.Last[TestLog.Origin].Note.Signatures.Count);
        Assert.Equal(LogVerdict.Trusted, log.Policy(2).Check(state.Last[TestLog.Origin]));
    }

    /// <summary>Many at once, each for another size: one wins, and nothing is ever rolled back.</summary>
    [Fact]
    public async Task Requests_at_once_cannot_roll_the_log_back()
    {
        var requests = new List<WitnessRequest>();
        for (var size = 1; size <= 40; size++)
        {
            requests.Add(await RequestAsync(0, size));
        }

        state.Delay = TimeSpan.FromMilliseconds(5);
        var replies = await Task.WhenAll(requests.Select(request => Task.Run(() => AskAsync(request))));
        var winner = Assert.Single(replies.Index(), reply => reply.Item.Verdict == WitnessVerdict.Accepted).Index + 1;
        Assert.Equal(39, replies.Count(reply => reply.Verdict == WitnessVerdict.OldSizeMismatch && reply.Body == $"{winner}\n"));
        Assert.Equal(winner, state.Last[TestLog.Origin].Checkpoint.Head.Size);
    }

    [Fact]
    public async Task Other_requests_are_none()
    {
        var text = (await RequestAsync(300, 1_000)).ToString();
        Assert.True(WitnessRequest.TryRead(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(text, read.ToString());
        var hash = $"{TreeHash.OfNothing}\n";
        string[] others =
        [
            "", "old 300", "old 300\n", "old 300\n\n", text[4..], text.Replace("old 300", "old 0300", StringComparison.Ordinal),
            text.Replace("old 300", "old -1", StringComparison.Ordinal), text.Replace("old 300", "old  300", StringComparison.Ordinal),
            text.Replace("old 300", "old 9223372036854775808", StringComparison.Ordinal),
            text.Replace("\n\nlog", "\nlog", StringComparison.Ordinal), text.Replace("\n\nlog", "\nx\n\nlog", StringComparison.Ordinal),
            text.Replace("\n\nlog", "\n" + string.Concat(Enumerable.Repeat(hash, 64)) + "\nlog", StringComparison.Ordinal),
            text.Replace("\n\nlog", "\n" + string.Concat(Enumerable.Repeat(hash, 100_000)) + "\nlog", StringComparison.Ordinal),
        ];
        foreach (var other in others)
        {
            var reply = await Witness().AddCheckpointAsync(Encoding.UTF8.GetBytes(other), None);
            Assert.Equal((WitnessVerdict.Malformed, 400), (reply.Verdict, reply.Status));
        }
    }

    /// <summary>The requests by which the witness litewitness is tested, on a log of sigsum with its published key.</summary>
    [Fact]
    public async Task Requests_to_another_witness_are_answered_as_that_one_answers_them()
    {
        const string origin = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
        const string one = $"{origin}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— {origin} UgIom7fPZTqpxWWhyjWduBvTvGVq"
            + "sokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n";
        const string three = $"{origin}\n3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n\n— {origin} UgIom2VbtIcdFbwFAy1n7s6IkAxI"
            + "Y6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=\n";
        const string five = $"{origin}\n5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n\n— {origin} UgIomw/EOJmWi0i1FQsOj+etB7F8"
            + "IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=\n";
        const string proof = "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n";
        const string next = "KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            + "wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=\nKgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n";
        Assert.True(Ed25519PublicKey.TryRead(
            Convert.FromHexString("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"), out var key));
        var witness = new Witness([new LogPolicy(origin, [NoteKey.Of(origin, key)], [], 0)], log.Witnesses, state, Clock);
        (string Body, int Status, string Size)[] steps =
        [
            ("old 0\n\n" + one, 200, ""),
            ("old 1\n" + proof + three.Replace("6go=", "6gw=", StringComparison.Ordinal), 403, ""),

            // A digit with a bit too many, which only decoders that are not strict overlook.
            ("old 1\n" + proof + three.Replace("6go=", "6gp=", StringComparison.Ordinal), 400, ""),
            ("old 1\n" + proof + three.Replace("9e562", "9e563", StringComparison.Ordinal), 404, ""),
            ("old 1\n\n" + three, 422, ""),
            ("old 1\n" + proof.Replace("AAA=\n\n", "ABA=\n\n", StringComparison.Ordinal) + three, 422, ""),
            ("old 1\n" + proof + three, 200, ""),
            ("old 1\n" + next + five, 409, "3\n"),
            ("old 3\n" + next + five, 200, ""),
            ("old 0\n\n" + five, 409, "5\n"),
        ];
        foreach (var (number, step) in steps.Index())
        {
            var reply = await witness.AddCheckpointAsync(Encoding.UTF8.GetBytes(step.Body), None);
            Assert.True(step.Status == reply.Status, $"step {number}: {reply}");
            Assert.True(step.Status == 200 || step.Size == reply.Body, $"step {number}: {reply}");
        }

        Assert.Equal(5, state.Last[origin].Checkpoint.Head.Size);
    }

    [Fact]
    public void A_witness_without_a_cosigner_s_key_is_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => new Witness([log.Policy()], log.Signers, state, Clock));
        Assert.Throws<ArgumentException>(() => new Witness([log.Policy()], [], state, Clock));
        Assert.Throws<ArgumentException>(() => new Witness([log.Policy(), log.Policy()], log.Witnesses, state, Clock));
    }

    private static TimeProvider Clock => new StoppedClock();

    private Witness Witness() => new([log.Policy()], log.Witnesses, state, Clock);

    private async Task<WitnessReply> AskAsync(WitnessRequest request) =>
        await Witness().AddCheckpointAsync(Encoding.UTF8.GetBytes(request.ToString()), None);

    private async Task<WitnessRequest> RequestAsync(long old, long size) => new(
        old, old == 0 ? [] : await new TiledTree(log.Tiles).ProveConsistencyAsync(old, size, None), Signed(size));

    private SignedCheckpoint Signed(long size) =>
        Signed(new TiledTree(log.Tiles).HeadAsync(size, None).AsTask().Result);

    private SignedCheckpoint Signed(TreeHead head) =>
        SignedCheckpoint.Sign(new Checkpoint(TestLog.Origin, head), log.Signers, TestLog.Time);

    private static SignedCheckpoint WithReply(SignedCheckpoint checkpoint, WitnessReply reply)
    {
        foreach (var line in reply.Body.Split('\n')[..^1])
        {
            Assert.True(NoteSignature.TryParse(line, out var signature));
            checkpoint = checkpoint.With(signature);
        }

        return checkpoint;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TestLog.Time;
    }

    private sealed class MemoryState : IWitnessState
    {
        private readonly Lock gate = new();

        public Dictionary<string, SignedCheckpoint> Last { get; } = [];

        public TimeSpan Delay { get; set; }

        public async ValueTask<TreeHead?> ReadAsync(string origin, CancellationToken cancellation)
        {
            TreeHead? head;
            lock (gate)
            {
                head = Last.GetValueOrDefault(origin)?.Checkpoint.Head;
            }

            await Task.Delay(Delay, cancellation);
            return head;
        }

        public ValueTask<bool> TryAdvanceAsync(
            string origin, TreeHead? expected, SignedCheckpoint next, CancellationToken cancellation)
        {
            lock (gate)
            {
                if (Last.GetValueOrDefault(origin)?.Checkpoint.Head != expected)
                {
                    return ValueTask.FromResult(false);
                }

                Last[origin] = next;
                return ValueTask.FromResult(true);
            }
        }
    }
}
