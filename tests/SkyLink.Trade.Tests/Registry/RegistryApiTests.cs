using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SkyLink.Trade.Registry;

/// <summary>What people may see and do.</summary>
public sealed class RegistryApiTests(RegistryHost host) : IClassFixture<RegistryHost>
{
    private const string Root = "/api/v1/registry/participants";

    [Fact]
    public async Task A_partner_applies_subscribes_and_is_approved()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "apply.example");
        var applied = await ApplyAsync(Callers.Partner, "apply.example");
        Assert.Equal("INITIATED", applied.GetProperty("status").GetString());
        Assert.Equal("Apply Limited", applied.GetProperty("name").GetString());

        await seller.JoinAsync();

        using var partner = host.As(Callers.Partner);
        var detail = await partner.GetFromJsonAsync<JsonElement>($"{Root}/apply.example");
        Assert.Equal("SUBSCRIBED", detail.GetProperty("participant").GetProperty("status").GetString());
        Assert.Equal("250000000", detail.GetProperty("application").GetProperty("expectedMonthlySales").GetProperty("units").GetString());
        Assert.Equal(
            ["suspend", "unsubscribe"],
            detail.GetProperty("participant").GetProperty("actions").EnumerateArray().Select(it => it.GetString()));
    }

    [Fact]
    public async Task What_may_be_missing_may_be_missing()
    {
        using var applied = await PostApplicationAsync(Callers.Partner, "least.example", "least", new
        {
            legalName = "Least Limited",
            type = "BPP",
            country = "PAK",
            registrationNumber = "1",
            taxNumber = "2",
            address = "3 Mall Road",
            contacts = new[] { new { name = "Office", email = "office@least.example" } },
        });
        Assert.True(applied.StatusCode == HttpStatusCode.Created, await applied.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_newcomer_is_told_where_the_registry_is()
    {
        using var http = host.As(Callers.Partner);
        var told = await http.GetFromJsonAsync<JsonElement>("/api/v1/registry");
        using var anybody = new HttpClient();
        var key = await anybody.GetFromJsonAsync<JsonElement>($"{told.GetProperty("url").GetString()}/key");
        Assert.Equal(key.GetProperty("subscriber_id").GetString(), told.GetProperty("subscriberId").GetString());
        Assert.Equal("ONDC:RET10", told.GetProperty("domain").GetString());
    }

    [Fact]
    public async Task The_same_application_twice_is_one_and_another_ones_name_is_taken()
    {
        var first = await ApplyAsync(Callers.Partner, "taken.example", key: "once");
        var again = await ApplyAsync(Callers.Partner, "taken.example", key: "once");
        Assert.Equal(first.ToString(), again.ToString());

        using var other = await PostApplicationAsync(Callers.OtherPartner, "taken.example", "mine");
        Assert.Equal((HttpStatusCode.Conflict, "registry.already_known"), await CodeAsync(other));
    }

    [Fact]
    public async Task Participants_of_others_do_not_exist_for_a_partner()
    {
        await ApplyAsync(Callers.Partner, "private.example");
        using var other = host.As(Callers.OtherPartner);
        using var unseen = await other.GetAsync($"{Root}/private.example");
        Assert.Equal((HttpStatusCode.NotFound, "registry.not_found"), await CodeAsync(unseen));
        var list = await other.GetFromJsonAsync<JsonElement>(Root);
        Assert.DoesNotContain("private.example", list.ToString(), StringComparison.Ordinal);
        using var untouched = await host.DecideAsync("private.example", "unsubscribe", caller: Callers.OtherPartner);
        Assert.Equal(HttpStatusCode.NotFound, untouched.StatusCode);
        using var tested = await other.PostAsJsonAsync("/api/v1/registry/self-test", new { subscriberId = "private.example" });
        Assert.Equal(HttpStatusCode.NotFound, tested.StatusCode);

        using var own = host.As(Callers.Partner);
        using var seen = await own.GetAsync($"{Root}/private.example");
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    [Theory]
    [InlineData(Callers.Partner, "approve", HttpStatusCode.Forbidden)]
    [InlineData(Callers.Partner, "suspend", HttpStatusCode.Forbidden)]
    [InlineData(Callers.Buyer, "unsubscribe", HttpStatusCode.Forbidden)]
    [InlineData("nobody", "approve", HttpStatusCode.Unauthorized)]
    public async Task Decisions_belong_to_their_roles(string caller, string action, HttpStatusCode expected)
    {
        await ApplyAsync(Callers.Partner, "roles-of-people.example", key: "roles-of-people");
        using var answer = await host.DecideAsync("roles-of-people.example", action, "why not", caller);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_change_on_top_of_an_unseen_one_is_refused()
    {
        await ApplyAsync(Callers.Partner, "etag.example");
        using var http = host.As(Callers.Operator);
        using var read = await http.GetAsync($"{Root}/etag.example");
        var tag = read.Headers.ETag!.Tag;

        using var stale = await host.DecideAsync("etag.example", "reject", "late", ifMatch: "\"99\"");
        Assert.Equal((HttpStatusCode.PreconditionFailed, "platform.version_mismatch"), await CodeAsync(stale));
        using var fresh = await host.DecideAsync("etag.example", "reject", "no papers", ifMatch: tag);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
        Assert.NotEqual(tag, fresh.Headers.ETag!.Tag);

        var again = await ApplyAsync(Callers.Partner, "etag.example", key: "second attempt");
        Assert.Equal("INITIATED", again.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_list_filters_by_status_type_and_text_and_pages()
    {
        foreach (var name in new[] { "listed-1.example", "listed-2.example", "listed-3.example" })
        {
            await ApplyAsync(Callers.Partner, name);
        }

        (await host.DecideAsync("listed-2.example", "reject", "no")).Dispose();
        Assert.Equal(["listed-2.example"], await ListAsync("text=LISTED-&status=REJECTED"));
        Assert.Equal(["listed-1.example", "listed-2.example", "listed-3.example"], await ListAsync("text=listed-&type=BPP"));
        Assert.Empty(await ListAsync("text=listed-&type=BAP"));

        using var http = host.As(Callers.Operator);
        var page = await http.GetFromJsonAsync<JsonElement>($"{Root}?text=listed-&limit=2");
        Assert.Equal(["listed-3.example"], await ListAsync($"text=listed-&limit=2&after={page.GetProperty("next").GetString()}"));
    }

    [Theory]
    [InlineData("two words", "REG-1", "a@b.example")]
    [InlineData("fine.example", "", "a@b.example")]
    [InlineData("fine.example", "REG-1", "no address")]
    public async Task An_application_must_be_complete(string subscriberId, string registration, string email)
    {
        using var answer = await PostApplicationAsync(
            Callers.Partner, subscriberId, Guid.CreateVersion7().ToString(), registration, email);
        Assert.Equal((HttpStatusCode.BadRequest, "platform.invalid_request"), await CodeAsync(answer));
    }

    [Fact]
    public async Task The_self_test_reports_each_check_of_a_live_and_of_a_dead_participant()
    {
        var seller = await LoopbackParticipant.StartAsync(host, "self-test.example");
        await seller.JoinAsync();
        var alive = await SelfTestAsync("self-test.example");
        Assert.Equal(
            [("key", true), ("status", true), ("reachable", true), ("challenge", true)], alive);

        await seller.DisposeAsync();
        var dead = await SelfTestAsync("self-test.example");
        Assert.Equal(
            [("key", true), ("status", true), ("reachable", false), ("challenge", false)], dead);
    }

    [Fact]
    public async Task The_signature_debugger_shows_what_was_signed_and_what_is_wrong()
    {
        await using var seller = await LoopbackParticipant.StartAsync(host, "debug.example");
        await seller.JoinAsync();
        const string body = """{"context":{"action":"search"}}""";
        var header = seller.Sign(Encoding.UTF8.GetBytes(body));

        var good = await ExplainAsync(header, body, publicKey: null);
        Assert.True(good.GetProperty("ok").GetBoolean());
        Assert.Equal("registry", good.GetProperty("keySource").GetString());
        Assert.Equal("debug.example", good.GetProperty("subscriberId").GetString());
        var lines = good.GetProperty("signingString").GetString()!.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.True(seller.Signing.PublicKey.Verify(
            Encoding.UTF8.GetBytes(good.GetProperty("signingString").GetString()!), SignatureOf(header)));

        var bad = await ExplainAsync(header, body + " ", seller.Signing.PublicKey.ToBase64());
        Assert.Equal("AUT_SIGNATURE_INVALID", bad.GetProperty("code").GetString());
        Assert.Equal("given", bad.GetProperty("keySource").GetString());
        Assert.Equal("AUT_SIGNATURE_MALFORMED", (await ExplainAsync("Signature", body, null)).GetProperty("code").GetString());
    }

    private static byte[] SignatureOf(string header)
    {
        const string name = "signature=\"";
        var start = header.IndexOf(name, StringComparison.Ordinal) + name.Length;
        return Convert.FromBase64String(header[start..^1]);
    }

    private static async Task<(HttpStatusCode, string?)> CodeAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());

    private async Task<JsonElement> ExplainAsync(string header, string body, string? publicKey)
    {
        using var http = host.As(Callers.Partner);
        using var answer = await http.PostAsJsonAsync("/api/v1/registry/self-test/signature", new { header, body, publicKey });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<List<(string, bool)>> SelfTestAsync(string subscriberId)
    {
        using var http = host.As(Callers.Operator);
        using var answer = await http.PostAsJsonAsync("/api/v1/registry/self-test", new { subscriberId });
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return [.. report.GetProperty("checks").EnumerateArray()
            .Select(it => (it.GetProperty("name").GetString()!, it.GetProperty("ok").GetBoolean()))];
    }

    private async Task<List<string?>> ListAsync(string query)
    {
        using var http = host.As(Callers.Operator);
        var page = await http.GetFromJsonAsync<JsonElement>($"{Root}?{query}");
        return [.. page.GetProperty("items").EnumerateArray().Select(it => it.GetProperty("subscriberId").GetString())];
    }

    private async Task<JsonElement> ApplyAsync(string caller, string subscriberId, string? key = null)
    {
        using var answer = await PostApplicationAsync(caller, subscriberId, key ?? subscriberId);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<HttpResponseMessage> PostApplicationAsync(
        string caller, string subscriberId, string key, string registration = "REG-1", string email = "desk@apply.example") =>
        PostApplicationAsync(caller, subscriberId, key, new
        {
            legalName = "Apply Limited",
            type = "BPP",
            country = "PAK",
            registrationNumber = registration,
            taxNumber = "TAX-1",
            address = "1 Canal Road, Lahore",
            contacts = new[] { new { name = "Desk", email, phone = "+92 42 1234567" } },
            expectedMonthlySales = new { units = "250000000", asset = "PKR/2" },
        });

    private async Task<HttpResponseMessage> PostApplicationAsync(
        string caller, string subscriberId, string key, object application)
    {
        using var http = host.As(caller);
        using var request = new HttpRequestMessage(HttpMethod.Post, Root)
        {
            Content = JsonContent.Create(new { subscriberId, application }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }
}
