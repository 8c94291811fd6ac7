using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Cryptography;

public sealed class Base64Tests
{
    [Fact]
    public void Whatever_is_encoded_is_decoded() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            Base64Strict.TryDecode(Base64Strict.Encode(bytes), out var standard) && standard.SequenceEqual(bytes)
            && Base64Url.TryDecode(Base64Url.Encode(bytes), out var urlSafe) && urlSafe.SequenceEqual(bytes))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_that_is_decoded_is_the_only_one_for_its_value()
    {
        var texts = Gen.Elements([.. "ABYZaz09+/-_= \n"]).ArrayOf().Select(text => new string(text)).ToArbitrary();
        Prop.ForAll(texts, text =>
            (!Base64Strict.TryDecode(text, out var standard) || Base64Strict.Encode(standard) == text)
            && (!Base64Url.TryDecode(text, out var urlSafe) || Base64Url.Encode(urlSafe) == text))
        .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("QQ")]
    [InlineData("QR==")]
    [InlineData("QUJ=")]
    [InlineData("QQ= =")]
    [InlineData("QQ==\n")]
    [InlineData(" QQ==")]
    [InlineData("Q===")]
    [InlineData("====")]
    [InlineData("=")]
    [InlineData("QQ==QQ==")]
    [InlineData("-_-_")]
    [InlineData("QUI\u212a")]
    public void Other_texts_are_no_base64(string text) => Assert.False(Base64Strict.TryDecode(text, out _));

    [Theory]
    [InlineData("QQ==")]
    [InlineData("QR")]
    [InlineData("QUJ")]
    [InlineData("Q")]
    [InlineData("Q Q")]
    [InlineData("QUJD\n")]
    [InlineData("++//")]
    public void Other_texts_are_no_base64url(string text) => Assert.False(Base64Url.TryDecode(text, out _));

    [Fact]
    public void A_destination_that_is_too_small_is_a_refusal()
    {
        Assert.False(Base64Strict.TryDecode("QUJD", new byte[2], out _));
        Assert.False(Base64Url.TryDecode("QUJD", new byte[2], out _));
    }
}
