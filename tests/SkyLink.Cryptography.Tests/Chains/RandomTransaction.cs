using System.Numerics;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Chains;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

/// <summary>Any transaction of a type, for us and as a peer takes it.</summary>
internal static class RandomTransaction
{
    public static (EthereumTransaction Own, JsonObject Peer) Next(Random random, int type)
    {
        var made = new RandomAbi(random);
        var (nonce, gasLimit) = (random.Next(), random.Next());
        BigInteger value = new(made.Bytes(random.Next(1, 31)), isUnsigned: true);
        BigInteger price = new(made.Bytes(random.Next(1, 12)), isUnsigned: true);
        var priority = price / (random.Next(5) + 1);
        var to = random.Next(4) == 0 ? null : EthereumAddress.FromBytes(made.Bytes(20));
        var input = made.Bytes(random.Next(3) * 50);
        var chainId = (ulong)random.Next(1, int.MaxValue);
        AccessListEntry[] list = type == 0 ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => Entry(made, random))];
        var peer = new JsonObject
        {
            ["type"] = type,
            ["chainId"] = chainId,
            ["nonce"] = nonce,
            ["gasLimit"] = $"{gasLimit}",
            ["value"] = $"{value}",
            ["data"] = EthersVectors.Hex(input),
        };
        if (to is not null)
        {
            peer["to"] = to.ToString();
        }

        if (type > 0)
        {
            peer["accessList"] = new JsonArray([.. list.Select(PeerEntry)]);
        }

        if (type < 2)
        {
            peer["gasPrice"] = $"{price}";
        }
        else
        {
            peer["maxFeePerGas"] = $"{price}";
            peer["maxPriorityFeePerGas"] = $"{priority}";
        }

        EthereumTransaction own = type switch
        {
            0 => new LegacyTransaction { ChainId = chainId, GasPrice = price },
            1 => new AccessListTransaction { ChainId = chainId, GasPrice = price, AccessList = list },
            _ => new DynamicFeeTransaction
            {
                ChainId = chainId,
                MaxFeePerGas = price,
                MaxPriorityFeePerGas = priority,
                AccessList = list,
            },
        };
        return (own with { Nonce = (ulong)nonce, GasLimit = gasLimit, To = to, Value = value, Input = input }, peer);
    }

    private static AccessListEntry Entry(RandomAbi made, Random random) => new(
        EthereumAddress.FromBytes(made.Bytes(20)),
        [.. Enumerable.Range(0, random.Next(3)).Select(_ => (ReadOnlyMemory<byte>)made.Bytes(32))]);

    private static JsonObject PeerEntry(AccessListEntry entry) => new()
    {
        ["address"] = entry.Address.ToString(),
        ["storageKeys"] = new JsonArray([.. entry.StorageKeys.Select(key => (JsonNode)EthersVectors.Hex(key.Span))]),
    };
}
