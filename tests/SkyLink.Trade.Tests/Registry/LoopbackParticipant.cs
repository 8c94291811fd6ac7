using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;
using SkyLink.Testing;

namespace SkyLink.Trade.Registry;

/// <summary>A participant of its own on loopback: has keys, answers challenges, signs what it asks.</summary>
internal sealed class LoopbackParticipant : IAsyncDisposable
{
    private readonly RegistryHost registry;
    private readonly WebApplication server;
    private int challenges;

    private LoopbackParticipant(RegistryHost registry, WebApplication server, string name)
    {
        (this.registry, this.server, SubscriberId) = (registry, server, name);
        server.MapPost("/beckn/on_subscribe", (Delegate)AnswerAsync);
        server.MapGet(SiteVerification.Path, () => Results.Content(Page ?? "", "text/html"));
    }

    public string SubscriberId { get; }

    public string KeyId { get; set; } = "key-1";

    public Ed25519PrivateKey Signing { get; set; } = Ed25519PrivateKey.Generate();

    public X25519PrivateKey Encryption { get; set; } = X25519PrivateKey.Generate();

    /// <summary>How it falsifies its answers; null: not at all.</summary>
    public Func<string, string>? Falsify { get; set; }

    /// <summary>Holds answers back until it is released.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public string? Page { get; set; }

    public int Challenges => Volatile.Read(ref challenges);

    public string? LastAuthorization { get; private set; }

    public byte[] LastBody { get; private set; } = [];

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<LoopbackParticipant> StartAsync(RegistryHost registry, string name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var participant = new LoopbackParticipant(registry, builder.Build(), name);
        await participant.server.StartAsync();
        participant.Address = new Uri(participant.server.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single());
        return participant;
    }

    /// <summary>The subscribe body as the network writes it; tests bend it.</summary>
    public JsonNode SubscribeBody(
        string? requestId = null, int operation = 2, string type = "sellerApp", string domain = "ONDC:RET10",
        DateTimeOffset? validUntil = null, bool isSpki = false)
    {
        var now = registry.Clock.GetUtcNow();
        var encryption = isSpki
            ? Convert.ToBase64String(Encryption.PublicKey.ToSpki())
            : Encryption.PublicKey.ToBase64();
        return JsonNode.Parse($$"""
            {
              "context": { "operation": { "ops_no": {{operation}} } },
              "message": {
                "request_id": "{{requestId ?? Guid.CreateVersion7().ToString()}}",
                "timestamp": "{{now:O}}",
                "entity": {
                  "gst": { "legal_entity_name": "Grocers of {{SubscriberId}}", "gst_no": "07AAACN2082N4Z7" },
                  "mobile_no": 9000000000,
                  "country": "IND",
                  "subscriber_id": "{{SubscriberId}}",
                  "unique_key_id": "{{KeyId}}",
                  "callback_url": "{{Address}}beckn",
                  "key_pair": {
                    "signing_public_key": "{{Signing.PublicKey.ToBase64()}}",
                    "encryption_public_key": "{{encryption}}",
                    "valid_from": "{{now.AddMinutes(-1):O}}",
                    "valid_until": "{{validUntil ?? now.AddDays(365):O}}"
                  }
                },
                "network_participant": [
                  {
                    "subscriber_url": "{{Address}}beckn", "domain": "{{domain}}", "type": "{{type}}",
                    "msn": false, "city_code": ["std:080", "std:011"]
                  }
                ]
              }
            }
            """)!;
    }

    public Task<Answer> SubscribeAsync(JsonNode? body = null) => PostAsync("/registry/subscribe", body ?? SubscribeBody());

    /// <summary>Subscribes with a signature of the key given (its own key now, unless another one).</summary>
    public Task<Answer> SubscribeSignedAsync(JsonNode body, string keyId, Ed25519PrivateKey key) =>
        PostSignedAsync("/registry/subscribe", body, keyId, key);

    public Task<Answer> LookupSignedAsync(JsonNode body) => PostSignedAsync("/registry/v2.0/lookup", body, KeyId, Signing);

    public async Task<Answer> PostAsync(string path, JsonNode body, string? authorization = null) =>
        await PostAsync(path, Encoding.UTF8.GetBytes(body.ToJsonString()), authorization);

    public async Task<Answer> PostAsync(string path, byte[] body, string? authorization = null)
    {
        using var http = registry.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await http.SendAsync(request);
        var next = answer.Headers.TryGetValues(RegistryProtocolEndpoints.NextHeader, out var values) ? values.Single() : null;
        var text = await answer.Content.ReadAsStringAsync();
        return new Answer(answer.StatusCode, JsonDocument.Parse(text).RootElement, next);
    }

    public string Sign(byte[] body, string? keyId = null, Ed25519PrivateKey? key = null)
    {
        var now = registry.Clock.GetUtcNow();
        return new MessageSigner(SubscriberId, keyId ?? KeyId, key ?? Signing).Sign(body, now, now.AddMinutes(5));
    }

    /// <summary>Subscribes and waits until it is listed.</summary>
    public async Task JoinAsync(JsonNode? body = null)
    {
        Assert.Equal("ACK", (await SubscribeAsync(body)).Ack);
        await registry.UntilRequestAsync(SubscriberId, "PASSED");
        using var approved = await registry.DecideAsync(SubscriberId, "approve");
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        Hold?.TrySetResult();
        await server.DisposeAsync();
        Signing.Dispose();
        Encryption.Dispose();
    }

    private Task<Answer> PostSignedAsync(string path, JsonNode body, string keyId, Ed25519PrivateKey key)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return PostAsync(path, bytes, Sign(bytes, keyId, key));
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref challenges);
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
        (LastBody, LastAuthorization) = (copy.ToArray(), context.Request.Headers.Authorization);
        var question = JsonDocument.Parse(LastBody).RootElement;
        if (Hold is { } hold)
        {
            await hold.Task;
        }

        using var http = registry.CreateClient();
        var keys = JsonDocument.Parse(await http.GetStringAsync("/registry/key")).RootElement;
        Assert.True(X25519PublicKey.TryRead(keys.GetProperty("encryption_public_key").GetString(), out var theirs));
        Assert.True(Challenge.TryAnswer(
            question.GetProperty("challenge").GetString(), Encryption, theirs, out var answer));
        return Results.Json(new { answer = Falsify is null ? answer : Falsify(answer) });
    }
}

/// <summary>What the registry answered.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, string? Next)
{
    public string? Ack => Body.GetProperty("message").GetProperty("ack").GetProperty("status").GetString();

    public string? Code => Body.GetProperty("error").GetProperty("code").GetString();

    public string? Path => Body.GetProperty("error").GetProperty("path").GetString();

    public List<string?> Texts(string name) => [.. Body.EnumerateArray().Select(it => it.GetProperty(name).GetString())];
}
