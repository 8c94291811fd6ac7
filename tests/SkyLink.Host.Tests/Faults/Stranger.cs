using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyLink.Beckn;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;
using SkyLink.Testing;

namespace SkyLink.Host.Faults;

/// <summary>A buyer's app that the platform does not run: joins the network and signs with a key of its own.</summary>
internal sealed class Stranger : IAsyncDisposable
{
    private const string Domain = "ONDC:RET10";
    public const string KeyId = "key-1";

    private readonly HttpClient http = new();
    private readonly Uri registry;
    private readonly WebApplication server;
    private readonly Ed25519PrivateKey signing = Ed25519PrivateKey.Generate();
    private readonly X25519PrivateKey encryption = X25519PrivateKey.Generate();
    private readonly MessageSigner signer;

    private Stranger(string name, Uri registry, WebApplication server)
    {
        (Name, this.registry, this.server) = (name, registry, server);
        signer = new MessageSigner(name, KeyId, signing);
        server.MapPost("/on_subscribe", (Delegate)AnswerAsync);
        server.MapPost("/{action}", () => Results.Bytes(Ack.Accepted, "application/json"));
    }

    public string Name { get; }

    private Uri Address => new(server.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>On the network when this returns.</summary>
    public static async Task<Stranger> JoinAsync(string name, Uri registry)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var stranger = new Stranger(name, registry, builder.Build());
        await stranger.server.StartAsync();
        using var answer = await stranger.http.PostAsJsonAsync(new Uri(registry, "/registry/subscribe"), stranger.Subscription());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return stranger;
    }

    /// <summary>Sends a search; whether it was acknowledged, and how long that took.</summary>
    /// <param name="receiver">Where a participant answers.</param>
    /// <param name="addressee">Its name; null for the gateway.</param>
    public async Task<(bool IsAccepted, HttpStatusCode Status, TimeSpan Took)> SearchAsync(Uri receiver, string? addressee)
    {
        var now = TimeProvider.System.GetUtcNow();
        var context = new Context
        {
            Domain = Domain,
            Country = "PAK",
            City = "std:042",
            Action = BecknAction.Search,
            Version = Dialect.Ondc1.DefaultVersion,
            BapId = Name,
            BapUri = Address,
            BppId = addressee,
            BppUri = addressee is null ? null : receiver,
            TransactionId = Guid.CreateVersion7().ToString(),
            MessageId = Guid.CreateVersion7().ToString(),
            Timestamp = now,
            Ttl = TimeSpan.FromSeconds(30),
            Dialect = Dialect.Ondc1,
        };
        var body = Dialect.Ondc1.Write(context, new Intent { Text = "biscuits" });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{receiver}/search"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", signer.Sign(body, now, now.AddMinutes(1)));
        var started = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        var took = Stopwatch.GetElapsedTime(started);
        return (Ack.TryRead(await answer.Content.ReadAsByteArrayAsync(), out _), answer.StatusCode, took);
    }

    public Task UntilAcceptedAsync(Uri receiver, string? addressee) => Eventually.TrueAsync(
        async () => (await SearchAsync(receiver, addressee)).IsAccepted, $"{receiver} accepts {Name}", TimeSpan.FromSeconds(90));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
        signing.Dispose();
        encryption.Dispose();
    }

    private JsonNode Subscription()
    {
        var now = TimeProvider.System.GetUtcNow();
        return JsonNode.Parse($$"""
            {
              "context": { "operation": { "ops_no": 1 } },
              "message": {
                "request_id": "{{Guid.CreateVersion7()}}",
                "timestamp": "{{now:O}}",
                "entity": {
                  "gst": { "legal_entity_name": "{{Name}}", "gst_no": "07AAACN2082N4Z7" },
                  "mobile_no": 9000000000,
                  "country": "PAK",
                  "subscriber_id": "{{Name}}",
                  "unique_key_id": "{{KeyId}}",
                  "callback_url": "{{Address.AbsoluteUri.TrimEnd('/')}}",
                  "key_pair": {
                    "signing_public_key": "{{signing.PublicKey.ToBase64()}}",
                    "encryption_public_key": "{{encryption.PublicKey.ToBase64()}}",
                    "valid_from": "{{now.AddMinutes(-1):O}}",
                    "valid_until": "{{now.AddDays(365):O}}"
                  }
                },
                "network_participant": [
                  {
                    "subscriber_url": "{{Address.AbsoluteUri.TrimEnd('/')}}", "domain": "{{Domain}}", "type": "buyerApp",
                    "msn": false, "city_code": ["*"]
                  }
                ]
              }
            }
            """)!;
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var question = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var keys = await http.GetFromJsonAsync<JsonElement>(new Uri(registry, "/registry/key"));
        Assert.True(X25519PublicKey.TryRead(keys.GetProperty("encryption_public_key").GetString(), out var theirs));
        Assert.True(Challenge.TryAnswer(question.GetProperty("challenge").GetString(), encryption, theirs, out var answer));
        return Results.Json(new { answer });
    }
}
