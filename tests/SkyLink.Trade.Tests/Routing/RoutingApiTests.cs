using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform;
using SkyLink.Testing;
using SkyLink.Trade.Buyers;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Routing;

/// <summary>Rules and dry runs of the gateway, over HTTP.</summary>
public sealed class RoutingApiTests(BuyersHost host) : IClassFixture<BuyersHost>
{
    private const string Rules = "/api/v1/routing/rules";

    private readonly HttpClient http = host.As(Role.Operator, Guid.CreateVersion7());

    [Fact]
    public async Task A_rule_is_added_changed_by_who_saw_it_last_and_removed()
    {
        var rule = await AddAsync(Except(ShopModule.First));
        using var changed = await PutAsync(rule.Id, Except(ShopModule.Second), "\"1\"");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("\"2\"", changed.Headers.ETag?.Tag);
        using var stale = await PutAsync(rule.Id, Except(ShopModule.First), "\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal(["rusk-corner.example"], (await ListAsync()).Single(it => it.Id == rule.Id).Effect.Sellers);
        using var removed = await http.DeleteAsync($"{Rules}/{rule.Id}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var gone = await PutAsync(rule.Id, Except(ShopModule.First), "\"2\"");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Removing_a_rule_that_is_not_there_is_no_news()
    {
        var before = await NewsAsync();
        using var gone = await http.DeleteAsync($"{Rules}/{Guid.CreateVersion7()}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(before, await NewsAsync());
    }

    [Fact]
    public async Task The_same_rule_under_the_same_key_is_added_once()
    {
        var key = Guid.CreateVersion7().ToString();
        var (first, again) = (await AddAsync(Off(), key), await AddAsync(Off(), key));
        Assert.Equal(first.Id, again.Id);
        await http.DeleteAsync($"{Rules}/{first.Id}");
    }

    [Theory]
    [InlineData("""{"rank":-1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Only","sellers":[]}}""")]
    [InlineData("""{"rank":1,"name":"","isEnabled":true,"conditions":{},"effect":{"verb":"Only","sellers":[]}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Ban","sellers":[]}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Limit","sellers":[],"atMost":0}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Weigh","sellers":[],"weight":0}}""")]
    [InlineData(
        """{"rank":1,"name":"x","isEnabled":true,"conditions":{"nearGps":"here","withinKm":5},"effect":{"verb":"Only","sellers":[]}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{"nearGps":"31.5,74.3"},"effect":{"verb":"Only","sellers":[]}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Only"}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Limit","sellers":[]}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Limit","sellers":["a"],"atMost":2}}""")]
    [InlineData("""{"rank":1,"name":"x","isEnabled":true,"conditions":{},"effect":{"verb":"Only","sellers":[""]}}""")]
    [InlineData(
        """{"rank":1,"name":"x","isEnabled":true,"conditions":{"area":["1,1","1,2"]},"effect":{"verb":"Only","sellers":[]}}""")]
    [InlineData(
        """{"rank":1,"name":"x","isEnabled":true,"conditions":{"area":["1,1","1,2","91,0"]},"effect":{"verb":"Only","sellers":[]}}""")]
    [InlineData(
        """{"rank":1,"name":"x","isEnabled":true,"conditions":{"priceMaxFrom":9,"priceMaxBelow":9}"""
        + ""","effect":{"verb":"Only","sellers":[]}}""")]
    [InlineData("""{"rank":1,"name":"x","name":"y","isEnabled":true,"conditions":{},"effect":{"verb":"Only","sellers":[]}}""")]
    public async Task A_rule_that_means_nothing_is_refused(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Rules)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_dry_run_and_a_search_agree_on_who_is_left_out()
    {
        var shopper = await host.ShopperAsync(0);
        await shopper.SearchAsync();
        var rule = await AddAsync(Except(ShopModule.Second) with { Conditions = new RuleConditions(Word: "rusk") });
        try
        {
            Assert.Equal([ShopModule.First], await ChosenAsync("a rusk"));
            Assert.Equal([ShopModule.Second, ShopModule.First], await ChosenAsync("tea"));
            Assert.Equal([ShopModule.First], await AnswerersAsync(shopper, "a rusk"));
        }
        finally
        {
            await http.DeleteAsync($"{Rules}/{rule.Id}");
        }
    }

    [Fact]
    public async Task A_seller_that_does_not_answer_leaves_the_results_until_it_does()
    {
        var shopper = await host.ShopperAsync(0);
        await shopper.SearchAsync();
        var reachability = host.Services.GetRequiredService<Reachability>();
        for (var failure = 0; failure < 12; failure++)
        {
            reachability.Failed(ShopModule.Second); // The pause grows to its longest: a test on a busy machine needs it.
        }

        var decisions = await DryRunAsync("tea");
        Assert.Contains("did not answer lately", decisions.Single(it => it.SubscriberId == ShopModule.Second).Because);
        Assert.Equal([ShopModule.First], await AnswerersAsync(shopper, "tea"));
        host.Clock.Advance(TimeSpan.FromSeconds(15)); // Then one message goes to see whether it is back.
        await Eventually.TrueAsync(
            async () => (await AnswerersAsync(shopper, "tea")).Count == 2, "it is asked again");
    }

    [Fact]
    public async Task Rules_are_no_business_of_a_shopper()
    {
        var shopper = await host.ShopperAsync(0);
        using var answer = await shopper.Http.GetAsync(Rules);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static RuleDraft Except(string seller) =>
        new(
            10, "Not this one", IsEnabled: true, new RuleConditions(Word: "nothing-has-this-word"),
            new RuleEffect(RuleVerb.Except, [seller]));

    private static RuleDraft Off() => Except(ShopModule.First) with { IsEnabled = false };

    private async Task<Rule> AddAsync(RuleDraft draft, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Rules)
        {
            Content = JsonContent.Create(draft, options: BuyersHost.Json),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<Rule>(BuyersHost.Json))!;
    }

    private async Task<HttpResponseMessage> PutAsync(Guid id, RuleDraft draft, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Rules}/{id}")
        {
            Content = JsonContent.Create(draft, options: BuyersHost.Json),
        };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await http.SendAsync(request);
    }

    private async Task<IReadOnlyList<Rule>> ListAsync()
    {
        var page = await http.GetFromJsonAsync<JsonElement>(Rules);
        return page.GetProperty("items").Deserialize<List<Rule>>(BuyersHost.Json)!;
    }

    private async Task<List<DecisionView>> DryRunAsync(string text)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/routing/dry-run", new { text, domain = ShopModule.Domain });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<List<DecisionView>>(BuyersHost.Json))!;
    }

    private async Task<IReadOnlyList<string>> ChosenAsync(string text) =>
        [.. (await DryRunAsync(text)).Where(it => it.IsChosen).Select(it => it.SubscriberId)];

    /// <summary>Who has answered when all had their time.</summary>
    /// <summary>Who answered within a search's time; on a busy machine that may be nobody, and then one asks again.</summary>
    private static async Task<IReadOnlyList<string>> AnswerersAsync(Shopper shopper, string text)
    {
        IReadOnlyList<string> answerers = [];
        await Eventually.TrueAsync(
            async () => (answerers = await AnswerersOfOneSearchAsync(shopper, text)).Count > 0, "somebody answers");
        return answerers;
    }

    private static async Task<IReadOnlyList<string>> AnswerersOfOneSearchAsync(Shopper shopper, string text)
    {
        using var started = await shopper.Http.PostAsJsonAsync("/api/v1/buyers/searches", new { text });
        var search = await started.Content.ReadFromJsonAsync<SearchView>(BuyersHost.Json);
        SearchView? view = null;
        await Eventually.TrueAsync(
            async () => (view = await shopper.Http.GetFromJsonAsync<SearchView>(
                $"/api/v1/buyers/searches/{search!.Id}", BuyersHost.Json))!.Complete,
            "the search is over");
        return [.. view!.Sources.Select(it => it.SellerId)];
    }

    private Task<long> NewsAsync() => host.Database.ScalarAsync<long>(
        "select count(*) from trade_routing.events where type = 'trade.routing.rules_changed.v1'");
}
