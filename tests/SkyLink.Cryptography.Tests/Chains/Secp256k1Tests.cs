using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

public sealed class Secp256k1Tests
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", System.Globalization.NumberStyles.AllowHexSpecifier);

    private static readonly byte[] Hash = SHA256.HashData("message"u8);

    /// <summary>The collection calls s in the upper half valid; wallets do not, and its other half must hold.</summary>
    [Theory]
    [InlineData("ecdsa_secp256k1_sha256_test.json.gz", 96, 308, 72)]
    [InlineData("ecdsa_secp256k1_sha256_p1363_test.json.gz", 95, 85, 72)]
    public void Verdicts_are_those_of_Wycheproof_but_for_the_upper_half(
        string file, int expectedValid, int expectedInvalid, int expectedUpper)
    {
        var (valid, invalid, upper) = (0, 0, 0);
        foreach (var (its, test) in Vectors.Wycheproof(file))
        {
            var isValid = Verify(its, test, test.Hex("sig"));
            if (test.Text("result") == "invalid")
            {
                Assert.False(isValid, Comment(test));
                invalid++;
            }
            else if (isValid)
            {
                valid++;
            }
            else
            {
                Assert.True(Verify(its, test, LowerHalf(test)), Comment(test));
                upper++;
            }
        }

        Assert.Equal((expectedValid, expectedInvalid, expectedUpper), (valid, invalid, upper));
    }

    [Fact]
    public void Verdicts_on_signatures_of_Bitcoin_are_those_of_Wycheproof()
    {
        var (valid, invalid) = (0, 0);
        foreach (var (its, test) in Vectors.Wycheproof("ecdsa_secp256k1_sha256_bitcoin_test.json.gz"))
        {
            var isExpected = test.Text("result") == "valid";
            Assert.True(isExpected == Verify(its, test, test.Hex("sig")), Comment(test));
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((162, 301), (valid, invalid));
    }

    /// <summary>
    /// RFC 6979 has no vectors of secp256k1; these are common to the libraries of Bitcoin (key 1, SHA-256).
    /// </summary>
    [Theory]
    [InlineData(
        "Satoshi Nakamoto",
        "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
        "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [InlineData(
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b",
        "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    public void Signatures_are_deterministic(string message, string r, string s)
    {
        using var key = EthersVectors.Key($"0x{1:x64}");
        var signature = key.Sign(SHA256.HashData(Encoding.ASCII.GetBytes(message)));
        Assert.Equal(r + s, Convert.ToHexStringLower(signature.Compact));
    }

    /// <summary>
    /// The RFC has no vectors of secp256k1. Those of P-256 are checked by .NET, which takes no nonce from others: the
    /// signatures hold under the key. Two are of SHA-224, which .NET does not compute.
    /// </summary>
    [Fact]
    public void Signatures_of_RFC_6979_on_P256_hold()
    {
        var curves = Vectors.Read("crypto/rfc/rfc6979_ecdsa.json.gz").EnumerateArray().ToList();
        Assert.Equal(15, curves.Count);
        Assert.DoesNotContain(curves, curve => curve.Text("curve").Contains("256k1", StringComparison.Ordinal));
        var its = curves.Single(curve => curve.Text("curve") == "NIST P-256");
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = its.Hex("private"),
            Q = { X = its.Hex("Ux"), Y = its.Hex("Uy") },
        });
        var (held, unknown) = (0, 0);
        foreach (var test in its.GetProperty("cases").EnumerateArray())
        {
            if (test.Text("hash") == "SHA-224")
            {
                unknown++;
                continue;
            }

            var name = new HashAlgorithmName(test.Text("hash").Replace("-", "", StringComparison.Ordinal));
            byte[] signature = [.. test.Hex("r"), .. test.Hex("s")];
            Assert.True(key.VerifyData(Encoding.ASCII.GetBytes(test.Text("message")), signature, name), test.Text("hash"));
            held++;
        }

        Assert.Equal((8, 2), (held, unknown));
    }

    [Fact]
    public void Who_signed_is_found_again()
    {
        using var key = Secp256k1PrivateKey.Generate();
        for (var i = 0; i < 20; i++)
        {
            var hash = SHA256.HashData([(byte)i]);
            var signature = key.Sign(hash);
            Assert.True(key.PublicKey.Verify(hash, signature));
            Assert.True(Secp256k1PublicKey.TryRecover(hash, signature, out var found));
            Assert.Equal(key.PublicKey, found);
            Assert.True(Secp256k1Signature.TryRead(signature.ToRecoverable(), out var read));
            Assert.Equal(signature, read);
            Assert.True(Secp256k1Signature.TryReadDer(signature.ToDer(), out var fromDer));
            Assert.Equal(signature.Compact, fromDer.Compact);
            Assert.False(Secp256k1PublicKey.TryRecover(hash, fromDer, out _));
            Assert.Throws<InvalidOperationException>(fromDer.ToRecoverable);
            hash[0] ^= 1;
            Assert.False(key.PublicKey.Verify(hash, signature));
            Assert.True(!Secp256k1PublicKey.TryRecover(hash, signature, out var other) || !other.Equals(found));
        }
    }

    [Fact]
    public void A_signature_out_of_range_or_in_the_upper_half_is_refused()
    {
        using var key = Secp256k1PrivateKey.Generate();
        var signature = key.Sign(Hash).Compact.ToArray();
        var (r, s) = (signature[..32], signature[32..]);
        Assert.True(Secp256k1Signature.TryRead([.. r, .. s], out _));
        Assert.False(Secp256k1Signature.TryRead([.. r, .. Word(Order - Number(s))], out _));
        Assert.False(Secp256k1Signature.TryRead([.. r, .. new byte[32]], out _));
        Assert.False(Secp256k1Signature.TryRead([.. new byte[32], .. s], out _));
        Assert.False(Secp256k1Signature.TryRead([.. Word(Order), .. s], out _));
        Assert.False(Secp256k1Signature.TryRead([.. r, .. Word((Order / 2) + 1)], out _));
        Assert.True(Secp256k1Signature.TryRead([.. r, .. Word(Order / 2)], out _));
        foreach (var v in new byte[] { 0, 1, 27, 28 })
        {
            Assert.True(Secp256k1Signature.TryRead([.. r, .. s, v], out var read));
            Assert.Equal(v % 27, read.RecoveryId);
        }

        foreach (var v in new byte[] { 2, 26, 29, 37, 255 })
        {
            Assert.False(Secp256k1Signature.TryRead([.. r, .. s, v], out _));
        }

        Assert.False(Secp256k1Signature.TryRead(signature.AsSpan(1), out _));
        Assert.False(Secp256k1Signature.TryRead([.. signature, 0, 0], out _));
    }

    [Fact]
    public void Keys_are_read_in_their_two_forms_alone()
    {
        using var key = Secp256k1PrivateKey.Generate();
        var (compressed, whole) = (key.PublicKey.Compressed.ToArray(), key.PublicKey.ToUncompressed());
        Assert.True(Secp256k1PublicKey.TryRead(compressed, out var first));
        Assert.True(Secp256k1PublicKey.TryRead(whole, out var second));
        Assert.Equal(key.PublicKey, first);
        Assert.Equal(key.PublicKey, second);
        byte[] hybrid = [(byte)(6 + (whole[^1] & 1)), .. whole[1..]];
        byte[] offCurve = [.. whole[..^1], (byte)(whole[^1] ^ 1)];
        byte[] tooLarge = [2, .. Enumerable.Repeat((byte)0xFF, 32)];
        byte[] noPoint = [2, .. new byte[31], 5];
        byte[] infinity = [0];
        foreach (var wrong in new[] { hybrid, offCurve, tooLarge, noPoint, infinity, compressed[1..], [.. whole, 0], [] })
        {
            Assert.False(Secp256k1PublicKey.TryRead(wrong, out _));
        }
    }

    [Fact]
    public void A_private_key_is_a_number_from_1_to_below_the_order()
    {
        Assert.False(Secp256k1PrivateKey.TryRead(new byte[32], out _));
        Assert.False(Secp256k1PrivateKey.TryRead(Word(Order), out _));
        Assert.False(Secp256k1PrivateKey.TryRead(new byte[31], out _));
        Assert.True(Secp256k1PrivateKey.TryRead(Word(Order - 1), out var last));
        Span<byte> exported = stackalloc byte[Secp256k1PrivateKey.Size];
        last.Export(exported);
        Assert.Equal(Word(Order - 1), exported.ToArray());
        Assert.DoesNotContain(Convert.ToHexStringLower(exported), last.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => last.Sign(new byte[31]));
        Assert.False(last.TryAdd(Word(1), out _));
        Assert.False(last.TryAdd(Word(Order), out _));
        Assert.False(last.PublicKey.TryAdd(Word(1), out _));
        Assert.False(last.PublicKey.TryAdd(Word(Order), out _));
        Assert.True(last.TryAdd(Word(2), out var one));
        Assert.True(last.PublicKey.TryAdd(Word(2), out var point));
        Assert.Equal(one.PublicKey, point);
        one.Dispose();
        last.Dispose();
        Assert.Throws<ObjectDisposedException>(() => last.Sign(Hash));
        Assert.Throws<ObjectDisposedException>(() => last.Export(new byte[32]));
    }

    private static bool Verify(JsonElement its, JsonElement test, byte[] signature)
    {
        var isRead = its.Text("type") == "EcdsaP1363Verify"
            ? Secp256k1Signature.TryRead(signature, out var read)
            : Secp256k1Signature.TryReadDer(signature, out read);
        var key = its.GetProperty("publicKey");

        // 65 bytes are a signature with its recovery id for us, and one byte too many for the collection.
        return Secp256k1PublicKey.TryRead(key.Hex("uncompressed"), out var publicKey)
            && isRead
            && read!.RecoveryId is null
            && publicKey.Verify(SHA256.HashData(test.Hex("msg")), read);
    }

    /// <summary>The signature with the other s, from one with s in the upper half.</summary>
    private static byte[] LowerHalf(JsonElement test)
    {
        var signature = test.Hex("sig");
        var isDer = signature.Length != Secp256k1Signature.CompactSize || signature[0] == 0x30 && signature[1] == 62;
        BigInteger r, s;
        if (isDer)
        {
            var reader = new System.Formats.Asn1.AsnReader(signature, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
            (r, s) = (reader.ReadInteger(), reader.ReadInteger());
        }
        else
        {
            (r, s) = (Number(signature[..32]), Number(signature[32..]));
        }

        Assert.True(s > Order / 2, Comment(test));
        Assert.True(Secp256k1Signature.TryRead([.. Word(r), .. Word(Order - s)], out var lower));
        return isDer ? lower.ToDer() : lower.Compact.ToArray();
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Word(BigInteger number)
    {
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - digits.Length], .. digits];
    }

    private static string Comment(JsonElement test) => $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}";
}
