using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Cryptography;

public sealed class SealedBoxTests : IDisposable
{
    private static readonly byte[] Context = "identity.users/7/totp"u8.ToArray();

    private readonly Dictionary<byte, byte[]> keys = new() { [1] = RandomKey(), [2] = RandomKey() };
    private readonly SealedBox box;

    public SealedBoxTests() => box = new SealedBox(2, keys);

    public void Dispose() => box.Dispose();

    [Fact]
    public void What_is_sealed_opens_in_its_context_only()
    {
        var sealedBytes = box.Seal("secret"u8, Context);
        Assert.Equal("secret"u8.Length + SealedBox.Overhead, sealedBytes.Length);
        Assert.True(box.TryOpen(sealedBytes, Context, out var plain));
        Assert.Equal("secret"u8.ToArray(), plain);
        Assert.False(box.TryOpen(sealedBytes, "identity.users/8/totp"u8, out _));
        Assert.NotEqual(sealedBytes, box.Seal("secret"u8, Context));
    }

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        var sealedBytes = box.Seal("secret"u8, Context);
        Prop.ForAll(Gen.Choose(0, sealedBytes.Length * 8 - 1).ToArbitrary(), bit =>
        {
            byte[] changed = [.. sealedBytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            return !box.TryOpen(changed, Context, out _);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Anything_shorter_is_refused()
    {
        var sealedBytes = box.Seal("secret"u8, Context);
        for (var length = 0; length < sealedBytes.Length; length++)
        {
            Assert.False(box.TryOpen(sealedBytes.AsSpan(0, length), Context, out _));
        }
    }

    [Fact]
    public void After_a_rotation_old_boxes_open_and_say_that_they_are_old()
    {
        using var before = new SealedBox(1, keys);
        var old = before.Seal("secret"u8, Context);
        Assert.True(box.TryOpen(old, Context, out _));
        Assert.True(box.IsOutdated(old));
        Assert.False(box.IsOutdated(box.Seal("secret"u8, Context)));
        using var without = new SealedBox(2, new Dictionary<byte, byte[]> { [2] = keys[2] });
        Assert.False(without.TryOpen(old, Context, out _));
    }

    [Fact]
    public void Boxes_of_version_1_open_and_say_that_they_are_old()
    {
        var before = BoxOfVersion1(2, keys[2], "secret"u8.ToArray(), Context);
        Assert.True(box.TryOpen(before, Context, out var opened));
        Assert.Equal("secret"u8.ToArray(), opened);
        Assert.True(box.IsOutdated(before));
        for (var at = 0; at < before.Length; at++)
        {
            byte[] changed = [.. before];
            changed[at] ^= 1;
            Assert.False(box.TryOpen(changed, Context, out _));
            Assert.False(box.TryOpen(before.AsSpan(0, at), Context, out _));
        }
    }

    [Fact]
    public void Keys_of_a_wrong_size_and_a_missing_current_key_are_bugs()
    {
        Assert.Throws<ArgumentException>(() => new SealedBox(1, new Dictionary<byte, byte[]> { [1] = new byte[16] }));
        Assert.Throws<ArgumentException>(() => new SealedBox(3, keys));
    }

    /// <summary>
    /// Of 316 cases those of our sizes: a key of 256 bits, a nonce of 96, a tag of 128. The others have keys of 128 or
    /// 192 bits or nonces that .NET does not take.
    /// </summary>
    [Fact]
    public void The_cipher_below_decides_as_Wycheproof_does()
    {
        var (valid, invalid, notApplicable) = (0, 0, 0);
        foreach (var (its, test) in Vectors.Wycheproof("aes_gcm_test.json.gz"))
        {
            if (its.GetProperty("keySize").GetInt32() != 256 || its.GetProperty("ivSize").GetInt32() != 96
                || its.GetProperty("tagSize").GetInt32() != 128)
            {
                notApplicable++;
                continue;
            }

            using var aes = new AesGcm(test.Hex("key"), 16);
            var encrypted = test.Hex("ct");
            var plain = new byte[encrypted.Length];
            var failure = Record.Exception(() =>
                aes.Decrypt(test.Hex("iv"), encrypted, test.Hex("tag"), plain, test.Hex("aad")));
            var isExpected = test.Text("result") == "valid";
            Assert.Equal(isExpected, failure is null);
            Assert.True(failure is null or AuthenticationTagMismatchException);
            Assert.True(!isExpected || plain.AsSpan().SequenceEqual(test.Hex("msg")));
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((39, 27, 250), (valid, invalid, notApplicable));
    }

    internal static byte[] BoxOfVersion1(byte keyId, byte[] key, byte[] plain, byte[] context)
    {
        byte[] header = [1, keyId], authenticated = [.. header, .. context];
        byte[] nonce = RandomNumberGenerator.GetBytes(12), encrypted = new byte[plain.Length], tag = new byte[16];
        using var gcm = new AesGcm(key, tag.Length);
        gcm.Encrypt(nonce, plain, encrypted, tag, authenticated);
        return [.. header, .. nonce, .. encrypted, .. tag];
    }

    private static byte[] RandomKey() => RandomNumberGenerator.GetBytes(SealedBox.KeySize);
}
