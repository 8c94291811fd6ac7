using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Chains;

public sealed class Eip712Tests
{
    private const string Mail = """
        {
          "types": {
            "EIP712Domain": [
              { "name": "name", "type": "string" }, { "name": "version", "type": "string" },
              { "name": "chainId", "type": "uint256" }, { "name": "verifyingContract", "type": "address" }
            ],
            "Person": [{ "name": "name", "type": "string" }, { "name": "wallet", "type": "address" }],
            "Mail": [{ "name": "from", "type": "Person" }, { "name": "to", "type": "Person" }, { "name": "contents", "type": "string" }]
          },
          "primaryType": "Mail",
          "domain": {
            "name": "Ether Mail", "version": "1", "chainId": 1, "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"
          },
          "message": {
            "from": { "name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" },
            "to": { "name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" },
            "contents": "Hello, Bob!"
          }
        }
        """;

    private const string One = """{"types":{"T":[{"name":"a","type":"TYPE"}]},"primaryType":"T","domain":{},"message":{"a":VALUE}}""";

    [Fact]
    public void Hashes_are_those_of_ethers()
    {
        var (vectors, signed) = (EthersVectors.Read("eip712"), 0);
        foreach (var vector in vectors)
        {
            var json = new JsonObject
            {
                ["types"] = JsonNode.Parse(vector.GetProperty("types").GetRawText()),
                ["primaryType"] = vector.Text("primaryType"),
                ["domain"] = JsonNode.Parse(vector.GetProperty("domain").GetRawText()),
                ["message"] = JsonNode.Parse(vector.GetProperty("data").GetRawText()),
            };
            Assert.True(Eip712Message.TryParse(Encoding.UTF8.GetBytes(json.ToJsonString()), out var message), vector.Text("name"));
            Assert.Equal(vector.Text("digest"), EthersVectors.Hex(message.Hash));
            Assert.True(Eip712Types.TryRead(vector.GetProperty("types"), [], out var types));
            Assert.True(types.TryEncode(vector.Text("primaryType"), vector.GetProperty("data"), out var encoded));
            Assert.Equal(vector.Text("encoded"), EthersVectors.Hex(encoded));
            if (vector.TryGetProperty("signature", out var signature))
            {
                using var key = EthersVectors.Key(vector.Text("privateKey"));
                Assert.Equal(signature.GetString(), EthersVectors.Hex(message.Sign(key)));
                Assert.True(message.TryRecover(vector.Bytes("signature"), out var signer));
                Assert.Equal(EthereumAddress.Of(key.PublicKey), signer);
                signed++;
            }
        }

        Assert.Equal((1025, 1), (vectors.Length, signed));
    }

    /// <summary>What EIP-712 says of its example.</summary>
    [Fact]
    public void The_example_of_the_standard_comes_out()
    {
        var message = Parse(Mail)!;
        Assert.Equal("Mail(Person from,Person to,string contents)Person(string name,address wallet)", message.EncodedType);
        Assert.Equal("Mail", message.PrimaryType);
        Assert.Equal("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", EthersVectors.Hex(message.DomainSeparator));
        Assert.Equal("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e", EthersVectors.Hex(message.StructHash));
        Assert.Equal("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", EthersVectors.Hex(message.Hash));
    }

    [Theory]
    [InlineData("uint8", "255")]
    [InlineData("uint8", "\"255\"")]
    [InlineData("uint8", "\"0xff\"")]
    [InlineData("uint8", "\"0x0ff\"")]
    [InlineData("int8", "-128")]
    [InlineData("int8", "\"-128\"")]
    [InlineData("uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    [InlineData("bool", "true")]
    [InlineData("bytes2", "\"0xABcd\"")]
    [InlineData("bytes", "\"0x\"")]
    [InlineData("address", "\"0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826\"")]
    [InlineData("uint8[2][]", "[[1,2],[3,4]]")]
    [InlineData("T[]", "[]")]
    [InlineData("T[]", "[{\"a\":[]},{\"a\":[{\"a\":[]}]}]")]
    public void A_value_of_its_type_is_read(string type, string value) => Assert.NotNull(Parse(type, value));

    [Theory]
    [InlineData("uint8", "256")]
    [InlineData("uint8", "-1")]
    [InlineData("uint8", "1.0")]
    [InlineData("uint8", "1e1")]
    [InlineData("uint8", "\"01\"")]
    [InlineData("uint8", "\"-0\"")]
    [InlineData("uint8", "\" 1\"")]
    [InlineData("uint8", "\"+1\"")]
    [InlineData("uint8", "\"\"")]
    [InlineData("uint8", "\"0x\"")]
    [InlineData("uint8", "\"0xg\"")]
    [InlineData("uint8", "\"0x-1\"")]
    [InlineData("uint8", "\"-0x1\"")]
    [InlineData("uint8", "true")]
    [InlineData("uint8", "null")]
    [InlineData("uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("int8", "128")]
    [InlineData("int8", "-129")]
    [InlineData("bool", "1")]
    [InlineData("bool", "\"true\"")]
    [InlineData("string", "1")]
    [InlineData("string", "null")]
    [InlineData("string", "\"\\ud800\"")]
    [InlineData("bytes2", "\"0xab\"")]
    [InlineData("bytes2", "\"0xabcdef\"")]
    [InlineData("bytes2", "\"abcd\"")]
    [InlineData("bytes", "\"0xa\"")]
    [InlineData("bytes", "\"text\"")]
    [InlineData("address", "\"0xCd2a3d9f938e13cd947ec05abc7fe734df8dd826\"")]
    [InlineData("address", "\"cd2a3d9f938e13cd947ec05abc7fe734df8dd826\"")]
    [InlineData("uint8[2]", "[1]")]
    [InlineData("uint8[2]", "[1,2,3]")]
    [InlineData("uint8[]", "{}")]
    [InlineData("uint8[]", "1")]
    [InlineData("T", "null")]
    [InlineData("T", "{}")]
    [InlineData("uint", "1")]
    [InlineData("int", "1")]
    [InlineData("uint7", "1")]
    [InlineData("uint8[0]", "[]")]
    [InlineData("uint8[01]", "[1]")]
    [InlineData("uint8[", "[1]")]
    [InlineData("uint8]", "[1]")]
    [InlineData("uint8[]x", "[1]")]
    [InlineData("(uint8)", "[1]")]
    [InlineData("Other", "{}")]
    [InlineData("", "{}")]
    public void Another_value_or_type_is_refused(string type, string value) => Assert.Null(Parse(type, value));

    [Theory]
    [InlineData("\"contents\": \"Hello, Bob!\"", "\"contents\": \"Hello, Bob!\", \"more\": 1")]
    [InlineData("\"contents\": \"Hello, Bob!\"", "\"content\": \"Hello, Bob!\"")]
    [InlineData("\"contents\": \"Hello, Bob!\"", "\"contents\": \"Hello, Bob!\", \"contents\": \"Hello, Bob!\"")]
    [InlineData("\"primaryType\": \"Mail\"", "\"primaryType\": \"EIP712Domain\"")]
    [InlineData("\"primaryType\": \"Mail\"", "\"primaryType\": \"Letter\"")]
    [InlineData("\"primaryType\": \"Mail\"", "\"primaryType\": \"Mail\", \"more\": 1")]
    [InlineData("\"version\": \"1\",", "")]
    [InlineData("\"version\": \"1\",", "\"version\": \"1\", \"salt\": \"0x00\",")]
    [InlineData("{ \"name\": \"version\", \"type\": \"string\" }", "{ \"name\": \"version\", \"type\": \"uint256\" }")]
    [InlineData("{ \"name\": \"version\", \"type\": \"string\" },", "")]
    [InlineData("\"type\": \"uint256\" }, { \"name\"", "\"type\": \"uint256\" }, { \"name\": \"name\", \"type\": \"string\" }, { \"name\"")]
    [InlineData("{ \"name\": \"wallet\", \"type\": \"address\" }", "{ \"name\": \"name\", \"type\": \"address\" }")]
    [InlineData("{ \"name\": \"wallet\", \"type\": \"address\" }", "{ \"name\": \"wallet\", \"type\": \"address\", \"indexed\": true }")]
    [InlineData("{ \"name\": \"contents\", \"type\": \"string\" }", "{ \"name\": \"con,tents\", \"type\": \"string\" }")]
    [InlineData("\"Person\": [", "\"Per(son\": [")]
    [InlineData("\"Person\": [", "\"address\": [], \"Person\": [")]
    public void A_message_that_says_too_little_or_too_much_is_refused(string part, string instead)
    {
        Assert.Contains(part, Mail, StringComparison.Ordinal);
        Assert.Null(Parse(Mail.Replace(part, instead, StringComparison.Ordinal)));
    }

    [Fact]
    public void Depth_size_and_number_of_types_are_bounded()
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat("[", levels)) + string.Concat(Enumerable.Repeat("]", levels));
        Assert.NotNull(Parse($"uint8{string.Concat(Enumerable.Repeat("[]", 30))}", Nested(30)));
        Assert.Null(Parse($"uint8{string.Concat(Enumerable.Repeat("[]", 31))}", Nested(31)));
        Assert.Null(Parse($"uint8{string.Concat(Enumerable.Repeat("[]", 10_000))}", "[]"));
        Assert.Null(Parse("T[]", string.Concat(Enumerable.Repeat("[{\"a\":", 20)) + "[]" + string.Concat(Enumerable.Repeat("}]", 20))));
        Assert.NotNull(Parse("string", $"\"{new string('x', 200_000)}\""));
        Assert.Null(Parse("string", $"\"{new string('x', Eip712Message.LongestJson)}\""));
        string Types(int count) => string.Concat(Enumerable.Range(1, count - 1).Select(i => $",\"T{i}\":[]"));
        Assert.NotNull(Parse(One.Replace("TYPE", "bool", StringComparison.Ordinal).Replace("VALUE", "true", StringComparison.Ordinal)
            .Replace("}]}", $"}}]{Types(64)}}}", StringComparison.Ordinal)));
        Assert.Null(Parse(One.Replace("TYPE", "bool", StringComparison.Ordinal).Replace("VALUE", "true", StringComparison.Ordinal)
            .Replace("}]}", $"}}]{Types(65)}}}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"types\":[],\"primaryType\":\"T\",\"domain\":{},\"message\":{}}")]
    [InlineData("{\"types\":{\"T\":{}},\"primaryType\":\"T\",\"domain\":{},\"message\":{}}")]
    [InlineData("{\"types\":{\"T\":[1]},\"primaryType\":\"T\",\"domain\":{},\"message\":{}}")]
    [InlineData("{\"types\":{\"T\":[]},\"primaryType\":1,\"domain\":{},\"message\":{}}")]
    [InlineData("{\"types\":{\"T\":[]},\"primaryType\":\"T\",\"domain\":[],\"message\":{}}")]
    [InlineData("{\"types\":{\"T\":[]},\"primaryType\":\"T\",\"domain\":{\"other\":1},\"message\":{}}")]
    [InlineData("{\"types\":{\"T\":[]},\"primaryType\":\"T\",\"domain\":{},\"message\":[]}")]
    public void What_is_no_message_is_refused(string json) => Assert.Null(Parse(json));

    private static Eip712Message? Parse(string json) =>
        Eip712Message.TryParse(Encoding.UTF8.GetBytes(json), out var message) ? message : null;

    private static Eip712Message? Parse(string type, string value) =>
        Parse(One.Replace("TYPE", type, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal));
}
