using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

public sealed class RlpTests
{
    [Fact]
    public void Encodings_are_those_of_ethers_both_ways()
    {
        var vectors = EthersVectors.Read("rlp-coder");
        Assert.Equal(61, vectors.Length);
        foreach (var vector in vectors)
        {
            Assert.Equal(vector.Text("encoded"), EthersVectors.Hex(Rlp.Encode(ItemOf(vector.GetProperty("decoded")))));
            Assert.True(Rlp.TryDecode(vector.Bytes("encoded"), out var read), vector.Text("name"));
            Assert.Equal(vector.Text("encoded"), EthersVectors.Hex(Rlp.Encode(read)));
            Assert.True(IsSame(vector.GetProperty("decoded"), read), vector.Text("name"));
        }
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("8100", "a byte that stands for itself")]
    [InlineData("817f", "a byte that stands for itself")]
    [InlineData("b800", "a long form for a short string")]
    [InlineData("b83700000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000", "55")]
    [InlineData("b90038", "a zero in front of the length")]
    [InlineData("b838", "a string that is not there")]
    [InlineData("83aabb", "a string that ends early")]
    [InlineData("8080", "something behind")]
    [InlineData("c0c0", "something behind")]
    [InlineData("c18100", "an odd form inside")]
    [InlineData("c28080ff", "something behind")]
    [InlineData("c281", "a list that ends early")]
    [InlineData("f800", "a long form for a short list")]
    [InlineData("f90038", "a zero in front of the length")]
    [InlineData("bfffffffffffffffff", "a length of 64 bits")]
    [InlineData("ffffffffffffffffff", "a length of 64 bits")]
    [InlineData("bbffffffff", "a length of 32 bits")]
    [InlineData("fb7fffffff", "a length of 31 bits")]
    public void What_is_not_the_one_encoding_is_refused(string encoded, string why) =>
        Assert.False(Rlp.TryDecode(Convert.FromHexString(encoded), out _), why);

    [Fact]
    public void Lists_in_lists_end_at_a_depth()
    {
        Assert.True(Rlp.TryDecode(Nested(Rlp.DeepestLevel), out _));
        Assert.False(Rlp.TryDecode(Nested(Rlp.DeepestLevel + 1), out _));
        Assert.False(Rlp.TryDecode(Nested(10_000), out _));
    }

    [Fact]
    public void Too_long_an_encoding_is_not_read()
    {
        Assert.True(Rlp.TryDecode(Rlp.Encode(RlpItem.Of(new byte[Rlp.LongestEncoding - 4])), out _));
        Assert.False(Rlp.TryDecode(Rlp.Encode(RlpItem.Of(new byte[Rlp.LongestEncoding])), out _));
    }

    [Fact]
    public void Numbers_have_no_zeros_in_front()
    {
        Assert.True(RlpItem.Of([]).TryGetNumber(8, out var zero));
        Assert.True(zero.IsZero);
        Assert.True(RlpItem.Of(1024).TryGetNumber(2, out var number));
        Assert.Equal(1024, number);
        Assert.False(RlpItem.Of(1024).TryGetNumber(1, out _));
        Assert.False(RlpItem.Of([0]).TryGetNumber(8, out _));
        Assert.False(RlpItem.Of([0, 1]).TryGetNumber(8, out _));
        Assert.False(RlpItem.List().TryGetNumber(8, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => RlpItem.Of(System.Numerics.BigInteger.MinusOne));
    }

    private static byte[] Nested(int levels)
    {
        var encoded = new byte[] { 0xC0 };
        for (var i = 1; i < levels; i++)
        {
            var size = encoded.Length;
            byte[] head = size <= 55 ? [(byte)(0xC0 + size)] : size < 256 ? [0xF8, (byte)size] : [0xF9, (byte)(size >> 8), (byte)size];
            encoded = [.. head, .. encoded];
        }

        return encoded;
    }

    private static RlpItem ItemOf(JsonElement decoded) => decoded.ValueKind == JsonValueKind.Array
        ? RlpItem.List([.. decoded.EnumerateArray().Select(ItemOf)])
        : RlpItem.Of(EthersVectors.Bytes(decoded.GetString()!));

    private static bool IsSame(JsonElement decoded, RlpItem item) => decoded.ValueKind == JsonValueKind.Array
        ? item.IsList
            && decoded.GetArrayLength() == item.Items.Count
            && decoded.EnumerateArray().Zip(item.Items).All(pair => IsSame(pair.First, pair.Second))
        : !item.IsList && item.Bytes.SequenceEqual(EthersVectors.Bytes(decoded.GetString()!));
}
