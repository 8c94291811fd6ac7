using FsCheck;
using FsCheck.Fluent;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

public sealed class SignatureHeaderTests
{
    private const string KeyId = "keyId=\"shop.example|k1|ed25519\"";
    private const string Algorithm = "algorithm=\"ed25519\"";
    private const string Times = "created=\"1700000000\",expires=\"1700000300\"";
    private const string Headers = "headers=\"(created) (expires) digest\"";

    private static readonly string Signature = $"signature=\"{Convert.ToBase64String(new byte[64])}\"";
    private static readonly string Whole = $"Signature {KeyId},{Algorithm},{Times},{Headers},{Signature}";

    [Fact]
    public void A_whole_header_is_read()
    {
        Assert.True(SignatureHeader.TryParse(Whole, out var header));
        Assert.Equal("shop.example", header.SubscriberId);
        Assert.Equal("k1", header.KeyId);
        Assert.Equal("ed25519", header.Algorithm);
        Assert.Equal("ed25519", header.KeyAlgorithm);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), header.Created);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_300), header.Expires);
        Assert.False(header.CoversRequestSignature);
        Assert.Equal(new byte[64], header.Signature.ToArray());
    }

    [Theory]
    [InlineData("headers=\"(created) (expires) digest\"", "headers=\" (created)(expires)digest\"")]
    [InlineData("headers=\"(created) (expires) digest\"", "headers=\"  (created)   (expires)  digest  \"")]
    [InlineData("created=\"1700000000\"", "created=1700000000")]
    [InlineData("expires=\"1700000300\"", "expires=1700000300 ")]
    [InlineData(",", ", ")]
    [InlineData(",", " ,\t")]
    [InlineData("Id=\"", "Id = \"")]
    [InlineData("Signature keyId", "  Signature   keyId")]
    [InlineData("algorithm=\"ed25519\"", "realm=\"example\",algorithm=\"ed25519\"")]
    public void What_peers_write_differently_is_tolerated(string written, string instead) =>
        Assert.True(SignatureHeader.TryParse(Whole.Replace(written, instead, StringComparison.Ordinal), out _));

    [Fact]
    public void The_order_of_parameters_is_free() =>
        Assert.True(SignatureHeader.TryParse($"Signature {Signature},{Headers},{Times},{KeyId},{Algorithm}", out _));

    [Theory]
    [InlineData("Signature ", "signature ")]
    [InlineData("Signature ", "Signature")]
    [InlineData("Signature ", "Bearer ")]
    [InlineData("shop.example|k1|ed25519", "shop.example|k1")]
    [InlineData("shop.example|k1|ed25519", "shop.example||ed25519")]
    [InlineData("shop.example|k1|ed25519", "|k1|ed25519")]
    [InlineData("shop.example|k1|ed25519", "shop.example|k1|")]
    [InlineData("shop.example|k1|ed25519", "shop.example|k1|k2|ed25519")]
    [InlineData("shop.example|k1|ed25519", "")]
    [InlineData("shop.example", "shop\\\"example")]
    [InlineData("shop.example", "shop\u00e9example")]
    [InlineData("shop.example", "shop\r\nexample")]
    [InlineData("1700000000", "")]
    [InlineData("1700000000", "-1700000000")]
    [InlineData("1700000000", "01700000000")]
    [InlineData("1700000000", "1700000000.5")]
    [InlineData("1700000000", " 1700000000")]
    [InlineData("1700000000", "\u0661700000000")]
    [InlineData("1700000000", "253402300800")]
    [InlineData("1700000000", "99999999999999999999999")]
    [InlineData("created=\"1700000000\"", "created=\"1700000000")]
    [InlineData("created=\"1700000000\"", "created=1700000000\"")]
    [InlineData("created=\"1700000000\"", "created=\"1700000000\",created=\"1700000000\"")]
    [InlineData("created=\"1700000000\"", "created=\"1700000000\"x")]
    [InlineData("created=\"1700000000\",", "")]
    [InlineData("expires=\"1700000300\",", "")]
    [InlineData("algorithm=\"ed25519\",", "")]
    [InlineData("keyId=\"shop.example|k1|ed25519\",", "")]
    [InlineData("headers=\"(created) (expires) digest\",", "")]
    [InlineData("(created) (expires) digest", "(created) digest (expires)")]
    [InlineData("(created) (expires) digest", "(created) (expires)")]
    [InlineData("(created) (expires) digest", "(created) (expires) digest host")]
    [InlineData("AAAAAA==", "AAAAAB==")]
    [InlineData("AAAAAA==", "AAAAAA")]
    [InlineData("AAAAAAAA==", "AAAAAA==")]
    [InlineData(",", ",,")]
    [InlineData(",", ";")]
    public void What_is_in_doubt_is_refused(string written, string instead)
    {
        var text = Whole.Replace(written, instead, StringComparison.Ordinal);
        Assert.NotEqual(Whole, text);
        Assert.False(SignatureHeader.TryParse(text, out _));
    }

    [Fact]
    public void A_comma_at_the_end_and_too_many_parameters_are_refused()
    {
        Assert.False(SignatureHeader.TryParse(Whole + ",", out _));
        Assert.False(SignatureHeader.TryParse(Whole + string.Concat(Enumerable.Repeat(",a=\"b\"", 7)), out _));
        Assert.True(SignatureHeader.TryParse(Whole + string.Concat(Enumerable.Repeat(",a=\"b\"", 6)), out _));
    }

    [Fact]
    public void A_header_above_the_limit_is_not_read()
    {
        var padded = Whole.PadRight(SignatureHeader.LongestText);
        Assert.True(SignatureHeader.TryParse(padded, out _));
        Assert.False(SignatureHeader.TryParse(padded + " ", out _));
    }

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            _ = SignatureHeader.TryParse(text ?? "", out _);
            return !SignatureHeader.TryParse("Signature " + text, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_shuffle_of_its_own_pieces_makes_the_verifier_throw_or_agree()
    {
        string[] pieces =
        [
            "Signature", " ", "\"", "=", ",", "|", "keyId", "algorithm", "created", "expires", "headers", "signature",
            KeyId, Algorithm, Times, Headers, Signature, "ed25519", "(created)", "digest", "1700000000", "\\", "\0",
            "é",
        ];
        using var key = Ed25519PrivateKey.Generate();
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_001);
        var texts = Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text => !MessageVerifier.Verify(text, [], key.PublicKey, now).IsValid
                && !MessageVerifier.Verify("Signature " + text, [], key.PublicKey, now).IsValid)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
