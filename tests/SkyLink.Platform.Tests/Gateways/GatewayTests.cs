using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Gateways;

public sealed class GatewayTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("GET", "/api/v1/doors/nothing")]
    [InlineData("POST", "/protocol/on_search")]
    [InlineData("POST", "/inside/IIdentity/AuthenticateAsync")]
    [InlineData("POST", "/inside/events/platform.doors")]
    [InlineData("GET", "/api/v1/doors/../../../inside/events/platform.doors")]
    [InlineData("GET", "/api/v1/doors/%2e%2e/%2e%2e/%2e%2e/api/v1/doors/operations")]
    [InlineData("GET", "/api/v1/doors/operations")]
    public async Task What_is_not_declared_for_the_web_is_not_there(string method, string path)
    {
        using var http = GatewayHost.ClientOf(host.Web, "operator");
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("platform.unknown_route", await CodeOf(answer));
    }

    [Fact]
    public async Task Operators_reach_their_endpoints_through_their_own_gateway()
    {
        using var http = GatewayHost.ClientOf(host.Admin, "operator");
        Assert.Equal("\"run\"", await http.GetStringAsync("/api/v1/doors/operations"));
        await MeasuredAsync(http);
        var services = await http.GetFromJsonAsync<List<ServicesAnswer>>("/services", Http.Json.Options);
        Assert.Contains(services!.Single().Modules, module => module.Name == "platform.doors");
        using var buyer = GatewayHost.ClientOf(host.Admin, "buyer");
        using var refused = await buyer.GetAsync("/api/v1/doors/operations");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_network_that_is_not_allowed_learns_nothing_from_the_gateway_for_operators()
    {
        host.Configuration["Platform:Gateways:AdminNetworks:0"] = "10.9.0.0/16";
        host.Configuration.Reload();
        try
        {
            using var http = GatewayHost.ClientOf(host.Admin, "operator");
            using var answer = await http.GetAsync("/api/v1/doors/operations");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("gateways.network_not_allowed", await CodeOf(answer));
        }
        finally
        {
            host.Configuration["Platform:Gateways:AdminNetworks:0"] = "127.0.0.0/8";
            host.Configuration.Reload();
        }
    }

    [Fact]
    public async Task Token_and_cookie_pass_and_a_cookie_without_our_header_does_not_write()
    {
        using var bearer = GatewayHost.ClientOf(host.Web, "buyer");
        Assert.Equal("\"Bina\"", await bearer.GetStringAsync("/api/v1/doors/mine"));
        using var browser = GatewayHost.ClientOf(host.Web);
        browser.DefaultRequestHeaders.Add("Cookie", "skylink_session=buyer");
        Assert.Equal("\"Bina\"", await browser.GetStringAsync("/api/v1/doors/mine"));
        using var forged = await browser.PostAsync("/api/v1/doors/mine", content: null);
        Assert.Equal("platform.cross_site", await CodeOf(forged));
        browser.DefaultRequestHeaders.Add("X-SkyLink-Request", "1");
        using var own = await browser.PostAsync("/api/v1/doors/mine", content: null);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        using var nobody = GatewayHost.ClientOf(host.Web, "stranger");
        using var refused = await nobody.GetAsync("/api/v1/doors/mine");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task What_a_client_claims_about_itself_does_not_reach_a_service()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/doors/echo");
        request.Headers.Add("X-Forwarded-For", "6.6.6.6");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Forwarded", "for=6.6.6.6");
        request.Headers.Add("X-SkyLink-Inside", "1:00");
        request.Headers.Add("traceparent", "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01");
        request.Headers.Add("baggage", "correlation=forged");
        request.Headers.Add(Correlation.Header, "order-9");
        using var answer = await http.SendAsync(request);
        var seen = (await answer.Content.ReadFromJsonAsync<Dictionary<string, string>>())!;
        Assert.Equal("127.0.0.1", seen["remote"]);
        Assert.DoesNotContain(seen.Values, value => value.Contains("6.6.6.6", StringComparison.Ordinal));
        Assert.DoesNotContain("forwarded", seen.Keys);
        Assert.DoesNotContain("x-skylink-inside", seen.Keys);
        Assert.DoesNotContain("aaaaaaaaaaaaaaaa", seen["traceparent"], StringComparison.Ordinal);
        Assert.Equal("correlation=order-9", seen["baggage"].Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("order-9", answer.Headers.GetValues(Correlation.Header).Single());
        Assert.Equal("1.1 skylink", seen["via"]);
    }

    [Fact]
    public async Task A_request_that_goes_in_circles_ends()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        http.DefaultRequestHeaders.Add("Via", "1.1 a, 1.1 b, 1.1 c, 1.1 d, 1.1 e");
        using var answer = await http.GetAsync("/api/v1/doors/echo");
        Assert.Equal(508, (int)answer.StatusCode);
        Assert.Equal("gateways.loop", await CodeOf(answer));
    }

    [Fact]
    public async Task Events_of_a_stream_arrive_one_by_one()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var answer = await http.GetAsync("/api/v1/doors/stream", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal($"data: {i}", await lines.ReadLineAsync()); // The next is written only when this was read.
            Assert.Equal("", await lines.ReadLineAsync());
            host.Doors.StreamGoesOn.Release();
        }

        Assert.Null(await lines.ReadLineAsync());
    }

    [Fact]
    public async Task Whoever_runs_the_platform_reads_services_and_metrics_at_the_gateway_for_the_web_and_nobody_else()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        await MeasuredAsync(http);
        await Testing.Eventually.TrueAsync( // A process that answers late is left out.
            async () => (await http.GetStringAsync("/services")).Contains("platform.doors", StringComparison.Ordinal),
            "the list of services");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "127.0.0.1"); // From behind a proxy nobody vouched for.
        foreach (var path in new[] { "/services", "/metrics" })
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal("platform.unknown_route", await CodeOf(answer));
        }
    }

    /// <summary>A request is measured once its answer is sent.</summary>
    private static HttpClient Marked(Uri gateway, string mark, string? token = null)
    {
        var http = GatewayHost.ClientOf(gateway, token);
        http.DefaultRequestHeaders.Add("X-Correlation-Id", mark);
        return http;
    }

    private async Task<List<JsonElement>> NotedAsync(string mark)
    {
        var found = await host.Database.ScalarAsync<string>($"""
            select coalesce(json_agg(convert_from(entry, 'UTF8')::json order by number), '[]')::text
              from platform_gateways.audit_outbox
             where convert_from(entry, 'UTF8')::json ->> 'correlation' = '{mark}'
            """);
        return [.. JsonElement.Parse(found).EnumerateArray()];
    }

    private static Task MeasuredAsync(HttpClient http) => Testing.Eventually.TrueAsync(
        async () => (await http.GetStringAsync("/metrics"))
            .Contains("api_request_duration_seconds", StringComparison.Ordinal),
        "the figures of requests");

    [Fact]
    public async Task What_an_operator_asks_is_noted_with_its_outcome()
    {
        var mark = Guid.CreateVersion7().ToString("n");
        using var http = Marked(host.Admin, mark, "operator");
        using var done = await http.GetAsync("/api/v1/doors/operations");
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.False(done.Headers.Contains("X-SkyLink-Caller"), "a client is told what is meant for the gateway");
        using var buyer = Marked(host.Admin, mark, "buyer");
        using var refused = await buyer.PostAsync("/api/v1/doors/mine", content: null);
        using var stranger = Marked(host.Admin, mark);
        using var unknown = await stranger.GetAsync("/api/v1/doors/mine");
        using var web = Marked(host.Web, mark, "buyer");
        using var elsewhere = await web.GetAsync("/api/v1/doors/mine");
        List<JsonElement> noted = [];
        await Testing.Eventually.TrueAsync(async () =>
        {
            noted = await NotedAsync(mark);
            return noted.Count == 6;
        }, "three requests and their outcomes", TimeSpan.FromMinutes(1));
        Assert.Equal(
            [
                "asked GET /api/v1/doors/operations", "answered GET /api/v1/doors/operations",
                "asked POST /api/v1/doors/mine", "answered POST /api/v1/doors/mine",
                "asked GET /api/v1/doors/mine", "answered GET /api/v1/doors/mine",
            ],
            noted.Select(it => it.GetProperty("action").GetString()));
        var answered = noted.FindAll(it => it.GetProperty("action").GetString()!.StartsWith("answered", StringComparison.Ordinal));
        Assert.Equal(["200", "200", "401"], answered.Select(it => it.GetProperty("target").GetProperty("status").GetString()));
        Assert.Equal(Guid.Empty, answered[0].GetProperty("actor").GetProperty("user").GetGuid()); // Everybody's id in these tests.
        Assert.Equal(JsonValueKind.Null, answered[2].GetProperty("actor").ValueKind);
    }

    [Fact]
    public async Task What_cannot_be_noted_is_not_done()
    {
        await host.Database.ExecuteAsync("alter table platform_gateways.audit_outbox rename to audit_away");
        try
        {
            using var http = GatewayHost.ClientOf(host.Admin, "operator");
            using var answer = await http.GetAsync("/api/v1/doors/operations");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("gateways.audit_unavailable", await CodeOf(answer));
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        finally
        {
            await host.Database.ExecuteAsync("alter table platform_gateways.audit_away rename to audit_outbox");
        }
    }

    [Fact]
    public async Task An_answer_that_is_the_same_for_everybody_is_asked_for_once()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var buyer = GatewayHost.ClientOf(host.Web, "buyer");
        var first = await http.GetStringAsync("/api/v1/doors/shared");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number =>
            (number % 2 == 0 ? http : buyer).GetStringAsync("/api/v1/doors/shared")));
        Assert.All(answers, answer => Assert.Equal(first, answer));
        Assert.NotEqual(first, await http.GetStringAsync("/api/v1/doors/shared?of=another"));
        Assert.NotEqual(
            await http.GetStringAsync("/api/v1/doors/echo"), await buyer.GetStringAsync("/api/v1/doors/echo"));
    }

    [Fact]
    public async Task An_endpoint_that_will_go_says_when_and_where_to_go_instead()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var answer = await http.GetAsync("/api/v1/doors/old");
        Assert.Equal("@1767225600", answer.Headers.GetValues("Deprecation").Single());
        Assert.Equal("Wed, 30 Jun 2027 00:00:00 GMT", answer.Headers.GetValues("Sunset").Single());
        Assert.Equal("</api/v2/doors>; rel=\"successor-version\"", answer.Headers.GetValues("Link").Single());
    }

    [Fact]
    public async Task Too_many_guesses_are_refused_with_the_time_to_wait()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add(await http.PostAsync("/api/v1/doors/guess", content: null));
        }

        // Two minutes may meet during the test: then there are ten at most.
        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), 5, 10);
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("gateways.too_many_requests", await CodeOf(refused));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.StartsWith("\"credential\";r=0;t=", refused.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.Equal("\"credential\";q=5;w=60", answers[0].Headers.GetValues("RateLimit-Policy").Single());
        answers.ForEach(answer => answer.Dispose());
    }

    [Fact]
    public async Task A_service_that_is_away_or_slow_is_told_as_such()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var away = await http.GetAsync("/api/v1/away");
        Assert.Equal(HttpStatusCode.BadGateway, away.StatusCode);
        Assert.Equal("platform.service_unreachable", await CodeOf(away));
        using var slow = await http.GetAsync("/api/v1/doors/slow");
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow.StatusCode);
        Assert.Equal("platform.service_timeout", await CodeOf(slow));
    }

    [Fact]
    public async Task An_entity_tag_saves_the_body_and_a_long_answer_is_compressed()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var full = await http.GetAsync("/api/v1/doors/tagged");
        Assert.Equal("br", full.Content.Headers.ContentEncoding.Single());
        http.DefaultRequestHeaders.IfNoneMatch.Add(full.Headers.ETag!);
        using var same = await http.GetAsync("/api/v1/doors/tagged");
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        http.DefaultRequestHeaders.IfNoneMatch.Clear();
        http.DefaultRequestHeaders.IfNoneMatch.Add(new EntityTagHeaderValue("\"6\""));
        using var changed = await http.GetAsync("/api/v1/doors/tagged");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task What_is_told_beside_the_row_counts_for_readers_and_not_for_writers()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var first = await http.GetAsync("/api/v1/doors/noted");
        http.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await http.GetAsync("/api/v1/doors/noted");
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.NotEqual(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.True(ETags.Matches(first.Headers.ETag!.Tag, version: 7));
        Assert.True(ETags.Matches(second.Headers.ETag!.Tag, version: 7));
        Assert.False(ETags.Matches(second.Headers.ETag!.Tag, version: 70));
        Assert.False(ETags.Matches("\"70-0123456789abcdef\"", version: 7));
    }

    [Fact]
    public async Task The_console_is_served_with_a_policy_for_browsers()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        foreach (var path in new[] { "/", "/trade/registry", "/orders/7" })
        {
            using var page = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Contains("<title>SkyLink", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        }

        using var script = await http.GetAsync("/assets/main-abc123.js");
        Assert.Contains("immutable", script.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var missing = await http.GetAsync("/assets/gone.js");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var outside = await http.GetAsync("/..%2f..%2fetc%2fpasswd");
        Assert.DoesNotContain("root:", await outside.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_named_origins_may_call_from_a_browser()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        foreach (var (origin, isAllowed) in new[] { ("https://shop.example", true), ("https://evil.example", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/doors/mine");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "GET");
            using var answer = await http.SendAsync(request);
            Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task A_route_is_closed_and_opened_without_a_restart()
    {
        using var http = GatewayHost.ClientOf(host.Web, "buyer");
        host.Configuration["Platform:Gateways:Closed:0"] = "GET /api/v1/doors/mine";
        host.Configuration.Reload();
        await Testing.Eventually.TrueAsync(async () =>
        {
            using var closed = await http.GetAsync("/api/v1/doors/mine");
            return closed.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
        }, "the closed route");
        host.Configuration["Platform:Gateways:Closed:0"] = "";
        host.Configuration.Reload();
        await Testing.Eventually.TrueAsync(async () =>
        {
            using var open = await http.GetAsync("/api/v1/doors/mine");
            return open.StatusCode == HttpStatusCode.OK;
        }, "the opened route");
    }

    [Fact]
    public async Task Health_is_told_of_everything_behind_the_gateway()
    {
        using var http = GatewayHost.ClientOf(host.Web);
        using var answer = await http.GetAsync("/health");
        var health = (await answer.Content.ReadFromJsonAsync<HealthAnswer>(Http.Json.Options))!;
        Assert.Contains(health.Checks, check => check is { Name: "platform.doors", Status: "Healthy" });
        Assert.Equal("Unhealthy", health.Status); // One process is away.
        Assert.Contains(health.Checks, check => check.Name == "process on port 9");
    }

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
