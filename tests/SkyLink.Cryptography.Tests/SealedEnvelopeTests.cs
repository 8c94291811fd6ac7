using System.Security.Cryptography;

namespace SkyLink.Cryptography;

public sealed class SealedEnvelopeTests : IDisposable
{
    private static readonly byte[] Context = "documents/7"u8.ToArray();
    private static readonly byte[] OtherContext = "documents/8"u8.ToArray();

    private readonly Dictionary<byte, byte[]> keys = new()
    {
        [1] = RandomNumberGenerator.GetBytes(SealedBox.KeySize),
        [2] = RandomNumberGenerator.GetBytes(SealedBox.KeySize),
    };

    private readonly SealedBox before;
    private readonly SealedBox after;

    public SealedEnvelopeTests() => (before, after) = (new SealedBox(1, keys), new SealedBox(2, keys));

    public void Dispose()
    {
        before.Dispose();
        after.Dispose();
    }

    [Fact]
    public void What_is_sealed_opens_in_its_context_only()
    {
        var sealing = new SealedEnvelope(before);
        var envelope = sealing.Seal("content"u8, Context);
        Assert.Equal("content"u8.Length + SealedEnvelope.Overhead, envelope.Length);
        Assert.True(sealing.TryOpen(envelope, Context, out var plain));
        Assert.Equal("content"u8.ToArray(), plain);
        Assert.False(sealing.TryOpen(envelope, OtherContext, out _));
        Assert.NotEqual(envelope, sealing.Seal("content"u8, Context));
        var empty = sealing.Seal([], []);
        Assert.True(sealing.TryOpen(empty, [], out plain));
        Assert.Empty(plain);
    }

    [Fact]
    public void An_envelope_of_boxes_of_version_1_opens_and_is_renewed()
    {
        var dataKey = RandomNumberGenerator.GetBytes(SealedBox.KeySize);
        byte[] old =
        [
            .. SealedBoxTests.BoxOfVersion1(2, keys[2], dataKey, [.. "data key of "u8, .. Context]),
            .. SealedBoxTests.BoxOfVersion1(1, dataKey, "content"u8.ToArray(), Context),
        ];
        var sealing = new SealedEnvelope(after);
        Assert.True(sealing.TryOpen(old, Context, out var plain));
        Assert.Equal("content"u8.ToArray(), plain);
        Assert.True(sealing.IsOutdated(old));
        Assert.True(sealing.TryRenew(old, Context, out var renewed));
        Assert.False(sealing.IsOutdated(renewed));
        Assert.True(sealing.TryOpen(renewed, Context, out plain));
        Assert.Equal("content"u8.ToArray(), plain);
    }

    [Fact]
    public void Every_flipped_bit_and_every_shorter_envelope_is_refused()
    {
        var sealing = new SealedEnvelope(before);
        var envelope = sealing.Seal("content"u8, Context);
        for (var bit = 0; bit < envelope.Length * 8; bit++)
        {
            byte[] changed = [.. envelope];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(sealing.TryOpen(changed, Context, out _), $"bit {bit}");
        }

        for (var length = 0; length < envelope.Length; length++)
        {
            Assert.False(sealing.TryOpen(envelope.AsSpan(0, length), Context, out _));
            Assert.False(length < SealedEnvelope.Overhead - 12 && sealing.TryRenew(envelope.AsSpan(0, length), Context, out _));
        }

        Assert.True(sealing.IsOutdated([]));
    }

    [Fact]
    public void After_a_rotation_the_key_is_sealed_anew_and_the_content_stays_byte_for_byte()
    {
        var old = new SealedEnvelope(before).Seal("content"u8, Context);
        var sealing = new SealedEnvelope(after);
        Assert.True(sealing.IsOutdated(old));
        Assert.True(sealing.TryOpen(old, Context, out _));
        Assert.True(sealing.TryRenew(old, Context, out var renewed));
        Assert.False(sealing.IsOutdated(renewed));
        var keyBoxSize = SealedBox.KeySize + SealedBox.Overhead;
        Assert.Equal(old[keyBoxSize..], renewed[keyBoxSize..]);
        Assert.False(sealing.TryRenew(old, OtherContext, out _));

        using var without = new SealedBox(2, new Dictionary<byte, byte[]> { [2] = keys[2] });
        var later = new SealedEnvelope(without);
        Assert.True(later.TryOpen(renewed, Context, out var plain));
        Assert.Equal("content"u8.ToArray(), plain);
        Assert.False(later.TryOpen(old, Context, out _));
        Assert.False(later.TryRenew(old, Context, out _));
    }

    [Fact]
    public void Parts_of_two_envelopes_make_none()
    {
        var sealing = new SealedEnvelope(before);
        var (one, other) = (sealing.Seal("one"u8, Context), sealing.Seal("two"u8, Context));
        var keyBoxSize = SealedBox.KeySize + SealedBox.Overhead;
        Assert.False(sealing.TryOpen([.. one[..keyBoxSize], .. other[keyBoxSize..]], Context, out _));
    }

    /// <summary>Who can have a box sealed in a context does not thereby learn or choose a data key.</summary>
    [Fact]
    public void The_box_of_a_data_key_is_none_of_content_nor_the_other_way_round()
    {
        var sealing = new SealedEnvelope(before);
        var envelope = sealing.Seal("content"u8, Context);
        Assert.False(before.TryOpen(envelope.AsSpan(0, SealedBox.KeySize + SealedBox.Overhead), Context, out _));
        var chosen = new byte[SealedBox.KeySize];
        using var content = new SealedBox(1, new Dictionary<byte, byte[]> { [1] = chosen });
        byte[] forged = [.. before.Seal(chosen, Context), .. content.Seal("forged"u8, Context)];
        Assert.False(sealing.TryOpen(forged, Context, out _));
    }
}
