using System.Security.Cryptography;
using SkyLink.Testing;

namespace SkyLink.Cryptography;

public sealed class VerifiedSignaturesTests : IDisposable
{
    private readonly Ed25519PrivateKey key = Ed25519PrivateKey.FromSeed([.. Enumerable.Repeat((byte)9, 32)]);
    private readonly byte[] message = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
    private readonly VerifiedSignatures verified = new();

    public void Dispose() => key.Dispose();

    /// <summary>What is remembered costs an entry once; what is looked up costs nothing.</summary>
    [Fact]
    public void A_valid_signature_is_computed_once()
    {
        var signed = Enumerable.Range(0, 11).Select(i => (byte[])[(byte)i, .. message[1..]])
            .Select(text => (Text: text, Signature: key.Sign(text))).ToList();
        Assert.True(verified.Verify(key.PublicKey, signed[0].Text, signed[0].Signature));
        var next = 0;
        Assert.InRange(Allocations.Least(() => IsValid(++next)), 264, 1_024);
        Assert.Equal(0, Allocations.Least(() => IsValid(1)));

        bool IsValid(int number)
        {
            var isValid = verified.Verify(key.PublicKey, signed[number].Text, signed[number].Signature);
            Assert.True(isValid);
            return isValid;
        }
    }

    [Fact]
    public void Every_changed_bit_of_what_is_known_is_refused()
    {
        var signature = key.Sign(message);
        Assert.True(verified.Verify(key.PublicKey, message, signature));
        for (var bit = 0; bit < (message.Length + signature.Length) * 8; bit++)
        {
            byte[] all = [.. message, .. signature];
            all[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(verified.Verify(key.PublicKey, all.AsSpan(..message.Length), all.AsSpan(message.Length..)));
        }

        Assert.True(verified.Verify(key.PublicKey, message, signature));
    }

    [Fact]
    public void A_byte_moved_from_the_message_to_the_signature_is_refused()
    {
        var signature = key.Sign(message);
        Assert.True(verified.Verify(key.PublicKey, message, signature));
        byte[] all = [.. signature, .. message];
        Assert.False(verified.Verify(key.PublicKey, all.AsSpan(65..), all.AsSpan(..65)));
        Assert.False(verified.Verify(key.PublicKey, all.AsSpan(63..), all.AsSpan(..63)));
        Assert.False(verified.Verify(key.PublicKey, [], all));
        Assert.False(verified.Verify(key.PublicKey, all, []));
    }

    [Fact]
    public void Another_key_is_refused_what_the_first_had_signed()
    {
        var signature = key.Sign(message);
        Assert.True(verified.Verify(key.PublicKey, message, signature));
        using var other = Ed25519PrivateKey.Generate();
        Assert.False(verified.Verify(other.PublicKey, message, signature));
        Assert.True(Ed25519PublicKey.TryRead(key.PublicKey.Raw, out var read), "the same key, read again");
        Assert.True(verified.Verify(read, message, signature));
    }

    [Fact]
    public void A_message_that_is_too_long_to_remember_is_verified_all_the_same()
    {
        foreach (var size in new[] { VerifiedSignatures.LongestMessage, VerifiedSignatures.LongestMessage + 1 })
        {
            var text = RandomNumberGenerator.GetBytes(size);
            var signature = key.Sign(text);
            Assert.True(verified.Verify(key.PublicKey, text, signature));
            Assert.True(verified.Verify(key.PublicKey, text, signature));
            text[^1] ^= 1;
            Assert.False(verified.Verify(key.PublicKey, text, signature));
        }
    }

    /// <summary>More signatures than there are places, from all sides, true and false ones mixed.</summary>
    [Fact]
    public void Verdicts_stay_right_while_many_share_the_places()
    {
        using var other = Ed25519PrivateKey.Generate();
        Parallel.For(0, 10_000, number =>
        {
            var text = BitConverter.GetBytes(number % 5_000);
            var signature = (number % 2 == 0 ? key : other).Sign(text);
            Assert.Equal(number % 2 == 0, verified.Verify(key.PublicKey, text, signature));
            Assert.Equal(number % 2 == 1, verified.Verify(other.PublicKey, text, signature));
        });
    }
}
