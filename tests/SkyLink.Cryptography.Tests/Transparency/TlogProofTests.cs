using System.Text;

namespace SkyLink.Cryptography.Transparency;

public sealed class TlogProofTests : IDisposable
{
    private readonly TestLog log = new(700);

    public void Dispose() => log.Dispose();

    /// <summary>A module's checksums in the log of the Go checksum database, of 58 million entries, with its public key.</summary>
    [Fact]
    public void A_proof_of_the_Go_checksum_database_verifies()
    {
        const string text = """
            c2sp.org/tlog-proof@v1
            index 43930254
            Q2cuq1e21q4UC1RQ6wtmXmCxk2q3Wqz/yFvD12P2KSM=
            VdgHwjNYSv9fZVxvYzn8kySGvrjqeCnzdJqJILieWf4=
            ARfBpZjsj3LSP42V4xBVdCKbHVa4WXSbuFAa0rUSCVQ=
            0VYgz0Vmgz6jOM8H6edZBWHtO6+R7tPvN4EOwwRRSws=
            vq+ifloynXE+ORFC1wymQT0cpNIJA1tqg2mQpA55+kc=
            SCRewH6vHE1/Vwkt5yEW8xT7il0WbWltXjFIVqlGtQQ=
            p//fIG8jgZie4MMwjHF7quCIJ4hErr7U4at0HV34MZQ=
            D3K5YdBlxQcklrgF8vSbDyT05J5/mA9lzuhhp72uSOk=
            jeYlYyH9FhYGwu+ZJmfPr8GvSNdgrydwqmJgHsygoR0=
            p6RFgfGhu8Uuy0LyyZdI4MrSPOZkMe+ycwWJFfr8zTI=
            AMZsxrVKBPSe8nSNVVCTyTxWns0CiNbChG/FoiSJWuM=
            e+rtSmK5Pd1K5LgFwj7VSo5XJXOcq7OOcqPVZn1hqeM=
            expmv1e6XiGr5NMUjMRkSZijlcBx+fZcpqQmUnawhOY=
            +Wuic0YARH84k80/Q+KJIbhRCldxG8npjLFiHMLtEpo=
            NOMeJqlyUxFXUKYRI/1YqAF4WJBfXJr8UM/SlWGqxgY=
            Lm6+TAlLb2lvUs/3unZ2t6RSmJw8RO+WuEuUbAw3QEc=
            Jhh2EDG15gDBoLmLiF88lVTgd+uvx3L0xczb8Y3kSq8=
            taenaiKqtYMXS3gDzIF3q8VZzqAXqftHqL9BC39njaw=
            kZNKypGwEANnt1+msLINnqrIrwX+0MGZUTTKXTfbloI=
            A4NJSymjVJ5dvGPaGC3Gj04x8qVRKYfh0pP24mwd6Yk=
            KQq808D9W4NUgr4ip+rF/RCyAUERYKKCwKiiAJfaFOc=
            I3EVN3zM2rDjs5Q06Zr5gxhg+ksnX2h77E75uL+h3aI=
            7iNSYSDhMeRkeV7r9krKbKelNPiqDCJU1i6xAn/Fbuw=
            MYqdo6zSjxaAn+29EEjNRbPYm0myB3bheu+HTZIAbVY=
            S7olT9TPLXk+bbawbV3sAzWMmhcpWrtjbw++9ZTiyn8=
            xJ20xXM4QItt5vxFOtolZ5l18p7ej1+RimNkgWmoRFM=

            go.sum database tree
            58253265
            lIyLAEe4zJUQAda6pFFg3yPOf7j1SgfMEDrpgoX39JU=

            — sum.golang.org Az3grkvBHbFcpEFQ3BhGlktgB7pcswIW+ez91eWY6rNPtWfAey8bJO2rVoG2yO5zXvgiaikWVHqon+e14JhA+WXvpAY=

            """;
        var entry = "github.com/transparency-dev/tessera v1.0.0 h1:4OT1V9xJLa5NnYlFWWlCdZkCm18/o12rdd+bCTje7XE=\n"u8
            + "github.com/transparency-dev/tessera v1.0.0/go.mod h1:TLvfjlkbmsmKVEJUtzO2eb9Q2IBnK3EJ0dI4G0oxEOU=\n"u8;
        Assert.True(NoteKey.TryParse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", out var key));
        var policy = new LogPolicy("go.sum database tree", [key], [], 0);
        Assert.True(TlogProof.TryRead(Encoding.UTF8.GetBytes(text), out var proof));
        Assert.Equal(26, proof.Hashes.Length);
        Assert.Equal(text, proof.ToString());
        Assert.Equal(LogVerdict.Trusted, proof.Verify(entry, policy));
        Assert.Equal(LogVerdict.NotIncluded, proof.Verify(entry[1..], policy));
    }

    [Fact]
    public async Task A_proof_is_verified_offline_by_keys_and_witnesses()
    {
        foreach (var index in new[] { 0, 255, 256, 511, 699 })
        {
            var proof = await log.ProveAsync(index);
            var text = proof.ToString();
            Assert.True(TlogProof.TryRead(Encoding.UTF8.GetBytes(text), out var read));
            Assert.Equal(text, read.ToString());
            Assert.Equal(LogVerdict.Trusted, read.Verify(log.Entries[index].Span, log.Policy(2)));
            Assert.Equal(LogVerdict.NotIncluded, read.Verify(log.Entries[index ^ 1].Span, log.Policy(2)));
        }
    }

    [Fact]
    public async Task Extra_data_are_carried_but_not_believed()
    {
        var proof = await log.ProveAsync(5);
        var extra = new TlogProof(5, [.. proof.Hashes], proof.Checkpoint, Encoding.UTF8.GetBytes("why not"));
        var text = extra.ToString();
        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra d2h5IG5vdA==\nindex 5\n", text, StringComparison.Ordinal);
        Assert.True(TlogProof.TryRead(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal("why not", Encoding.UTF8.GetString(read.Extra.Span));
        Assert.Equal(LogVerdict.Trusted, read.Verify(log.Entries[5].Span, log.Policy(2)));
    }

    /// <summary>Each character of a proof is changed once where all its signatures are needed.</summary>
    [Fact]
    public async Task Every_changed_character_is_noticed()
    {
        var policy = log.Policy(2);
        var signed = SignedCheckpoint.Sign(new Checkpoint(TestLog.Origin, log.Edge.Head), log.Signers[..1], TestLog.Time);
        signed = log.Witnesses.Aggregate(signed, (last, witness) => last.With(witness.Sign(last.Note.Text, TestLog.Time)));
        var text = new TlogProof(300, [.. (await log.ProveAsync(300)).Hashes], signed, default).ToString();
        var step = 0;
        for (var place = 0; place < text.Length; place += place > 1_000 ? 7 : 1)
        {
            var changed = text.ToCharArray();
            changed[place] = changed[place] == 'A' ? 'B' : 'A';
            var isRead = TlogProof.TryRead(Encoding.UTF8.GetBytes(changed), out var proof);
            var verdict = isRead ? proof!.Verify(log.Entries[300].Span, policy) : LogVerdict.NotIncluded;
            Assert.True(verdict != LogVerdict.Trusted, $"character {place}");
            step++;
        }

        Assert.InRange(step, 1_300, 1_700);
    }

    [Fact]
    public async Task Other_texts_are_no_proofs()
    {
        var text = (await log.ProveAsync(3)).ToString();
        string[] others =
        [
            "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n",
            Changed("proof@v1", "proof@v2"), Changed("index 3\n", ""), Changed("index 3", "index 03"),
            Changed("index 3", "index -3"), Changed("index 3", "index 700"), Changed("index 3", "index 9223372036854775808"),
            Changed("index 3", "extra \nindex 3"), Changed("index 3", "extra AB==\nindex 3"),
            Changed("index 3", "extra AAAA\nextra AAAA\nindex 3"), Changed("index 3\n", "index 3\n\n"),
            Changed("\n", "\r\n"), text + "\n", text[..^1], text.Replace("\n\n", "\n", StringComparison.Ordinal),
            Changed("index 3\n", "index 3\n" + string.Concat(Enumerable.Repeat($"{TreeHash.OfNothing}\n", 64))),
            Changed("index 3\n", "index 3\n" + string.Concat(Enumerable.Repeat($"{TreeHash.OfNothing}\n", 100_000))),
            Changed("index 3", "extra " + Convert.ToBase64String(new byte[65_537]) + "\nindex 3"),
        ];
        Assert.True(TlogProof.TryRead(Encoding.UTF8.GetBytes(text), out _));
        Assert.All(others.Index(), other =>
            Assert.False(TlogProof.TryRead(Encoding.UTF8.GetBytes(other.Item), out _), $"text {other.Index}"));

        string Changed(string old, string other) => text.Replace(old, other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_whose_parts_do_not_fit_cannot_be_made()
    {
        var proof = await log.ProveAsync(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlogProof(700, [], proof.Checkpoint, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlogProof(-1, [], proof.Checkpoint, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlogProof(0, new TreeHash[64], proof.Checkpoint, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlogProof(0, [], proof.Checkpoint, new byte[65_537]));
    }
}
