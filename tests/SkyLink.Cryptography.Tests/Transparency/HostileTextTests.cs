using System.Diagnostics;
using System.Text;

namespace SkyLink.Cryptography.Transparency;

/// <summary>What strangers send is refused, and costs little, however large it is.</summary>
public sealed class HostileTextTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(50);

    private static readonly string Checkpoint = $"log\n9\n{TreeHash.OfNothing}\n";

    private static readonly string Line = $"— name {Convert.ToBase64String(new byte[68])}\n";

    [Fact]
    public void Large_texts_are_refused_in_bounded_time()
    {
        string[] texts =
        [
            new string('a', 1_000_000),
            new string('\n', 1_000_000),
            new string('—', 400_000),
            $"{Checkpoint}\n{Repeated(Line, 10_000)}",
            $"{Checkpoint}{Repeated("more\n", 50_000)}\n{Line}",
            $"{new string('9', 200_000)}\n{Line}",
            $"log\n{new string('9', 200_000)}\n{TreeHash.OfNothing}\n\n{Line}",
            $"log\n9223372036854775808\n{TreeHash.OfNothing}\n\n{Line}",
            $"{Checkpoint}\n— name {new string('A', 200_000)}\n",
            $"{Checkpoint}\n— {new string('n', 200_000)}\n",
            $"{Checkpoint}\n{Repeated("— ", 80_000)}\n",
            $"c2sp.org/tlog-proof@v1\nindex 0\n{Repeated($"{TreeHash.OfNothing}\n", 100_000)}\n{Checkpoint}\n{Line}",
            $"c2sp.org/tlog-proof@v1\nindex 0\n{Repeated($"{TreeHash.OfNothing}\n", 64)}\n{Checkpoint}\n{Line}",
            $"c2sp.org/tlog-proof@v1\nextra {new string('A', 300_000)}\nindex 0\n\n{Checkpoint}\n{Line}",
            $"c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n{Checkpoint}\n{Line}",
            $"old 0\n{Repeated($"{TreeHash.OfNothing}\n", 5_000)}\n{Checkpoint}\n{Line}",
            $"old 9223372036854775808\n\n{Checkpoint}\n{Line}",
        ];
        foreach (var (number, text) in texts.Index())
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var least = TimeSpan.MaxValue;
            for (var run = 0; run < 3; run++)
            {
                var start = Stopwatch.GetTimestamp();
                Assert.False(SignedCheckpoint.TryRead(bytes, out _), $"text {number}");
                Assert.False(TlogProof.TryRead(bytes, out _), $"text {number}");
                Assert.False(WitnessRequest.TryRead(bytes, out _), $"text {number}");
                Assert.False(NoteKey.TryParse(text, out _), $"text {number}");
                Assert.False(TilePath.TryParse(text, out _), $"text {number}");
                var elapsed = Stopwatch.GetElapsedTime(start);
                least = elapsed < least ? elapsed : least;
            }

            Assert.True(least < Bound, $"text {number}: {least.TotalMilliseconds} ms");
        }
    }

    /// <summary>Pieces of real texts, put together by chance: nothing throws, and what is read is written as it was.</summary>
    [Fact]
    public void Texts_of_true_pieces_never_throw_and_have_one_form()
    {
#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
        var random = new Random(2_119);
        string[] pieces =
        [
            "c2sp.org/tlog-proof@v1\n", "extra ", "AAAA", "\n", "\n\n", "index 3\n", "old 3\n", "log\n", "9\n",
            $"{TreeHash.OfNothing}\n", Line, "— ", " ",
        ];
        var (read, count) = (0, 200_000);
        for (var i = 0; i < count; i++)
        {
            var start = random.Next(3) switch
            {
                0 => $"old {random.Next(12)}\n{(random.Next(2) == 0 ? $"{TreeHash.OfNothing}\n" : "")}\n{Checkpoint}\n{Line}",
                1 => $"c2sp.org/tlog-proof@v1\nindex {random.Next(12)}\n\n{Checkpoint}\n{Line}",
                _ => $"{Checkpoint}\n{Line}",
            };
            var place = random.Next(start.Length);
            var text = start[..place] + pieces[random.Next(pieces.Length)] + start[(place + random.Next(2))..];
            var bytes = Encoding.UTF8.GetBytes(random.Next(4) == 0 ? start : text);
            read += IsReadAsItIs(bytes) ? 1 : 0;
        }
#pragma warning restore CA5394

        Assert.InRange(read, count / 5, count / 2);
    }

    private static bool IsReadAsItIs(byte[] bytes)
    {
        var text = SignedCheckpoint.TryRead(bytes, out var checkpoint) ? checkpoint.ToString()
            : TlogProof.TryRead(bytes, out var proof) ? proof.ToString()
            : WitnessRequest.TryRead(bytes, out var request) ? request.ToString()
            : null;
        Assert.True(text is null || Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes), text);
        return text is not null;
    }

    private static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
