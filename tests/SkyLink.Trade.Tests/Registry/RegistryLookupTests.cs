using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Registry;

/// <summary>What lookups answer, and whom.</summary>
public sealed class RegistryLookupTests(RegistryHost host) : IClassFixture<RegistryHost>
{
    [Fact]
    public async Task A_signed_lookup_finds_by_each_filter()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "filters.example");
        await seller.JoinAsync(seller.SubscribeBody(domain: "ONDC:FLT1"));

        foreach (var (name, right, wrong) in new[]
        {
            ("subscriber_id", "filters.example", "nobody.example"), ("ukId", "key-1", "key-2"),
            ("domain", "ONDC:FLT1", "ONDC:FLT2"), ("country", "IND", "PAK"), ("city", "std:011", "std:999"),
            ("type", "BPP", "BAP"), ("type", "sellerApp", "gateway"),
        })
        {
            var filter = new JsonObject { ["domain"] = "ONDC:FLT1" };
            filter[name] = right;
            Assert.Equal(["filters.example"], (await seller.LookupSignedAsync(filter)).Texts("subscriber_id"));
            filter[name] = wrong;
            Assert.Empty((await seller.LookupSignedAsync(filter)).Texts("subscriber_id"));
        }

        var inCity = await seller.LookupSignedAsync(new JsonObject { ["domain"] = "ONDC:FLT1", ["city"] = "std:011" });
        Assert.Equal(["std:011"], inCity.Texts("city"));
    }

    [Fact]
    public async Task Version_2_refuses_each_kind_of_bad_signature_by_its_code()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "signatures.example");
        await seller.JoinAsync();
        var body = """{"domain":"ONDC:RET10"}"""u8.ToArray();
        using var foreign = Ed25519PrivateKey.Generate();
        var now = host.Clock.GetUtcNow();
        var stranger = new MessageSigner("stranger.example", "key-1", foreign);
        var own = new MessageSigner(seller.SubscriberId, "key-1", seller.Signing);

        var refusals = new Dictionary<string, string?>
        {
            ["AUT_SIGNATURE_MISSING"] = null,
            ["AUT_SIGNATURE_MALFORMED"] = "Signature keyId=\"half\"",
            ["AUT_SUBSCRIBER_UNKNOWN"] = stranger.Sign(body, now, now.AddMinutes(1)),
            ["AUT_KEY_UNKNOWN"] = seller.Sign(body, keyId: "key-9"),
            ["AUT_SIGNATURE_INVALID"] = seller.Sign(body, key: foreign),
            ["AUT_SIGNATURE_EXPIRED"] = own.Sign(body, now.AddMinutes(-5), now.AddMinutes(-1)),
            ["AUT_SIGNATURE_NOT_YET_VALID"] = own.Sign(body, now.AddMinutes(5), now.AddMinutes(6)),
        };
        foreach (var (code, header) in refusals)
        {
            var answer = await seller.PostAsync("/registry/v2.0/lookup", body, header);
            Assert.Equal((HttpStatusCode.Unauthorized, "NACK", code), (answer.Status, answer.Ack, answer.Code));
        }

        var tampered = await seller.PostAsync("/registry/v2.0/lookup", """{"domain":"ONDC:RET11"}"""u8.ToArray(), seller.Sign(body));
        Assert.Equal("AUT_SIGNATURE_INVALID", tampered.Code);
        Assert.Equal(HttpStatusCode.OK, (await seller.PostAsync("/registry/v2.0/lookup", body, seller.Sign(body))).Status);
    }

    [Fact]
    public async Task A_bad_signature_on_the_open_lookup_is_refused_too()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "open.example");
        await seller.JoinAsync();

        var body = """{"subscriber_id":"open.example"}"""u8.ToArray();
        Assert.Equal(["open.example"], (await seller.PostAsync("/registry/lookup", body)).Texts("subscriber_id"));
        Assert.Equal("AUT_KEY_UNKNOWN", (await seller.PostAsync("/registry/lookup", body, seller.Sign(body, keyId: "x"))).Code);
    }

    [Fact]
    public async Task A_vlookup_signed_as_the_published_vector_is_answered()
    {
        var vector = Vector();
        await using var seller = await LoopbackParticipant.StartAsync(host, "vlookup.example");
        seller.Signing = Ed25519PrivateKey.TryRead(vector.GetProperty("signing_private_key").GetString(), out var key)
            ? key
            : throw new InvalidOperationException("The vector has no private key.");
        await seller.JoinAsync();
        var search = vector.GetProperty("signing_string").GetString()!.Split('|');

        var answer = await VerifiedLookupAsync(seller, vector.GetProperty("signature").GetString()!, search);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(answer.Body.EnumerateArray()); // ondc.org itself is not on this network

        search[4] = seller.SubscriberId;
        var changed = await VerifiedLookupAsync(seller, vector.GetProperty("signature").GetString()!, search);
        Assert.Equal((HttpStatusCode.Unauthorized, "AUT_SIGNATURE_INVALID"), (changed.Status, changed.Code));

        var signature = new LookupSignature(search[0], search[1], search[2], search[3], search[4]).Sign(seller.Signing);
        var found = await VerifiedLookupAsync(seller, signature, search);
        Assert.Equal([seller.SubscriberId], found.Texts("subscriber_id"));
        Assert.Equal(["std:080"], found.Texts("city"));
    }

    [Fact]
    public async Task Unknown_senders_of_a_vlookup_are_told_so()
    {
        await using var stranger = await LoopbackParticipant.StartAsync(host, "never-joined.example");
        var answer = await VerifiedLookupAsync(stranger, "AAAA", ["IND", "ONDC:RET10", "sellerApp", "std:080", "x"]);
        Assert.Equal((HttpStatusCode.Unauthorized, "AUT_SUBSCRIBER_UNKNOWN"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task More_entries_than_asked_for_come_in_pages()
    {
        await using var first = await LoopbackParticipant.StartAsync(host, "page-1.example");
        await using var second = await LoopbackParticipant.StartAsync(host, "page-2.example");
        await using var third = await LoopbackParticipant.StartAsync(host, "page-3.example");
        foreach (var seller in new[] { first, second, third })
        {
            await seller.JoinAsync(seller.SubscribeBody(domain: "ONDC:PAGES"));
        }

        var found = new List<string?>();
        string? after = null;
        do
        {
            var page = await first.LookupSignedAsync(
                new JsonObject { ["domain"] = "ONDC:PAGES", ["limit"] = 2, ["after"] = after });
            found.AddRange(page.Texts("subscriber_id"));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(["page-1.example", "page-2.example", "page-3.example"], found);
    }

    [Theory]
    [InlineData("""{"type":"SHOP"}""", "type")]
    [InlineData("""{"limit":501}""", "limit")]
    [InlineData("""{"limit":"5"}""", "$.limit")]
    [InlineData("""{"after":"x"}""", "after")]
    [InlineData("""{"after":"x|y"}""", "after")]
    [InlineData("""{"domain":"a\u0000b"}""", "domain")]
    [InlineData("""{"domain":"a","domain":"b"}""", "$.domain")]
    [InlineData("""["domain"]""", "$")]
    [InlineData("null", "$")]
    [InlineData("", "$")]
    [InlineData("{", "$")]
    public async Task A_lookup_that_cannot_be_read_is_refused_by_its_path(string body, string path)
    {
        await using var asking = await LoopbackParticipant.StartAsync(host, "asking.example");
        var answer = await asking.PostAsync("/registry/lookup", Encoding.UTF8.GetBytes(body));
        Assert.Equal((HttpStatusCode.BadRequest, "151", path), (answer.Status, answer.Code, answer.Path));
    }

    private static Task<Answer> VerifiedLookupAsync(LoopbackParticipant from, string signature, string[] search) =>
        from.PostAsync("/registry/vlookup", new JsonObject
        {
            ["sender_subscriber_id"] = from.SubscriberId,
            ["request_id"] = Guid.CreateVersion7().ToString(),
            ["timestamp"] = "2026-01-01T00:00:00Z",
            ["signature"] = signature,
            ["search_parameters"] = new JsonObject
            {
                ["country"] = search[0],
                ["domain"] = search[1],
                ["type"] = search[2],
                ["city"] = search[3],
                ["subscriber_id"] = search[4],
            },
        });

    private static JsonElement Vector()
    {
        const string file = "beckn/beckn-signing-vectors.json";
        var path = Path.Combine(Environment.GetEnvironmentVariable("SKYLINK_TEST_DATA") ?? BesideCheckout(), file);
        if (!File.Exists(path))
        {
            Assert.Skip($"{file} is neither in SKYLINK_TEST_DATA nor in ../shared/data.");
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return Assert.Single(
            document.RootElement.GetProperty("positive").EnumerateArray(),
            it => it.GetProperty("name").GetString()!.StartsWith("vlookup", StringComparison.Ordinal)).Clone();
    }

    private static string BesideCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SkyLink.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "", "shared", "data");
    }
}
