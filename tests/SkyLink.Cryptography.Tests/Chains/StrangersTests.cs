using System.Text;

namespace SkyLink.Cryptography.Chains;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

/// <summary>Whatever strangers send is refused or read, and what is read is written as it was.</summary>
public sealed class StrangersTests
{
    private const int Cases = 3000;

    [Fact]
    public void Damaged_transactions_are_refused_or_read_as_they_are()
    {
        var random = new Random(21);
        using var key = Secp256k1PrivateKey.Generate();
        var (taken, refused) = (0, 0);
        for (var i = 0; i < Cases / 3; i++)
        {
            var (transaction, _) = RandomTransaction.Next(random, i % 3);
            var encoded = Damage(random, transaction.Sign(key).Encoded.ToArray());
            if (SignedTransaction.TryDecode(encoded, out var read))
            {
                Assert.Equal(encoded, read.Encoded.ToArray());
                taken++;
            }
            else
            {
                refused++;
            }
        }

        Assert.True(taken > 50 && refused > 50, $"{taken} taken, {refused} refused");
    }

    [Fact]
    public void Damaged_items_of_RLP_are_refused_or_read_as_they_are()
    {
        var random = new Random(22);
        var taken = 0;
        for (var i = 0; i < Cases; i++)
        {
            var item = RlpItem.List(RlpItem.Of(Peer.Bytes(random, 70)), RlpItem.List(RlpItem.Of((ulong)i), RlpItem.List()));
            var encoded = Damage(random, Rlp.Encode(item));
            if (Rlp.TryDecode(encoded, out var read))
            {
                Assert.Equal(encoded, Rlp.Encode(read));
                taken++;
            }
        }

        Assert.InRange(taken, 100, Cases - 100);
    }

    [Fact]
    public void Any_bytes_are_no_danger()
    {
        var random = new Random(23);
        var made = new RandomAbi(random);
        for (var i = 0; i < Cases; i++)
        {
            var bytes = Peer.Bytes(random, 200);
            _ = Rlp.TryDecode(bytes, out _);
            _ = SignedTransaction.TryDecode(bytes, out _);
            _ = Secp256k1Signature.TryRead(bytes, out _);
            _ = Secp256k1Signature.TryReadDer(bytes, out _);
            _ = Secp256k1PublicKey.TryRead(bytes, out _);
            _ = Erc6492Signature.TryRead(bytes, out _);
            _ = Abi.TryDecode([AbiType.Parse(made.Type())], bytes, out _);
            var text = Encoding.Latin1.GetString(bytes);
            _ = AbiType.TryParse(text, out _);
            _ = DerivationPath.TryParse(text, out _);
            _ = Mnemonic.TryParse(text, out _);
            Assert.False(EthereumAddress.TryParse(text, out _));
            Assert.False(SiweMessage.TryParse(text, out _));
            Assert.False(Eip712Message.TryParse(bytes, out _));
        }
    }

    [Fact]
    public void Damaged_texts_are_refused_or_read_as_they_are()
    {
        var random = new Random(24);
        var (taken, refused) = (0, 0);
        for (var i = 0; i < Cases / 3; i++)
        {
            var text = Encoding.Latin1.GetString(Damage(random, Encoding.Latin1.GetBytes(RandomSignIn.Next(random).Own.Text)));
            if (SiweMessage.TryParse(text, out var read))
            {
                Assert.Equal(text, read.Text);
                Assert.Equal(read.Address, SiweMessage.Create(read.Address, read.ChainId, read.Request).Address);
                taken++;
            }
            else
            {
                refused++;
            }

            var json = Encoding.UTF8.GetBytes(new RandomTypedMessage(random).Next().ToJsonString());
            if (Eip712Message.TryParse(Damage(random, json), out var message))
            {
                Assert.Equal(32, message.Hash.Length);
            }
        }

        Assert.True(taken > 50 && refused > 50, $"{taken} taken, {refused} refused");
    }

    /// <summary>Flips a bit, takes a byte away, puts one in, or cuts the end off.</summary>
    private static byte[] Damage(Random random, byte[] bytes)
    {
        var place = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return [.. bytes[..place], .. bytes[(place + 1)..]];
            case 2:
                return [.. bytes[..place], (byte)random.Next(256), .. bytes[place..]];
            default:
                return bytes[..place];
        }
    }
}
