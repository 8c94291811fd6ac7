using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Testing;
using SkyLink.Trade.Payments;

namespace SkyLink.Trade.Logistics;

public sealed class LogisticsTests(SlowLogisticsHost host) : IClassFixture<SlowLogisticsHost>, IAsyncLifetime
{
    /// <summary>There is one rider: each test leaves nothing on the road.</summary>
    public async ValueTask DisposeAsync() => await host.Database.ExecuteAsync("""
        update trade_logistics.riders set shipment = null;
        update trade_logistics.shipments set state = 'Cancelled', due_at = null where due_at is not null
        """);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_ride_outside_the_service_area_is_not_offered_nor_booked()
    {
        var id = Guid.CreateVersion7().ToString();
        var karachi = new Gps(24.86, 67.00);
        var search = await host.AskAsync(BecknAction.Search, LogisticsHost.Search(LogisticsHost.Shop, karachi), id);
        Assert.Contains("logistics.not_serviceable", search.Error!.Message);
        var confirm = await host.AskAsync(BecknAction.Confirm, LogisticsHost.Ride(id, 9_999, karachi), id);
        Assert.Contains("logistics.not_serviceable", confirm.Error!.Message);
        var nowhere = await host.AskAsync(BecknAction.Search, new Intent { Text = "ride" }, id);
        Assert.Contains("logistics.incomplete", nowhere.Error!.Message);
    }

    [Fact]
    public async Task A_ride_below_its_price_or_of_an_unknown_kind_is_refused()
    {
        var (id, price) = (Guid.CreateVersion7().ToString(), await host.PriceAsync());
        var cheap = await host.AskAsync(BecknAction.Confirm, LogisticsHost.Ride(id, price / 2), id);
        Assert.Contains("logistics.price_differs", cheap.Error!.Message);
        var drone = await host.AskAsync(BecknAction.Confirm, LogisticsHost.Ride(id, price, option: "drone"), id);
        Assert.Contains("logistics.unknown_option", drone.Error!.Message);
    }

    [Fact]
    public async Task A_ride_booked_twice_under_one_id_is_one_ride()
    {
        var (id, price) = (Guid.CreateVersion7().ToString(), await host.PriceAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => host.AskAsync(BecknAction.Confirm, LogisticsHost.Ride(id, price), id)));
        Assert.All(answers, answer => Assert.Null(answer.Error));
        using var http = host.Operator();
        Assert.Equal(id, (string)(await LogisticsHost.ShipmentAsync(http, id))["orderId"]!);

        var elsewhere = LogisticsHost.Ride(id, 10_000, new Gps(31.5400, 74.3800));
        var taken = await host.AskAsync(BecknAction.Confirm, elsewhere, id);
        Assert.Contains("logistics.order_taken", taken.Error!.Message);
    }

    [Fact]
    public async Task A_ride_is_called_off_before_it_is_picked_up_and_its_rider_is_free()
    {
        var id = await host.BookAsync();
        await host.HearAsync(id, FulfillmentState.AgentAssigned);
        var cancelled = (await host.AskAsync(BecknAction.Cancel, new CancelRequest(id, "001"), id)).Read<Order>();
        Assert.Equal(OrderState.Cancelled, cancelled.State);
        Assert.Equal(FulfillmentState.Cancelled, cancelled.Fulfillments[0].State);
        Assert.Null((await host.AskAsync(BecknAction.Cancel, new CancelRequest(id, "001"), id)).Error);

        await host.HearAsync(await host.BookAsync(), FulfillmentState.AgentAssigned);
    }

    [Fact]
    public async Task A_ride_that_was_picked_up_is_not_called_off_but_may_be_sent_back()
    {
        var id = await host.BookAsync();
        await host.HearAsync(id, FulfillmentState.AgentAssigned);
        using var http = host.Operator();
        var shipment = (string)(await LogisticsHost.ShipmentAsync(http, id))["id"]!;
        Assert.Equal(FulfillmentState.AtPickup, await AdvanceAsync(http, shipment, to: null));
        Assert.Equal(
            FulfillmentState.OrderPickedUp, await AdvanceAsync(http, shipment, FulfillmentState.OrderPickedUp));
        Assert.Contains(
            "logistics.illegal_move",
            (await host.AskAsync(BecknAction.Cancel, new CancelRequest(id, "001"), id)).Error!.Message);

        Assert.Equal("logistics.illegal_move", await AdvanceAsync(http, shipment, FulfillmentState.OrderDelivered));
        Assert.Equal(FulfillmentState.RtoInitiated, await AdvanceAsync(http, shipment, FulfillmentState.RtoInitiated));

        // The rider has not left the shop yet: the way back is no way.
        await host.HearAsync(id, FulfillmentState.RtoDelivered);
        Assert.Equal("logistics.illegal_move", await AdvanceAsync(http, shipment, to: null));

        var detail = (await http.GetFromJsonAsync<JsonNode>($"/api/v1/logistics/shipments/{shipment}"))!;
        Assert.Equal(
            ["Searching-for-Agent", "Agent-assigned", "At-pickup", "Order-picked-up", "RTO-Initiated", "RTO-Delivered"],
            detail["timeline"]!.AsArray().Select(it => (string)it!["state"]!));
        Assert.Equal(4, detail["path"]!.AsArray().Count);
        Assert.Equal(LogisticsHost.Shop.ToString(), (string)detail["path"]![0]!);
    }

    [Fact]
    public async Task A_stale_version_moves_nothing_and_a_repeated_key_moves_once()
    {
        var id = await host.BookAsync();
        await host.HearAsync(id, FulfillmentState.AgentAssigned);
        using var http = host.Operator();
        var shipment = (string)(await LogisticsHost.ShipmentAsync(http, id))["id"]!;
        Assert.Equal("platform.version_mismatch", await AdvanceAsync(http, shipment, to: null, ifMatch: "\"1\""));

        // Time goes on by itself: it may have reached the shop before it was moved on by hand.
        var moved = await AdvanceAsync(http, shipment, to: null, key: "once");
        Assert.Contains(moved, new[] { FulfillmentState.AtPickup, FulfillmentState.OrderPickedUp });
        Assert.Equal(moved, await AdvanceAsync(http, shipment, to: null, key: "once"));
        Assert.Equal("logistics.unknown_state", await AdvanceAsync(http, shipment, "Teleported"));

        using var buyer = host.CreateClient(TokenIdentity.TokenOf(Role.Buyer, Guid.CreateVersion7()));
        using var forbidden = await buyer.GetAsync($"/api/v1/logistics/shipments/{shipment}");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task The_only_rider_takes_one_ride_after_the_other_and_late_ones_are_given_up()
    {
        var first = await host.BookAsync();
        await host.HearAsync(first, FulfillmentState.AgentAssigned);
        var (second, third) = (await host.BookAsync(), await host.BookAsync());
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Empty(host.StatesOf(second));

        await host.Database.ExecuteAsync(
            $"update trade_logistics.shipments set search_until = created_at where order_id = '{third}'");
        await host.HearAsync(third, FulfillmentState.Cancelled);
        await host.AskAsync(BecknAction.Cancel, new CancelRequest(first, "001"), first);
        await host.HearAsync(second, FulfillmentState.AgentAssigned);
    }

    [Fact]
    public async Task Another_shop_learns_and_changes_nothing()
    {
        var id = await host.BookAsync();
        Message[] questions =
        [
            new StatusRequest(id), new TrackRequest(id), new CancelRequest(id, "001"), new SupportRequest(id),
        ];
        BecknAction[] actions = [BecknAction.Status, BecknAction.Track, BecknAction.Cancel, BecknAction.Support];
        foreach (var (action, question) in actions.Zip(questions))
        {
            var answer = await host.AskAsync(action, question, id, "other-shop");
            Assert.Contains("logistics.not_found", answer.Error!.Message);
        }
    }

    [Fact]
    public async Task The_shop_gets_state_position_and_support()
    {
        var id = await host.BookAsync();
        await host.HearAsync(id, FulfillmentState.AgentAssigned);
        var status = (await host.AskAsync(BecknAction.Status, new StatusRequest(id), id)).Read<Order>();
        // The rider does not wait for the question.
        Assert.Contains(status.Fulfillments[0].State, new[]
        {
            FulfillmentState.AgentAssigned, FulfillmentState.AtPickup, FulfillmentState.OrderPickedUp,
            FulfillmentState.OutForDelivery,
        });
        var tracking = (await host.AskAsync(BecknAction.Track, new TrackRequest(id), id)).Read<Tracking>();
        Assert.Equal(Tracking.Active, tracking.Status);
        Assert.InRange(tracking.Gps!.Value.DistanceKmTo(LogisticsHost.Shop), 0, 5);
        var support = (await host.AskAsync(BecknAction.Support, new SupportRequest(id), id)).Read<Support>();
        Assert.NotNull(support.Phone);

        using var http = host.Operator();
        var riders = (await http.GetFromJsonAsync<JsonNode>("/api/v1/logistics/riders"))!["items"]!.AsArray();
        Assert.Equal(3, riders.Count);
        Assert.Single(riders, rider => rider!["shipmentId"] is not null);
    }

    private static async Task<string> AdvanceAsync(
        HttpClient http, string shipment, string? to, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/logistics/shipments/{shipment}/advance")
        {
            Content = to is null ? null : JsonContent.Create(new { to }), // Nothing named, nothing sent.
            Headers = { { "Idempotency-Key", key ?? Guid.CreateVersion7().ToString() } },
        };
        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        using var answer = await http.SendAsync(request);
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        return (string?)body["code"] ?? (string)body["state"]!;
    }
}
