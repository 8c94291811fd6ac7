using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography.Sponges;

namespace SkyLink.Cryptography;

public sealed class Xaes256GcmTests
{
    private static readonly byte[] Nonce = "ABCDEFGHIJKLMNOPQRSTUVWX"u8.ToArray();

    /// <summary>Of C2SP's specification; the first bit of L, which decides how K1 is made, is 0 and 1.</summary>
    [Theory]
    [InlineData(0x01, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")]
    [InlineData(0x03, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")]
    public void Examples_of_the_specification_come_out(byte key, string additional, string expected)
    {
        using var xaes = new Xaes256Gcm(Enumerable.Repeat(key, 32).ToArray());
        var plain = "XAES-256-GCM"u8.ToArray();
        Assert.Equal(expected, Convert.ToHexStringLower(Seal(xaes, Nonce, plain, Encoding.ASCII.GetBytes(additional))));
        Assert.True(xaes.TryOpen(Nonce, Convert.FromHexString(expected), Encoding.ASCII.GetBytes(additional), out var opened));
        Assert.Equal(plain, opened);
    }

    [Fact]
    public void Ten_thousand_accumulated_messages_have_the_hash_of_the_specification()
    {
        var (random, all) = (Sponge.Shake128(), Sponge.Shake128());
        for (var i = 0; i < 10_000; i++)
        {
            var (key, nonce) = (Draw(ref random, 32), Draw(ref random, 24));
            var plain = Draw(ref random, Draw(ref random, 1)[0]);
            var additional = Draw(ref random, Draw(ref random, 1)[0]);
            using var xaes = new Xaes256Gcm(key);
            var made = Seal(xaes, nonce, plain, additional);
            Assert.True(xaes.TryOpen(nonce, made, additional, out var opened) && plain.AsSpan().SequenceEqual(opened));
            all.Absorb(made);
        }

        var hash = new byte[32];
        all.Squeeze(hash);
        Assert.Equal("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939", Convert.ToHexStringLower(hash));
        VectorReport.Note("XAES-256-GCM of C2SP, accumulated", 10_000);
    }

    [Fact]
    public void No_two_messages_have_the_same_nonce_whoever_seals_them()
    {
        using var xaes = new Xaes256Gcm(RandomNumberGenerator.GetBytes(32));
        var nonces = new System.Collections.Concurrent.ConcurrentBag<string>();
        var opened = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var (nonce, made) = (new byte[24], new byte[5 + 16]);
            for (var i = 0; i < 5_000; i++)
            {
                xaes.Seal("plain"u8, nonce, made, default);
                nonces.Add(Convert.ToHexString(nonce));
                Interlocked.Add(ref opened, xaes.TryOpen(nonce, made, default, out var _) ? 1 : 0);
            }
        });
        Assert.Equal(40_000, nonces.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(40_000, opened);
    }

    private static byte[] Seal(Xaes256Gcm xaes, byte[] nonce, byte[] plain, byte[] additional)
    {
        var made = new byte[plain.Length + Xaes256Gcm.TagSize];
        using var gcm = xaes.For(nonce);
        gcm.Encrypt(nonce.AsSpan(12), plain, made.AsSpan(0, plain.Length), made.AsSpan(plain.Length), additional);
        return made;
    }

    private static byte[] Draw(ref Sponge random, int size)
    {
        var drawn = new byte[size];
        random.Squeeze(drawn);
        return drawn;
    }
}
