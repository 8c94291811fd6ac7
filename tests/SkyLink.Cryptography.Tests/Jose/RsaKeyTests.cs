using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>RSA under our keys against Wycheproof.</summary>
public sealed class RsaKeyTests
{
    /// <summary>The second file says the parameters in the key, which a JWK has no place for; the cases are the same.</summary>
    [Theory]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_test.json.gz")]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_params_test.json.gz")]
    public void Verdicts_on_PS256_are_those_of_Wycheproof(string file)
    {
        var (valid, invalid) = (0, 0);
        foreach (var (its, test) in Vectors.Wycheproof(file))
        {
            using var key = Read(its, "PS256");
            var isExpected = test.Text("result") == "valid";
            var isValid = key.Verify(JwsAlgorithm.Ps256, test.Hex("msg"), test.Hex("sig"));
            Assert.True(isValid == isExpected, $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((63, 45), (valid, invalid));
    }

    /// <summary>Two keys have the exponent 3 and are none of ours; the missing NULL, "acceptable" there, is not here.</summary>
    [Fact]
    public void Verdicts_on_RS256_are_those_of_Wycheproof()
    {
        var (valid, invalid, refusedKeys) = (0, 0, 0);
        foreach (var (its, test) in Vectors.Wycheproof("rsa_signature_2048_sha256_test.json.gz"))
        {
            if (its.GetProperty("publicKey").Text("publicExponent") != "010001")
            {
                Assert.False(JsonWebKey.TryRead(Jwk(its, "RS256"), out _));
                refusedKeys++;
                continue;
            }

            using var key = Read(its, "RS256");
            var isExpected = test.Text("result") == "valid";
            var isValid = key.Verify(JwsAlgorithm.Rs256, test.Hex("msg"), test.Hex("sig"));
            Assert.True(isValid == isExpected, $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = isExpected ? valid++ : invalid++;
        }

        Assert.Equal((7, 250, 2), (valid, invalid, refusedKeys));
    }

    private static JsonWebKey Read(JsonElement its, string algorithm)
    {
        Assert.True(JsonWebKey.TryRead(Jwk(its, algorithm), out var key));
        return key;
    }

    private static byte[] Jwk(JsonElement its, string algorithm)
    {
        var numbers = its.GetProperty("publicKey");
        var (n, e) = (Minimal(numbers.Hex("modulus")), Minimal(numbers.Hex("publicExponent")));
        return Encoding.UTF8.GetBytes($$"""{"kty":"RSA","alg":"{{algorithm}}","n":"{{n}}","e":"{{e}}"}""");
    }

    private static string Minimal(byte[] number) => Base64Url.Encode(number.AsSpan().TrimStart((byte)0));
}
