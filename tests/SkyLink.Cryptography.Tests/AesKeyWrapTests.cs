using System.Security.Cryptography;

namespace SkyLink.Cryptography;

public sealed class AesKeyWrapTests
{
    /// <summary>Wrapping 8 bytes, "acceptable" there, is not defined by RFC 3394 and refused.</summary>
    [Fact]
    public void Verdicts_on_AES_KW_are_those_of_Wycheproof()
    {
        var (valid, invalid, tooShort) = (0, 0, 0);
        foreach (var (_, test) in Vectors.Wycheproof("aes_wrap_test.json"))
        {
            var (wrappingKey, key, wrapped) = (test.Hex("key"), test.Hex("msg"), test.Hex("ct"));
            var isOpened = AesKeyWrap.TryUnwrap(wrappingKey, wrapped, out var opened);
            Assert.True(isOpened == (test.Text("result") == "valid"), $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            switch (test.Text("result"))
            {
                case "valid":
                    Assert.Equal(key, opened);
                    Assert.Equal(wrapped, AesKeyWrap.Wrap(wrappingKey, key));
                    valid++;
                    break;
                case "acceptable":
                    Assert.Throws<ArgumentException>(() => AesKeyWrap.Wrap(wrappingKey, key));
                    tooShort++;
                    break;
                default:
                    invalid++;
                    break;
            }
        }

        Assert.Equal((36, 126, 3), (valid, invalid, tooShort));
    }

    [Fact]
    public void Verdicts_on_AES_KWP_are_those_of_Wycheproof()
    {
        var (valid, invalid) = (0, 0);
        foreach (var (_, test) in Vectors.Wycheproof("aes_kwp_test.json.gz"))
        {
            var (wrappingKey, key, wrapped) = (test.Hex("key"), test.Hex("msg"), test.Hex("ct"));
            var isExpected = test.Text("result") == "valid";
            var isOpened = AesKeyWrap.TryUnwrapPadded(wrappingKey, wrapped, out var opened);
            Assert.True(isOpened == isExpected, $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            if (isExpected)
            {
                Assert.Equal(key, opened);
                Assert.Equal(wrapped, AesKeyWrap.WrapPadded(wrappingKey, key));
                valid++;
            }
            else
            {
                invalid++;
            }
        }

        Assert.Equal((77, 177), (valid, invalid));
    }

    [Fact]
    public void Keys_of_all_sizes_come_back_and_a_flipped_bit_is_noticed()
    {
        var wrappingKey = RandomNumberGenerator.GetBytes(32);
        for (var size = 1; size <= 100; size++)
        {
            var key = RandomNumberGenerator.GetBytes(size);
            var padded = AesKeyWrap.WrapPadded(wrappingKey, key);
            Assert.True(AesKeyWrap.TryUnwrapPadded(wrappingKey, padded, out var opened));
            Assert.Equal(key, opened);
            padded[size % padded.Length] ^= 1;
            Assert.False(AesKeyWrap.TryUnwrapPadded(wrappingKey, padded, out _));
            if (size < 16 || size % 8 != 0)
            {
                Assert.Throws<ArgumentException>(() => AesKeyWrap.Wrap(wrappingKey, key));
                continue;
            }

            var wrapped = AesKeyWrap.Wrap(wrappingKey, key);
            Assert.False(AesKeyWrap.TryUnwrapPadded(wrappingKey, wrapped, out _));
            Assert.False(AesKeyWrap.TryUnwrap(wrappingKey.AsSpan(0, 16), wrapped, out _));
            Assert.True(AesKeyWrap.TryUnwrap(wrappingKey, wrapped, out opened));
            Assert.Equal(key, opened);
            wrapped[size % wrapped.Length] ^= 1;
            Assert.False(AesKeyWrap.TryUnwrap(wrappingKey, wrapped, out _));
        }
    }

    [Fact]
    public void Sizes_that_no_key_has_are_a_bug_or_refused()
    {
        var wrappingKey = new byte[32];
        Assert.Throws<ArgumentException>(() => AesKeyWrap.Wrap(new byte[31], new byte[16]));
        Assert.Throws<ArgumentException>(() => AesKeyWrap.WrapPadded(wrappingKey, []));
        Assert.Throws<ArgumentException>(() => AesKeyWrap.Wrap(wrappingKey, new byte[AesKeyWrap.LongestKey + 8]));
        Assert.Throws<ArgumentException>(() => AesKeyWrap.WrapPadded(wrappingKey, new byte[AesKeyWrap.LongestKey + 1]));
        Assert.False(AesKeyWrap.TryUnwrap(wrappingKey, [], out _));
        Assert.False(AesKeyWrap.TryUnwrap(wrappingKey, new byte[AesKeyWrap.LongestKey + 16], out _));
        Assert.False(AesKeyWrap.TryUnwrapPadded(wrappingKey, new byte[8], out _));
        Assert.False(AesKeyWrap.TryUnwrapPadded(wrappingKey, new byte[AesKeyWrap.LongestKey + 16], out _));
    }
}
