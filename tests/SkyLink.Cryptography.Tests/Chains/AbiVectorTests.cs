using System.Security.Cryptography;
using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

/// <summary>The ABI against what Solidity's compiler and ethers made of the same types and values.</summary>
public sealed class AbiVectorTests
{
    [Theory]
    [InlineData("contract-interface", "normalizedValues", 2045)]
    [InlineData("contract-interface-abi2", "values", 1880)]
    public void Encodings_are_those_of_contracts_both_ways(string file, string values, int expected)
    {
        var vectors = EthersVectors.Read(file);
        Assert.Equal(expected, vectors.Length);
        foreach (var vector in vectors)
        {
            var types = vector.Inner("types").EnumerateArray().Select(type => TypeOf(type.GetString()!)).ToArray();
            var its = types.Zip(vector.Inner(values).EnumerateArray(), ValueOf).ToArray();
            Assert.Equal(vector.Text("result"), EthersVectors.Hex(Abi.Encode(types, its)));
            Assert.True(Abi.TryDecode(types, vector.Bytes("result"), out var read), vector.Text("name"));
            Assert.Equal(its, read);
            var outputs = vector.Inner("interface").EnumerateArray().Last().GetProperty("outputs").EnumerateArray();
            foreach (var (type, output) in types.Zip(outputs))
            {
                Assert.Equal(TextOf(output), type.ToString());
            }
        }
    }

    [Fact]
    public void Selectors_are_those_of_ethers()
    {
        var vectors = EthersVectors.Read("contract-signatures");
        Assert.Equal(1880, vectors.Length);
        foreach (var vector in vectors)
        {
            var its = vector.Inner("abi").EnumerateArray().Single(one => one.Text("name") == "testSig");
            var inputs = its.GetProperty("inputs").EnumerateArray().Select(input => $"{TextOf(input)} {input.Text("name")}");
            var named = AbiFunction.Parse($"testSig({string.Join(", ", inputs)})");
            var unnamed = AbiFunction.Parse(vector.Text("signature"));
            Assert.Equal(vector.Text("sigHash"), EthersVectors.Hex(named.Selector));
            Assert.Equal(vector.Text("sigHash"), EthersVectors.Hex(unnamed.Selector));
            Assert.Equal(vector.Text("signature"), named.ToString());
        }
    }

    [Fact]
    public void Logs_are_read_as_ethers_reads_them()
    {
        var (vectors, anonymous, hashed) = (EthersVectors.Read("contract-events"), 0, 0);
        foreach (var vector in vectors)
        {
            var its = vector.Inner("interface").EnumerateArray().Single(one => one.Text("name") == "testEvent");
            var fields = its.GetProperty("inputs").EnumerateArray().Select(
                input => $"{input.Text("type")}{(input.GetProperty("indexed").GetBoolean() ? " indexed" : "")} {input.Text("name")}");
            var isAnonymous = its.GetProperty("anonymous").GetBoolean();
            var read = AbiEvent.Parse($"testEvent({string.Join(", ", fields)})", isAnonymous);
            var topics = vector.GetProperty("topics").EnumerateArray()
                .Select(topic => (ReadOnlyMemory<byte>)EthersVectors.Bytes(topic.GetString()!)).ToArray();
            Assert.True(read.TryDecode(topics, vector.Bytes("data"), out var values), vector.Text("name"));
            for (var i = 0; i < values.Length; i++)
            {
                var value = vector.GetProperty("normalizedValues")[i];
                var isHashed = vector.GetProperty("hashed")[i].GetBoolean();
                var type = isHashed ? AbiType.Parse("bytes32") : read.Parameters[i].Type;
                Assert.Equal(PlainValueOf(type, value), values[i]);
                hashed += isHashed ? 1 : 0;
            }

            anonymous += isAnonymous ? 1 : 0;
        }

        Assert.Equal((2016, 992, 626), (vectors.Length, anonymous, hashed));
    }

    [Fact]
    public void Hashes_of_packed_values_are_those_of_ethers()
    {
        var vectors = EthersVectors.Read("solidity-hashes");
        Assert.Equal(2016, vectors.Length);
        foreach (var vector in vectors)
        {
            var types = vector.GetProperty("types").EnumerateArray().Select(type => TypeOf(type.GetString()!)).ToArray();
            var values = types.Zip(vector.GetProperty("values").EnumerateArray(), PlainValueOf).ToArray();
            var packed = Abi.EncodePacked(types, values);
            Assert.Equal(vector.Text("keccak256"), EthersVectors.Hex(Keccak256.Hash(packed)));
            Assert.Equal(vector.Text("sha256"), EthersVectors.Hex(SHA256.HashData(packed)));
            Assert.Equal(vector.Text("ripemd160"), EthersVectors.Hex([.. Ripemd160.Hash(packed), .. new byte[12]]));
        }
    }

    /// <summary>Some files write "tuple" in front of its members; the ABI does not.</summary>
    private static AbiType TypeOf(string text) => AbiType.Parse(text.Replace("tuple", "", StringComparison.Ordinal));

    /// <summary>The type of a parameter of a JSON ABI.</summary>
    private static string TextOf(JsonElement parameter)
    {
        var type = parameter.Text("type");
        return type.StartsWith("tuple", StringComparison.Ordinal)
            ? $"({string.Join(',', parameter.GetProperty("components").EnumerateArray().Select(TextOf))}){type["tuple".Length..]}"
            : type;
    }

    /// <summary>Each value with its kind, as in the files of contracts.</summary>
    private static object ValueOf(AbiType type, JsonElement value)
    {
        if (type.Kind == AbiKind.Array)
        {
            return value.EnumerateArray().Select(member => ValueOf(type.Components[0], member)).ToArray();
        }

        return type.Kind == AbiKind.Tuple
            ? type.Components.Zip(value.GetProperty("value").EnumerateArray(), ValueOf).ToArray()
            : PlainValueOf(type, value.GetProperty("value"));
    }

    private static object PlainValueOf(AbiType type, JsonElement value) => type.Kind switch
    {
        AbiKind.Array => value.EnumerateArray().Select(member => PlainValueOf(type.Components[0], member)).ToArray(),
        AbiKind.Boolean => value.GetBoolean(),
        AbiKind.Text => value.GetString()!,
        AbiKind.Address => EthersVectors.Address(value.GetString()!),
        AbiKind.Bytes or AbiKind.FixedBytes => EthersVectors.Bytes(value.GetString()!),
        _ => EthersVectors.Number(value.GetString()!),
    };
}
