using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace SkyLink.Settle.Ledger;

public sealed class LedgerApiTests(LedgerHost host) : IClassFixture<LedgerHost>
{
    private readonly HttpClient http = host.CreateClient("Operator");

    [Fact]
    public async Task An_operator_opens_posts_and_reads_back()
    {
        var accounts = await host.OpenAsync("wallet");
        var opened = await ReadAsync(await http.PutAsJsonAsync($"/api/v1/ledger/accounts/{accounts[0]}:in", new { }));
        Assert.Equal("Ordinary", (string?)opened["kind"]);

        var answer = await PostAsync(accounts[0], Body("world", accounts[0], "340282366920938463463374607431768211"));
        var posted = await ReadAsync(answer);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var read = await ReadAsync(await http.GetAsync(answer.Headers.Location));
        Assert.True(JsonNode.DeepEquals(posted, read), $"{posted} {read}");

        var account = await ReadAsync(await http.GetAsync($"/api/v1/ledger/accounts/{accounts[0]}"));
        Assert.Equal("340282366920938463463374607431768211", (string?)account["balances"]![0]!["units"]);
    }

    [Fact]
    public async Task The_same_key_posts_once_and_another_request_under_it_is_refused()
    {
        var accounts = await host.OpenAsync("a");
        var first = await ReadAsync(await PostAsync(accounts[0], Body("world", accounts[0], "5")));
        var again = await ReadAsync(await PostAsync(accounts[0], Body("world", accounts[0], "5")));
        Assert.True(JsonNode.DeepEquals(first, again));
        await AssertRefusedAsync(
            await PostAsync(accounts[0], Body("world", accounts[0], "6")), 409, "platform.idempotency_key_reused");
        Assert.Equal(5, await host.Ledger.UnitsAsync(accounts[0]));

        using var admin = host.CreateClient("Admin");
        (await admin.SendAsync(RequestOf(accounts[0], Body("world", accounts[0], "5")))).EnsureSuccessStatusCode();
        Assert.Equal(10, await host.Ledger.UnitsAsync(accounts[0]));
    }

    [Theory]
    [InlineData("Buyer", 403, 403)]
    [InlineData("Seller", 403, 403)]
    [InlineData("Partner", 403, 403)]
    [InlineData("Analyst", 200, 403)]
    [InlineData("Nobody", 401, 401)]
    public async Task Roles_may_do_what_they_need(string role, int read, int write)
    {
        using var other = host.CreateClient(role);
        foreach (var path in new[] { "accounts", "transactions", "trial-balance" })
        {
            Assert.Equal(read, (int)(await other.GetAsync($"/api/v1/ledger/{path}")).StatusCode);
        }

        Assert.Equal(write, (int)(await other.SendAsync(RequestOf("x", Body("world", "test:a", "1")))).StatusCode);
        Assert.Equal(write, (int)(await other.PutAsJsonAsync("/api/v1/ledger/accounts/test:x", new { })).StatusCode);
    }

    [Theory]
    [InlineData("""{"description":"d","postings":[]}""")]
    [InlineData("""{"description":null,"reference":"r","postings":[]}""")]
    [InlineData("""{HEAD,"postings":null}""")]
    [InlineData("""{HEAD,"postings":[]}""")]
    [InlineData("""{"description":"","reference":"r","postings":GOOD}""")]
    [InlineData("""{"description":"d","description":"e","reference":"r","postings":GOOD}""")]
    [InlineData("""{HEAD,"postings":[{"to":"a","amount":{"units":"1","asset":"PKR/2"}}]}""")]
    [InlineData("""{HEAD,"postings":[FROMnull}]}""")]
    [InlineData("""{HEAD,"postings":[FROM{"units":"1","asset":"RUPEES"}}]}""")]
    [InlineData("""{HEAD,"postings":[FROM{"units":"1","asset":null}}]}""")]
    [InlineData("""{HEAD,"postings":[FROM{"units":"1e3","asset":"PKR/2"}}]}""")]
    [InlineData("""{HEAD,"postings":[FROM{"units":"1.5","asset":"PKR/2"}}]}""")]
    [InlineData("""{HEAD,"postings":[FROM{"units":"999999999999999999999999999999999999999999","asset":"PKR/2"}}]}""")]
    [InlineData("""{"description":"d","reference":"r","metadata":{"a":1},"postings":GOOD}""")]
    [InlineData("""{"description":"\ud800","reference":"r","postings":GOOD}""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"description":""")]
    public async Task A_malformed_request_is_a_400(string json)
    {
        var answer = await http.SendAsync(RequestOf("malformed", Filled(json)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("{", "This is not JSON: Expected depth to be zero at the end of the JSON payload (line 1, byte 2).")]
    [InlineData("[]", "The body is not what is expected there (line 1, byte 2).")]
    [InlineData("{}", "The body lacks 'description', 'reference', 'postings' (line 1, byte 3).")]
    [InlineData("""{"description":null}""", "$.description must not be null (line 1, byte 20).")]
    [InlineData("""{"description":7}""", "$.description is not what is expected there (line 1, byte 17).")]
    [InlineData("""{"reference":"a","reference":"b"}""", "$.reference is there twice (line 1, byte 30).")]
    [InlineData("", "The body is missing.")]
    public async Task A_malformed_request_is_told_what_is_wrong_and_where(string json, string detail)
    {
        var answer = await http.SendAsync(RequestOf("malformed", json));
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("platform.malformed_request", (string?)problem["code"]);
        Assert.Equal(detail, (string?)problem["detail"]);
    }

    [Theory]
    [InlineData("accounts?limit=many", "limit cannot be \"many\".")]
    [InlineData("transactions?limit=1e9", "limit cannot be \"1e9\".")]
    public async Task A_value_that_cannot_be_read_is_named(string path, string detail)
    {
        var answer = await http.GetAsync($"/api/v1/ledger/{path}");
        Assert.Equal(detail, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]);
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        using var request = RequestOf("none", Filled("""{HEAD,"postings":GOOD}"""));
        request.Headers.Remove("Idempotency-Key");
        var answer = await http.SendAsync(request);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("Idempotency-Key is missing from the header.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task The_same_request_without_a_flaw_is_read() => await AssertRefusedAsync(
        await http.SendAsync(RequestOf("well formed", Filled("""{HEAD,"postings":GOOD}"""))), 404, "ledger.unknown_account");

    [Theory]
    [InlineData("0", "world", "test:a", "ledger.amount_not_positive")]
    [InlineData("-5", "world", "test:a", "ledger.amount_not_positive")]
    [InlineData("100000000000000000000000000000000000000", "world", "test:a", "ledger.amount_too_large")]
    [InlineData("1", "world", "world", "ledger.same_account")]
    [InlineData("1", "world", "no spaces", "ledger.invalid_account")]
    [InlineData("1", "test:a", "world", "ledger.insufficient_funds")]
    public async Task A_posting_against_the_rules_is_a_422_and_the_key_stays_free(
        string units, string from, string to, string code)
    {
        await host.OpenAsync();
        await host.Ledger.OpenAsync(new OpenAccount("test:a"), CancellationToken.None);
        var key = $"{units}{from}{to}";
        await AssertRefusedAsync(await PostAsync(key, Body(from, to, units)), 422, code);
        var accounts = await host.OpenAsync("a");
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(key, Body("world", accounts[0], "1"))).StatusCode);
    }

    [Theory]
    [InlineData("accounts?limit=0", 400)]
    [InlineData("accounts?limit=201", 400)]
    [InlineData("accounts?limit=many", 400)]
    [InlineData("accounts?prefix=a%00", 400)]
    [InlineData("accounts?prefix=%25", 400)]
    [InlineData("accounts?after=%F0%9F%98%80", 400)]
    [InlineData("accounts/no%20such%01one", 404)]
    [InlineData("accounts/nobody", 404)]
    [InlineData("accounts/nobody/entries?asset=PKR/2", 404)]
    [InlineData("accounts/world/entries", 400)]
    [InlineData("accounts/world/entries?asset=rupees", 400)]
    [InlineData("accounts/world/entries?asset=PKR/2&after=0", 400)]
    [InlineData("accounts/world/entries?asset=PKR/2&after=99999999999999999999", 400)]
    [InlineData("transactions?after=-1", 400)]
    [InlineData("transactions?reference=%00", 400)]
    [InlineData("transactions?reference=%27%20or%201=1", 200)]
    [InlineData("transactions/00000000-0000-0000-0000-000000000000", 404)]
    [InlineData("transactions/1", 404)]
    public async Task A_question_that_makes_no_sense_is_refused(string path, int status)
    {
        await host.OpenAsync();
        var answer = await http.GetAsync($"/api/v1/ledger/{path}");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(
            status == 200 ? "application/json" : "application/problem+json",
            answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Posting_needs_a_key(string? key) =>
        Assert.Equal(400, (int)(await http.SendAsync(RequestOf(key, Body("world", "test:a", "1")))).StatusCode);

    [Fact]
    public async Task An_accounts_entries_are_read_page_by_page_latest_first()
    {
        var accounts = await host.OpenAsync("a");
        foreach (var units in Enumerable.Range(1, 5))
        {
            await host.Ledger.PostAsync(("world", accounts[0], units));
        }

        var url = $"/api/v1/ledger/accounts/{accounts[0]}/entries?asset=PKR/2&limit=2";
        var pages = await PagesAsync(url);
        Assert.Equal([2, 2, 1], pages.Select(page => page.Count));
        var entries = pages.SelectMany(it => it).ToList();
        Assert.Equal(["5", "4", "3", "2", "1"], entries.Select(it => (string?)it!["amount"]!["units"]));
        Assert.Equal(["15", "10", "6", "3", "1"], entries.Select(it => (string?)it!["balance"]!["units"]));
    }

    [Fact]
    public async Task Accounts_are_read_by_prefix_and_name()
    {
        var accounts = await host.OpenAsync("z", "a", "Z", "m.1", "m:1");
        var prefix = accounts[0][..^1];
        await host.Ledger.PostAsync(("world", accounts[1], 3));
        var pages = await PagesAsync($"/api/v1/ledger/accounts?prefix={prefix}&limit=2");
        var found = pages.SelectMany(it => it).ToList();
        Assert.Equal(["Z", "a", "m.1", "m:1", "z"], found.Select(it => ((string?)it!["account"])![prefix.Length..]));
        Assert.Equal("3", (string?)found[1]!["balances"]![0]!["units"]);
        Assert.Empty(found[2]!["balances"]!.AsArray());
    }

    [Fact]
    public async Task Transactions_are_read_by_reference_with_their_postings_in_order()
    {
        var accounts = await host.OpenAsync("a", "b");
        var requests = Enumerable.Range(1, 3).Select(n => Moving.Of(
            ("world", accounts[0], n), ("world", accounts[1], n), (accounts[1], accounts[0], n)) with
        {
            Reference = accounts[0],
            Metadata = new Dictionary<string, string> { ["n"] = $"{n}" },
        }).ToList();
        foreach (var request in requests)
        {
            (await host.Ledger.PostAsync(request, CancellationToken.None)).Value();
        }

        var pages = await PagesAsync($"/api/v1/ledger/transactions?reference={accounts[0]}&limit=2");
        var read = pages.SelectMany(it => it).Select(it => (string?)it!["metadata"]!["n"]);
        Assert.Equal(["3", "2", "1"], read);
        Assert.Equal(
            [("world", accounts[0]), ("world", accounts[1]), (accounts[1], accounts[0])],
            pages[0][0]!["postings"]!.AsArray().Select(it => ((string)it!["from"]!, (string)it["to"]!)));
        Assert.NotEmpty((await PagesAsync("/api/v1/ledger/transactions?limit=200"))[0]);
    }

    /// <summary>Puts in what a test of one flaw does not want to repeat.</summary>
    private static string Filled(string json) => json
        .Replace("HEAD", "\"description\":\"d\",\"reference\":\"r\"", StringComparison.Ordinal)
        .Replace("GOOD", "[FROM{\"units\":\"1\",\"asset\":\"PKR/2\"}}]", StringComparison.Ordinal)
        .Replace("FROM", "{\"from\":\"world\",\"to\":\"a\",\"amount\":", StringComparison.Ordinal);

    private static string Body(string from, string to, string units) => new JsonObject
    {
        ["description"] = "By hand",
        ["reference"] = "test",
        ["postings"] = new JsonArray(new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["amount"] = new JsonObject { ["units"] = units, ["asset"] = Moving.Rupees },
        }),
    }.ToJsonString();

    private static HttpRequestMessage RequestOf(string? key, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ledger/transactions")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return request;
    }

    private Task<HttpResponseMessage> PostAsync(string key, string json) => http.SendAsync(RequestOf(key, json));

    private async Task<List<JsonArray>> PagesAsync(string url)
    {
        var pages = new List<JsonArray>();
        for (var next = ""; next is not null;)
        {
            var page = await ReadAsync(await http.GetAsync(next.Length == 0 ? url : $"{url}&after={next}"));
            pages.Add(page["items"]!.AsArray());
            next = (string?)page["next"];
        }

        return pages;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!;
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, int status, string code)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)problem!["code"]));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
