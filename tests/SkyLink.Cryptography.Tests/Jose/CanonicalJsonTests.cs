using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785 sections 3.2.2 to 3.2.4.</summary>
    [Fact]
    public void The_examples_of_the_RFC_come_out_as_it_says()
    {
        const string Mixed = """
            {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
             "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}
            """;
        const string Expected = """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"""
            + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        Assert.Equal(Expected, Write(Mixed));

        const string Names = """
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
            """;
        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh"],
            JsonElement.Parse(Write(Names)!).EnumerateObject().Select(member => member.Value.GetString()));
    }

    /// <summary>RFC 8785 appendix B: the bits of a double and its text.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void A_number_is_printed_as_ECMAScript_does(ulong bits, string expected) =>
        Assert.Equal(expected, EcmaScriptNumber.Format(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData("""{"b":{"d":1,"c":[{"f":1,"e":2}]},"a":[]}""", """{"a":[],"b":{"c":[{"e":2,"f":1}],"d":1}}""")]
    [InlineData(" [ ] ", "[]")]
    [InlineData(" { } ", "{}")]
    [InlineData("null", "null")]
    [InlineData("\"\\/\\u007f\\u0000\\b\\f\"", "\"/\u007f\\u0000\\b\\f\"")]
    [InlineData("-0.0", "0")]
    [InlineData("1e2", "100")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e-400", "0")]
    [InlineData("""{"":1,"a":2,"A":3,"aa":4}""", """{"":1,"A":3,"a":2,"aa":4}""")]
    public void Any_value_has_one_text(string json, string expected)
    {
        Assert.Equal(expected, Write(json));
        Assert.Equal(expected, Write(expected));
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Write(JsonNode.Parse(json))));
        Assert.True(CanonicalJson.TryWrite(JsonElement.Parse(json), out var canonical));
        Assert.Equal(expected, Encoding.UTF8.GetString(canonical));
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":1}""")]
    [InlineData("""[{"a":{"b":1,"b":2}}]""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["\udc00\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("1e400")]
    [InlineData("-1e309")]
    [InlineData("NaN")]
    [InlineData("01")]
    [InlineData("[1,]")]
    [InlineData("[1]/*x*/")]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("\uFEFF{}")]
    public void What_has_no_text_is_refused(string json) => Assert.Null(Write(json));

    [Fact]
    public void A_tree_that_was_read_leniently_is_looked_at_again()
    {
        Assert.False(CanonicalJson.TryWrite(default(JsonElement), out _));
        foreach (var json in new[] { """{"a":1,"a":1}""", """{"a":{"b":1,"\u0062":1}}""", """["\ud800"]""", """{"\ud800":1}""" })
        {
            using var lenient = JsonDocument.Parse(json);
            Assert.False(CanonicalJson.TryWrite(lenient.RootElement, out _), json);
        }

        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(JsonNode.Parse("1e400")));
        Assert.Equal("null"u8.ToArray(), CanonicalJson.Write(null));
    }

    [Fact]
    public void What_is_not_UTF8_too_deep_or_too_long_is_refused()
    {
        Assert.False(CanonicalJson.TryWrite([0x22, 0xFF, 0x22], out _));
        Assert.False(CanonicalJson.TryWrite([0x22, 0xED, 0xA0, 0x80, 0x22], out _), "half a surrogate pair in UTF-8");
        Assert.NotNull(Write(Nested(CanonicalJson.DeepestLevel)));
        Assert.Null(Write(Nested(CanonicalJson.DeepestLevel + 1)));
        Assert.Null(Write(Nested(100_000)));
        using var deep = JsonDocument.Parse(Nested(65), new JsonDocumentOptions { MaxDepth = 1_000 });
        Assert.False(CanonicalJson.TryWrite(deep.RootElement, out _));

        Assert.NotNull(Write($"\"{new string('a', CanonicalJson.LongestBytes - 2)}\""));
        Assert.Null(Write($"\"{new string('a', CanonicalJson.LongestBytes - 1)}\""));
        Assert.Null(Write($"[{string.Join(',', Enumerable.Repeat("1e20", 200_000))}]"));
        using var longer = JsonDocument.Parse($"\"{new string('\u20ac', CanonicalJson.LongestBytes / 2)}\"");
        Assert.False(CanonicalJson.TryWrite(longer.RootElement, out _));
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string? Write(string json) =>
        CanonicalJson.TryWrite(Encoding.UTF8.GetBytes(json), out var canonical) ? Encoding.UTF8.GetString(canonical) : null;
}
