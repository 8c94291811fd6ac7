using System.Text.Json.Nodes;

namespace SkyLink.Trade.Nodes;

/// <summary>Brings a participant run here to the registry, and looks whether it is there.</summary>
internal sealed class Listing(
    Participants participants, NetworkAddress network, NodeHttp http, IOptions<NetworkOptions> options,
    TimeProvider clock)
{
    /// <summary>Whether it is listed in all its parts, at its address, with this key.</summary>
    public async Task<bool> HasAsync(Node node, NodeKey key, CancellationToken cancellation)
    {
        participants.Forget(node.Profile.SubscriberId);
        var now = clock.GetUtcNow();
        foreach (var role in node.Profile.Roles)
        {
            var listed = await participants.FindAsync(
                node, node.Profile.SubscriberId, role.Type, role.Domain, cancellation);
            if (listed?.KeyOf(key.KeyId, now) is null || listed.Uri != node.Uri)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The subscription as ONDC's registry takes it: one entity with its keys, one entry per domain.</summary>
    /// <param name="node">Signs with the key it has.</param>
    /// <param name="key">The key to be listed with.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task SubscribeAsync(Node node, NodeKey key, CancellationToken cancellation)
    {
        var (profile, now) = (node.Profile, clock.GetUtcNow());
        var body = new JsonObject
        {
            ["context"] = new JsonObject { ["operation"] = new JsonObject { ["ops_no"] = OperationOf(profile) } },
            ["message"] = new JsonObject
            {
                ["request_id"] = Guid.CreateVersion7(now).ToString(),
                ["timestamp"] = now.ToString("O"),
                ["entity"] = new JsonObject
                {
                    ["gst"] = new JsonObject { ["legal_entity_name"] = profile.Name },
                    ["country"] = options.Value.Country,
                    ["subscriber_id"] = profile.SubscriberId,
                    ["unique_key_id"] = key.KeyId,
                    ["callback_url"] = node.Uri.ToString(),
                    ["key_pair"] = new JsonObject
                    {
                        ["signing_public_key"] = key.Signing.PublicKey.ToBase64(),
                        ["encryption_public_key"] = key.Encryption.PublicKey.ToBase64(),
                        ["valid_from"] = key.ValidFrom.ToString("O"),
                        ["valid_until"] = key.ValidUntil.ToString("O"),
                    },
                },
                ["network_participant"] =
                    new JsonArray([.. profile.Roles.Select(role => (JsonNode)EntryOf(node, role))]),
            },
        };
        var bytes = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(network.Registry, "/registry/subscribe"))
        {
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", node.Signer.Sign(bytes, now, now.AddMinutes(1)));
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        participants.Forget(profile.SubscriberId);
    }

    private static JsonObject EntryOf(Node node, NodeRole role) => new()
    {
        ["subscriber_url"] = node.Uri.ToString(),
        ["domain"] = role.Domain,
        ["type"] = role.Type switch
        {
            ParticipantType.Bap => "buyerApp",
            ParticipantType.Bpp => "sellerApp",
            ParticipantType.Bg => "gateway",
        },
        ["msn"] = role.Kind == "msn",
        ["city_code"] = new JsonArray([.. node.Profile.Cities.Select(city => (JsonNode)city)]),
    };

    /// <summary>ONDC's numbers: 1 a buyer's application, 2 a seller's, 4 both.</summary>
    private static int OperationOf(NodeProfile profile) =>
        (profile.Roles.Any(role => role.Type == ParticipantType.Bap),
            profile.Roles.Any(role => role.Type != ParticipantType.Bap))
            switch
        {
            (true, true) => 4,
            (true, false) => 1,
            _ => 2,
        };
}
