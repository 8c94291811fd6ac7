using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SkyLink.Trade.Registry;

/// <summary>Subscribe requests that are not taken.</summary>
public sealed class RegistryRefusalTests(RegistryHost host) : IClassFixture<RegistryHost>
{
    private const string Entity = "message.entity";

    public static TheoryData<string, string, string?> Malformed => new()
    {
        { "context.operation.ops_no", "context.operation.ops_no", "3" },
        { "context.operation.ops_no", "$.context.operation.ops_no", "\"two\"" },
        { "context.operation.ops_no", "message.network_participant[0].type", "1" },
        { "context", "context.operation.ops_no", null },
        { "message", "message.entity.subscriber_id", null },
        { "message.request_id", "message.request_id", null },
        { "message.request_id", "message.request_id", "\"a\\u0007b\"" },
        { "message.timestamp", "message.timestamp", "\"yesterday\"" },
        { "message.timestamp", "message.timestamp", "\"2020-01-01T00:00:00Z\"" },
        { $"{Entity}", "$.message.entity", "[]" },
        { $"{Entity}.subscriber_id", $"{Entity}.subscriber_id", "\"two words\"" },
        { $"{Entity}.subscriber_id", $"{Entity}.subscriber_id", "\"a|b\"" },
        { $"{Entity}.subscriber_id", $"{Entity}.subscriber_id", "\"https://a.example\"" },
        { $"{Entity}.country", $"{Entity}.country", "\"in\"" },
        { $"{Entity}.unique_key_id", $"{Entity}.unique_key_id", "\"a/b\"" },
        { $"{Entity}.callback_url", $"{Entity}.callback_url", null },
        { $"{Entity}.callback_url", $"{Entity}.callback_url", "\"ftp://a.example/\"" },
        { $"{Entity}.callback_url", $"{Entity}.callback_url", "\"http://user:pass@a.example/\"" },
        { $"{Entity}.callback_url", $"{Entity}.callback_url", "\"http://a.example/?x=1\"" },
        { $"{Entity}.key_pair", $"{Entity}.key_pair.signing_public_key", null },
        { $"{Entity}.key_pair.signing_public_key", $"{Entity}.key_pair.signing_public_key", "\"AAAA\"" },
        { $"{Entity}.key_pair.encryption_public_key", $"{Entity}.key_pair.encryption_public_key", "\"AAAA\"" },
        { $"{Entity}.key_pair.valid_until", $"{Entity}.key_pair.valid_until", "\"2020-01-01T00:00:00Z\"" },
        { $"{Entity}.key_pair.valid_until", $"{Entity}.key_pair.valid_until", "\"9999-01-01T00:00:00Z\"" },
        { $"{Entity}.key_pair.valid_from", $"{Entity}.key_pair.valid_until", "\"9998-01-01T00:00:00Z\"" },
        { "message.network_participant", "message.network_participant", "[]" },
        { "message.network_participant", "message.network_participant[0].type", "[null]" },
        { "message.network_participant.0.domain", "message.network_participant[0].domain", "\"\"" },
        { "message.network_participant.0.city_code", "message.network_participant[0].city_code", "[]" },
        { "message.network_participant.0.city_code", "message.network_participant[0].city_code", "[null]" },
        { "message.network_participant.0.subscriber_url", "message.network_participant[0].subscriber_url", "\"file:///etc\"" },
        { "message.network_participant.0.seller_on_record", "message.network_participant[0].seller_on_record",
            """[{"unique_key_id":"s","city_code":["std:080"]}]""" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_request_is_refused_by_the_path_of_its_fault(string at, string path, string? value)
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "faulty.example");
        var body = seller.SubscribeBody();
        Replace(body, at.Split('.'), value);

        var answer = await seller.SubscribeAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, "NACK", path), (answer.Status, answer.Ack, answer.Path));
        Assert.Contains(answer.Code, new[] { "129", "132", "151" });
        Assert.Null(await host.StatusAsync("faulty.example"));
    }

    [Fact]
    public async Task Type_and_domain_may_not_occur_twice()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "doubled.example");
        var body = seller.SubscribeBody();
        var roles = body["message"]!["network_participant"]!.AsArray();
        roles.Add(roles[0]!.DeepClone());

        Assert.Equal("message.network_participant[1]", (await seller.SubscribeAsync(body)).Path);
    }

    [Fact]
    public async Task A_marketplace_keeps_its_sellers_on_record()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "market.example");
        var body = seller.SubscribeBody(operation: 4);
        var role = body["message"]!["network_participant"]![0]!;
        role["msn"] = true;
        role["seller_on_record"] = JsonNode.Parse("""[{"unique_key_id":"shop-1","name":"Shop","city_code":["std:080"]}]""");

        await seller.JoinAsync(body);

        var kept = (await host.ParticipantAsync("market.example")).GetProperty("participations")[0];
        Assert.Equal("msn", kept.GetProperty("kind").GetString());
        Assert.Equal("shop-1", kept.GetProperty("sellers")[0].GetProperty("keyId").GetString());
    }

    [Fact]
    public async Task Bodies_too_large_or_too_deep_are_refused_before_they_are_understood()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "hostile.example");
        var large = await seller.PostAsync("/registry/subscribe", new byte[WireJson.BodyMaxBytes + 1]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "151"), (large.Status, large.Code));

        var deep = new string('[', 5_000) + new string(']', 5_000);
        var answer = await seller.PostAsync("/registry/subscribe", Encoding.UTF8.GetBytes($$"""{"x":{{deep}}}"""));
        Assert.Equal((HttpStatusCode.BadRequest, "151"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Changed_bytes_in_a_good_request_never_break_the_registry()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "fuzz.example");
        var good = Encoding.UTF8.GetBytes(seller.SubscribeBody().ToJsonString());
        for (var round = 0; round < 200; round++)
        {
            // The round's hash says where and what: the same changes on every run.
            var hash = SHA256.HashData(BitConverter.GetBytes(round));
            var bent = good.ToArray();
            for (var change = 0; change <= hash[0] % 3; change++)
            {
                bent[BitConverter.ToUInt16(hash, 1 + (3 * change)) % bent.Length] = hash[3 + (3 * change)];
            }

            var answer = await seller.PostAsync("/registry/subscribe", bent);
            Assert.True((int)answer.Status < 500, $"round {round}: {answer.Status}");
        }
    }

    private static void Replace(JsonNode body, string[] path, string? value)
    {
        var parent = path[..^1].Aggregate(body, (node, name) =>
            int.TryParse(name, out var index) ? node[index]! : node[name]!);
        if (value is null)
        {
            parent.AsObject().Remove(path[^1]);
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(value);
        }
    }
}
