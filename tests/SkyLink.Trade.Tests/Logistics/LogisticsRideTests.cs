using SkyLink.Beckn;
using SkyLink.Testing;

namespace SkyLink.Trade.Logistics;

public sealed class LogisticsRideTests(LogisticsHost host) : IClassFixture<LogisticsHost>
{
    private static readonly string[] Way =
    [
        FulfillmentState.AgentAssigned, FulfillmentState.AtPickup, FulfillmentState.OrderPickedUp,
        FulfillmentState.OutForDelivery, FulfillmentState.OrderDelivered,
    ];

    [Fact]
    public async Task A_ride_is_offered_booked_told_step_by_step_and_delivered()
    {
        var id = Guid.CreateVersion7().ToString();
        var search = LogisticsHost.Search(LogisticsHost.Shop, LogisticsHost.Door);
        var offer = (await host.AskAsync(BecknAction.Search, search, id)).Read<Catalogue>().Providers[0].Items[0];
        var draft = (await host.AskAsync(BecknAction.Init, LogisticsHost.Ride(id, 1), id)).Read<Order>();
        Assert.Equal(offer.Price, draft.Quote!.Price);
        var booked = await host.AskAsync(BecknAction.Confirm, LogisticsHost.Ride(id, offer.Price!.Value), id);
        Assert.Equal("Searching-for-Agent", booked.Read<Order>().Fulfillments[0].State);

        await host.HearAsync(id, FulfillmentState.OrderDelivered);
        Assert.Equal(Way, host.StatesOf(id));
        var last = host.Probes.HeardOf("shop", id).Last(it => it.Action == BecknAction.OnStatus).Read<Order>();
        Assert.Equal((OrderState.Completed, id), (last.State, last.Id));
        Assert.NotNull(last.Fulfillments[0].Agent!.Name);
        Assert.Equal("Ayesha", last.Fulfillments[0].End!.PersonName);
    }

    [Fact]
    public async Task Positions_on_the_road_come_nearer_to_the_door()
    {
        var id = await host.BookAsync();
        await host.HearAsync(id, FulfillmentState.OrderDelivered);
        var heard = host.Probes.HeardOf("shop", id).ToList();
        var out_ = heard.FindIndex(it => it.Action == BecknAction.OnStatus
            && it.Read<Order>().Fulfillments[0].State == FulfillmentState.OutForDelivery);
        var positions = heard.Skip(out_).Where(it => it.Action == BecknAction.OnTrack)
            .Select(it => it.Read<Tracking>()).OrderBy(it => it.UpdatedAt).Select(it => it.Gps!.Value).ToList();
        Assert.True(positions.Count >= 3, $"{positions.Count} positions");
        var left = positions.ConvertAll(it => RidePath.Between(it, LogisticsHost.Door).LengthKm);
        Assert.Equal(left.OrderDescending(), left);
        Assert.True(left[^1] < left[0]);
    }

    [Fact]
    public async Task A_ride_survives_a_restart_in_the_middle()
    {
        var id = await host.BookAsync();
        await host.HearAsync(id, FulfillmentState.OrderPickedUp);
        host.Registry.Entries.Clear();
        await host.RestartAsync();
        await host.HearAsync(id, FulfillmentState.OrderDelivered);
        Assert.Equal(Way, host.StatesOf(id));
    }

    [Fact]
    public async Task A_delivered_ride_is_rated_and_its_rider_rides_again()
    {
        var id = await host.BookAsync();
        await host.HearAsync(id, FulfillmentState.OrderDelivered);
        var rated = await host.AskAsync(BecknAction.Rating, new RatingRequest([new Rating("Fulfillment", id, 5)]), id);
        Assert.Null(rated.Error);
        Assert.Equal(1, await host.Database.ScalarAsync<long>(
            $"""
            select count(*) from trade_logistics.shipment_ratings it join trade_logistics.shipments on id = it.shipment
             where order_id = '{id}' and value = 5
            """));
        Assert.Equal(0, await host.Database.ScalarAsync<long>(
            $"""
            select count(*) from trade_logistics.riders it join trade_logistics.shipments s on s.id = it.shipment
             where s.order_id = '{id}'
            """));
        Assert.NotNull((await host.AskAsync(
            BecknAction.Rating, new RatingRequest([new Rating("Fulfillment", id, 5)]), id, "other-shop")).Error);
    }

    [Fact]
    public async Task Many_rides_at_once_all_arrive_and_no_rider_carries_two()
    {
        var price = await host.PriceAsync();
        var ids = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7().ToString()).ToList();
        await Task.WhenAll(ids.Select(id => host.AskAsync(BecknAction.Confirm, LogisticsHost.Ride(id, price), id)));
        await Eventually.TrueAsync(
            () => ids.TrueForAll(id => host.StatesOf(id).Contains(FulfillmentState.OrderDelivered)),
            "all are delivered");
        Assert.All(ids, id => Assert.Equal(Way, host.StatesOf(id)));
    }
}
