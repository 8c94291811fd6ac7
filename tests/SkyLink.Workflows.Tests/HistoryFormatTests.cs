using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using SkyLink.Workflows.History;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

namespace SkyLink.Workflows;

/// <summary>A history's bytes say what happened, and any change of them changes the head.</summary>
public sealed class HistoryFormatTests
{
    private static readonly Gen<HistoryEvent> Event =
        from kind in Gen.Elements(Enum.GetValues<EventKind>())
        from at in Gen.Choose(0, int.MaxValue)
        from operation in Gen.Elements(0, 1, 127, 128, 16_384, int.MaxValue)
        from line in Gen.Elements(0, 1, 300, int.MaxValue)
        from name in Gen.Elements("", "charge", "Überweisung", new string('x', 300))
        from data in Gen.Elements(0, 1, 200, 70_000)
        from fill in Gen.Choose(0, 255)
        select new HistoryEvent(
            0, kind, DateTimeOffset.UnixEpoch.AddMicroseconds(at), operation, name, line,
            Enumerable.Repeat((byte)fill, data).ToArray());

    [Fact]
    public void What_is_written_is_read_again_and_leads_to_the_same_head() => Prop.ForAll(
        Event.ListOf().Select(it => it.Take(12).ToList()).ToArbitrary(),
        events =>
        {
            var (bytes, head) = Write(events);
            var read = new byte[HistoryFormat.HeadSize];
            var known = HistoryFormat.Read(bytes, read);
            Assert.Equal(head, read);
            Assert.Equal(events.Count, known.Count);
            for (var i = 0; i < known.Count; i++)
            {
                Assert.Equal(events[i] with { Number = i + 1, Data = known[i].Data }, known[i]);
                Assert.Equal(events[i].Data.ToArray(), known[i].Data.ToArray());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_change_is_noticed()
    {
        var random = new Random(7);
        var events = Enumerable.Range(1, 20).Select(it => new HistoryEvent(
            it, EventKind.StepCompleted, DateTimeOffset.UnixEpoch.AddSeconds(it), it, $"step {it}", it, new byte[it])).ToList();
        var (bytes, head) = Write(events);
        for (var i = 0; i < 20_000; i++)
        {
            var changed = Change(random, bytes);
            Assert.False(IsIntact(changed, head), $"change {i}");
        }

        Assert.True(IsIntact(bytes, head));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("ff")]
    [InlineData("ffffffffff01")]
    [InlineData("0a0100000000000000000000")]
    [InlineData("8080808010")]
    [InlineData("8c00010000000000000000000000")]
    [InlineData("0c01ffffffffffffffff00000000")]
    [InlineData("0cff000000000000000000000000")]
    public void What_is_no_history_is_refused(string hex)
    {
        var head = new byte[HistoryFormat.HeadSize];
        Assert.Throws<InvalidDataException>(() => HistoryFormat.Read(Convert.FromHexString(hex), head));
    }

    private static (byte[] Bytes, byte[] Head) Write(IEnumerable<HistoryEvent> events)
    {
        var to = new ArrayBufferWriter<byte>();
        var head = new byte[HistoryFormat.HeadSize];
        foreach (var one in events)
        {
            HistoryFormat.Append(to, one, head);
        }

        return (to.WrittenSpan.ToArray(), head);
    }

    private static byte[] Change(Random random, byte[] bytes)
    {
        var at = random.Next(bytes.Length);
        return random.Next(4) switch
        {
            0 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[(at + 1)..]],
            2 => [.. bytes[..at], (byte)(bytes[at] ^ 0x55), .. bytes[at..]],
            _ => bytes[..at],
        };
    }

    private static bool IsIntact(byte[] bytes, byte[] known)
    {
        var head = new byte[HistoryFormat.HeadSize];
        try
        {
            HistoryFormat.Read(bytes, head);
            return head.AsSpan().SequenceEqual(known);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
