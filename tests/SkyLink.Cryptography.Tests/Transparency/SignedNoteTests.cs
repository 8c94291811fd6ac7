using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Cryptography.Transparency;

/// <summary>Notes, keys and checkpoints: those of others, and those that must not pass.</summary>
public sealed class SignedNoteTests : IDisposable
{
    private const string GoKey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    private readonly TestLog log = new(10);

    /// <summary>Checkpoints of running logs, and the example of the specification, with their published keys.</summary>
    public static TheoryData<string, string> Known => new()
    {
        {
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7"
            + "Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
        },
        {
            GoKey,
            "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n— sum.golang.org Az3grpukl5A"
            + "XaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n"
        },
        {
            GoKey,
            "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n— sum.golang.org Az3gri/oVBN"
            + "1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=\n"
        },
        {
            "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
            "example.com/log/testdata\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n\n— example.com/log/testdata M9e0"
            + "luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=\n"
        },
    };

    public void Dispose() => log.Dispose();

    [Theory]
    [MemberData(nameof(Known))]
    public void A_note_of_another_is_read_written_and_verified(string keyText, string noteText)
    {
        Assert.True(NoteKey.TryParse(keyText, out var key));
        Assert.Equal(keyText, key.ToString());
        Assert.True(SignedNote.TryRead(Encoding.UTF8.GetBytes(noteText), out var note));
        Assert.Equal(noteText, note.ToString());
        Assert.Equal(LogVerdict.Trusted, note.Verify([key]));
        var changed = noteText.Replace("e", "f", StringComparison.Ordinal);
        Assert.True(
            !SignedNote.TryRead(Encoding.UTF8.GetBytes(changed), out var other) || other.Verify([key]) != LogVerdict.Trusted);
        var text = note.Text + "x\n";
        Assert.Equal(LogVerdict.SignatureInvalid, new SignedNote(text, note.Signatures).Verify([key]));
        Assert.Equal(LogVerdict.SignatureMissing, note.Verify([.. log.Signers.Select(signer => signer.Key)]));
    }

    /// <summary>A cosignature/v1 that another implementation made and published with both keys.</summary>
    [Fact]
    public void A_cosigned_checkpoint_of_another_is_trusted()
    {
        const string note = "nucleoledger.com/recibos\n5\nzskn84s97pizKDh6YIJ2cWTOUA4zcWUxL7zmlh7Rt4g=\n\n— nucleoledger.com/recibos "
            + "O0zkALS6PItaJH+VC289ZBzrYsb7xePmn2CAJpRBButDQwxCBimslaUmSOWqzRv4Drj4t4xCsAjXOpWJoCu/xCCcAwc=\n— witness.example/w1 "
            + "D3og2AAAAABqnX/wMYluZnTcuCWSNUsNysjhUbHMvyxQ7zy/t65M0+g9n9OOyfCkY9zImJxJteSvTnWG0muRW0PRoEpn/s+PK4daCg==\n";
        var logKey = NoteKey.Of("nucleoledger.com/recibos", KeyOf("5e423033044f56a13a686799487bcbfa63dd1e39204cec27dd39a26daa615628"));
        var witness = NoteKey.OfCosigner("witness.example/w1", KeyOf("1e985ffbe45a77ee58253c6b392ae9272442cee842cec49dbf88fbb0fffd16a8"));
        Assert.True(SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note), out var signed));
        Assert.Equal(LogVerdict.Trusted, new LogPolicy("nucleoledger.com/recibos", [logKey], [witness], 1).Check(signed));
        Assert.Equal(1_788_706_800, witness.CosignedAt(signed.Note.Signatures[1]));
        Assert.Null(logKey.CosignedAt(signed.Note.Signatures[0]));
    }

    /// <summary>The bytes that ML-DSA-44 signs, as the specification lays the structure out.</summary>
    [Fact]
    public void A_cosignature_signs_names_time_and_head()
    {
        var checkpoint = log.Checkpoint().Checkpoint;
        var signer = log.Witnesses[1];
        var signature = signer.Sign(checkpoint.ToString(), TestLog.Time);
        Assert.Equal(8 + 2_420, signature.Value.Length);
        byte[] message =
        [
            .. "subtree/v1\n\0"u8, 19, .. "witness.example/two"u8,
            .. Convert.FromHexString("0000000069A7BDBF"),
            17, .. "log.example/audit"u8, .. new byte[8], .. new byte[7], 10, .. checkpoint.Head.Root.Bytes,
        ];
        Assert.Equal(TestLog.Time.ToUnixTimeSeconds(), signer.Key.CosignedAt(signature));
        Assert.True(MlDsaPublicKey.TryRead(MlDsaParameters.MlDsa44, signer.Key.Raw, out var key));
        Assert.True(key.Verify(message, signature.Value[8..]));
        Assert.Equal(0x06, Convert.FromBase64String(signer.Key.ToString().Split('+', 3)[2])[0]);
    }

    [Fact]
    public void A_key_signs_for_its_name_its_type_and_its_text_alone()
    {
        var text = log.Checkpoint().Checkpoint.ToString();
        NoteSigner[] signers = [.. log.Signers, .. log.Witnesses];
        foreach (var signer in signers)
        {
            var signature = signer.Sign(text, TestLog.Time);
            Assert.All(signers, other => Assert.Equal(other == signer, other.Key.Verify(text, signature)));
            Assert.False(signer.Key.Verify(text.Replace("10", "11", StringComparison.Ordinal), signature));
            Assert.False(signer.Key.Verify("", signature));
            Assert.True(NoteKey.TryParse(signer.Key.ToString(), out var read));
            Assert.True(read.Verify(text, signature));
            for (var bit = 0; bit < signature.Value.Length * 8; bit += 101)
            {
                var value = signature.Value.ToArray();
                value[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(read.Verify(text, new NoteSignature(signature.KeyName, signature.KeyId, value)), $"bit {bit}");
            }

            Assert.False(read.Verify(text, new NoteSignature(signature.KeyName, signature.KeyId, signature.Value[1..])));
            Assert.False(read.Verify(text, new NoteSignature(signature.KeyName, signature.KeyId, new byte[7])));
        }
    }

    [Fact]
    public void One_key_under_two_types_or_names_has_different_ids()
    {
        using var key = Ed25519PrivateKey.FromSeed(TestLog.Seed(9));
        NoteKey[] keys =
        [
            NoteKey.Of("a", key.PublicKey), NoteKey.OfCosigner("a", key.PublicKey), NoteKey.Of("b", key.PublicKey),
        ];
        Assert.Equal(3, keys.Select(own => own.Id).Distinct().Count());
        Assert.Equal(3, keys.Select(own => own.ToString()).Distinct().Count());
    }

    [Fact]
    public void Extension_lines_are_kept_and_signed_by_Ed25519()
    {
        var checkpoint = new Checkpoint("a log", new TreeHead(0, TreeHash.OfNothing), ["one", "— two"]);
        Assert.Equal($"a log\n0\n{TreeHash.OfNothing}\none\n— two\n", checkpoint.ToString());
        var signed = SignedCheckpoint.Sign(checkpoint, log.Signers, TestLog.Time);
        Assert.True(SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(signed.ToString()), out var read));
        Assert.Equal(["one", "— two"], read.Checkpoint.Extensions);
        Assert.Equal(LogVerdict.Trusted, read.Note.Verify([log.Signers[0].Key]));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a log", default, ["two\nlines"]));
        Assert.Throws<ArgumentException>(() => new Checkpoint("", default));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a\ud800b", default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("a log", new TreeHead(-1, default)));
        Assert.Throws<ArgumentException>(() => log.Witnesses[0].Sign("no checkpoint\n", TestLog.Time));
        Assert.Throws<ArgumentException>(() => log.Signers[0].Sign("no line feed", TestLog.Time));
        Assert.Throws<ArgumentException>(() =>
            log.Witnesses[1].Sign(new Checkpoint(new string('o', 256), default).ToString(), TestLog.Time));
    }

    [Fact]
    public void A_policy_counts_witnesses_by_name_and_once()
    {
        var signed = log.Checkpoint();
        Assert.Equal(LogVerdict.Trusted, log.Policy(2).Check(signed));
        var one = SignedCheckpoint.Sign(signed.Checkpoint, log.Signers, TestLog.Time);
        Assert.Equal(LogVerdict.WitnessesTooFew, log.Policy(1).Check(one));
        var twice = one.With(signed.Note.Signatures[2]).With(signed.Note.Signatures[2]);
        Assert.Equal(LogVerdict.Trusted, log.Policy(1).Check(twice));
        Assert.Equal(LogVerdict.WitnessesTooFew, log.Policy(2).Check(twice));
        var timeless = one.With(log.Witnesses[1].Sign(one.Note.Text, DateTimeOffset.UnixEpoch));
        Assert.Equal(LogVerdict.WitnessesTooFew, log.Policy(1).Check(timeless));
        var forged = one.With(new NoteSignature(log.Witnesses[0].Key.Name, log.Witnesses[0].Key.Id, new byte[72]));
        Assert.Equal(LogVerdict.SignatureInvalid, log.Policy().Check(forged));
        Assert.Equal(
            LogVerdict.OriginUnknown, new LogPolicy("other", [log.Signers[0].Key], [], 0).Check(signed));
    }

    [Fact]
    public void A_policy_that_could_never_hold_is_a_mistake()
    {
        var (own, witnesses) = (log.Signers.Select(signer => signer.Key).ToArray(), log.Witnesses.Select(it => it.Key).ToArray());
        Assert.Throws<ArgumentException>(() => new LogPolicy("a", [], witnesses, 0));
        Assert.Throws<ArgumentException>(() => new LogPolicy("a", own, witnesses, 3));
        Assert.Throws<ArgumentException>(() => new LogPolicy("a", own, [own[1]], 0));
        Assert.Throws<ArgumentException>(() => new LogPolicy("a", [witnesses[0]], [own[0]], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogPolicy("a", own, witnesses, -1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAAAAA=")]
    [InlineData("text\n— name AAAAAAA=\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAAAA==\n")]
    [InlineData("text\n\n— name AAAAAAB=\n")]
    [InlineData("text\n\n— name  AAAAAAA=\n")]
    [InlineData("text\n\n—name AAAAAAA=\n")]
    [InlineData("text\n\n— AAAAAAA=\n")]
    [InlineData("text\n\n—  AAAAAAA=\n")]
    [InlineData("text\n\n— na+me AAAAAAA=\n")]
    [InlineData("text\n\n— na\u00a0me AAAAAAA=\n")]
    [InlineData("text\n\n— na\u2003me AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAAAAA= \n")]
    [InlineData("text\n\n— name AAAAAAA=\r\n")]
    [InlineData("te\txt\n\n— name AAAAAAA=\n")]
    [InlineData("te\0xt\n\n— name AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAAAAA=\n\n")]
    [InlineData("text\n\n— name AAAAAAA=\nmore\n")]
    public void Other_notes_are_none(string note) => Assert.False(SignedNote.TryRead(Encoding.UTF8.GetBytes(note), out _));

    [Theory]
    [InlineData("log\n01\n{0}\n")]
    [InlineData("log\n+1\n{0}\n")]
    [InlineData("log\n-1\n{0}\n")]
    [InlineData("log\n 1\n{0}\n")]
    [InlineData("log\n1 \n{0}\n")]
    [InlineData("log\n\n{0}\n")]
    [InlineData("log\n9223372036854775808\n{0}\n")]
    [InlineData("log\n99999999999999999999999999999\n{0}\n")]
    [InlineData("\n1\n{0}\n")]
    [InlineData("log\n1\n{0}")]
    [InlineData("log\n1\n{0} \n")]
    [InlineData("log\n1\nAAAA\n")]
    [InlineData("log\n1\n{0}\n\n")]
    [InlineData("log\n1\n{0}\nmore\n\n")]
    [InlineData("log\n1\n{0}\nmore")]
    [InlineData("log\n1\n")]
    [InlineData("log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    public void Other_checkpoints_are_none(string text) =>
        Assert.False(Checkpoint.TryParse(text.Replace("{0}", TreeHash.OfNothing.ToString(), StringComparison.Ordinal), out _), text);

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("++")]
    [InlineData("sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("sum.golang.org+033DE0AE+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("sum.golang.org+33de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8\n")]
    [InlineData("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn")]
    [InlineData("sum.golang.org+033de0ae+As4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("sum.golang.org+033de0ae+BM4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("sum.golang.org+033de0ae+Bs4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    [InlineData("sum.golang.org+033de0ae+")]
    [InlineData("sum golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]
    public void Other_keys_are_none(string key) => Assert.False(NoteKey.TryParse(key, out _));

    [Fact]
    public void What_is_too_much_is_refused_before_it_is_understood()
    {
        var line = "— name AAAAAAA=\n";
        Assert.True(SignedNote.TryRead(NoteOf("text", SignedNote.SignaturesMax), out var most));
        Assert.Equal(SignedNote.SignaturesMax, most.Signatures.Count);
        Assert.False(SignedNote.TryRead(NoteOf("text", SignedNote.SignaturesMax + 1), out _));
        Assert.False(SignedNote.TryRead(NoteOf("text", 10_000), out _));
        Assert.False(SignedNote.TryRead(NoteOf(new string('a', 1_000_000), 1), out _));
        Assert.False(SignedNote.TryRead(Encoding.UTF8.GetBytes(new string('\n', 200_000)), out _));
        Assert.False(SignedNote.TryRead([.. "text"u8, 0xC0, 0x80, .. "\n\n— name AAAAAAA=\n"u8], out _));
        Assert.False(NoteSignature.TryParse("— name " + new string('A', 20_000), out _));
        Assert.False(Checkpoint.TryParse(
            $"log\n1\n{TreeHash.OfNothing}\n" + string.Concat(Enumerable.Repeat("more\n", 17)), out _));
        Assert.False(NoteKey.TryParse("a+00000000+" + new string('A', 1_000_000), out _));
        Assert.Throws<ArgumentException>(() => most.With(most.Signatures[0]));

        byte[] NoteOf(string text, int count) =>
            Encoding.UTF8.GetBytes($"{text}\n\n" + string.Concat(Enumerable.Repeat(line, count)));
    }

    [Fact]
    public void A_note_that_is_read_is_the_only_text_of_what_it_says()
    {
        var pieces = Gen.Elements("a", "\n", "\n\n", "— ", "name ", "AAAAAAA=", "AAAAAAB=", "\n— name AAAAAAA=\n", " ", "+");
        Prop.ForAll(pieces.ArrayOf().Select(string.Concat).ToArbitrary(), text =>
            !SignedNote.TryRead(Encoding.UTF8.GetBytes(text), out var note) || note.ToString() == text)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static Ed25519PublicKey KeyOf(string hex)
    {
        Assert.True(Ed25519PublicKey.TryRead(Convert.FromHexString(hex), out var key));
        return key;
    }
}
