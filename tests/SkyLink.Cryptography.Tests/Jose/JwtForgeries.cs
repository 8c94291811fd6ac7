using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// Tokens that must not be believed: by strangers who have no key of ours, and by our own key for another purpose,
/// time, audience or sender. Each is called by what it tries.
/// </summary>
/// <param name="own">The key the verifier knows.</param>
/// <param name="sibling">The key of another issuer the verifier knows, of the same algorithm.</param>
/// <param name="stranger">A key nobody knows, of the same algorithm.</param>
internal sealed partial class JwtForgeries(JsonWebKey own, JsonWebKey sibling, JsonWebKey stranger)
{
    public const string Sibling = "https://sibling.example";

    public static readonly string[] RequiredClaims = ["sub", "client_id", "jti", "tenant"];

    private static readonly string[] OtherAlgorithms =
    [
        "ES256", "ES384", "ES512", "ES256K", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA", "Ed25519", "Ed448",
        "ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "dir", "RSA1_5", "A256KW", "A256GCM", "es256", "eddsa", "ps256", "ml-dsa-44",
    ];

    private readonly string good = Jwt.Sign(own, Claims());

    public string Good => good;

    /// <summary>Made as the forgeries are, with nothing changed.</summary>
    public string Honest => Signed(_ => { }, _ => { });

    public IEnumerable<(string What, string Token)> All() =>
    [
        .. Unsigned(), .. Confused(), .. WithKeysAlong(), .. WithOddKeyIds(), .. WithOddSignatures(), .. Respelled(),
        .. OfOtherTypes(), .. OfSiblings(), .. Lies(), .. WithExtensions(), .. Doubled(), .. OddJson(), .. Huge(), .. Encrypted(),
        .. Rearranged(),
    ];

    public static JsonObject Claims()
    {
        var claims = Tokens.Claims();
        (claims["client_id"], claims["jti"], claims["tenant"]) = ("client-1", "token-1", "tenant-1");
        return claims;
    }

    private string HeaderText => Encoding.UTF8.GetString(Decode(good.Split('.')[0]));

    private string PayloadText => Encoding.UTF8.GetString(Decode(good.Split('.')[1]));

    /// <summary>No signature, or one that nothing computes.</summary>
    private IEnumerable<(string, string)> Unsigned()
    {
        var (payload, signature) = (good.Split('.')[1], good.Split('.')[2]);
        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "noNe", "none ", "none\0", "", "null" })
        {
            var header = Encode(Header(it => it["alg"] = none).ToJsonString());
            foreach (var (what, end) in new[] { ("nothing", ""), ("the old signature", signature), ("one zero", "AA") })
            {
                yield return ($"alg '{none}' with {what}", $"{header}.{payload}.{end}");
            }

            yield return ($"alg '{none}' in two parts", $"{header}.{payload}");
        }

        foreach (var (what, alg) in new (string, JsonNode?)[]
        {
            ("null", null), ("a number", 0), ("false", false), ("a list", new JsonArray("none")), ("an object", new JsonObject()),
        })
        {
            yield return ($"alg {what}", $"{Encode(Header(it => it["alg"] = alg).ToJsonString())}.{payload}.");
            yield return ($"alg {what}, signed", Signed(it => it["alg"] = alg?.DeepClone(), _ => { }));
        }

        yield return ("no alg", Signed(it => it.Remove("alg"), _ => { }));
        yield return ("no signature", $"{good[..good.LastIndexOf('.')]}.");
        yield return ("no signature part", good[..good.LastIndexOf('.')]);
    }

    /// <summary>The public key as the secret of an HMAC, in all the forms it is published in.</summary>
    private IEnumerable<(string, string)> Confused()
    {
        var payload = good.Split('.')[1];
        foreach (var (what, secret) in Secrets())
        {
            foreach (var algorithm in new[] { "HS256", "HS384", "HS512" })
            {
                var signed = $"{Encode(Header(it => it["alg"] = algorithm).ToJsonString())}.{payload}";
                var bytes = Encoding.ASCII.GetBytes(signed);
                var mac = algorithm switch
                {
                    "HS256" => HMACSHA256.HashData(secret, bytes),
                    "HS384" => HMACSHA384.HashData(secret, bytes),
                    _ => HMACSHA512.HashData(secret, bytes),
                };
                yield return ($"{algorithm} under {what}", $"{signed}.{Base64Url.Encode(mac)}");
            }

            var head = good[..good.LastIndexOf('.')];
            yield return ($"HMAC under {what} for our algorithm",
                $"{head}.{Base64Url.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(head)))}");
        }

        foreach (var algorithm in OtherAlgorithms.Where(name => name != own.Algorithm.Name()))
        {
            yield return ($"alg {algorithm} with the old signature",
                $"{Encode(Header(it => it["alg"] = algorithm).ToJsonString())}{good[good.IndexOf('.', StringComparison.Ordinal)..]}");
            yield return ($"alg {algorithm} by a stranger", Signed(it => it["alg"] = algorithm, _ => { }, stranger));
        }
    }

    private IEnumerable<(string, byte[])> Secrets()
    {
        var jwk = Tokens.WriteBytes(own.WritePublicJwk);
        var spki = Spki(JsonElement.Parse(jwk));
        var pem = PemEncoding.WriteString("PUBLIC KEY", spki);
        yield return ("an empty secret", []);
        yield return ("a blank", " "u8.ToArray());
        yield return ("a zero", [0]);
        yield return ("the word secret", "secret"u8.ToArray());
        yield return ("PEM", Encoding.ASCII.GetBytes(pem));
        yield return ("PEM and a line end", Encoding.ASCII.GetBytes(pem + "\n"));
        yield return ("PEM with Windows line ends", Encoding.ASCII.GetBytes(pem.ReplaceLineEndings("\r\n") + "\r\n"));
        yield return ("DER", spki);
        yield return ("DER in base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(spki)));
        yield return ("the JWK", jwk);
        yield return ("the thumbprint", Encoding.ASCII.GetBytes(own.Thumbprint));
        yield return ("the key id", Encoding.ASCII.GetBytes(own.KeyId));
        foreach (var name in new[] { "x", "n", "pub" })
        {
            if (JsonElement.Parse(jwk).TextOf(name) is { } text)
            {
                yield return ($"the member {name}", Decode(text));
                yield return ($"the text of {name}", Encoding.ASCII.GetBytes(text));
            }
        }
    }

    private IEnumerable<(string, string)> WithKeysAlong()
    {
        foreach (var (whose, keyId) in new[] { ("our id", own.KeyId), ("its own id", stranger.KeyId), ("no id", null) })
        {
            foreach (var (what, along) in Along())
            {
                yield return ($"a stranger under {whose}, {what}", Signed(header =>
                {
                    SetKeyId(header, keyId);
                    along(header);
                }, _ => { }, stranger));
            }
        }
    }

    private static void SetKeyId(JsonObject header, string? keyId)
    {
        header.Remove("kid");
        if (keyId is not null)
        {
            header["kid"] = keyId;
        }
    }

    private IEnumerable<(string, Action<JsonObject>)> Along()
    {
        var jwk = Tokens.WriteBytes(stranger.WritePublicJwk);
        var certificate = Convert.ToBase64String(Spki(JsonElement.Parse(jwk)));
        yield return ("nothing along", _ => { });
        yield return ("jwk", header => header["jwk"] = JsonNode.Parse(jwk));
        yield return ("jwk with our id", header =>
        {
            header["jwk"] = JsonNode.Parse(jwk);
            header["jwk"]!["kid"] = own.KeyId;
        }
        );
        yield return ("jwks", header => header["jwks"] = new JsonObject { ["keys"] = new JsonArray(JsonNode.Parse(jwk)) });
        yield return ("x5c", header => header["x5c"] = new JsonArray(certificate));
        yield return ("x5t", header => header["x5t#S256"] = own.Thumbprint);
        foreach (var address in new[]
        {
            "https://evil.example/jwks.json", "http://169.254.169.254/latest", "file:///etc/passwd", "data:application/json,{}",
            $"{Tokens.Issuer}@evil.example/jwks.json", $"{Tokens.Issuer}/../jwks.json",
        })
        {
            yield return ($"jku {address}", header => header["jku"] = address);
            yield return ($"x5u {address}", header => header["x5u"] = address);
        }
    }

    private IEnumerable<(string, string)> WithOddKeyIds()
    {
        foreach (var keyId in new[]
        {
            "../../../../dev/null", "/dev/null", "/proc/sys/kernel/randomize_va_space", "..\\..\\windows\\win.ini", "' or '1'='1",
            "x' union select 'key", "'; drop table signing_keys; --", "| whoami", "$(id)", "`id`", "; sleep 10", "%00", "\0", "*",
            "__proto__",
            "http://evil.example/key", new string('k', 128), new string('k', 129), new string('k', 3_000), "", " ", own.KeyId + " ",
            own.KeyId.ToUpperInvariant() + "x", own.KeyId + "\0",
        })
        {
            yield return ($"kid '{keyId}' by a stranger", Signed(it => it["kid"] = keyId, _ => { }, stranger));
            yield return ($"kid '{keyId}' by us", Signed(it => it["kid"] = keyId, _ => { }));
            var signed = $"{Encode(Header(it => (it["alg"], it["kid"]) = ("HS256", keyId)).ToJsonString())}.{good.Split('.')[1]}";
            yield return ($"kid '{keyId}' under an empty secret",
                $"{signed}.{Base64Url.Encode(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.ASCII.GetBytes(signed)))}");
        }

        foreach (var keyId in new JsonNode?[] { null, 7, true, new JsonArray(own.KeyId), new JsonObject { ["id"] = own.KeyId } })
        {
            yield return ($"kid {keyId?.ToJsonString() ?? "null"}", Signed(it => it["kid"] = keyId?.DeepClone(), _ => { }));
        }
    }

    private IEnumerable<(string, string)> WithOddSignatures()
    {
        var head = good[..good.LastIndexOf('.')];
        var signature = Decode(good.Split('.')[2]);
        foreach (var (what, other) in OddSignatures(signature))
        {
            yield return (what, $"{head}.{Base64Url.Encode(other)}");
        }

        for (var i = 0; i < 32; i++)
        {
            var bit = ((i * 7919) + 5) % (signature.Length * 8);
            byte[] flipped = [.. signature];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return ($"bit {bit} flipped", $"{head}.{Base64Url.Encode(flipped)}");
        }
    }

    private static IEnumerable<(string, byte[])> OddSignatures(byte[] signature)
    {
        var (size, half) = (signature.Length, signature.Length / 2);
        yield return ("all zeros", new byte[size]);
        yield return ("all ones", [.. Enumerable.Repeat((byte)0xFF, size)]);
        yield return ("first half zero", [.. new byte[half], .. signature[half..]]);
        yield return ("last half zero", [.. signature[..half], .. new byte[size - half]]);
        yield return ("halves swapped", [.. signature[half..], .. signature[..half]]);
        yield return ("one and one", [.. new byte[half - 1], 1, .. new byte[half - 1], 1]);
        yield return ("reversed", [.. signature.Reverse()]);
        yield return ("a zero before", [0, .. signature]);
        yield return ("a zero behind", [.. signature, 0]);
        yield return ("twice", [.. signature.Take(2_000), .. signature.Take(2_000)]);
        foreach (var cut in new[] { 1, 2, 8, half, size - 1 })
        {
            yield return ($"{cut} bytes shorter", signature[..^cut]);
            yield return ($"{cut} bytes cut in front", signature[cut..]);
        }

        if (size == 64)
        {
            var order = BigInteger.Parse(
                "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var n = order.ToByteArray(isUnsigned: true, isBigEndian: true);
            yield return ("r and s are the order of P-256", [.. n, .. n]);
            yield return ("r = 0, s = 1", [.. new byte[63], 1]);
            var group = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
            var higher = new BigInteger(signature.AsSpan(32), isUnsigned: true) + group;
            yield return ("S plus the order of Ed25519", [.. signature[..32], .. higher.ToByteArray(isUnsigned: true).Take(32)]);
            yield return ("as DER", [0x30, 0x44, 2, 0x20, .. signature[..32], 2, 0x20, .. signature[32..]]);
        }
    }

    private static byte[] Spki(JsonElement jwk)
    {
        switch (jwk.TextOf("kty"))
        {
            case "EC":
                using (var ec = ECDsa.Create(new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = { X = jwk.BytesOf("x"), Y = jwk.BytesOf("y") },
                }))
                {
                    return ec.ExportSubjectPublicKeyInfo();
                }

            case "RSA":
                using (var rsa = RSA.Create(new RSAParameters { Modulus = jwk.BytesOf("n"), Exponent = jwk.BytesOf("e") }))
                {
                    return rsa.ExportSubjectPublicKeyInfo();
                }

            case "OKP":
                Assert.True(Ed25519PublicKey.TryRead(jwk.BytesOf("x"), out var key));
                return key.ToSpki();
            default:
                var writer = new AsnWriter(AsnEncodingRules.DER);
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("2.16.840.1.101.3.4.3.17");
                    }

                    writer.WriteBitString(jwk.BytesOf("pub"));
                }

                return writer.Encode();
        }
    }

    private static byte[] Decode(string text) =>
        Base64Url.TryDecode(text, out var bytes) ? bytes : throw new InvalidOperationException("Not base64url.");

    private static string Encode(string text) => Base64Url.Encode(Encoding.UTF8.GetBytes(text));

    private JsonObject Header(Action<JsonObject> change) => Changed(HeaderText, change);

    private static JsonObject Changed(string text, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(text)!.AsObject();
        change(json);
        return json;
    }

    /// <summary>By our key unless another is given.</summary>
    private string Signed(Action<JsonObject> head, Action<JsonObject> body, JsonWebKey? signer = null) =>
        Raw(Header(head).ToJsonString(), Changed(PayloadText, body).ToJsonString(), signer);

    private string Raw(string header, string payload, JsonWebKey? signer = null) => Tokens.Signed(header, payload, signer ?? own);
}
