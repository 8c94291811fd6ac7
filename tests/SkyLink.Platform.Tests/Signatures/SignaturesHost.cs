using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Identity;
using SkyLink.Testing;

namespace SkyLink.Platform.Signatures;

/// <summary>Identity, whose organizations own keys, and the service that signs with them.</summary>
public class SignaturesHost : TestHost
{
    public const string Path = "/api/v1/signatures";

    internal ISignatures Signatures => Services.GetRequiredService<ISignatures>();

    internal ISignedRequests Requests => Services.GetRequiredService<ISignedRequests>();

    internal SignatureKeys Keys => Services.GetRequiredService<SignatureKeys>();

    protected override IReadOnlyList<IModule> Modules { get; } = [new IdentityModule(), new SignaturesModule()];

    /// <summary>A signed-in administrator of an organization's clients and keys.</summary>
    internal async Task<HttpClient> PartnerAsync() => await ClientOfAsync(Role.Partner, $"Company {Guid.CreateVersion7()}");

    /// <summary>Keys of an organization that nobody else has.</summary>
    internal async Task<(string Owner, List<SignatureKey> Keys)> CreateAsync(
        string purpose, params SignatureAlgorithm[] algorithms)
    {
        var owner = Guid.CreateVersion7().ToString();
        return (owner, await DoneAsync(tx => Keys.CreateAsync(tx, owner, purpose, algorithms)));
    }

    internal async Task<T> DoneAsync<T>(Func<Data.Tx, Task<Result<T>>> work)
        where T : class
    {
        var result = await DbOf("platform.signatures").InTransactionAsync(work, CancellationToken.None);
        Assert.True(result.Is(out var value, out var error), error?.Code);
        return value;
    }

    internal async Task<MessageSignatures> SignAsync(string owner, string purpose, byte[] message, SignatureMode mode)
    {
        var result = await Signatures.SignAsync(new SignMessage(owner, purpose, message, mode), CancellationToken.None);
        Assert.True(result.Is(out var made, out var error), error?.Code);
        return made;
    }

    internal Task<SignatureVerdict> VerifyAsync(
        string owner, string purpose, byte[] message, SignatureMode mode, MessageSignatures made) =>
        Signatures.VerifyAsync(
            new VerifyMessage(
                owner, purpose, message, mode,
                [.. made.Signatures.Select(it => new SignatureToVerify(it.KeyId, it.Signature))]),
            CancellationToken.None);

    internal static async Task<JsonElement> PostAsync(
        HttpClient http, string path, object body, HttpStatusCode expected = HttpStatusCode.OK, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path}/{path}") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    internal static async Task<string?> RefusalAsync(HttpClient http, string path, object body, HttpStatusCode expected) =>
        (await PostAsync(http, path, body, expected)).GetProperty("code").GetString();
}

/// <summary>Two keys of somebody outside, and what is signed with both.</summary>
internal sealed class OutsideKeys(JwsAlgorithm classic = JwsAlgorithm.Es256) : IDisposable
{
    private readonly JsonWebKey classic = JsonWebKey.Generate(classic);
    private readonly JsonWebKey postQuantum = JsonWebKey.Generate(JwsAlgorithm.MlDsa44);

    public string ClassicId => classic.KeyId;

    public string PostQuantumId => postQuantum.KeyId;

    public JsonNode Classic => JsonNode.Parse(classic.ToPublicJwk())!;

    public JsonNode PostQuantum => JsonNode.Parse(postQuantum.ToPublicJwk())!;

    public void Dispose()
    {
        classic.Dispose();
        postQuantum.Dispose();
    }

    /// <summary>A request as it should be; tests change a member before they sign it.</summary>
    public JsonObject Content(Guid client, long sequence, DateTimeOffset at, string audience, JsonNode? body = null) => new()
    {
        ["subject"] = client.ToString(),
        ["sequence"] = sequence,
        ["nonce"] = Base64Url.Encode(Guid.CreateVersion7().ToByteArray()),
        ["keys"] = new JsonObject { ["postQuantum"] = PostQuantumId, ["classic"] = ClassicId },
        ["issuedAt"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        ["body"] = body ?? new JsonObject { ["amount"] = "12.50 PKR", ["to"] = "settle:payouts:42" },
        ["audience"] = audience,
    };

    public SignedRequest Sign(JsonObject content)
    {
        var canonical = CanonicalJson.Write(content);
        var (one, two) = (new byte[classic.SignatureSize], new byte[postQuantum.SignatureSize]);
        classic.Sign(canonical, one);
        postQuantum.Sign(canonical, two);
        return new SignedRequest(content.ToJsonString(), one, two);
    }

    /// <summary>The same as the API takes it.</summary>
    public static JsonObject ToJson(SignedRequest signed) => new()
    {
        ["request"] = JsonNode.Parse(signed.Content),
        ["classic"] = Convert.ToBase64String(signed.Classic),
        ["postQuantum"] = Convert.ToBase64String(signed.PostQuantum),
    };

    /// <summary>The secrets as they would look in a dump.</summary>
    public static byte[] SecretOf(JsonWebKey key)
    {
        var jwk = JsonElement.Parse(key.ToPrivateJwk());
        var name = jwk.TryGetProperty("priv", out _) ? "priv" : "d";
        return Encoding.ASCII.GetBytes(jwk.GetProperty(name).GetString()!);
    }
}
