namespace SkyLink.Cryptography.Chains;

public sealed class Base58Tests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("00", "1")]
    [InlineData("0000", "11")]
    [InlineData("39", "z")]
    [InlineData("3a", "21")]
    [InlineData("61", "2g")]
    [InlineData("626262", "a3gV")]
    [InlineData("73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2")]
    [InlineData("00eb15231dfceb60925886b67d065299925915aeb172c06647", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L")]
    [InlineData("516b6fcd0f", "ABnLTmg")]
    [InlineData("0000287fb4cd", "11233QC4")]
    public void Bytes_have_one_text(string hex, string text)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(text, Base58.Encode(bytes));
        Assert.True(Base58.TryDecode(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("z+")]
    [InlineData("é")]
    public void Other_characters_are_refused(string text) => Assert.False(Base58.TryDecode(text, out _));

    [Fact]
    public void Lengths_are_bounded()
    {
        var most = Enumerable.Repeat((byte)0xFF, Base58.MostBytes).ToArray();
        Assert.True(Base58.TryDecode(Base58.Encode(most), out var read));
        Assert.Equal(most, read);
        Assert.True(Base58.TryDecode(Base58.Encode(new byte[Base58.MostBytes]), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Base58.Encode(new byte[Base58.MostBytes + 1]));
        Assert.True(Base58.TryDecode(new string('z', Base58.LongestText), out _));
        Assert.True(Base58.TryDecode(new string('1', Base58.LongestText), out _));
        Assert.False(Base58.TryDecode(new string('z', Base58.LongestText + 1), out _));
        Assert.False(Base58.TryDecode(new string('1', 1_000_000), out _));
    }

    /// <summary>The first address that ever received, and the most famous one that never spends.</summary>
    [Theory]
    [InlineData("0062e907b15cbf27d5425399ebf6f0fb50ebb88f18", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("000000000000000000000000000000000000000000", "1111111111111111111114oLvT2")]
    public void A_checksum_is_written_and_read(string hex, string text)
    {
        Assert.Equal(text, Base58.EncodeCheck(Convert.FromHexString(hex)));
        Assert.True(Base58.TryDecodeCheck(text, out var bytes));
        Assert.Equal(hex, Convert.ToHexStringLower(bytes));
        Assert.False(Base58.TryDecodeCheck(text[..^1] + (text[^1] == '2' ? '3' : '2'), out _));
        Assert.False(Base58.TryDecodeCheck(text.AsSpan(1), out _));
        Assert.False(Base58.TryDecodeCheck("", out _));
        Assert.False(Base58.TryDecodeCheck("111", out _));
    }
}
