using System.Text;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>Those our own key or that of a sibling did sign, and those that are hardly tokens.</summary>
internal sealed partial class JwtForgeries
{
    private const long Now = Tokens.Now;

    /// <summary>The same token in another spelling.</summary>
    private IEnumerable<(string, string)> Respelled()
    {
        var dot = good.IndexOf('.', StringComparison.Ordinal);
        foreach (var (what, inserted) in new[]
        {
            ("a blank", " "), ("a line end", "\n"), ("a return", "\r"), ("a tab", "\t"), ("padding", "="), ("more padding", "=="),
            ("a plus", "+"), ("a slash", "/"), ("encoded padding", "%3D"), ("a zero", "\0"), ("a byte order mark", "\uFEFF"),
            ("a full-width letter", "\uFF21"), ("half a surrogate", "\uD800"), ("a dot", "."),
        })
        {
            yield return ($"{what} in front", inserted + good);
            yield return ($"{what} behind", good + inserted);
            yield return ($"{what} in the header", good.Insert(4, inserted));
            yield return ($"{what} behind the header", good.Insert(dot, inserted));
            yield return ($"{what} before the payload", good.Insert(dot + 1, inserted));
            yield return ($"{what} behind the payload", good.Insert(good.LastIndexOf('.'), inserted));
        }

        foreach (var part in Enumerable.Range(0, 3).Where(part => good.Split('.')[part].Length % 4 != 0))
        {
            var parts = good.Split('.');
            var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            parts[part] = parts[part][..^1] + alphabet[alphabet.IndexOf(parts[part][^1], StringComparison.Ordinal) + 1];
            yield return ($"unused bits set in part {part}", string.Join('.', parts));
        }

        yield return ("as a bearer", $"Bearer {good}");
        yield return ("quoted", $"\"{good}\"");
    }

    private IEnumerable<(string, string)> OfOtherTypes()
    {
        foreach (var type in new JsonNode?[]
        {
            "JWT", "jwt", "AT+JWT", "at+JWT", "application/at+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "id+jwt", "at+jwt ",
            " at+jwt", "at+jwt\0", "", null, 7, new JsonArray("at+jwt"),
        })
        {
            yield return ($"typ {type?.ToJsonString() ?? "null"}", Signed(it => it["typ"] = type?.DeepClone(), _ => { }));
        }

        yield return ("no typ", Signed(it => it.Remove("typ"), _ => { }));
        yield return ("typ in capitals", Signed(it =>
        {
            it.Remove("typ");
            it["TYP"] = "at+jwt";
        }, _ => { }));
    }

    private IEnumerable<(string, string)> OfSiblings()
    {
        yield return ("our issuer by the sibling", Signed(it => it["kid"] = sibling.KeyId, _ => { }, sibling));
        yield return ("our issuer by the sibling under our id", Signed(_ => { }, _ => { }, sibling));
        yield return ("the sibling's issuer by us", Signed(_ => { }, it => it["iss"] = Sibling));
        yield return ("the sibling's issuer by us under its id", Signed(it => it["kid"] = sibling.KeyId, it => it["iss"] = Sibling));
        yield return ("the sibling's issuer by a stranger", Signed(
            it => it["kid"] = sibling.KeyId, it => it["iss"] = Sibling, stranger));
        yield return ("both issuers", Signed(_ => { }, it => it["iss"] = new JsonArray(Tokens.Issuer, Sibling)));
        yield return ("the issuer in the header", Signed(it => it["iss"] = Tokens.Issuer, it => it.Remove("iss")));
    }

    /// <summary>All of them truly signed.</summary>
    private IEnumerable<(string, string)> Lies()
    {
        foreach (var (claim, value) in LyingClaims())
        {
            var others = Changed(PayloadText, it => it.Remove(claim)).ToJsonString();
            yield return ($"{claim}: {value ?? "missing"}",
                Raw(HeaderText, value is null ? others : $"{others[..^1]},\"{claim}\":{value}}}"));
        }
    }

    private static IEnumerable<(string Claim, string? Value)> LyingClaims()
    {
        string?[] noTimes =
        [
            $"\"{Now}\"", $"{Now}.5", $"{Now}.0", "1.8e9", "1e400", "-1e400", "-1", "1e18", "9007199254740993", "9223372036854775807",
            "18446744073709551616", "253402300800", "null", "true", "[]", "{}", "\"\"", "\"never\"", $"[{Now}]",
        ];
        var times = new[] { "exp", "iat", "nbf" }.SelectMany(claim => noTimes.Select(value => (claim, value)));
        var texts = RequiredClaims.SelectMany(claim =>
            new[] { null, "null", "\"\"", "7", "[]", "{}", "true", "\"\\ud800\"" }.Select(value => (claim, (string?)value)));
        (string, string?)[] others =
        [
            ("exp", null), ("exp", $"{Now - 60}"), ("exp", $"{Now - 61}"), ("exp", $"{Now - 3600}"), ("exp", "0"), ("exp", $"{Now + 961}"),
            ("exp", $"{Now + 86_400}"), ("exp", "253402300799"), ("iat", null), ("iat", $"{Now + 61}"), ("iat", $"{Now + 86_400}"),
            ("iat", $"{Now - 61}"), ("iat", "0"), ("nbf", $"{Now + 61}"), ("nbf", $"{Now + 86_400}"),
            ("iss", null), ("iss", "null"), ("iss", "7"), ("iss", "\"\""), ("iss", "\"https://evil.example\""),
            ("iss", "\"https://sky.example/\""),
            ("iss", "\"https://SKY.example\""), ("iss", "\"http://sky.example\""), ("iss", "\" https://sky.example\""),
            ("iss", "\"https://sky.example\\u0000\""), ("iss", "\"https://sky.example.evil.example\""),
            ("iss", "[\"https://sky.example\"]"),
            ("aud", null), ("aud", "null"), ("aud", "7"), ("aud", "\"\""), ("aud", "\"other\""), ("aud", "\"SKYLINK\""),
            ("aud", "\"skylink \""),
            ("aud", "\"skylink2\""), ("aud", "\"sky\""), ("aud", "[]"), ("aud", "[\"other\"]"), ("aud", "[[\"skylink\"]]"), ("aud", "[7]"),
            ("aud", "{\"skylink\":true}"), ("aud", $"[\"skylink\"{string.Concat(Enumerable.Repeat(",\"x\"", 16))}]"), ("aud", "\"*\""),
            ("cnf", "{\"jkt\":\"a\"}"), ("cnf", "{\"x5t#S256\":\"a\"}"), ("cnf", "{}"), ("cnf", "null"),
            ("cnf", "[]"), ("cnf", "{\"kid\":\"a\"}"),
        ];
        return [.. times, .. texts, .. others];
    }

    private IEnumerable<(string, string)> WithExtensions()
    {
        foreach (var critical in new[]
        {
            "[\"exp\"]", "[\"b64\"]", "[]", "[\"unknown\"]", "\"b64\"", "null", "7", "{}", "[\"alg\"]", "[\"\"]",
        })
        {
            yield return ($"crit {critical}", Signed(it => it["crit"] = JsonNode.Parse(critical), _ => { }));
            yield return ($"crit {critical}, b64 false", Signed(it =>
                (it["crit"], it["b64"]) = (JsonNode.Parse(critical), false), _ => { }));
        }

        yield return ("b64 false alone", Signed(it => it["b64"] = false, _ => { }));
        yield return ("b64 true alone", Signed(it => it["b64"] = true, _ => { }));
        var header = Encode(Header(it => (it["crit"], it["b64"]) = (new JsonArray("b64"), false)).ToJsonString());
        var signed = $"{header}.{PayloadText}";
        var signature = new byte[own.SignatureSize];
        own.Sign(Encoding.UTF8.GetBytes(signed), signature);
        yield return ("a payload as it is", $"{signed}.{Base64Url.Encode(signature)}");
    }

    private IEnumerable<(string, string)> Doubled()
    {
        foreach (var claim in new[] { "iss", "aud", "sub", "exp", "iat", "nbf", "jti", "tenant", "client_id" })
        {
            var value = Changed(PayloadText, _ => { })[claim]!.ToJsonString();
            yield return ($"{claim} twice", Raw(HeaderText, $"{PayloadText[..^1]},\"{claim}\":{value}}}"));
            yield return ($"{claim} null and then true", Raw(HeaderText, $"{{\"{claim}\":null,{PayloadText[1..]}"));
            yield return ($"{claim} twice, once escaped",
                Raw(HeaderText, $"{PayloadText[..^1]},\"\\u{(int)claim[0]:x4}{claim[1..]}\":{value}}}"));
        }

        foreach (var member in new[] { "alg", "typ", "kid" })
        {
            var value = Header(_ => { })[member]!.ToJsonString();
            yield return ($"header {member} twice", Raw($"{HeaderText[..^1]},\"{member}\":{value}}}", PayloadText));
            yield return ($"header {member} first another", Raw($"{{\"{member}\":\"none\",{HeaderText[1..]}", PayloadText));
        }

        yield return ("twice in a list in an object", Raw(HeaderText, $"{PayloadText[..^1]},\"a\":[{{\"b\":[{{\"c\":1,\"c\":1}}]}}]}}"));
    }

    private IEnumerable<(string, string)> OddJson()
    {
        foreach (var text in new[]
        {
            "", " ", "null", "true", "7", "\"text\"", "[]", "{", "{}}", "{\"a\":1,}", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":NaN}",
            "{\"a\":+1}", "{\"a\":1}/*x*/", "//x\n{}", "\uFEFF{}", "{\"\\ud800\":1}", "{\"a\":\"\t\"}", "{}{}", "{\"a\":1}\0", good,
        })
        {
            yield return ($"header {text}", Raw(text, PayloadText));
            yield return ($"payload {text}", Raw(HeaderText, text));
        }

        foreach (var depth in new[] { 9, 64, 65, 500, 2_000 })
        {
            var lists = new string('[', depth) + new string(']', depth);
            yield return ($"{depth} lists in the payload", Raw(HeaderText, $"{PayloadText[..^1]},\"a\":{lists}}}"));
            yield return ($"{depth} lists in the header", Raw($"{HeaderText[..^1]},\"a\":{lists}}}", PayloadText));
            yield return ($"{depth} lists not closed", Raw(HeaderText, $"{PayloadText[..^1]},\"a\":{new string('[', depth)}"));
        }

        byte[] broken = [.. Encoding.UTF8.GetBytes(PayloadText[..^1]), .. ",\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        yield return ("a payload that is not UTF-8", Tokens.Signed(HeaderText, broken, own));
        yield return ("a token in a token", Raw(Header(it => it["cty"] = "JWT").ToJsonString(), good));
        yield return ("a token in the text of a token", Raw(Header(it => it["cty"] = "JWT").ToJsonString(), $"\"{good}\""));
        yield return ("a token in a claim", Raw(HeaderText, $"{{\"token\":\"{good}\"}}"));
    }

    private IEnumerable<(string, string)> Huge()
    {
        yield return ("a megabyte", new string('A', 1_000_000));
        yield return ("a megabyte of dots", new string('.', 1_000_000));
        yield return ("a megabyte of payload", good.Insert(good.LastIndexOf('.'), new string('A', 1_000_000)));
        yield return ("a megabyte of signature", good + new string('A', 1_000_000));
        yield return ("a megabyte of blanks", new string(' ', 1_000_000) + good);
        yield return ("one character too long, truly signed", TooLong());
        yield return ("nothing but dots", "..");
        yield return ("empty", "");
    }

    private string TooLong()
    {
        var token = good;
        for (var size = 1; token.Length <= Jws.LongestText; size += 16)
        {
            token = Signed(_ => { }, it => it["note"] = new string('a', int.Max(size, (Jws.LongestText - good.Length) * 3 / 4)));
        }

        return token;
    }

    /// <summary>Bombs and slow keys of JWE: five parts, of which none is even decrypted.</summary>
    private IEnumerable<(string, string)> Encrypted()
    {
        foreach (var header in new[]
        {
            """{"alg":"dir","enc":"A256GCM","zip":"DEF","typ":"at+jwt"}""",
            """{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":2147483647,"p2s":"AAAA","typ":"at+jwt"}""",
            """{"alg":"PBES2-HS512+A256KW","enc":"A256CBC-HS512","p2c":2147483647,"p2s":"AAAA"}""",
            """{"alg":"RSA-OAEP","enc":"A256GCM"}""", """{"alg":"ECDH-ES","enc":"A256GCM","epk":{}}""", HeaderText,
        })
        {
            var parts = good.Split('.');
            yield return ($"five parts: {header}", $"{Encode(header)}.{parts[2]}.AAAA.{new string('A', 5_000)}.{parts[2][..20]}");
            yield return ($"three parts: {header}, signed", header == HeaderText ? $"{good}.{parts[1]}" : Raw(header, PayloadText));
        }

        var (protectedHeader, payload, signature) = (good.Split('.')[0], good.Split('.')[1], good.Split('.')[2]);
        yield return ("flattened JSON", $$"""{"protected":"{{protectedHeader}}","payload":"{{payload}}","signature":"{{signature}}"}""");
        yield return ("general JSON", $$"""
            {"payload":"{{payload}}","signatures":[{"protected":"{{protectedHeader}}","signature":"{{signature}}"}]}
            """);
    }

    /// <summary>Parts of true tokens put together anew.</summary>
    private IEnumerable<(string, string)> Rearranged()
    {
        var (mine, other) = (good.Split('.'), Signed(_ => { }, it => (it["sub"], it["tenant"]) = ("admin", "tenant-2")).Split('.'));
        yield return ("another payload", $"{mine[0]}.{other[1]}.{mine[2]}");
        yield return ("another signature", $"{mine[0]}.{mine[1]}.{other[2]}");
        yield return ("header as payload", $"{mine[0]}.{mine[0]}.{mine[2]}");
        yield return ("payload as header", $"{mine[1]}.{mine[1]}.{mine[2]}");
        yield return ("payload before header", $"{mine[1]}.{mine[0]}.{mine[2]}");
        yield return ("signature in the middle", $"{mine[0]}.{mine[2]}.{mine[1]}");
        yield return ("no header", $".{mine[1]}.{mine[2]}");
        yield return ("no payload", $"{mine[0]}..{mine[2]}");
        yield return ("one part", mine[0]);
        yield return ("four parts", $"{good}.{mine[2]}");
        yield return ("detached", Signed(_ => { }, _ => { }).Replace(mine[1], "", StringComparison.Ordinal));
        foreach (var (claim, value) in new[]
        {
            ("sub", "admin"), ("tenant", "tenant-2"), ("client_id", "other"), ("jti", "token-2"), ("scope", "admin"), ("aud", "skylink"),
        })
        {
            var payload = Encode(Changed(PayloadText, it => it[claim] = value).ToJsonString().Replace("}", " }", StringComparison.Ordinal));
            yield return ($"{claim} changed under the old signature", $"{mine[0]}.{payload}.{mine[2]}");
            yield return ($"{claim} changed by a stranger", Signed(_ => { }, it => it[claim] = value, stranger));
        }
    }
}
