using System.Net;
using System.Text.Json.Nodes;
using SkyLink.Beckn.Signing;

namespace SkyLink.Trade.Registry;

/// <summary>A registry as it stands in the open: public addresses only, small limits, site verification.</summary>
public sealed class StrictRegistryHost : RegistryHost
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Trade:Registry:ChallengeTimeout"] = "00:00:02",
        ["Trade:Registry:ChallengeAttemptsMax"] = "1",
        ["Trade:Registry:SubscribesPerMinute"] = "10",
        ["Trade:Registry:UnsignedLookupsPerMinute"] = "5",
    };
}

/// <summary>A sandbox: verifies the site, approves by itself, answers signed lookups only.</summary>
public sealed class SandboxRegistryHost : RegistryHost
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Trade:Registry:AllowPrivateAddresses"] = "true",
        ["Trade:Registry:AutoApprove"] = "true",
        ["Trade:Registry:VerifySite"] = "true",
        ["Trade:Registry:AllowUnsignedLookup"] = "false",
        ["Trade:Registry:ChallengeAttemptsMax"] = "1",
    };
}

public sealed class RegistryGuardTests(StrictRegistryHost host) : IClassFixture<StrictRegistryHost>
{
    [Theory]
    [InlineData("http://guard.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("https://guard.example:8443@elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("\\\\\\\\elsewhere.example\\\\")]
    public async Task Addresses_off_the_subscribers_host_or_without_tls_are_refused(string address)
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "guard.example");
        var answer = await seller.SubscribeAsync(BodyWith(seller, address));
        Assert.Equal((HttpStatusCode.BadRequest, "129", "message.entity.callback_url"), (answer.Status, answer.Code, answer.Path));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    public async Task Private_addresses_are_refused_however_they_are_written(string name)
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, name);
        var answer = await seller.SubscribeAsync(BodyWith(seller, $"https://{name}/"));
        Assert.Equal((HttpStatusCode.BadRequest, "129"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_name_that_resolves_to_loopback_is_not_called()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "localhost");
        var answer = await seller.SubscribeAsync(BodyWith(seller, $"https://localhost:{seller.Address.Port}/beckn"));
        Assert.Equal("ACK", answer.Ack);

        await host.UntilRequestAsync("localhost", "FAILED");
        Assert.Equal(0, seller.Challenges);
        var checks = (await host.ParticipantAsync("localhost")).GetProperty("subscriptions")[0].GetProperty("checks");
        Assert.Contains("no public address", checks[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_public_addresses_count_as_such(string address, bool isPublic) =>
        Assert.Equal(isPublic, CallbackAddresses.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task The_eleventh_request_of_a_subscriber_within_a_minute_is_refused()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "flood.example");
        for (var count = 0; count < 10; count++)
        {
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await seller.SubscribeAsync(BodyWith(seller, "ftp://x"))).Status);
        }

        var answer = await seller.SubscribeAsync(BodyWith(seller, "ftp://x"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "NACK"), (answer.Status, answer.Ack));
        await using var other = await LoopbackParticipant.StartAsync(host, "calm.example");
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await other.SubscribeAsync(BodyWith(other, "ftp://x"))).Status);
    }

    [Fact]
    public async Task Unsigned_lookups_are_limited_by_address()
    {
        await using var asking = await LoopbackParticipant.StartAsync(host, "curious.example");
        var statuses = new List<HttpStatusCode>();
        for (var count = 0; count < 6; count++)
        {
            statuses.Add((await asking.PostAsync("/registry/lookup", new JsonObject())).Status);
        }

        Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    private static JsonNode BodyWith(LoopbackParticipant seller, string address)
    {
        var body = seller.SubscribeBody();
        body["message"]!["entity"]!["callback_url"] = address;
        body["message"]!["network_participant"]![0]!["subscriber_url"] = address;
        return body;
    }
}

public sealed class RegistrySandboxTests(SandboxRegistryHost host) : IClassFixture<SandboxRegistryHost>
{
    [Fact]
    public async Task Whoever_passes_site_and_challenge_is_listed_without_a_reviewer()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "sandbox.example");
        seller.Page = SiteVerification.Page(SiteVerification.Sign(seller.Signing, "request-1"));

        await seller.SubscribeAsync(seller.SubscribeBody(requestId: "request-1"));

        await host.UntilAsync(seller.SubscriberId, "SUBSCRIBED");
        var answer = await seller.LookupSignedAsync(new JsonObject { ["subscriber_id"] = seller.SubscriberId });
        Assert.Equal(["sandbox.example"], answer.Texts("subscriber_id"));
    }

    [Fact]
    public async Task A_page_signed_for_another_request_does_not_verify_the_site()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "wrong-page.example");
        seller.Page = SiteVerification.Page(SiteVerification.Sign(seller.Signing, "request-0"));

        await seller.SubscribeAsync(seller.SubscribeBody(requestId: "request-1"));

        await host.UntilRequestAsync(seller.SubscriberId, "FAILED");
        Assert.Equal(0, seller.Challenges);
    }

    [Fact]
    public async Task Unsigned_lookups_can_be_switched_off()
    {
        await using var asking = await LoopbackParticipant.StartAsync(host, "asking.example");
        var answer = await asking.PostAsync("/registry/lookup", new JsonObject());
        Assert.Equal((HttpStatusCode.Unauthorized, "AUT_SIGNATURE_MISSING"), (answer.Status, answer.Code));
    }
}
