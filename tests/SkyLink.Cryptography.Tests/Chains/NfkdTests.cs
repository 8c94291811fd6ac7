using System.Text;

namespace SkyLink.Cryptography.Chains;

public sealed class NfkdTests
{
    /// <summary>Examples of UAX #15 and of the Unicode Standard, sections 3.11 and 3.12.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("\u00C5\u212B", "A\u030AA\u030A")]
    [InlineData("\uFB01", "fi")]
    [InlineData("2\u2075", "25")]
    [InlineData("\u1E9B\u0323", "s\u0323\u0307")]
    [InlineData("\u1E0D\u0307 d\u0307\u0323", "d\u0323\u0307 d\u0323\u0307")]
    [InlineData("q\u0307\u0308 q\u0308\u0307", "q\u0307\u0308 q\u0308\u0307")]
    [InlineData("\u0301\u0323", "\u0323\u0301")]
    [InlineData("\uD4DB\uAC00\uD7A3", "\u1111\u1171\u11B6\u1100\u1161\u1112\u1175\u11C2")]
    [InlineData("\u3307", "\u30A8\u30B9\u30AF\u30FC\u30C8\u3099")]
    [InlineData("\uD835\uDC9C\uD87E\uDC1D", "A\u51F5")]
    [InlineData("\uE000", "\uE000")]
    public void A_text_is_decomposed_as_the_standard_says(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Nfkd.ToUtf8(text)));

    [Fact]
    public void What_is_no_character_is_refused()
    {
        foreach (var text in new[] { "\uD800", "ü\uDC00", "\uDC00\uD800", "\u0378", "\uDB3F\uDFFD" })
        {
            Assert.ThrowsAny<ArgumentException>(() => Nfkd.ToUtf8(text));
        }
    }
}
