using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

/// <summary>The test cases of ethers, and how they write bytes and numbers.</summary>
internal static class EthersVectors
{
    internal static JsonElement[] Read(string name) => [.. Vectors.Read($"web3/ethers/{name}.json.gz").EnumerateArray()];

    /// <summary>The cases that a file holds as JSON in a text.</summary>
    internal static JsonElement Inner(this JsonElement element, string name) => JsonElement.Parse(element.Text(name));

    /// <summary>Bytes after "0x"; none where there is no such member.</summary>
    internal static byte[] Bytes(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Bytes(value.GetString()!) : [];

    internal static byte[] Bytes(string text) => Convert.FromHexString(text[2..]);

    /// <summary>A number in hexadecimal, of any length; zero where there is none.</summary>
    internal static BigInteger Number(this JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? 0
            : value.ValueKind == JsonValueKind.Number ? value.GetInt64()
            : Number(value.GetString()!);

    /// <summary>A number as the cases write it: decimal, hexadecimal, either with a sign.</summary>
    internal static BigInteger Number(string text)
    {
        var digits = text.StartsWith('-') ? text[1..] : text;
        var number = digits.StartsWith("0x", StringComparison.Ordinal)
            ? BigInteger.Parse($"0{digits[2..]}", NumberStyles.AllowHexSpecifier)
            : BigInteger.Parse(digits);
        return text.StartsWith('-') ? -number : number;
    }

    internal static string Hex(ReadOnlySpan<byte> bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    internal static EthereumAddress Address(string text)
    {
        Assert.True(EthereumAddress.TryParse(text, out var address), text);
        return address;
    }

    internal static Secp256k1PrivateKey Key(string text)
    {
        Assert.True(Secp256k1PrivateKey.TryRead(Bytes(text), out var key), text);
        return key;
    }
}
