using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Chains;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

/// <summary>Any typed data of EIP-712, with structures that refer to others.</summary>
internal sealed class RandomTypedMessage(Random random)
{
    private readonly RandomAbi made = new(random);
    private readonly List<(string Name, string Type)[]> structures = [];

    public JsonObject Next()
    {
        structures.Clear();
        var count = random.Next(1, 5);
        for (var i = 0; i < count; i++)
        {
            // A structure refers to those before it, the last one to the one before it in any case.
            var size = random.Next(1, 5);
            structures.Add([.. Enumerable.Range(0, size).Select(j => ($"m{j}", j == 0 && i > 0 ? $"S{i - 1}" : Member(i)))]);
        }

        var (domainTypes, domain) = Domain();
        var types = new JsonObject { ["EIP712Domain"] = domainTypes };
        foreach (var (i, members) in structures.Index())
        {
            types[$"S{i}"] = new JsonArray([.. members.Select(member => Declaration(member.Name, member.Type))]);
        }

        return new JsonObject
        {
            ["types"] = types,
            ["primaryType"] = $"S{count - 1}",
            ["domain"] = domain,
            ["message"] = Value($"S{count - 1}"),
        };
    }

    private string Member(int before)
    {
        var type = before > 0 && random.Next(3) == 0 ? $"S{random.Next(before)}" : made.Type(level: 3);
        return random.Next(4) switch { 0 => $"{type}[]", 1 => $"{type}[{random.Next(1, 3)}][]", _ => type };
    }

    private JsonNode Value(string type)
    {
        if (type.EndsWith(']'))
        {
            var start = type.LastIndexOf('[');
            var length = int.TryParse(type.AsSpan(start + 1, type.Length - start - 2), out var count) ? count : random.Next(3);
            return new JsonArray([.. Enumerable.Range(0, length).Select(_ => Value(type[..start]))]);
        }

        if (!type.StartsWith('S'))
        {
            return made.Value(AbiType.Parse(type)).Peer;
        }

        var members = structures[int.Parse(type.AsSpan(1))];
        return new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Value(member.Type))));
    }

    private (JsonArray Types, JsonObject Values) Domain()
    {
        var (types, values) = (new JsonArray(), new JsonObject());
        (string Name, string Type, JsonNode Value)[] all =
        [
            ("name", "string", made.Text(10)), ("version", "string", made.Text(3)), ("chainId", "uint256", random.Next()),
            ("verifyingContract", "address", EthereumAddress.FromBytes(made.Bytes(20)).ToString()),
            ("salt", "bytes32", EthersVectors.Hex(made.Bytes(32))),
        ];
        foreach (var (name, type, value) in all.Where(_ => random.Next(2) == 0))
        {
            types.Add(Declaration(name, type));
            values[name] = value;
        }

        return (types, values);
    }

    private static JsonObject Declaration(string name, string type) => new() { ["name"] = name, ["type"] = type };
}
