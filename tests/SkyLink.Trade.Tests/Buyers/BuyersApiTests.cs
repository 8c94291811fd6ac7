using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using SkyLink.Beckn;
using SkyLink.Testing;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

public sealed class BuyersApiTests(BuyersHost host) : IClassFixture<BuyersHost>
{
    private static readonly object Tea = new { offerId = Shopper.OfferOf(ShopModule.First, "tea"), quantity = 1 };

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest, "platform.invalid_request")]
    [InlineData(
        "[{\"offerId\":\"tea-house.example~tea-house~tea\",\"quantity\":0}]", HttpStatusCode.BadRequest, "platform.invalid_request")]
    [InlineData(
        "[{\"offerId\":\"tea-house.example~tea-house~tea\",\"quantity\":10001}]", HttpStatusCode.BadRequest, "platform.invalid_request")]
    [InlineData("[{\"offerId\":\"a~b\",\"quantity\":1}]", HttpStatusCode.BadRequest, "platform.invalid_request")]
    [InlineData("[{\"offerId\":\"other.example~other~tea\",\"quantity\":1}]", HttpStatusCode.UnprocessableEntity, "buyers.offer_not_found")]
    [InlineData(
        "[{\"offerId\":\"tea-house.example~tea-house~rusk\",\"quantity\":6}]",
        HttpStatusCode.UnprocessableEntity, "buyers.quantity_too_high")]
    [InlineData(
        "[{\"offerId\":\"tea-house.example~tea-house~tea\",\"quantity\":1},"
            + "{\"offerId\":\"tea-house.example~tea-house~tea\",\"quantity\":2}]",
        HttpStatusCode.UnprocessableEntity, "buyers.line_twice")]
    public async Task A_cart_that_makes_no_sense_is_refused(string lines, HttpStatusCode status, string code)
    {
        var shopper = await host.ShopperAsync(0);
        using var answer = await shopper.PlaceAsync(
            await shopper.SearchAsync(), JsonSerializer.Deserialize<JsonElement>(lines));
        await AssertProblemAsync(answer, status, code);
    }

    [Theory]
    [InlineData("name", "")]
    [InlineData("phone", "none")]
    [InlineData("email", "amna")]
    [InlineData("areaCode", "5")]
    [InlineData("gps", "here")]
    public async Task An_address_nobody_could_deliver_to_is_refused(string member, string value)
    {
        var to = new Dictionary<string, string>
        {
            ["name"] = "Amna",
            ["phone"] = "+923001234567",
            ["email"] = "amna@example.org",
            ["address"] = "1 Mall Road",
            ["city"] = "Lahore",
            ["areaCode"] = "54000",
            ["gps"] = "31.5204,74.3587",
        };
        to[member] = value;
        var shopper = await host.ShopperAsync(0);
        using var answer = await shopper.PlaceAsync(Guid.CreateVersion7(), new[] { Tea }, to: to);
        var problem = await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "platform.invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty($"delivery.{member}", out _), problem.ToString());
    }

    [Fact]
    public async Task A_seller_whose_terms_say_nothing_of_shares_is_paid_as_well()
    {
        host.Shops.StatesShares = false;
        try
        {
            var shopper = await host.ShopperAsync(1_000_00);
            var order = await shopper.OrderAsync(2, BuyerOrderState.Accepted);
            Assert.Equal(BuyerPaymentState.Held, order.Payment.State);
        }
        finally
        {
            host.Shops.StatesShares = true;
        }
    }

    [Fact]
    public async Task Another_shoppers_search_and_order_might_as_well_not_exist()
    {
        var (shopper, stranger) = (await host.ShopperAsync(0), await host.ShopperAsync(0));
        var search = await shopper.SearchAsync();
        using var placed = await stranger.PlaceAsync(search, new[] { Tea });
        await AssertProblemAsync(placed, HttpStatusCode.NotFound, "buyers.search_not_found");
        var order = await shopper.OrderAsync(1, BuyerOrderState.Ready);
        using var confirmed = await stranger.ActAsync(order.Id, "confirm");
        await AssertProblemAsync(confirmed, HttpStatusCode.NotFound, "buyers.order_not_found");
        using var followed = await stranger.Http.GetAsync($"/api/v1/buyers/orders/{order.Id}/stream");
        await AssertProblemAsync(followed, HttpStatusCode.NotFound, "buyers.order_not_found");
    }

    [Fact]
    public async Task The_same_cart_under_the_same_key_is_placed_once()
    {
        var shopper = await host.ShopperAsync(0);
        var search = await shopper.SearchAsync();
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var answer = await shopper.PlaceAsync(search, new[] { Tea }, key);
            return Assert.Single((await answer.Content.ReadFromJsonAsync<BuyerOrderView[]>(BuyersHost.Json))!).Id;
        }));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Twenty_carts_from_one_search_at_once_become_twenty_orders()
    {
        var shopper = await host.ShopperAsync(0);
        var search = await shopper.SearchAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var answer = await shopper.PlaceAsync(search, new[] { Tea });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            return Assert.Single((await answer.Content.ReadFromJsonAsync<BuyerOrderView[]>(BuyersHost.Json))!);
        }));
        Assert.Equal(20, answers.Select(order => order.TransactionId).Distinct().Count());
    }

    [Fact]
    public async Task A_cart_over_two_shops_becomes_two_orders()
    {
        var shopper = await host.ShopperAsync(0);
        using var placed = await shopper.PlaceAsync(
            await shopper.SearchAsync(), new[] { Tea, new { offerId = Shopper.OfferOf(ShopModule.Second, "tea"), quantity = 2 } });
        var orders = await placed.Content.ReadFromJsonAsync<BuyerOrderView[]>(BuyersHost.Json);
        Assert.Equal([ShopModule.First, ShopModule.Second], orders!.Select(it => it.SellerId).Order().Reverse());
        foreach (var order in orders!)
        {
            await shopper.UntilAsync(order.Id, it => it.State == BuyerOrderState.Ready);
        }
    }

    [Fact]
    public async Task Money_is_held_at_confirm_and_released_at_delivery()
    {
        var shopper = await host.ShopperAsync(50_000);
        var order = await shopper.OrderAsync(3, BuyerOrderState.Accepted);
        Assert.Equal(20_000, await host.UnitsAsync($"trade:wallets:{shopper.Id}"));
        Assert.Equal(30_000, await host.UnitsAsync($"trade:holds:{order.Payment.PaymentId}"));
        await host.Shops.TellAsync(host.Services, order.TransactionId, BecknAction.OnStatus, Delivered);
        await host.Shops.TellAsync(host.Services, order.TransactionId, BecknAction.OnStatus, Delivered);
        var done = await shopper.UntilAsync(order.Id, it => it.Payment.State == BuyerPaymentState.Released
            && it.Timeline.Any(entry => entry.What == "late"));
        Assert.Equal(BuyerOrderState.Completed, done.State);
        Assert.Equal(0, await host.UnitsAsync($"trade:holds:{order.Payment.PaymentId}"));
        Assert.Equal(20_000, await host.UnitsAsync($"trade:wallets:{shopper.Id}"));
    }

    [Fact]
    public async Task An_empty_wallet_declines_and_the_order_can_be_paid_later()
    {
        var shopper = await host.ShopperAsync(0);
        var order = await shopper.OrderAsync(1, BuyerOrderState.Ready);
        (await shopper.ActAsync(order.Id, "confirm")).EnsureSuccessStatusCode();
        var declined = await shopper.UntilAsync(order.Id, it => it.Payment.State == BuyerPaymentState.Declined);
        Assert.Equal((BuyerOrderState.Ready, true), (declined.State, declined.Notice is not null));
        Assert.Equal(["confirm"], declined.Actions);
    }

    [Fact]
    public async Task A_late_refusal_of_an_accepted_order_changes_nothing()
    {
        var shopper = await host.ShopperAsync(10_000);
        var order = await shopper.OrderAsync(1, BuyerOrderState.Accepted);
        foreach (var callback in new[] { BecknAction.OnSelect, BecknAction.OnInit, BecknAction.OnConfirm })
        {
            await host.Shops.RefuseLateAsync(host.Services, order.TransactionId, callback);
        }

        var after = await shopper.UntilAsync(order.Id, it => it.Timeline.Count(entry => entry.What == "late") == 3);
        Assert.Equal((BuyerOrderState.Accepted, BuyerPaymentState.Held), (after.State, after.Payment.State));
    }

    [Fact]
    public async Task A_shop_that_is_sold_out_fails_the_order_before_any_money_moves()
    {
        var shopper = await host.ShopperAsync(10_000);
        host.Shops.Refusal = "Sold out.";
        try
        {
            var order = await shopper.OrderAsync(1, BuyerOrderState.Failed);
            Assert.Equal((BuyerPaymentState.None, "Sold out."), (order.Payment.State, order.Notice));
        }
        finally
        {
            host.Shops.Refusal = null;
        }
    }

    [Fact]
    public async Task What_a_shop_keeps_of_a_cancelled_order_is_paid_to_it_and_the_rest_goes_back()
    {
        var shopper = await host.ShopperAsync(30_000);
        var order = await shopper.OrderAsync(3, BuyerOrderState.Accepted);
        var before = await host.UnitsAsync("trade:payables:tea-house");
        host.Shops.Kept = 50m;
        try
        {
            (await shopper.ActAsync(order.Id, "cancel")).EnsureSuccessStatusCode();
            await shopper.UntilAsync(order.Id, it => it is
            { State: BuyerOrderState.Cancelled, Payment.State: BuyerPaymentState.Released });
        }
        finally
        {
            host.Shops.Kept = 0;
        }

        Assert.Equal(25_000, await host.UnitsAsync($"trade:wallets:{shopper.Id}"));
        Assert.Equal(0, await host.UnitsAsync($"trade:holds:{order.Payment.PaymentId}"));
        Assert.True(await host.UnitsAsync("trade:payables:tea-house") >= before + 5_000);
    }

    [Fact]
    public async Task A_shop_that_cancels_by_itself_and_would_keep_money_keeps_none()
    {
        var shopper = await host.ShopperAsync(10_000);
        var order = await shopper.OrderAsync(1, BuyerOrderState.Accepted);
        await host.Shops.TellAsync(host.Services, order.TransactionId, BecknAction.OnCancel, standing => standing with
        {
            State = OrderState.Cancelled,
            Cancellation = new Cancellation("012", ShopModule.First),
        });
        var after = await shopper.UntilAsync(order.Id, it => it.Payment.State == BuyerPaymentState.Returned);
        Assert.Equal(BuyerOrderState.Cancelled, after.State);
        Assert.Equal(10_000, await host.UnitsAsync($"trade:wallets:{shopper.Id}"));
    }

    [Fact]
    public async Task Fewer_pieces_give_the_difference_back()
    {
        var shopper = await host.ShopperAsync(30_000);
        var order = await shopper.OrderAsync(3, BuyerOrderState.Accepted);
        using var twice = await shopper.ActAsync(
            order.Id, "update", new { lines = new[] { new { itemId = "tea", count = 1 }, new { itemId = "tea", count = 2 } } });
        await AssertProblemAsync(twice, HttpStatusCode.UnprocessableEntity, "buyers.nothing_to_reduce");
        using var more = await shopper.ActAsync(order.Id, "update", new { lines = new[] { new { itemId = "tea", count = 4 } } });
        await AssertProblemAsync(more, HttpStatusCode.UnprocessableEntity, "buyers.nothing_to_reduce");
        (await shopper.ActAsync(order.Id, "update", new { lines = new[] { new { itemId = "tea", count = 1 } } }))
            .EnsureSuccessStatusCode();
        await shopper.UntilAsync(order.Id, it => it.Timeline.Any(entry => entry.What == "money refunded"));
        Assert.Equal(20_000, await host.UnitsAsync($"trade:wallets:{shopper.Id}"));
        Assert.Equal(10_000, await host.UnitsAsync($"trade:holds:{order.Payment.PaymentId}"));
    }

    [Fact]
    public async Task What_the_state_of_an_order_does_not_allow_is_refused()
    {
        var shopper = await host.ShopperAsync(0);
        var order = await shopper.OrderAsync(1, BuyerOrderState.Ready);
        foreach (var action in new[] { "cancel", "status", "track", "rating", "support", "update" })
        {
            using var answer = await shopper.ActAsync(order.Id, action);
            await AssertProblemAsync(answer, HttpStatusCode.Conflict, "buyers.not_now");
        }

        using var unknown = await shopper.ActAsync(order.Id, "eat");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_search_can_be_followed_until_all_had_their_time()
    {
        var shopper = await host.ShopperAsync(0);
        await shopper.SearchAsync(); // The gateway is on the network from here on.
        var events = new List<(string Type, SearchView View)>();
        for (var tries = 0; tries < 20 && events.LastOrDefault().View?.Sources.Count != 2; tries++)
        {
            events = await FollowSearchAsync(shopper); // A shop that is slower than the search's time is not in it.
        }

        Assert.All(events.SkipLast(1), it => Assert.Equal(("source", false), (it.Type, it.View.Complete)));
        Assert.Equal(("done", true, 2), (events[^1].Type, events[^1].View.Complete, events[^1].View.Sources.Count));
        Assert.Equal(4, events[^1].View.Offers.Count);
    }

    private static async Task<List<(string Type, SearchView View)>> FollowSearchAsync(Shopper shopper)
    {
        using var started = await shopper.Http.PostAsJsonAsync("/api/v1/buyers/searches", new { text = "tea" });
        var search = await started.Content.ReadFromJsonAsync<SearchView>(BuyersHost.Json);
        await using var stream = await shopper.Http.GetStreamAsync($"/api/v1/buyers/searches/{search!.Id}/stream");
        var events = new List<(string Type, SearchView View)>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            events.Add((item.EventType, JsonSerializer.Deserialize<SearchView>(item.Data, BuyersHost.Json)!));
        }

        return events;
    }

    [Fact]
    public async Task A_search_is_found_again_from_its_messages_after_a_restart()
    {
        var shopper = await host.ShopperAsync(0);
        var search = await shopper.SearchAsync();
        await host.RestartAsync();
        using var http = host.As(SkyLink.Platform.Role.Buyer, shopper.Id);
        var view = await http.GetFromJsonAsync<SearchView>($"/api/v1/buyers/searches/{search}", BuyersHost.Json);
        Assert.Equal((4, 2), (view!.Offers.Count, view.Sources.Count));
    }

    [Fact]
    public async Task An_order_can_be_followed_from_quote_to_delivery_and_then_the_stream_ends()
    {
        var shopper = await host.ShopperAsync(10_000);
        var order = await shopper.OrderAsync(1, BuyerOrderState.Ready);
        await using var stream = await shopper.Http.GetStreamAsync($"/api/v1/buyers/orders/{order.Id}/stream");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var seen = new List<BuyerOrderState>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            var view = JsonSerializer.Deserialize<BuyerOrderView>(item.Data, BuyersHost.Json)!;
            Assert.Equal("order", item.EventType);
            if (seen.LastOrDefault() != view.State)
            {
                seen.Add(view.State);
                await ContinueAsync(shopper, view);
            }
        }

        Assert.Equal((BuyerOrderState.Ready, BuyerOrderState.Completed), (seen[0], seen[^1]));
        Assert.Equal(seen.Order(), seen);
        using var again = await shopper.Http.GetAsync($"/api/v1/buyers/orders/{order.Id}/stream");
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task Watching_what_nobody_ever_wakes_leaves_nothing_behind()
    {
        var watchers = new Watchers();
        using (var first = watchers.Follow("order"))
        using (watchers.Follow("order"))
        using (watchers.Follow("never woken"))
        {
            var next = first.Next;
            watchers.Wake("order");
            await next.WaitAsync(TimeSpan.FromSeconds(60));
            Assert.False(first.Next.IsCompleted);
            Assert.Equal(2, watchers.Count);
        }

        Assert.Equal(0, watchers.Count);
    }

    private async Task ContinueAsync(Shopper shopper, BuyerOrderView view)
    {
        if (view.State == BuyerOrderState.Ready)
        {
            (await shopper.ActAsync(view.Id, "confirm")).EnsureSuccessStatusCode();
        }
        else if (view.State == BuyerOrderState.Accepted)
        {
            await host.Shops.TellAsync(host.Services, view.TransactionId, BecknAction.OnStatus, Delivered);
        }
    }

    private static Order Delivered(Order order) => order with
    {
        State = OrderState.Completed,
        Fulfillments = [order.Fulfillments[0] with { State = FulfillmentState.OrderDelivered }],
    };

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return problem;
    }
}
