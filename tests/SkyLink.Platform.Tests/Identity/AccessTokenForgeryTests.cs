using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Identity;

/// <summary>
/// Tokens that say the truth about everything but one thing, at a ring that holds keys of both algorithms.
/// </summary>
public sealed class AccessTokenForgeryTests(EarlierKeyHost host) : IClassFixture<EarlierKeyHost>
{
    private static readonly string[] OtherAlgorithms =
    [
        "ES256K", "ES384", "ES512", "Ed448", "eddsa", "es256", "EdDSA ", "PS256", "RS256", "ML-DSA-44", "HS512", "",
    ];

    [Theory]
    [InlineData(JwsAlgorithm.EdDsa)]
    [InlineData(JwsAlgorithm.Es256)]
    public async Task No_forged_access_token_gets_in(JwsAlgorithm algorithm)
    {
        var (key, other) = await host.KeysAsync(algorithm);
        var issued = (await host.TokensAsync(await host.PersonAsync(Role.Partner))).AccessToken;
        var good = Resigned(issued, key, _ => { }, _ => { });
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(issued));
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(good));
        Assert.Equal(HttpStatusCode.OK, await host.StatusWithAsync(Resigned(good, other, _ => { }, _ => { })));

        var accepted = new List<string>();
        var count = 0;
        foreach (var (what, token) in Forgeries(good, key).Concat(Confusions(good, key, other)))
        {
            count++;
            var status = await host.StatusWithAsync(token);
            if (status != HttpStatusCode.Unauthorized)
            {
                accepted.Add($"{what}: {status}");
            }
        }

        Assert.True(accepted.Count == 0, string.Join('\n', accepted));
        Assert.True(count >= 60, $"only {count} forgeries were tried");
    }

    /// <summary>A key of one algorithm where the token names the other, in each way it can be named.</summary>
    private static IEnumerable<(string What, string Token)> Confusions(string good, JsonWebKey key, JsonWebKey other)
    {
        var (own, foreign) = (NameOf(key), NameOf(other));
        yield return ("our key, the other algorithm", Resigned(good, key, it => it["alg"] = foreign, _ => { }));
        yield return ("our key under the other id", Resigned(good, key, it => it["kid"] = other.KeyId, _ => { }));
        yield return ("our key, the other id and algorithm", Resigned(
            good, key, it => (it["kid"], it["alg"]) = (other.KeyId, foreign), _ => { }));
        yield return ("the other key under our id", Resigned(good, other, it => it["kid"] = key.KeyId, _ => { }));
        yield return ("the other key, our algorithm", Resigned(good, other, it => it["alg"] = own, _ => { }));
        yield return ("the other key, our id and algorithm", Resigned(
            good, other, it => (it["kid"], it["alg"]) = (key.KeyId, own), _ => { }));
        var parts = good.Split('.');
        foreach (var (kid, alg) in new[] { (key.KeyId, foreign), (other.KeyId, own), (other.KeyId, foreign) })
        {
            var header = Retold(parts[0], it => (it["kid"], it["alg"]) = (kid, alg));
            yield return ($"our signature as {alg}", $"{header}.{parts[1]}.{parts[2]}");
        }

        using var stranger = JsonWebKey.Generate(other.Algorithm);
        yield return ("another key of the other algorithm", Resigned(
            good, stranger, it => it["kid"] = key.KeyId, _ => { }));
        yield return ("another key of the other algorithm, brought along", Resigned(
            good, stranger, it => (it["kid"], it["jwk"]) = (key.KeyId, JsonNode.Parse(stranger.ToPublicJwk())), _ => { }));
        foreach (var name in OtherAlgorithms)
        {
            yield return ($"our key as {name}", Resigned(good, key, it => it["alg"] = name, _ => { }));
        }
    }

    private static IEnumerable<(string What, string Token)> Forgeries(string good, JsonWebKey key)
    {
        var parts = good.Split('.');
        var (header, claims, signature) = (parts[0], parts[1], parts[2]);
        using var stranger = JsonWebKey.Generate(key.Algorithm);
        foreach (var none in new[] { "none", "None", "NONE", "nOnE" })
        {
            var unsigned = Reheaded(header, it => it["alg"] = none);
            yield return ($"alg {none} without signature", $"{unsigned}.{claims}.");
            yield return ($"alg {none} with the signature", $"{unsigned}.{claims}.{signature}");
        }

        yield return ("no signature", $"{header}.{claims}.");
        yield return ("two parts", $"{header}.{claims}");
        yield return ("four parts", $"{good}.{signature}");
        yield return ("a signature of zeros", $"{header}.{claims}.{Base64Url.Encode(new byte[64])}");
        yield return ("a shortened signature", good[..^2]);
        yield return ("a padded signature", good + "=");
        yield return ("a blank inside", $"{header}. {claims}.{signature}");
        yield return ("HS256 under the public key", WithHmac(header, claims, key.ToPublicJwk()));
        yield return ("HS256 under an empty key", WithHmac(header, claims, []));
        var admin = Retold(claims, it => it["roles"] = new JsonArray("admin"));
        yield return ("another role, the old signature", $"{header}.{admin}.{signature}");
        yield return ("another key", Resigned(good, stranger, _ => { }, _ => { }));
        yield return ("another key under our id", Resigned(good, stranger, it => it["kid"] = key.KeyId, _ => { }));
        yield return ("another key, brought along", Resigned(
            good, stranger, it => it["jwk"] = JsonNode.Parse(stranger.ToPublicJwk()), _ => { }));
        yield return ("another key, to be fetched", Resigned(
            good, stranger, it => it["jku"] = "https://evil.example/jwks.json", _ => { }));
        yield return ("a key id that is a path", Resigned(good, stranger, it => it["kid"] = "../dev/null", _ => { }));
        yield return ("a key id that is SQL", Resigned(good, stranger, it => it["kid"] = "' or '1'='1", _ => { }));
        yield return ("no key id", Resigned(good, key, it => it.Remove("kid"), _ => { }));
        yield return ("type of an id token", Resigned(good, key, it => it["typ"] = "JWT", _ => { }));
        yield return ("no type", Resigned(good, key, it => it.Remove("typ"), _ => { }));
        yield return ("critical extension", Resigned(good, key, it => it["crit"] = new JsonArray("b64"), _ => { }));
        foreach (var (what, change) in Lies())
        {
            yield return (what, Resigned(good, key, _ => { }, change));
        }

        yield return ("a role given twice", Signed(
            header, Encoding.UTF8.GetString(Decoded(claims)).Replace("\"sub\"", "\"sub\":\"x\",\"sub\""), key));
        yield return ("no object", Signed(header, "[]", key));
        yield return ("empty", ".");
        yield return ("a megabyte", $"{header}.{new string('A', 7_000)}.{signature}");
    }

    private static IEnumerable<(string What, Action<JsonObject> Change)> Lies()
    {
        yield return ("another issuer", it => it["iss"] = "https://evil.example");
        yield return ("another audience", it => it["aud"] = "somebody-else");
        yield return ("no audience", it => it.Remove("aud"));
        yield return ("expired", it => it["exp"] = (long)it["iat"]! - 120);
        yield return ("no expiry", it => it.Remove("exp"));
        yield return ("expiry as text", it => it["exp"] = "99999999999");
        yield return ("expiry in the far future", it => it["exp"] = 99_999_999_999);
        yield return ("expiry beyond all numbers", it => it["exp"] = JsonNode.Parse("1e400"));
        yield return ("issued tomorrow", it =>
            (it["iat"], it["exp"]) = ((long)it["iat"]! + 86_400, (long)it["exp"]! + 86_400));
        yield return ("not yet valid", it => it["nbf"] = (long)it["iat"]! + 3_600);
        yield return ("another person", it => it["sub"] = Guid.CreateVersion7().ToString());
        yield return ("no person", it => it.Remove("sub"));
        yield return ("another organization", it => it["org"] = Guid.CreateVersion7().ToString());
        yield return ("a session that is not", it => it["sid"] = Guid.CreateVersion7().ToString());
        yield return ("no session", it => it.Remove("sid"));
        yield return ("no id", it => it.Remove("jti"));
    }

    private static byte[] Decoded(string part) =>
        Base64Url.TryDecode(part, out var bytes) ? bytes : throw new InvalidOperationException("Not base64url.");

    private static string Retold(string part, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Decoded(part))!.AsObject();
        change(json);
        return Base64Url.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static string Reheaded(string header, Action<JsonObject> change) => Retold(header, change);

    private static string Resigned(string good, JsonWebKey key, Action<JsonObject> head, Action<JsonObject> body)
    {
        var parts = good.Split('.');
        var header = Retold(parts[0], it =>
        {
            (it["kid"], it["alg"]) = (key.KeyId, NameOf(key));
            head(it);
        });
        return Signed(header, Encoding.UTF8.GetString(Decoded(Retold(parts[1], body))), key);
    }

    private static string Signed(string header, string claims, JsonWebKey key)
    {
        var signed = $"{header}.{Base64Url.Encode(Encoding.UTF8.GetBytes(claims))}";
        var signature = new byte[key.SignatureSize];
        key.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.Encode(signature)}";
    }

    private static string WithHmac(string header, string claims, byte[] secret)
    {
        var signed = $"{Reheaded(header, it => it["alg"] = "HS256")}.{claims}";
        return $"{signed}.{Base64Url.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string NameOf(JsonWebKey key) => key.Algorithm == JwsAlgorithm.EdDsa ? "EdDSA" : "ES256";
}
