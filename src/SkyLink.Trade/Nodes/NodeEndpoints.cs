using System.Buffers;
using System.Net.Mime;
using SkyLink.Beckn;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Nodes;

internal sealed record OnSubscribe(
    [property: System.Text.Json.Serialization.JsonPropertyName("subscriber_id")] string SubscriberId,
    [property: System.Text.Json.Serialization.JsonPropertyName("challenge")] string Challenge);

internal sealed record ChallengeAnswer(
    [property: System.Text.Json.Serialization.JsonPropertyName("answer")] string Answer);

/// <summary>The addresses other participants call.</summary>
internal static class NodeEndpoints
{
    private const int BodyBytesMax = 8 * 1024 * 1024;

    internal static readonly Error UnknownNode =
        new("network.unknown_participant", 404, "No participant has this address.");
    private static readonly Error UnknownAction =
        new("network.unknown_action", 404, "The protocol has no such action.");
    private static readonly Error TooLarge = new("network.too_large", 413, "The message is larger than 8 MiB.");
    private static readonly Error Closed = new(
        "network.closed", 503, "This participant takes no messages for now; try again later.");
    private static readonly Error Starting = new(
        "network.starting", 503, "This participant has no key yet; try again in a moment.");
    private static readonly Error WrongChallenge =
        new("network.wrong_challenge", 400, "The challenge does not decrypt.");

    public static void Map(IEndpointRouteBuilder routes, string module)
    {
        var network = routes.MapGroup($"/network/{module.Split('.')[1]}/{{slug}}").WithTags("Network");
        network.MapPost("/{action}", (string slug, string action, HttpContext http) =>
            ReceiveAsync(module, slug, action, http))
            .OpenToNetwork("messages prove themselves by signature")
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax));
        network.MapPost("/on_subscribe", (string slug, OnSubscribe ask, HttpContext http) =>
            AnswerAsync(module, slug, ask, http))
            .OpenToNetwork("only the registry's question decrypts");
    }

    private static async Task ReceiveAsync(string module, string slug, string action, HttpContext http)
    {
        var services = http.RequestServices;
        if (!services.GetRequiredKeyedService<NodeRuntime>(module).Nodes.TryGetValue(slug, out var node))
        {
            await UnknownNode.ToProblem().ExecuteAsync(http);
            return;
        }

        if (node.Signer is null)
        {
            await Starting.ToProblem().ExecuteAsync(http);
            return;
        }

        if (!BecknActions.TryParse(action, out var known))
        {
            await UnknownAction.ToProblem().ExecuteAsync(http);
            return;
        }

        var closings = services.GetRequiredKeyedService<Closings>(module);
        if (await closings.SinceAsync(slug, http.RequestAborted) is not null)
        {
            await Closed.ToProblem().ExecuteAsync(http);
            return;
        }

        if (await ReadBodyAsync(http) is not { } body)
        {
            await TooLarge.ToProblem().ExecuteAsync(http);
            return;
        }

        var headers = http.Request.Headers;
        var gateway = headers["X-Gateway-Authorization"].ToString() is { Length: > 0 } signed
            ? signed
            : headers.ProxyAuthorization.ToString();
        var answer = await services.GetRequiredKeyedService<Reception>(module).ReceiveAsync(
            node, known, body, headers.Authorization, gateway.Length > 0 ? gateway : null, http.RequestAborted);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = MediaTypeNames.Application.Json;
        http.Response.ContentLength = answer.Body.Length;
        if (answer.Challenge is not null)
        {
            http.Response.Headers.WWWAuthenticate = answer.Challenge;
        }

        await http.Response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted);
    }

    /// <summary>The bytes as they came: they are what was signed, and they are kept.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > BodyBytesMax)
            {
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<Results<Ok<ChallengeAnswer>, ProblemHttpResult>> AnswerAsync(
        string module, string slug, OnSubscribe ask, HttpContext http)
    {
        var services = http.RequestServices;
        if (!services.GetRequiredKeyedService<NodeRuntime>(module).Nodes.TryGetValue(slug, out var node)
            || node.Signer is null || ask.SubscriberId != node.Profile.SubscriberId)
        {
            return UnknownNode.ToProblem();
        }

        var registry = await services.GetRequiredService<RegistryKey>().GetAsync(http.RequestAborted);
        if (Challenge.TryAnswer(ask.Challenge, node.Key.Encryption, registry, out var answer))
        {
            return TypedResults.Ok(new ChallengeAnswer(answer));
        }

        // It may be meant for a key that is being brought to the registry.
        var store = services.GetRequiredKeyedService<NodeKeyStore>(module);
        foreach (var key in await store.NewestAsync(slug, http.RequestAborted))
        {
            if (Challenge.TryAnswer(ask.Challenge, key.Encryption, registry, out answer))
            {
                return TypedResults.Ok(new ChallengeAnswer(answer));
            }
        }

        return WrongChallenge.ToProblem();
    }
}

/// <summary>The registry's public encryption key, asked for once.</summary>
internal sealed class RegistryKey(NodeHttp http, NetworkAddress network)
{
    private X25519PublicKey? known;

    public async Task<X25519PublicKey> GetAsync(CancellationToken cancellation)
    {
        if (known is not null)
        {
            return known;
        }

        var json = await http.GetTextAsync(
            new Uri(network.Registry, "/registry/key"), cancellation);
        var text = System.Text.Json.Nodes.JsonNode.Parse(json)?["encryption_public_key"]?.GetValue<string>();
        return X25519PublicKey.TryRead(text, out known)
            ? known
            : throw new HttpRequestException("The registry's key is not an X25519 key.");
    }
}
