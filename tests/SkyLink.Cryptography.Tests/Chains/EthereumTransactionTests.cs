using System.Numerics;
using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

public sealed class EthereumTransactionTests
{
    [Fact]
    public void Legacy_transactions_are_those_of_ethers()
    {
        var vectors = EthersVectors.Read("transactions");
        foreach (var vector in vectors)
        {
            using var key = EthersVectors.Key(vector.Text("privateKey"));
            var unbound = Legacy(vector);
            Check(unbound, key, vector.Text("unsignedTransaction"), vector.Text("signedTransaction"), vector.Text("accountAddress"));
            Check(
                unbound with { ChainId = 5 }, key, vector.Text("unsignedTransactionChainId5"),
                vector.Text("signedTransactionChainId5"), vector.Text("accountAddress"));
        }

        Assert.Equal(1067, vectors.Length);
    }

    [Fact]
    public void Typed_transactions_are_those_of_ethers()
    {
        var (accessLists, dynamicFees) = (0, 0);
        foreach (var vector in EthersVectors.Read("typed-transactions"))
        {
            using var key = EthersVectors.Key(vector.Text("key"));
            var its = vector.GetProperty("tx");
            EthereumTransaction transaction = its.GetProperty("type").GetInt32() == 1 ? AccessList(its) : DynamicFee(its);
            Check(transaction, key, vector.Text("unsigned"), vector.Text("signed"), vector.Text("address"));
            _ = transaction is AccessListTransaction ? accessLists++ : dynamicFees++;
        }

        Assert.Equal((768, 1024), (accessLists, dynamicFees));
    }

    /// <summary>The example of EIP-155.</summary>
    [Fact]
    public void The_transaction_of_EIP_155_comes_out()
    {
        using var key = EthersVectors.Key($"0x{string.Concat(Enumerable.Repeat("46", 32))}");
        var transaction = new LegacyTransaction
        {
            ChainId = 1,
            Nonce = 9,
            GasPrice = 20_000_000_000,
            GasLimit = 21_000,
            To = EthersVectors.Address("0x3535353535353535353535353535353535353535"),
            Value = BigInteger.Pow(10, 18),
        };
        Assert.Equal(
            "0xec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080018080",
            EthersVectors.Hex(transaction.EncodeUnsigned()));
        Assert.Equal(
            "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53",
            EthersVectors.Hex(transaction.SigningHash()));
        Assert.Equal(
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
            + "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
            + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
            EthersVectors.Hex(transaction.Sign(key).Encoded));
    }

    [Fact]
    public void What_is_not_the_one_encoding_is_refused()
    {
        using var key = Secp256k1PrivateKey.Generate();
        var transaction = new DynamicFeeTransaction { ChainId = 1, To = EthereumAddress.Zero, Value = 7 };
        var encoded = transaction.Sign(key).Encoded.ToArray();
        Assert.True(SignedTransaction.TryDecode(encoded, out _));
        Assert.False(SignedTransaction.TryDecode(transaction.EncodeUnsigned(), out _));
        Assert.False(SignedTransaction.TryDecode([], out _));
        Assert.False(SignedTransaction.TryDecode([3, .. encoded[1..]], out _));
        Assert.False(SignedTransaction.TryDecode([0, .. encoded[1..]], out _));
        Assert.False(SignedTransaction.TryDecode([.. encoded, 0], out _));
        Assert.False(SignedTransaction.TryDecode(encoded.AsSpan(1), out _));
        Assert.False(SignedTransaction.TryDecode(encoded.AsSpan(0, encoded.Length - 1), out _));
    }

    /// <summary>Each field in turn is spoilt in the ways a field can be.</summary>
    [Fact]
    public void A_field_that_is_out_of_place_is_refused()
    {
        using var key = Secp256k1PrivateKey.Generate();
        var entry = new AccessListEntry(EthereumAddress.Zero, [new byte[32]]);
        EthereumTransaction[] transactions =
        [
            new LegacyTransaction { ChainId = 1, To = EthereumAddress.Zero, Input = new byte[] { 1 } },
            new AccessListTransaction { ChainId = 1, AccessList = [entry] },
            new DynamicFeeTransaction { ChainId = 1, AccessList = [entry] },
        ];
        RlpItem[] wrongLists =
        [
            RlpItem.Of([]),
            RlpItem.List(RlpItem.Of([])),
            RlpItem.List(RlpItem.List(RlpItem.Of(new byte[20]), RlpItem.List(RlpItem.Of(new byte[31])))),
        ];
        RlpItem[] wrongNumbers = [RlpItem.List(), RlpItem.Of([0, 5]), RlpItem.Of(new byte[33])];
        var spoilt = 0;
        foreach (var transaction in transactions)
        {
            var fields = transaction.SignedFields(key.Sign(transaction.SigningHash()));
            for (var i = 0; i < fields.Length; i++)
            {
                var isInput = transaction is LegacyTransaction ? i == 5 : i == (transaction is AccessListTransaction ? 6 : 7);
                var wrongs = fields[i].IsList ? wrongLists : isInput ? wrongNumbers[..1] : wrongNumbers;
                foreach (var wrong in wrongs)
                {
                    var changed = fields.ToArray();
                    changed[i] = wrong;
                    var encoded = transaction.Frame(RlpItem.List(changed));
                    Assert.False(SignedTransaction.TryDecode(encoded, out _), $"{transaction.GetType().Name} {i}");
                    spoilt++;
                }
            }
        }

        Assert.Equal(90, spoilt);
    }

    [Fact]
    public void A_chain_id_is_bounded_and_zero_is_none_for_a_legacy_transaction()
    {
        using var key = Secp256k1PrivateKey.Generate();
        var last = new LegacyTransaction { ChainId = EthereumTransaction.HighestChainId };
        Assert.True(SignedTransaction.TryDecode(last.Sign(key).Encoded, out var read));
        Assert.Equal(last.ChainId, Assert.IsType<LegacyTransaction>(read.Transaction).ChainId);
        Assert.Throws<ArgumentOutOfRangeException>(() => (last with { ChainId = last.ChainId + 1 }).EncodeUnsigned());
        Assert.Throws<ArgumentOutOfRangeException>(() => (last with { ChainId = 0 }).EncodeUnsigned());
        Assert.Throws<ArgumentOutOfRangeException>(() => (last with { Value = BigInteger.One << 256 }).EncodeUnsigned());
        Assert.Throws<ArgumentOutOfRangeException>(() => (last with { GasPrice = -1 }).EncodeUnsigned());
    }

    private static void Check(EthereumTransaction transaction, Secp256k1PrivateKey key, string unsigned, string encoded, string sender)
    {
        Assert.Equal(unsigned, EthersVectors.Hex(transaction.EncodeUnsigned()));
        var own = transaction.Sign(key);
        Assert.Equal(encoded, EthersVectors.Hex(own.Encoded));
        Assert.True(SignedTransaction.TryDecode(EthersVectors.Bytes(encoded), out var read));
        Assert.Equal(sender, EthersVectors.Hex(read.Sender.Raw));
        Assert.Equal(encoded, EthersVectors.Hex(read.Encoded));
        Assert.Equal(own.Hash(), read.Hash());
        Assert.Equal(transaction.GetType(), read.Transaction.GetType());
        Assert.Equal(unsigned, EthersVectors.Hex(read.Transaction.EncodeUnsigned()));
    }

    private static LegacyTransaction Legacy(JsonElement its) => new()
    {
        ChainId = null,
        Nonce = (ulong)its.Number("nonce"),
        GasPrice = its.Number("gasPrice"),
        GasLimit = its.Number("gasLimit"),
        To = To(its),
        Value = its.Number("value"),
        Input = its.Bytes("data"),
    };

    private static AccessListTransaction AccessList(JsonElement its) => new()
    {
        ChainId = (ulong)its.Number("chainId"),
        Nonce = (ulong)its.Number("nonce"),
        GasPrice = its.Number("gasPrice"),
        GasLimit = its.Number("gasLimit"),
        To = To(its),
        Value = its.Number("value"),
        Input = its.Bytes("data"),
        AccessList = Entries(its),
    };

    private static DynamicFeeTransaction DynamicFee(JsonElement its) => new()
    {
        ChainId = (ulong)its.Number("chainId"),
        Nonce = (ulong)its.Number("nonce"),
        MaxPriorityFeePerGas = its.Number("maxPriorityFeePerGas"),
        MaxFeePerGas = its.Number("maxFeePerGas"),
        GasLimit = its.Number("gasLimit"),
        To = To(its),
        Value = its.Number("value"),
        Input = its.Bytes("data"),
        AccessList = Entries(its),
    };

    private static EthereumAddress? To(JsonElement its) =>
        its.TryGetProperty("to", out var to) ? EthersVectors.Address(to.GetString()!) : null;

    private static AccessListEntry[] Entries(JsonElement its) => its.TryGetProperty("accessList", out var list)
        ? [.. list.EnumerateArray().Select(Entry)]
        : [];

    private static AccessListEntry Entry(JsonElement its) => new(
        EthersVectors.Address(its.Text("address")),
        [.. its.GetProperty("storageKeys").EnumerateArray().Select(key => (ReadOnlyMemory<byte>)EthersVectors.Bytes(key.GetString()!))]);
}
