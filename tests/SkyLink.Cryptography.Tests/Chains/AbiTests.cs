using System.Numerics;

namespace SkyLink.Cryptography.Chains;

public sealed class AbiTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("uint", "uint256")]
    [InlineData("int[3]", "int256[3]")]
    [InlineData("uint8", "uint8")]
    [InlineData("bytes32[][2]", "bytes32[][2]")]
    [InlineData("(uint,(string,bytes)[])[4]", "(uint256,(string,bytes)[])[4]")]
    public void A_type_has_one_name(string text, string expected) => Assert.Equal(expected, AbiType.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("uint7")]
    [InlineData("uint0")]
    [InlineData("uint08")]
    [InlineData("uint264")]
    [InlineData("uint 8")]
    [InlineData("uint8 ")]
    [InlineData("Uint8")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("byte")]
    [InlineData("fixed128x18")]
    [InlineData("tuple(uint8)")]
    [InlineData("()")]
    [InlineData("(uint8")]
    [InlineData("(uint8,)")]
    [InlineData("uint8)")]
    [InlineData("(uint8;uint8)")]
    [InlineData("uint8[0]")]
    [InlineData("uint8[01]")]
    [InlineData("uint8[-1]")]
    [InlineData("uint8[")]
    [InlineData("uint8]")]
    [InlineData("uint8[1]x")]
    [InlineData("uint8[32769]")]
    [InlineData("uint8[256][256]")]
    [InlineData("uint8[4294967296]")]
    [InlineData("uint8[99999999999999999999]")]
    public void What_is_no_type_is_refused(string text)
    {
        Assert.False(AbiType.TryParse(text, out _));
        Assert.Throws<FormatException>(() => AbiType.Parse(text));
    }

    [Fact]
    public void Types_in_types_end_at_a_depth_and_texts_at_a_length()
    {
        Assert.True(AbiType.TryParse($"uint8{Repeat("[]", AbiType.DeepestLevel)}", out _));
        Assert.False(AbiType.TryParse($"uint8{Repeat("[]", AbiType.DeepestLevel + 1)}", out _));
        Assert.True(AbiType.TryParse($"{Repeat("(", 16)}uint8{Repeat(")", 16)}", out _));
        Assert.False(AbiType.TryParse($"{Repeat("(", 17)}uint8{Repeat(")", 17)}", out _));
        Assert.False(AbiType.TryParse(Repeat("(", 4000), out _));
        Assert.False(AbiType.TryParse($"({Repeat("uint8,", 1000)}uint8)", out _));
    }

    /// <summary>The examples of the specification: f(uint256,uint32[],bytes10,bytes) and g(uint256[][],string[]).</summary>
    [Fact]
    public void The_examples_of_the_specification_come_out()
    {
        var f = AbiFunction.Parse("f(uint256,uint32[],bytes10,bytes)");
        Assert.Equal(
            "0x8be65246"
            + "0000000000000000000000000000000000000000000000000000000000000123"
            + "0000000000000000000000000000000000000000000000000000000000000080"
            + "3132333435363738393000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000000000000000e0"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000456"
            + "0000000000000000000000000000000000000000000000000000000000000789"
            + "000000000000000000000000000000000000000000000000000000000000000d"
            + "48656c6c6f2c20776f726c642100000000000000000000000000000000000000",
            EthersVectors.Hex(f.Encode(
                (BigInteger)0x123, new BigInteger[] { 0x456, 0x789 }, "1234567890"u8.ToArray(), "Hello, world!"u8.ToArray())));
        var g = AbiFunction.Parse("g(uint256[][],string[])");
        var encoded = g.Encode(new BigInteger[][] { [1, 2], [3] }, new[] { "one", "two", "three" });
        Assert.Equal("0x2289b18c", EthersVectors.Hex(encoded.AsSpan(0, 4)));
        Assert.Equal(4 + (20 * 32), encoded.Length);
        Assert.True(g.TryDecode(encoded, out var values));
        Assert.Equal(
            [
                new object[] { new object[] { (BigInteger)1, (BigInteger)2 }, new object[] { (BigInteger)3 } },
                new object[] { "one", "two", "three" },
            ],
            values);
    }

    /// <summary>Each is one word or a few, of which one bit too many is set.</summary>
    [Theory]
    [InlineData("uint8", "0000000000000000000000000000000000000000000000000000000000000100")]
    [InlineData("int8", "0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("int8", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("bool", "0000000000000000000000000000000000000000000000000000000000000002")]
    [InlineData("address", "0000000000000000000000010000000000000000000000000000000000000000")]
    [InlineData("bytes31", "0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("uint8", "00000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("uint8", Zeros + Zeros)]
    [InlineData("uint8", "")]
    public void A_word_that_is_out_of_form_is_refused(string type, string encoded) => Refused(type, encoded);

    [Theory]
    [InlineData("bytes", "20", "01", "ff00000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("string", "20", "02", "c328")]
    [InlineData("string", "20", "03", "eda080")]
    [InlineData("bytes", "00", "01", "ff")]
    [InlineData("bytes", "1f", "01", "ff")]
    [InlineData("bytes", "40", "01", "ff")]
    [InlineData("bytes", "60", "01", "ff")]
    [InlineData("bytes", "20", "21", "ff")]
    [InlineData("bytes", "20", "ffffffff", "ff")]
    [InlineData("bytes", "20", "7fffffff", "ff")]
    [InlineData("bytes", "ffffffff", "01", "ff")]
    [InlineData("bytes", "20", "20", "ff", "00")]
    [InlineData("bytes", "20", "010000000000000000000000000000000000000000000000000000000000000001", "ff")]
    [InlineData("bytes[]", "20", "01", "20")]
    [InlineData("uint8[]", "20", "02", "01")]
    [InlineData("uint8[]", "20", "7fffffff", "01")]
    [InlineData("uint8[][]", "20", "7fffffff", "01")]
    public void An_offset_or_a_length_that_is_out_of_form_is_refused(string type, params string[] words) =>
        Refused(type, string.Concat(words.Select((word, i) => i < 2 && word.Length < 64 ? word.PadLeft(64, '0') : word.PadRight(64, '0'))));

    /// <summary>Offsets may point where others point, so that a small encoding stands for very many values.</summary>
    [Fact]
    public void Offsets_to_one_place_do_not_multiply_what_is_read()
    {
        const int Width = 200;
        var type = AbiType.Parse($"uint8{Repeat("[]", 10)}");
        var encoded = new List<byte>();
        Add(encoded, 32);
        for (var level = 0; level < 9; level++)
        {
            Add(encoded, Width);
            for (var i = 0; i < Width; i++)
            {
                Add(encoded, Width * 32);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Abi.TryDecode([type], encoded.ToArray(), out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10L * encoded.Count);
    }

    [Fact]
    public void Values_that_claim_more_members_than_bytes_are_refused()
    {
        var fixedArray = AbiType.Parse("string[30000]");
        Assert.False(Abi.TryDecode([fixedArray], new byte[64], out _));
        Assert.False(Abi.TryDecode([AbiType.Parse("uint8")], new byte[Abi.LongestEncoding + 32], out _));
        Assert.True(Abi.TryDecode([], [], out var none));
        Assert.Empty(none);
    }

    [Fact]
    public void A_value_that_does_not_fit_its_type_is_a_mistake()
    {
        (string Type, object Value)[] mistakes =
        [
            ("uint8", (BigInteger)256), ("uint8", (BigInteger)(-1)), ("uint8", 1), ("int8", (BigInteger)128), ("int8", (BigInteger)(-129)),
            ("address", "0x0000000000000000000000000000000000000000"), ("bool", 1), ("bytes4", new byte[3]), ("bytes", "text"),
            ("string", new byte[1]), ("string", "\ud800"), ("uint8[2]", new BigInteger[] { 1 }), ("uint8[]", (BigInteger)1),
            ("(uint8,bool)", new object[] { (BigInteger)1 }),
        ];
        foreach (var (type, value) in mistakes)
        {
            Assert.ThrowsAny<ArgumentException>(() => Abi.Encode([AbiType.Parse(type)], value));
        }

        Assert.Throws<ArgumentException>(() => Abi.Encode([AbiType.Parse("bool")]));
        Assert.Throws<ArgumentException>(() => Abi.EncodePacked([AbiType.Parse("bool")]));
        Assert.Throws<ArgumentException>(() => Abi.EncodePacked([AbiType.Parse("(bool)")], [new object[] { true }]));
        Assert.Throws<ArgumentException>(() => Abi.EncodePacked([AbiType.Parse("string[]")], [new object[] { "a" }]));
    }

    [Theory]
    [InlineData("int8", -128)]
    [InlineData("int8", 127)]
    [InlineData("int16", -32768)]
    [InlineData("uint8", 255)]
    [InlineData("uint256", 0)]
    public void The_ends_of_a_range_are_in_it(string type, int value)
    {
        AbiType[] types = [AbiType.Parse(type)];
        Assert.True(Abi.TryDecode(types, Abi.Encode(types, (BigInteger)value), out var read));
        Assert.Equal((BigInteger)value, read[0]);
    }

    [Fact]
    public void Errors_of_contracts_are_read()
    {
        var reason = Convert.FromHexString(
            "08c379a0" + "20".PadLeft(64, '0') + "3".PadLeft(64, '0') + "6e6f21".PadRight(64, '0'));
        Assert.True(AbiFunction.Error.TryDecode(reason, out var values));
        Assert.Equal(["no!"], values);
        Assert.False(AbiFunction.Panic.TryDecode(reason, out _));
        Assert.Equal("0x4e487b71", EthersVectors.Hex(AbiFunction.Panic.Selector));
        Assert.True(AbiFunction.Panic.TryDecode(AbiFunction.Panic.Encode((BigInteger)0x11), out var code));
        Assert.Equal([(BigInteger)0x11], code);
        var own = AbiFunction.Parse("InsufficientBalance(uint256 available, uint256 required)");
        Assert.Equal("0xcf479181", EthersVectors.Hex(own.Selector));
        Assert.Equal(["available", "required"], own.Parameters.Select(parameter => parameter.Name));
        Assert.False(own.TryDecode(own.Selector, out _));
        Assert.False(own.TryDecode([], out _));
    }

    [Fact]
    public void A_transfer_of_a_token_is_read()
    {
        var transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");
        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", EthersVectors.Hex(transfer.Topic));
        var sender = EthersVectors.Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        ReadOnlyMemory<byte>[] topics = [transfer.Topic.ToArray(), Abi.Encode([AbiType.Parse("address")], sender), new byte[32]];
        var data = Abi.Encode([AbiType.Parse("uint256")], (BigInteger)7);
        Assert.True(transfer.TryDecode(topics, data, out var values));
        Assert.Equal([sender, EthereumAddress.Zero, (BigInteger)7], values);
        Assert.False(transfer.TryDecode(topics[..2], data, out _));
        Assert.False(transfer.TryDecode([.. topics, new byte[32]], data, out _));
        Assert.False(transfer.TryDecode([new byte[32], .. topics[1..]], data, out _));
        Assert.False(transfer.TryDecode([.. topics[..2], new byte[31]], data, out _));
        Assert.False(transfer.TryDecode([.. topics[..2], Enumerable.Repeat((byte)1, 32).ToArray()], data, out _));
        Assert.False(transfer.TryDecode(topics, [], out _));
    }

    [Theory]
    [InlineData("transfer")]
    [InlineData("transfer(")]
    [InlineData("transfer()x")]
    [InlineData("(uint8)")]
    [InlineData("1f(uint8)")]
    [InlineData("f(uint8,)")]
    [InlineData("f(,uint8)")]
    [InlineData("f(uint8 a b)")]
    [InlineData("f(uint8  a)")]
    [InlineData("f(uint9)")]
    [InlineData("f(uint8))")]
    public void What_is_no_signature_is_a_mistake(string text) => Assert.Throws<FormatException>(() => AbiFunction.Parse(text));

    [Fact]
    public void An_event_has_no_more_topics_than_a_log()
    {
        Assert.Equal(4, AbiEvent.Parse("E(bool indexed,bool indexed,bool indexed,bool indexed)", isAnonymous: true).Parameters.Count);
        Assert.Throws<FormatException>(() => AbiEvent.Parse("E(bool indexed,bool indexed,bool indexed,bool indexed)"));
    }

    private static void Refused(string type, string encoded) =>
        Assert.False(Abi.TryDecode([AbiType.Parse(type)], Convert.FromHexString(encoded), out _));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static void Add(List<byte> encoded, int number) =>
        encoded.AddRange([.. new byte[28], (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
