using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Cryptography;

/// <summary>What SkyLink takes from the runtime is right on this machine, and what it does not take is not believed.</summary>
public sealed class PlatformPrimitivesTests
{
    private const int TagSize = 16;

    [Fact]
    public void Every_tag_of_HMAC_SHA_256_is_as_it_should_be()
    {
        var counts = Judge("hmac_sha256_test.json", (its, test) =>
        {
            var tag = HMACSHA256.HashData(test.Hex("key"), test.Hex("msg"));
            return tag.AsSpan(0, its.GetProperty("tagSize").GetInt32() / 8).SequenceEqual(test.Hex("tag"));
        });
        Assert.Equal((66, 108), counts);
    }

    [Fact]
    public void Every_key_of_HKDF_SHA_256_is_as_it_should_be()
    {
        var counts = Judge("hkdf_sha256_test.json.gz", (_, test) =>
        {
            var size = test.GetProperty("size").GetInt32();
            return size <= 255 * 32 && HKDF.DeriveKey(
                    HashAlgorithmName.SHA256, test.Hex("ikm"), size, test.Hex("salt"), test.Hex("info"))
                .AsSpan().SequenceEqual(test.Hex("okm"));
        });
        Assert.Equal((83, 3), counts);
    }

    [Fact]
    public void Every_key_of_PBKDF2_is_as_it_should_be()
    {
        var counts = Judge("pbkdf2_hmacsha256_test.json", (_, test) => Rfc2898DeriveBytes.Pbkdf2(
                test.Hex("password"), test.Hex("salt"), test.GetProperty("iterationCount").GetInt32(),
                HashAlgorithmName.SHA256, test.GetProperty("dkLen").GetInt32())
            .AsSpan().SequenceEqual(test.Hex("dk")));
        Assert.Equal((60, 0), counts);
    }

    [Fact]
    public void Every_box_of_ChaCha20_Poly1305_opens_or_is_refused()
    {
        var counts = Judge("chacha20_poly1305_test.json.gz", (_, test) =>
        {
            var (nonce, tag, box) = (test.Hex("iv"), test.Hex("tag"), test.Hex("ct"));
            if (nonce.Length != 12 || tag.Length != TagSize)
            {
                return false;
            }

            using var key = new ChaCha20Poly1305(test.Hex("key"));
            var plain = new byte[box.Length];
            try
            {
                key.Decrypt(nonce, box, tag, plain, test.Hex("aad"));
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }

            return plain.AsSpan().SequenceEqual(test.Hex("msg"));
        });
        Assert.Equal(325, counts.Valid + counts.Invalid);
    }

    /// <summary>Points that are not on the curve or not of it are refused; a few odd encodings are taken.</summary>
    [Fact]
    public void No_shared_secret_of_P_256_is_wrong()
    {
        var (agreed, refused) = (0, 0);
        foreach (var (_, test) in Vectors.Wycheproof("ecdh_secp256r1_test.json.gz"))
        {
            if (SecretOf(test) is { } secret)
            {
                Assert.Equal(test.Hex("shared"), secret);
                agreed++;
                continue;
            }

            Assert.NotEqual("valid", test.Text("result"));
            refused++;
        }

        Assert.Equal(612, agreed + refused);
        Assert.True(agreed >= 330, $"{agreed}");
    }

    [Fact]
    public void No_DER_signature_of_P_256_is_misjudged()
    {
        var counts = Judge("ecdsa_secp256r1_sha256_test.json.gz", (its, test) =>
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(its.Hex("publicKeyDer"), out _);
            return FromDer(test.Hex("sig")) is { } signature
                && key.VerifyData(test.Hex("msg"), signature, HashAlgorithmName.SHA256);
        });
        Assert.Equal(484, counts.Valid + counts.Invalid);
    }

    [Fact]
    public void Every_shared_secret_from_keys_in_JWK_comes_out()
    {
        var (derived, refused) = (0, 0);
        var secret = new byte[32];
        foreach (var (_, test) in Vectors.Wycheproof("x25519_jwk_test.json.gz"))
        {
            if (PointOf(test.GetProperty("public")) is not { } point || !X25519PublicKey.TryRead(point, out var peer)
                || PointOf(test.GetProperty("private"), "d") is not { } scalar)
            {
                Assert.NotEqual("valid", test.Text("result"));
                refused++;
                continue;
            }

            using var key = X25519PrivateKey.FromRaw(scalar);
            var isDerived = key.TryDeriveSharedSecret(peer, secret);
            Assert.True(isDerived || test.Text("result") != "valid", $"tcId {test.GetProperty("tcId")}");
            if (isDerived)
            {
                Assert.Equal(test.Hex("shared"), secret);
                derived++;
            }
            else
            {
                refused++;
            }
        }

        Assert.Equal(531, derived + refused);
    }

    [Fact]
    public void What_is_encrypted_is_no_signed_text()
    {
        var count = 0;
        foreach (var (_, test) in Vectors.Wycheproof("json_web_encryption_test.json.gz"))
        {
            Assert.False(Jws.TryRead(test.Text("jwe"), out _), $"tcId {test.GetProperty("tcId")}");
            count++;
        }

        Assert.Equal(139, count);
    }

    [Theory]
    [InlineData("ctx", 4)]
    [InlineData("ph", 1)]
    public void A_signature_of_another_kind_of_Ed25519_is_none_of_the_plain_one(string kind, int count)
    {
        var vectors = Vectors.Read($"crypto/rfc/rfc8032_ed25519{kind}.json").EnumerateArray().ToList();
        foreach (var vector in vectors)
        {
            Assert.True(Ed25519PublicKey.TryRead(vector.Hex("publicKey"), out var key));
            Assert.False(key.Verify(vector.Hex("message"), vector.Hex("signature")));
            Assert.False(key.Verify(SHA512.HashData(vector.Hex("message")), vector.Hex("signature")));
        }

        Assert.Equal(count, vectors.Count);
    }

    /// <summary>Each verdict of Wycheproof, compared; what is "acceptable" may go either way.</summary>
    private static (int Valid, int Invalid) Judge(string file, Func<JsonElement, JsonElement, bool> isRight)
    {
        var counts = (Valid: 0, Invalid: 0);
        foreach (var (its, test) in Vectors.Wycheproof(file))
        {
            var result = test.Text("result");
            var right = isRight(its, test);
            Assert.True(result == "acceptable" || right == (result == "valid"), $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = right ? counts.Valid++ : counts.Invalid++;
        }

        return counts;
    }

    private static byte[]? SecretOf(JsonElement test)
    {
        var scalar = Wide(new BigInteger(test.Hex("private"), isUnsigned: true, isBigEndian: true));
        try
        {
            using var peer = ECDiffieHellman.Create();
            peer.ImportSubjectPublicKeyInfo(test.Hex("public"), out _);
            var curve = peer.ExportParameters(includePrivateParameters: false).Curve;
            if (!curve.IsNamed || curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                return null;
            }

            using var own = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                D = scalar,
            });
            return own.DeriveRawSecretAgreement(peer.PublicKey);
        }
        catch (Exception refused) when (refused is CryptographicException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The two numbers of a signature, 32 bytes each; the runtime reads what is not quite DER, too.</summary>
    private static byte[]? FromDer(byte[] signature)
    {
        try
        {
            var reader = new AsnReader(signature, AsnEncodingRules.DER);
            var numbers = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var (r, s) = (numbers.ReadInteger(), numbers.ReadInteger());
            numbers.ThrowIfNotEmpty();
            return r.Sign < 0 || s.Sign < 0 || r.GetByteCount(isUnsigned: true) > 32 || s.GetByteCount(isUnsigned: true) > 32
                ? null
                : [.. Wide(r), .. Wide(s)];
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static byte[] Wide(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[]? PointOf(JsonElement jwk, string member = "x") =>
        jwk.TryGetProperty("kty", out var kind) && kind.GetString() == "OKP"
        && jwk.TryGetProperty("crv", out var curve) && curve.GetString() == "X25519"
        && jwk.TryGetProperty(member, out _) && Base64Url.TryDecode(jwk.Text(member), out var bytes) && bytes.Length == 32
            ? bytes
            : null;
}
