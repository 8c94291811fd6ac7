using System.Net;
using System.Text.Json.Nodes;
using SkyLink.Cryptography;
using SkyLink.Testing;

namespace SkyLink.Trade.Registry;

/// <summary>Keys come, overlap, end and are taken back; participants stop and go on.</summary>
public sealed class RegistryKeyTests(RegistryHost host) : IClassFixture<RegistryHost>
{
    [Fact]
    public async Task A_listed_participant_brings_a_new_key_signed_with_the_old_one_and_both_hold()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "rotate.example");
        await seller.JoinAsync();
        var old = seller.Signing;
        using var fresh = Ed25519PrivateKey.Generate();
        (seller.KeyId, seller.Signing) = ("key-2", fresh);
        var body = seller.SubscribeBody();

        var unsigned = await seller.SubscribeAsync(body);
        Assert.Equal((HttpStatusCode.Unauthorized, "AUT_SIGNATURE_MISSING"), (unsigned.Status, unsigned.Code));
        var bySelf = await seller.SubscribeSignedAsync(body, "key-2", fresh);
        Assert.Equal("AUT_KEY_UNKNOWN", bySelf.Code);
        Assert.Equal("ACK", (await seller.SubscribeSignedAsync(body, "key-1", old)).Ack);
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");

        Assert.Equal(["key-1", "key-2"], await KeysFoundAsync(seller));
        Assert.Equal("SUBSCRIBED", await host.StatusAsync(seller.SubscriberId));
        old.Dispose();
    }

    [Fact]
    public async Task Another_participant_cannot_bring_a_key_for_this_one()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "victim.example");
        await using var thief = await LoopbackParticipant.StartAsync(host, "thief.example");
        await seller.JoinAsync();
        await thief.JoinAsync();
        seller.KeyId = "key-2";
        var body = seller.SubscribeBody();

        var answer = await thief.SubscribeSignedAsync(body, "key-1", thief.Signing);

        Assert.Equal((HttpStatusCode.Unauthorized, "AUT_SIGNER_MISMATCH"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_key_id_keeps_its_key()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "same-id.example");
        await seller.JoinAsync();
        var old = seller.Signing;
        seller.Signing = Ed25519PrivateKey.Generate();

        var answer = await seller.SubscribeSignedAsync(seller.SubscribeBody(), "key-1", old);

        Assert.Equal((HttpStatusCode.Conflict, "132"), (answer.Status, answer.Code));
        old.Dispose();
    }

    [Fact]
    public async Task A_revoked_key_is_gone_at_once_and_everyone_hears_of_it()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "revoke.example");
        await seller.JoinAsync();
        Assert.Equal(["key-1"], await KeysFoundAsync(seller));

        using var revoked = await host.DecideAsync(seller.SubscriberId, "keys/key-1/revoke", "stolen");
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);

        Assert.Empty(await KeysFoundAsync(seller));
        Assert.Equal("AUT_SUBSCRIBER_NOT_ACTIVE", (await seller.LookupSignedAsync(new JsonObject())).Code);
        Assert.Equal("EXPIRED", await host.StatusAsync(seller.SubscriberId));
        Assert.Equal(1, await host.EventsAsync("trade.registry.key_revoked.v1", seller.SubscriberId, "key-1"));
        Assert.Equal(1, await host.EventsAsync("trade.registry.participant_changed.v1", seller.SubscriberId, "\"EXPIRED\""));
        using var again = await host.DecideAsync(seller.SubscriberId, "keys/key-1/revoke");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, "132"), await RefusalAsync(seller.SubscribeAsync()));
    }

    [Fact]
    public async Task With_a_second_key_the_loss_of_one_is_no_end()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "two-keys.example");
        await seller.JoinAsync();
        var old = seller.Signing;
        (seller.KeyId, seller.Signing) = ("key-2", Ed25519PrivateKey.Generate());
        await seller.SubscribeSignedAsync(seller.SubscribeBody(), "key-1", old);
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");

        (await host.DecideAsync(seller.SubscriberId, "keys/key-1/revoke")).Dispose();

        Assert.Equal(["key-2"], await KeysFoundAsync(seller));
        var body = new JsonObject { ["subscriber_id"] = seller.SubscriberId };
        Assert.Equal(HttpStatusCode.OK, (await seller.LookupSignedAsync(body)).Status);
        seller.KeyId = "key-1";
        (seller.Signing, old) = (old, seller.Signing);
        Assert.Equal("AUT_KEY_REVOKED", (await seller.LookupSignedAsync(body)).Code);
        old.Dispose();
    }

    [Fact]
    public async Task A_suspended_participant_vanishes_until_it_is_reinstated()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "suspend.example");
        await seller.JoinAsync();

        using var silent = await host.DecideAsync(seller.SubscriberId, "suspend");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.StatusCode);
        (await host.DecideAsync(seller.SubscriberId, "suspend", "does not deliver")).Dispose();
        Assert.Empty(await KeysFoundAsync(seller));
        Assert.Equal("AUT_SUBSCRIBER_NOT_ACTIVE", (await seller.LookupSignedAsync(new JsonObject())).Code);
        Assert.Equal((HttpStatusCode.Forbidden, "132"), await RefusalAsync(seller.SubscribeAsync()));

        (await host.DecideAsync(seller.SubscriberId, "reinstate")).Dispose();
        Assert.Equal(["key-1"], await KeysFoundAsync(seller));
        var history = (await host.ParticipantAsync(seller.SubscriberId)).GetProperty("history").EnumerateArray()
            .Select(it => it.GetProperty("what").GetString());
        Assert.Equal(
            ["reinstated", "suspended", "approved", "key key-1 passed the challenge", "asked to be listed"], history);
    }

    [Fact]
    public async Task A_key_whose_time_is_over_is_not_found_and_its_participant_expires()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "expire.example");
        await seller.JoinAsync(seller.SubscribeBody(validUntil: host.Clock.GetUtcNow().AddDays(2)));

        host.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Empty(await KeysFoundAsync(seller));
        await host.UntilAsync(seller.SubscriberId, "EXPIRED");
        var key = (await host.ParticipantAsync(seller.SubscriberId)).GetProperty("keys")[0];
        Assert.Equal("EXPIRED", key.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_new_role_of_a_listed_participant_waits_for_approval()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "roles.example");
        await seller.JoinAsync();
        var body = seller.SubscribeBody(domain: "ONDC:RET11");
        await seller.SubscribeSignedAsync(body, "key-1", seller.Signing);
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");

        Assert.Equal(["ONDC:RET10"], await DomainsAsync(seller));
        (await host.DecideAsync(seller.SubscriberId, "approve")).Dispose();
        Assert.Equal(["ONDC:RET10", "ONDC:RET11"], await DomainsAsync(seller));
        using var nothing = await host.DecideAsync(seller.SubscriberId, "approve");
        Assert.Equal(HttpStatusCode.Conflict, nothing.StatusCode);
    }

    [Fact]
    public async Task What_was_stopped_during_its_challenge_gets_nothing_from_the_answer()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "stopped.example");
        seller.Hold = new TaskCompletionSource();
        await seller.SubscribeAsync();
        await Eventually.TrueAsync(() => seller.Challenges == 1, "the challenge has arrived");
        (await host.DecideAsync(seller.SubscriberId, "reject", "not a company")).Dispose();

        seller.Hold.SetResult();
        await host.UntilRequestAsync(seller.SubscriberId, "PASSED");

        Assert.Equal("REJECTED", await host.StatusAsync(seller.SubscriberId));
        Assert.Empty((await host.ParticipantAsync(seller.SubscriberId)).GetProperty("keys").EnumerateArray());
    }

    private static async Task<(HttpStatusCode, string?)> RefusalAsync(Task<Answer> asking)
    {
        var answer = await asking;
        return (answer.Status, answer.Code);
    }

    private static async Task<List<string?>> KeysFoundAsync(LoopbackParticipant of) =>
        [.. (await FindAsync(of)).Texts("ukId").Order(StringComparer.Ordinal)];

    private static async Task<List<string?>> DomainsAsync(LoopbackParticipant of) =>
        [.. (await FindAsync(of)).Texts("domain").Order(StringComparer.Ordinal)];

    private static Task<Answer> FindAsync(LoopbackParticipant of) =>
        of.PostAsync("/registry/lookup", new JsonObject { ["subscriber_id"] = of.SubscriberId });
}
