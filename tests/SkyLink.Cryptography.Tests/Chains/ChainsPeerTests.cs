using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Chains;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

/// <summary>What we make and what viem, ethers and @noble/curves make is the same, whatever the input.</summary>
public sealed class ChainsPeerTests : IDisposable
{
    private readonly Peer peer = new("chains");

    public void Dispose() => peer.Dispose();

    [Fact]
    public void Hashes_are_the_same()
    {
        var random = new Random(1);
        for (var size = 0; size < 300; size++)
        {
            var data = new RandomAbi(random).Bytes(size);
            Assert.Equal(EthersVectors.Hex(Keccak256.Hash(data)), Text("keccak", new() { ["data"] = Hex(data) }));
        }
    }

    [Fact]
    public void Keys_addresses_and_signatures_are_the_same()
    {
        var made = new RandomAbi(new Random(2));
        for (var i = 0; i < 60; i++)
        {
            // A hash at and above the group order is reduced before the nonce is drawn.
            var hash = i < 2 ? Enumerable.Repeat((byte)0xFF, 32).ToArray() : made.Bytes(32);
            using var key = Key(made, out var encoded);
            var account = Ask("account", new() { ["key"] = encoded });
            Assert.Equal(account.Text("address"), EthereumAddress.Of(key.PublicKey).ToString());
            Assert.Equal(account.Text("compressed"), Hex(key.PublicKey.Compressed));
            Assert.Equal(account.Text("uncompressed"), Hex(key.PublicKey.ToUncompressed()));

            var signature = key.Sign(hash);
            var recoverable = signature.ToRecoverable();
            Assert.Equal(EthersVectors.Hex(recoverable), Text("sign", new() { ["key"] = encoded, ["hash"] = Hex(hash) }));
            var question = new JsonObject { ["hash"] = Hex(hash), ["signature"] = Hex(recoverable) };
            Assert.Equal(EthereumAddress.Of(key.PublicKey).ToString(), Text("recover", question));

            recoverable[i % 64] ^= (byte)(1 << (i % 8));
            question["signature"] = Hex(recoverable);
            var isOurs = Secp256k1Signature.TryRead(recoverable, out var flipped);
            var isFound = Secp256k1PublicKey.TryRecover(hash, isOurs ? flipped! : signature, out var other);
            Assert.Equal(Text("recover", question), isOurs && isFound ? EthereumAddress.Of(other!).ToString() : null);
            Assert.False(isOurs && key.PublicKey.Verify(hash, flipped!));
        }
    }

    [Fact]
    public void Addresses_of_contracts_are_the_same()
    {
        var made = new RandomAbi(new Random(3));
        for (var i = 0; i < 60; i++)
        {
            var from = EthereumAddress.FromBytes(made.Bytes(20));
            var (salt, code) = (made.Bytes(32), made.Bytes(32));
            var nonce = (ulong)i * (ulong)i * 7919;
            Assert.Equal(
                EthereumAddress.OfContract(from, nonce).ToString(),
                Text("contract", new() { ["from"] = from.ToString(), ["nonce"] = nonce }));
            var question = new JsonObject
            {
                ["from"] = from.ToString(),
                ["salt"] = EthersVectors.Hex(salt),
                ["codeHash"] = EthersVectors.Hex(code),
            };
            Assert.Equal(EthereumAddress.OfContract(from, salt, code).ToString(), Text("saltedContract", question));
        }
    }

    [Fact]
    public void Items_of_RLP_are_the_same()
    {
        var random = new Random(4);
        for (var i = 0; i < 100; i++)
        {
            var (item, asked) = Item(random, 0);
            var encoded = Rlp.Encode(item);
            Assert.Equal(EthersVectors.Hex(encoded), Text("rlp", new() { ["item"] = asked }));
            Assert.True(Rlp.TryDecode(encoded, out var read));
            Assert.Equal(encoded, Rlp.Encode(read));
        }
    }

    [Fact]
    public void Values_of_the_ABI_are_the_same()
    {
        var random = new Random(5);
        var made = new RandomAbi(random);
        for (var i = 0; i < 200; i++)
        {
            var types = Enumerable.Range(0, random.Next(1, 4)).Select(_ => AbiType.Parse(made.Type())).ToArray();
            var names = types.Select(type => type.ToString()).ToArray();
            var (own, asked) = made.List(types);
            var encoded = Abi.Encode(types, (object[])own);
            var question = new JsonObject { ["types"] = Names(names), ["values"] = asked };
            Assert.Equal(EthersVectors.Hex(encoded), Text("abiEncode", question));
            Assert.True(Abi.TryDecode(types, encoded, out var read), string.Join(',', names));
            Assert.Equal((object[])own, read);
            question = new JsonObject { ["types"] = Names(names), ["encoded"] = EthersVectors.Hex(encoded) };
            Assert.Equal(asked.ToJsonString(), JsonNode.Parse(Ask("abiDecode", question).GetRawText())!.ToJsonString());
            var signature = $"f{i}({string.Join(',', names)})";
            Assert.Equal(
                EthersVectors.Hex(AbiFunction.Parse(signature).Selector), Text("selector", new() { ["signature"] = signature }));
        }
    }

    /// <summary>Whatever a bit does to an encoding: what we read of it is what ethers reads, and we may refuse more.</summary>
    [Fact]
    public void A_damaged_encoding_is_refused_or_read_as_the_same()
    {
        var random = new Random(6);
        var made = new RandomAbi(random);
        var (taken, refused) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            AbiType[] types = [AbiType.Parse(made.Type())];
            var (own, _) = made.List(types);
            var encoded = Abi.Encode(types, (object[])own);
            encoded[random.Next(encoded.Length)] ^= (byte)(1 << random.Next(8));
            if (!Abi.TryDecode(types, encoded, out var read))
            {
                refused++;
                continue;
            }

            Assert.Equal(encoded, Abi.Encode(types, read));
            var question = new JsonObject { ["types"] = Names([types[0].ToString()]), ["encoded"] = EthersVectors.Hex(encoded) };
            Assert.Equal(Peers(read).ToJsonString(), JsonNode.Parse(Ask("abiDecode", question).GetRawText())!.ToJsonString());
            taken++;
        }

        Assert.InRange(taken, 50, 250);
        Assert.Equal(300, taken + refused);
    }

    [Fact]
    public void Packed_values_are_the_same()
    {
        var random = new Random(7);
        var made = new RandomAbi(random);
        for (var i = 0; i < 100; i++)
        {
            var types = Enumerable.Range(0, random.Next(1, 4)).Select(_ => AbiType.Parse(made.Type(level: 3))).ToList();
            var words = types.Where(type => type.Kind is not (AbiKind.Bytes or AbiKind.Text)).ToList();
            types.AddRange(words.Select(type => AbiType.Parse($"{type}[]")));
            var (own, asked) = made.List(types);
            var question = new JsonObject { ["types"] = Names([.. types.Select(type => type.ToString())]), ["values"] = asked };
            Assert.Equal(EthersVectors.Hex(Abi.EncodePacked(types, (object[])own)), Text("packed", question));
        }
    }

    [Fact]
    public void Typed_data_is_the_same()
    {
        var random = new Random(8);
        for (var i = 0; i < 150; i++)
        {
            var data = new RandomTypedMessage(random).Next();
            Assert.True(Eip712Message.TryParse(Encoding.UTF8.GetBytes(data.ToJsonString()), out var message), data.ToJsonString());
            Assert.Equal(EthersVectors.Hex(message.Hash), Text("typedData", new() { ["data"] = data }));
        }
    }

    [Fact]
    public void Transactions_are_the_same()
    {
        var random = new Random(9);
        for (var i = 0; i < 90; i++)
        {
            using var key = Key(new RandomAbi(random), out var encoded);
            var (transaction, asked) = RandomTransaction.Next(random, i % 3);
            var own = transaction.Sign(key);
            var text = EthersVectors.Hex(own.Encoded);
            Assert.Equal(text, Text("transaction", new() { ["key"] = encoded, ["transaction"] = asked }));
            var read = Ask("readTransaction", new() { ["encoded"] = text });
            Assert.Equal(read.Text("from"), own.Sender.ToString());
            Assert.Equal(read.Text("hash"), EthersVectors.Hex(own.Hash()));
            Assert.Equal(read.Text("unsignedHash"), EthersVectors.Hex(transaction.SigningHash()));
            Assert.True(SignedTransaction.TryDecode(own.Encoded, out var again));
            Assert.Equal(own.Sender, again.Sender);
        }
    }

    [Fact]
    public void Wallets_are_the_same()
    {
        var random = new Random(10);
        var made = new RandomAbi(random);
        for (var i = 0; i < 30; i++)
        {
            var entropy = made.Bytes(16 + (i % 5 * 4));
            var passphrase = string.Concat(
                Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(0x20, i % 2 == 0 ? 0x7F : 0x370)));
            var levels = Enumerable.Range(0, random.Next(6)).Select(_ => $"/{random.Next()}{(random.Next(2) == 0 ? "'" : "")}");
            var path = $"m{string.Concat(levels)}";
            var expected = Ask("wallet", new() { ["entropy"] = Hex(entropy), ["passphrase"] = passphrase, ["path"] = path });
            using var mnemonic = Mnemonic.FromEntropy(entropy);
            Assert.Equal(expected.Text("phrase"), mnemonic.ToPhrase());
            var seed = mnemonic.ToSeed(passphrase);
            Assert.Equal(expected.Text("seed"), EthersVectors.Hex(seed));
            using var root = ExtendedPrivateKey.FromSeed(seed);
            using var key = root.Derive(DerivationPath.Parse(path));
            Assert.Equal(expected.Text("xprv"), key.Export());
            Assert.Equal(expected.Text("xpub"), key.PublicKey.ToString());
            Assert.Equal(expected.Text("address"), EthereumAddress.Of(key.Key.PublicKey).ToString());
        }
    }

    /// <summary>Each character there is, alone and among marks in any order.</summary>
    [Fact]
    public void Decomposed_texts_are_the_same()
    {
        var random = new Random(14);
        string[] texts =
        [
            .. Enumerable.Range(0, 0x110000).Where(it => Rune.IsValid(it)).Select(it => new Rune(it))
                .Where(it => Rune.GetUnicodeCategory(it) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
                .Select(it => it.ToString()),
        ];
        string[] marks = [.. texts.Where(it => Rune.GetUnicodeCategory(it.EnumerateRunes().First()) == UnicodeCategory.NonSpacingMark)];
        var among = texts.Select(it => $"{random.GetItems(marks, 1)[0]}{it}{string.Concat(random.GetItems(marks, 3))}");
        var compared = 0;
        foreach (var some in texts.Concat(among).Chunk(10_000))
        {
            var asked = new JsonArray([.. some.Select(it => (JsonNode)it)]);
            foreach (var (text, theirs) in some.Zip(Ask("nfkd", new() { ["texts"] = asked }).EnumerateArray()))
            {
                if (theirs.GetString() is { } expected)
                {
                    compared++;
                    Assert.True(expected == Hex(Nfkd.ToUtf8(text)), $"U+{text.EnumerateRunes().First().Value:X}");
                }
            }
        }

        Assert.True(compared > 280_000, $"only {compared} texts were compared");
    }

    [Fact]
    public void Texts_in_base58_are_the_same()
    {
        var random = new Random(11);
        for (var i = 0; i < 100; i++)
        {
            byte[] data = [.. new byte[random.Next(4)], .. Peer.Bytes(random, 80), 1];
            Assert.Equal(Base58.Encode(data), Text("base58", new() { ["data"] = Hex(data) }));
        }
    }

    [Fact]
    public void Signatures_of_texts_are_the_same()
    {
        var made = new RandomAbi(new Random(12));
        for (var i = 0; i < 60; i++)
        {
            using var key = Key(made, out var encoded);
            var text = made.Text(i);
            var signature = PersonalMessage.Sign(text, key);
            Assert.Equal(EthersVectors.Hex(signature), Text("personalMessage", new() { ["key"] = encoded, ["text"] = text }));
            Assert.True(PersonalMessage.TryRecover(text, signature, out var signer));
            Assert.Equal(EthereumAddress.Of(key.PublicKey), signer);

            var seed = made.Bytes(32);
            using var solana = Ed25519PrivateKey.FromSeed(seed);
            Assert.Equal(
                Hex(solana.Sign(Encoding.UTF8.GetBytes(text))), Text("solanaSign", new() { ["seed"] = Hex(seed), ["text"] = text }));
        }
    }

    [Fact]
    public void Sign_in_messages_are_the_same()
    {
        var random = new Random(13);
        for (var i = 0; i < 60; i++)
        {
            var (message, fields) = RandomSignIn.Next(random);
            Assert.Equal(message.Text, Text("siwe", new() { ["fields"] = fields }));
            var read = Ask("siweParse", new() { ["text"] = message.Text });
            foreach (var (name, value) in fields)
            {
                Assert.Equal(value!.ToJsonString(), JsonNode.Parse(read.GetProperty(name).GetRawText())!.ToJsonString());
            }
        }
    }

    private static (RlpItem Own, JsonNode Peer) Item(Random random, int level)
    {
        if (level < 4 && random.Next(2) == 0)
        {
            var items = Enumerable.Range(0, random.Next(5)).Select(_ => Item(random, level + 1)).ToList();
            return (RlpItem.List([.. items.Select(item => item.Own)]), new JsonArray([.. items.Select(item => item.Peer)]));
        }

        var bytes = Peer.Bytes(random, random.Next(4) switch { 0 => 1, 1 => 60, 2 => 300, _ => 70_000 });
        return (RlpItem.Of(bytes), EthersVectors.Hex(bytes));
    }

    /// <summary>Values as the peer writes what it has read.</summary>
    private static JsonNode Peers(object value) => value switch
    {
        object[] list => new JsonArray([.. list.Select(Peers)]),
        byte[] bytes => EthersVectors.Hex(bytes),
        bool isTrue => isTrue,
        _ => $"{value}",
    };

    private static Secp256k1PrivateKey Key(RandomAbi made, out string encoded)
    {
        var bytes = made.Bytes(32);
        encoded = Hex(bytes);
        Assert.True(Secp256k1PrivateKey.TryRead(bytes, out var key));
        return key;
    }

    private static JsonArray Names(string[] names) => new([.. names.Select(name => (JsonNode)name)]);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private JsonElement Ask(string what, JsonObject question)
    {
        var answer = peer.Ask(what, (JsonObject)question.DeepClone());
        Assert.True(answer is not null, $"{what} was refused: {question.ToJsonString()}");
        return answer.Value;
    }

    private string? Text(string what, JsonObject question) => peer.Ask(what, (JsonObject)question.DeepClone())?.GetString();
}
