using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>What the tests of tokens share: one issuer, one audience, and tokens made by hand.</summary>
internal static class Tokens
{
    public const string Issuer = "https://sky.example";
    public const string Audience = "skylink";
    public const long Now = HandClock.Start;

    public static JwtRules Rules => new(Audience) { RequiredClaims = ["sub"] };

    public static JsonObject Claims() => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["sub"] = "user-7",
        ["iat"] = Now,
        ["nbf"] = Now,
        ["exp"] = Now + 900,
    };

    public static JwtVerifier Verifier(params IReadOnlyList<JsonWebKey> keys) =>
        new(Rules, [IssuerOf(Issuer, keys)], new HandClock());

    /// <summary>Believed for the algorithms its keys sign with.</summary>
    public static JwtIssuer IssuerOf(string name, params IReadOnlyList<JsonWebKey> keys)
    {
        var document = new JwksDocument(keys);
        return new JwtIssuer(
            name, [.. keys.Select(key => key.Algorithm).Distinct()], (_, _) => ValueTask.FromResult(document));
    }

    /// <summary>Where the keys are at hand, nothing waits.</summary>
    public static JwtResult Verify(this JwtVerifier verifier, string? token, PossessionProof shown = default) =>
        AtOnce(verifier.VerifyAsync(token, shown, CancellationToken.None));

    public static JwtResult AtOnce(ValueTask<JwtResult> verdict)
    {
        Assert.True(verdict.IsCompletedSuccessfully);
        return verdict.GetAwaiter().GetResult();
    }

    public static string Header(JsonWebKey key) =>
        $$"""{"alg":"{{key.Algorithm.Name()}}","typ":"at+jwt","kid":"{{key.KeyId}}"}""";

    /// <summary>Signs any two texts as header and payload.</summary>
    public static string Signed(string header, string payload, JsonWebKey signer) =>
        Signed(header, Encoding.UTF8.GetBytes(payload), signer);

    public static string Signed(string header, byte[] payload, JsonWebKey signer)
    {
        var signed = $"{Base64Url.Encode(Encoding.UTF8.GetBytes(header))}.{Base64Url.Encode(payload)}";
        var signature = new byte[signer.SignatureSize];
        signer.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.Encode(signature)}";
    }

    public static JsonElement Write(Action<Utf8JsonWriter> write) => JsonElement.Parse(WriteBytes(write));

    public static byte[] WriteBytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Utf8(this JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());
}
