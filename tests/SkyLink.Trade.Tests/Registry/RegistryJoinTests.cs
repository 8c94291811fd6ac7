using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;
using SkyLink.Testing;

namespace SkyLink.Trade.Registry;

/// <summary>From the first request to the first lookup.</summary>
public sealed class RegistryJoinTests(RegistryHost host) : IClassFixture<RegistryHost>
{
    [Fact]
    public async Task A_newcomer_subscribes_answers_the_challenge_is_approved_and_found()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "join.example");

        var answer = await seller.SubscribeAsync(seller.SubscribeBody(isSpki: true));
        Assert.Equal((HttpStatusCode.OK, "ACK", null), (answer.Status, answer.Ack, answer.Code));
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");
        Assert.Equal("UNDER_SUBSCRIPTION", await host.StatusAsync(seller.SubscriberId));
        Assert.Empty((await LookupAsync(seller)).Body.EnumerateArray());

        using var approved = await host.DecideAsync(seller.SubscriberId, "approve");
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        var entry = Assert.Single((await LookupAsync(seller)).Body.EnumerateArray());

        Assert.Equal("join.example", entry.GetProperty("subscriber_id").GetString());
        Assert.Equal("key-1", entry.GetProperty("ukId").GetString());
        Assert.Equal("BPP", entry.GetProperty("type").GetString());
        Assert.Equal("ONDC:RET10", entry.GetProperty("domain").GetString());
        Assert.Equal("std:080,std:011", entry.GetProperty("city").GetString());
        Assert.Equal("SUBSCRIBED", entry.GetProperty("status").GetString());
        Assert.Equal(seller.Signing.PublicKey.ToBase64(), entry.GetProperty("signing_public_key").GetString());
        Assert.Equal(
            Convert.ToBase64String(seller.Encryption.PublicKey.ToSpki()), entry.GetProperty("encr_public_key").GetString());
        Assert.Equal($"{seller.Address}beckn", entry.GetProperty("subscriber_url").GetString());
        Assert.Equal(1, await host.EventsAsync("trade.registry.participant_changed.v1", seller.SubscriberId, "\"SUBSCRIBED\""));
    }

    [Fact]
    public async Task The_registry_signs_its_challenge_with_the_key_it_publishes()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "signed-challenge.example");
        await seller.JoinAsync();

        using var http = host.CreateClient();
        var published = JsonDocument.Parse(await http.GetStringAsync("/registry/key")).RootElement;
        var key = Ed25519PublicKey.FromBase64(published.GetProperty("signing_public_key").GetString()!);
        var verdict = MessageVerifier.Verify(
            seller.LastAuthorization, seller.LastBody, key, host.Clock.GetUtcNow(),
            published.GetProperty("subscriber_id").GetString());

        Assert.True(verdict.IsValid, verdict.Message);
    }

    [Fact]
    public async Task A_wrong_answer_is_asked_again_and_the_right_one_counts()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "second-try.example");
        seller.Falsify = answer => seller.Challenges == 1 ? answer + "0" : answer;

        await seller.SubscribeAsync();
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");

        Assert.Equal(2, seller.Challenges);
        var checks = (await host.ParticipantAsync(seller.SubscriberId)).GetProperty("subscriptions")[0].GetProperty("checks");
        Assert.Equal(
            [("schema", true), ("challenge", false), ("challenge", true)],
            checks.EnumerateArray().Select(it => (it.GetProperty("name").GetString()!, it.GetProperty("ok").GetBoolean())));
        Assert.Contains("Encryption verification is failed", checks[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_wrong_answers_end_in_failure_without_a_key()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "never-right.example");
        seller.Falsify = _ => "no idea";

        await seller.SubscribeAsync();
        await host.UntilRequestAsync(seller.SubscriberId, "FAILED");

        Assert.Equal(3, seller.Challenges);
        var detail = await host.ParticipantAsync(seller.SubscriberId);
        Assert.Empty(detail.GetProperty("keys").EnumerateArray());
        using var refused = await host.DecideAsync(seller.SubscriberId, "approve");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Fact]
    public async Task Without_the_encryption_key_the_challenge_is_not_passed()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "other-key.example");
        var body = seller.SubscribeBody();
        using var stolen = X25519PrivateKey.Generate();
        body["message"]!["entity"]!["key_pair"]!["encryption_public_key"] = stolen.PublicKey.ToBase64();

        await seller.SubscribeAsync(body);

        await host.UntilRequestAsync(seller.SubscriberId, "FAILED");
    }

    [Fact]
    public async Task The_same_request_twice_is_one_request()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "twice.example");
        var body = seller.SubscribeBody();
        Assert.Equal("ACK", (await seller.SubscribeAsync(body)).Ack);
        Assert.Equal("ACK", (await seller.SubscribeAsync(body)).Ack);

        body["message"]!["entity"]!["country"] = "PAK";
        Assert.Equal((HttpStatusCode.Conflict, "132"), await CodeAsync(seller.SubscribeAsync(body)));
        Assert.Single((await host.ParticipantAsync(seller.SubscriberId)).GetProperty("subscriptions").EnumerateArray());
    }

    [Fact]
    public async Task Asking_again_for_what_is_proven_asks_no_new_question()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "impatient.example");
        var body = seller.SubscribeBody();
        await seller.SubscribeAsync(body);
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");

        body["message"]!["request_id"] = "another request";
        Assert.Equal("ACK", (await seller.SubscribeAsync(body)).Ack);

        Assert.Equal(1, seller.Challenges);
        Assert.Single((await host.ParticipantAsync(seller.SubscriberId)).GetProperty("subscriptions").EnumerateArray());
    }

    [Fact]
    public async Task A_gateway_of_every_domain_is_found_in_each()
    {
        await using var gateway = await LoopbackParticipant.StartAsync(host, "gateway.example");
        await gateway.JoinAsync(gateway.SubscribeBody(type: "gateway", domain: "*"));

        var found = await gateway.LookupSignedAsync(new JsonObject { ["type"] = "BG", ["domain"] = "ONDC:RET99" });

        Assert.Equal(["gateway.example"], found.Texts("subscriber_id"));
        await using var seller = await LoopbackParticipant.StartAsync(host, "greedy.example");
        Assert.Equal(HttpStatusCode.BadRequest, (await seller.SubscribeAsync(seller.SubscribeBody(domain: "*"))).Status);
    }

    [Fact]
    public async Task A_challenge_under_way_survives_a_restart()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "restart.example");
        seller.Hold = new TaskCompletionSource();
        await seller.SubscribeAsync();
        await Eventually.TrueAsync(() => seller.Challenges == 1, "the challenge has arrived");

        await host.RestartAsync();
        Assert.Equal("PENDING", await RequestStateAsync(seller));
        seller.Hold.SetResult();
        host.Clock.Advance(TimeSpan.FromSeconds(30)); // the lease of the one that died

        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");
        Assert.True(seller.Challenges >= 2);
    }

    [Fact]
    public async Task Ten_first_requests_at_once_make_one_participant()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "race.example");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => seller.SubscribeAsync()));

        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests }));
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");
        Assert.Single((await host.ParticipantAsync(seller.SubscriberId)).GetProperty("keys").EnumerateArray());
    }

    private static async Task<(HttpStatusCode, string?)> CodeAsync(Task<Answer> asking)
    {
        var answer = await asking;
        Assert.Equal("NACK", answer.Ack);
        return (answer.Status, answer.Code);
    }

    private async Task<string?> RequestStateAsync(LoopbackParticipant of) =>
        (await host.ParticipantAsync(of.SubscriberId)).GetProperty("subscriptions")[0].GetProperty("state").GetString();

    private static Task<Answer> LookupAsync(LoopbackParticipant of) =>
        of.PostAsync("/registry/lookup", new JsonObject { ["subscriber_id"] = of.SubscriberId });
}
