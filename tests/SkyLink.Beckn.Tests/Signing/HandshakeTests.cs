using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>Challenge, site page and payload envelope beyond their published vectors.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public void A_fresh_challenge_is_answered_by_the_holder_of_the_key_alone()
    {
        using var registry = X25519PrivateKey.Generate();
        using var participant = X25519PrivateKey.Generate();
        using var stranger = X25519PrivateKey.Generate();
        Assert.True(Challenge.TryCreate(registry, participant.PublicKey, out var challenge));
        Assert.True(Challenge.TryAnswer(challenge.Encrypted, participant, registry.PublicKey, out var answer));
        Assert.True(challenge.IsAnsweredBy(answer));
        _ = Challenge.TryAnswer(challenge.Encrypted, stranger, registry.PublicKey, out var guess);
        Assert.False(challenge.IsAnsweredBy(guess));
        Assert.False(challenge.IsAnsweredBy(null));
        Assert.True(Challenge.TryCreate(registry, participant.PublicKey, out var next));
        Assert.NotEqual(challenge.Encrypted, next.Encrypted);
    }

    [Fact]
    public void A_key_of_small_order_gets_no_challenge()
    {
        using var registry = X25519PrivateKey.Generate();
        Assert.True(X25519PublicKey.TryRead(new byte[32], out var zero));
        Assert.False(Challenge.TryCreate(registry, zero, out _));
        Assert.False(Challenge.TryAnswer(Convert.ToBase64String(new byte[16]), registry, zero, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("QUJD")]
    [InlineData("no base64!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==\n")]
    public void What_is_no_challenge_gets_no_answer(string challenge)
    {
        using var registry = X25519PrivateKey.Generate();
        using var participant = X25519PrivateKey.Generate();
        Assert.False(Challenge.TryAnswer(challenge, participant, registry.PublicKey, out _));
        Assert.False(Challenge.TryAnswer(new string('A', 4100), participant, registry.PublicKey, out _));
    }

    [Theory]
    [InlineData("<meta name=\"ondc-site-verification\" content=\"abc=\">", "abc=")]
    [InlineData("<META content='abc=' name='ondc-site-verification' />", "abc=")]
    [InlineData("<meta charset=\"utf-8\"><meta\n name = \"ondc-site-verification\"\tcontent = \"a+b\">", "a+b")]
    [InlineData("<meta name=\"ondc-site-verification\" content=\"a&#x2B;b\">", "a+b")]
    [InlineData("<meta name=\"ondc-site-verification\">", null)]
    [InlineData("<meta name=\"other\" content=\"abc\">", null)]
    [InlineData("<meta data-name=\"ondc-site-verification\" content=\"abc\">", null)]
    [InlineData("<meta name=\"ondc-site-verification\" content=\"abc", null)]
    [InlineData("", null)]
    public void The_signature_is_found_in_pages_of_others(string page, string? expected)
    {
        _ = SiteVerification.TryFindSignature(page, out var signature);
        Assert.Equal(expected, signature);
    }

    [Fact]
    public void No_page_makes_the_search_throw_and_a_long_one_is_not_searched()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
            !SiteVerification.TryFindSignature($"<meta name={text}", out _)).QuickCheckThrowOnFailure();
        var page = SiteVerification.Page("abc");
        Assert.True(SiteVerification.TryFindSignature(page, out _));
        Assert.False(SiteVerification.TryFindSignature(page.PadRight(SiteVerification.LongestPage + 1), out _));
    }

    [Fact]
    public void An_envelope_opens_with_its_secret_and_unchanged_only()
    {
        var secret = Enumerable.Repeat((byte)9, 32).ToArray();
        var envelope = PayloadEncryption.Seal(secret, "text"u8);
        Assert.True(PayloadEncryption.TryOpen(secret, envelope, out var plain));
        Assert.Equal("text"u8.ToArray(), plain);
        Assert.NotEqual(envelope, PayloadEncryption.Seal(secret, "text"u8));
        Assert.False(PayloadEncryption.TryOpen(new byte[32], envelope, out _));
        var json = Convert.FromBase64String(envelope);
        for (var bit = 0; bit < json.Length * 8; bit++)
        {
            byte[] changed = [.. json];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(PayloadEncryption.TryOpen(secret, Convert.ToBase64String(changed), out _), $"bit {bit}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"encrypted_data\":1,\"hmac\":2,\"nonce\":3}")]
    [InlineData("{\"encrypted_data\":\"\",\"hmac\":\"\",\"nonce\":\"\"}")]
    [InlineData("{\"encrypted_data\":\"\\ud800\",\"hmac\":\"\",\"nonce\":\"\"}")]
    [InlineData("{\"encrypted_data\":{\"a\":{\"b\":{}}}}")]
    public void What_is_no_envelope_is_refused(string json)
    {
        var envelope = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        Assert.False(PayloadEncryption.TryOpen(new byte[32], envelope, out _));
    }
}
