using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SkyLink.Host.Scenario;

/// <summary>The market at work, however many processes it takes.</summary>
public abstract class ScenarioTests(Deployment deployment)
{
    [Theory]
    [InlineData(Market.CornerPantry, "biscuits")]
    [InlineData(Market.Bazaar, "milk")]
    public async Task An_order_is_searched_placed_paid_delivered_and_rated(string seller, string text)
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        await shopper.TopUpAsync(5_000_000);
        var order = await shopper.BuyAsync(text, seller, 2);
        var done = await shopper.UntilAsync(order.Id, it => it is { State: "Completed", PaymentState: "Released" });
        Assert.Equal("Order-delivered", done.Fulfilment);
        await shopper.ActAsync(order.Id, "rating", new { value = 5 });
        await shopper.ActAsync(order.Id, "support");
        await shopper.UntilAsync(order.Id, it => it.Tells("rated") && it.Tells("support"));
        await Market.AuditAsync(deployment);
        Assert.Equal(1L, await deployment.Database.ScalarAsync<long>($"""
            select count(*) from trade_sellers.ratings as r join trade_sellers.sales as s on s.id = r.sale
             where s.order_id = '{order.Id}' and r.value = 5
            """));
    }

    [Fact]
    public async Task Who_has_a_copy_of_the_database_reads_nothing_of_who_bought()
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        await shopper.TopUpAsync(5_000_000);
        var order = await shopper.BuyAsync("biscuits", Market.CornerPantry, 1);
        await shopper.UntilAsync(order.Id, it => it.State == "Completed");
        await shopper.ActAsync(order.Id, "support");
        await shopper.UntilAsync(order.Id, it => it.Tells("support"));
        Assert.Empty(await Dump.FindAsync(
            deployment, "923001234567", "3001234567", "amna@example.org", "1 Mall Road", "74.3487", shopper.Email, "Ayesha"));
        Assert.NotEmpty(await Dump.FindAsync(deployment, order.TransactionId));
    }

    [Fact]
    public async Task An_orders_transaction_leads_to_its_events_and_traces_in_every_service()
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        await shopper.TopUpAsync(5_000_000);
        var order = await shopper.BuyAsync("biscuits", Market.CornerPantry, 1);
        await shopper.UntilAsync(order.Id, it => it.State == "Completed");
        using var operations = await Person.SignInAsync(deployment, "Operator", isAdmin: true);
        await JournalTells(
            operations, order.TransactionId, "trade.buyers.searched.v1", "trade.buyers.order_changed.v1",
            "trade.payments.held.v1", "settle.ledger.posted.v1", "trade.sellers.order_accepted.v1",
            "trade.sellers.order_packed.v1", "trade.logistics.shipment_moved.v1", "trade.payments.released.v1",
            "trade.sellers.order_delivered.v1");
        await TracesTell(operations, order.TransactionId, ["gateway-web", "gateway search", "corner-pantry search", "hamsafar on_search"]);
        await TracesTell(operations, order.TransactionId, ["gateway-web", "rupaya-pay confirm", "payment Hold", "ledger post"]);
        await TracesTell(operations, order.TransactionId, ["gateway-web", "ledger post", "corner-pantry confirm", "hamsafar on_confirm"]);
    }

    /// <summary>Whether all these were said under one correlation, those of timers included.</summary>
    private static Task JournalTells(Person operations, string correlation, params string[] types) =>
        SkyLink.Testing.Eventually.TrueAsync(async () =>
        {
            var journal = await operations.Http.GetFromJsonAsync<JsonElement>(
                $"/api/v1/events?correlationId={correlation}&limit=200");
            var said = journal.GetProperty("items").EnumerateArray().Select(it => it.GetProperty("type").GetString()!);
            return !types.Except(said).Any();
        }, $"the journal of {correlation} tells {string.Join(", ", types)}", TimeSpan.FromMinutes(1));

    /// <summary>Whether one trace of a case has spans of all these names.</summary>
    private static async Task TracesTell(Person operations, string mark, string[] names)
    {
        var seen = new List<string>();
        try
        {
            await SkyLink.Testing.Eventually.TrueAsync(async () =>
            {
                var journal = await operations.Http.GetFromJsonAsync<JsonElement>($"/api/v1/events?correlationId={mark}&limit=200");
                var traces = journal.GetProperty("items").EnumerateArray()
                    .Select(it => it.GetProperty("traceparent").GetString()).OfType<string>().Select(it => it.Split('-')[1])
                    .Distinct().ToList();
                seen.Clear();
                foreach (var trace in traces)
                {
                    var spans = await operations.Http.GetFromJsonAsync<JsonElement>($"/api/v1/events/traces/{trace}");
                    var told = spans.EnumerateArray().Select(it => it.GetProperty("name").GetString()!)
                        .Concat(spans.EnumerateArray().Select(it =>
                            it.GetProperty("tags").TryGetProperty("door", out var door) ? door.GetString()! : ""))
                        .Distinct(StringComparer.Ordinal).ToList();
                    seen.Add($"{trace}: {string.Join(", ", told)}");
                    if (names.All(name => told.Exists(it => Regex.IsMatch(it, $"^({name})$"))))
                    {
                        return true;
                    }
                }

                return false;
            }, $"a trace of {mark} has {string.Join(", ", names)}", TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException late)
        {
            Assert.Fail($"{late.Message}\n{string.Join('\n', seen)}");
        }
    }

    [Fact]
    public async Task A_cancelled_order_gives_money_and_goods_back()
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        await shopper.TopUpAsync(5_000_000);
        var order = await shopper.BuyAsync("biscuits", Market.CornerPantry, 3);
        await shopper.ActAsync(order.Id, "cancel");
        var done = await shopper.UntilAsync(order.Id, it => it is { State: "Cancelled", PaymentState: "Returned" });
        Assert.True(done.Tells("cancelled"), done.ToString());
        await Market.AuditAsync(deployment);
    }

    [Fact]
    public async Task Fewer_pieces_give_the_difference_back_and_the_rest_is_delivered()
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        await shopper.TopUpAsync(5_000_000);
        var order = await shopper.BuyAsync("biscuits", Market.CornerPantry, 3);
        await shopper.ActAsync(order.Id, "update", new { lines = new[] { new { itemId = order.Lines[0].ItemId, count = 1 } } });
        var done = await shopper.UntilAsync(order.Id, it => it is { State: "Completed", PaymentState: "Released" });
        await Market.AuditAsync(deployment);
        Assert.True(done.Tells("reduced") && done.Tells("money refunded"), done.ToString());
        Assert.Equal(1, done.Lines[0].Count);
    }

    [Fact]
    public async Task A_shop_that_is_sold_out_says_so_before_any_money_moves()
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        var (search, offers) = await shopper.SearchAsync("tea", Market.CornerPantry);
        await Market.StockAsync(deployment, offers[^1].ItemId, 0);
        var id = (await shopper.PlaceAsync(search, key: null, (offers[^1].Id, 1))).Single();
        var failed = await shopper.UntilAsync(id, it => it.State == "Failed");
        Assert.Equal("None", failed.PaymentState);
        Assert.NotNull(failed.Notice);
        await Market.AuditAsync(deployment);
    }

    [Fact]
    public async Task Who_has_no_money_is_declined_and_nothing_moves()
    {
        using var poor = await Person.SignInAsync(deployment, "Seller"); // May shop, and never topped up.
        var (search, offers) = await poor.SearchAsync("biscuits", Market.CornerPantry);
        var id = (await poor.PlaceAsync(search, key: null, (offers[0].Id, 1))).Single();
        await poor.UntilAsync(id, it => it.State == "Ready");
        await poor.ActAsync(id, "confirm");
        var declined = await poor.UntilAsync(id, it => it.PaymentState == "Declined");
        Assert.Equal("Ready", declined.State);
        Assert.NotNull(declined.Notice);
        await Market.AuditAsync(deployment);
    }
}

[Collection(Deployments.Name)]
public sealed class OneProcessTests(OneProcess deployment) : ScenarioTests(deployment), IClassFixture<OneProcess>;

[Collection(Deployments.Name)]
public sealed class ThreeProcessesTests(ThreeProcesses deployment) : ScenarioTests(deployment), IClassFixture<ThreeProcesses>;
