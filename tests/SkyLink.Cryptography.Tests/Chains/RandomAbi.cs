using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Chains;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

/// <summary>Any types of the ABI and any values of them, for us and as a peer takes them.</summary>
internal sealed class RandomAbi(Random random)
{
    private const int DeepestLevel = 3;

    public string Type(int level = 0)
    {
        var kind = random.Next(level < DeepestLevel ? 9 : 6);
        return kind switch
        {
            0 => $"uint{8 * random.Next(1, 33)}",
            1 => $"int{8 * random.Next(1, 33)}",
            2 => "address",
            3 => "bool",
            4 => random.Next(2) == 0 ? "bytes" : "string",
            5 => $"bytes{random.Next(1, 33)}",
            6 => $"{Type(level + 1)}[]",
            7 => $"{Type(level + 1)}[{random.Next(1, 4)}]",
            _ => $"({string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Type(level + 1)))})",
        };
    }

    public (object Own, JsonNode Peer) Value(AbiType type)
    {
        switch (type.Kind)
        {
            case AbiKind.UnsignedInteger or AbiKind.SignedInteger:
                var number = Number(type);
                return (number, $"{number}");
            case AbiKind.Address:
                var address = EthereumAddress.FromBytes(Bytes(20));
                return (address, address.ToString());
            case AbiKind.Boolean:
                var isTrue = random.Next(2) == 0;
                return (isTrue, isTrue);
            case AbiKind.FixedBytes or AbiKind.Bytes:
                var bytes = Bytes(type.Kind == AbiKind.Bytes ? random.Next(100) : type.Size);
                return (bytes, EthersVectors.Hex(bytes));
            case AbiKind.Text:
                var text = Text(random.Next(60));
                return (text, text);
            case AbiKind.Array:
                return List(Enumerable.Repeat(type.Components[0], type.Length ?? random.Next(4)));
            default:
                return List(type.Components);
        }
    }

    public (object Own, JsonNode Peer) List(IEnumerable<AbiType> types)
    {
        var values = types.Select(Value).ToList();
        return (values.Select(value => value.Own).ToArray(), new JsonArray([.. values.Select(value => value.Peer)]));
    }

    public byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Of all planes, without halves of surrogate pairs.</summary>
    public string Text(int runes)
    {
        var text = new StringBuilder();
        while (runes-- > 0)
        {
            var value = random.Next(4) switch
            {
                0 => random.Next(0x20, 0x7F),
                1 => random.Next(0x800),
                2 => random.Next(0x10000),
                _ => random.Next(0x110000),
            };
            text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : "x");
        }

        return text.ToString();
    }

    /// <summary>Mostly of few bits, and often at an end of the range.</summary>
    private BigInteger Number(AbiType type)
    {
        var bits = type.Kind == AbiKind.UnsignedInteger ? type.Size : type.Size - 1;
        var last = (BigInteger.One << bits) - 1;
        var number = random.Next(4) switch
        {
            0 => last,
            1 => BigInteger.Zero,
            _ => new BigInteger(Bytes(32), isUnsigned: true) >> (256 - random.Next(1, bits + 1)),
        };
        return type.Kind == AbiKind.SignedInteger && random.Next(2) == 0 ? -number - 1 : number;
    }
}
