namespace SkyLink.Cryptography;

public sealed class X25519Tests
{
    [Fact]
    public void Every_shared_secret_of_Wycheproof_comes_out_and_zero_ones_are_refused()
    {
        var (derived, refused) = (0, 0);
        var secret = new byte[32];
        foreach (var (_, test) in Vectors.Wycheproof("x25519_test.json.gz"))
        {
            Assert.True(X25519PublicKey.TryRead(test.Hex("public"), out var peer));
            using var key = X25519PrivateKey.FromRaw(test.Hex("private"));
            var expected = test.Hex("shared");
            var isZero = expected.All(b => b == 0);
            Assert.True(!isZero == key.TryDeriveSharedSecret(peer, secret), $"tcId {test.GetProperty("tcId")}");
            Assert.Equal(expected, secret);
            _ = isZero ? refused++ : derived++;
        }

        Assert.Equal((518, 31), (derived + refused, refused));
    }

    [Fact]
    public void Both_sides_derive_the_same_secret_from_either_form_of_the_keys()
    {
        using var alice = X25519PrivateKey.Generate();
        using var bob = X25519PrivateKey.Generate();
        Assert.True(X25519PrivateKey.TryRead(alice.ToPkcs8(), out var aliceAgain));
        Assert.True(X25519PublicKey.TryRead(Convert.ToBase64String(bob.PublicKey.ToSpki()), out var bobPublic));
        Assert.True(X25519PublicKey.TryRead(alice.PublicKey.ToBase64(), out var alicePublic));
        Span<byte> left = stackalloc byte[32];
        Span<byte> right = stackalloc byte[32];
        Assert.True(aliceAgain.TryDeriveSharedSecret(bobPublic, left));
        Assert.True(bob.TryDeriveSharedSecret(alicePublic, right));
        Assert.Equal(left.ToArray(), right.ToArray());
        Assert.NotEqual(new byte[32], left.ToArray());
    }
}
