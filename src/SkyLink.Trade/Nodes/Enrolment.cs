using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Trade.Nodes;

/// <summary>
/// Brings the participants run here onto the network: gives each its keys and address, and subscribes those that the
/// registry does not list yet, as any newcomer does.
/// </summary>
internal sealed partial class Enrolment(
    NodeRuntime runtime, Participants participants, NetworkAddress network, MasterKey master,
        NodeHttp http,
    IHostApplicationLifetime lifetime, IOptions<NetworkOptions> options, TimeProvider clock, ILogger<Enrolment> logger)
    : IJob
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
        using var keys = new NodeKeyStore(runtime.Db, master, clock);
        foreach (var node in runtime.Nodes.Values)
        {
            var path = NodeSetup.PathOf(runtime.Db.Module, node.Profile.Slug);
            node.Equip(new Uri(network.Own, path), await keys.CurrentAsync(node.Profile.Slug, stopping));
        }

        await Task.WhenAll(runtime.Nodes.Values.Select(node => EnrolAsync(node, stopping)));
    }

    private async Task EnrolAsync(Node node, CancellationToken cancellation)
    {
        for (var wait = FirstWait; !cancellation.IsCancellationRequested; wait = wait * 2 < LongestWait ? wait * 2
            : LongestWait)
        {
            try
            {
                if (await IsListedAsync(node, cancellation))
                {
                    LogListed(logger, node.Profile.SubscriberId);
                    return;
                }

                await SubscribeAsync(node, cancellation);
            }
            catch (HttpRequestException refused)
            {
                LogRefused(logger, node.Profile.SubscriberId, refused.Message);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                LogRefused(logger, node.Profile.SubscriberId, "the registry did not answer in time");
            }

            await Task.Delay(wait, clock, cancellation);
        }
    }

    /// <summary>
    /// A registry answers nobody it does not know: until it knows this participant, its 401 says "not listed".
    /// </summary>
    private async Task<bool> IsListedAsync(Node node, CancellationToken cancellation)
    {
        try
        {
            return await IsListedAsAskedAsync(node, cancellation);
        }
        catch (HttpRequestException refused) when (refused.StatusCode == System.Net.HttpStatusCode.Unauthorized)
        {
            return false;
        }
    }

    private async Task<bool> IsListedAsAskedAsync(Node node, CancellationToken cancellation)
    {
        participants.Forget(node.Profile.SubscriberId);
        var now = clock.GetUtcNow();
        foreach (var role in node.Profile.Roles)
        {
            var listed = await participants.FindAsync(
                node, node.Profile.SubscriberId, role.Type, role.Domain, cancellation);
            if (listed?.KeyOf(node.Key.KeyId, now) is null || listed.Uri != node.Uri)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The subscription as ONDC's registry takes it: one entity with its keys, one entry per domain.</summary>
    private async Task SubscribeAsync(Node node, CancellationToken cancellation)
    {
        var (profile, key, now) = (node.Profile, node.Key, clock.GetUtcNow());
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

    [LoggerMessage(LogLevel.Information, "{SubscriberId} is on the network")]
    private static partial void LogListed(ILogger logger, string subscriberId);

    [LoggerMessage(LogLevel.Warning, "{SubscriberId} is not on the network yet: {Reason}")]
    private static partial void LogRefused(ILogger logger, string subscriberId, string reason);
}
