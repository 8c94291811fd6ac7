using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

public sealed class ShipmentTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Gps Shop = new(31.52, 74.35);
    private static readonly Pace Pace = new(new LogisticsOptions());

    /// <summary>Whatever is tried: what is over stays over, and only goods that were picked up come back.</summary>
    [Fact]
    public void No_sequence_of_moves_leaves_the_way()
    {
        var tries = Gen.Elements(Enum.GetValues<ShipmentState>()).ListOf();
        Prop.ForAll(tries.ToArbitrary(), wishes =>
        {
            var (shipment, moves) = (New(), 0);
            var seen = new List<ShipmentState> { shipment.State };
            foreach (var wish in wishes)
            {
                var step = wish switch
                {
                    ShipmentState.Assigned => shipment.Assign(Guid.CreateVersion7(), Shop, Pace, Now),
                    ShipmentState.Cancelled => shipment.Cancel("no", Now),
                    _ => shipment.Advance(wish, Pace, Now),
                };
                if (!step.Is(out var moved, out _))
                {
                    continue;
                }

                Assert.False(shipment.State.IsOver());
                Assert.Equal(moved.State.IsOver(), moved.DueAt is null);
                Assert.Equal(++moves, moved.Version - 1);
                Assert.DoesNotContain(moved.State, seen);
                seen.Add(moved.State);
                shipment = moved;
            }

            Assert.True(!seen.Contains(ShipmentState.Returning) || seen.Contains(ShipmentState.PickedUp));
            Assert.False(seen.Contains(ShipmentState.Cancelled) && seen.Contains(ShipmentState.PickedUp));
            Assert.True(
                shipment.Rider is not null || shipment.State is ShipmentState.Searching or ShipmentState.Cancelled);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_path_begins_and_ends_where_it_should_and_never_turns_back()
    {
        var points =
            from latitude in Gen.Choose(-60_000, 60_000)
            from longitude in Gen.Choose(-170_000, 170_000)
            from north in Gen.Choose(-300, 300)
            from east in Gen.Choose(-300, 300)
            let start = new Gps(latitude / 1e3, longitude / 1e3)
            select (From: start, To: new Gps((latitude + north) / 1e3, (longitude + east) / 1e3));
        Prop.ForAll(points.ToArbitrary(), it =>
        {
            var path = RidePath.Between(it.From, it.To);
            Assert.Equal(it.To, path.PositionAt(1));
            Assert.Equal(0, path.PositionAt(0).DistanceKmTo(it.From), 3);
            Assert.True(path.LengthKm >= it.From.DistanceKmTo(it.To) - 1e-6);
            var left = Enumerable.Range(0, 21).Select(i => RidePath.Between(path.PositionAt(i / 20.0), it.To)).ToList();
            Assert.All(left, rest => Assert.True(rest.LengthKm <= path.LengthKm + 0.01));
            var places = Enumerable.Range(0, 21).Select(i => path.PositionAt(i / 20.0)).ToList();
            var steps = places.Zip(places.Skip(1)).Sum(pair => pair.First.DistanceKmTo(pair.Second));
            Assert.InRange(steps, 0, path.LengthKm + 0.01);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>A tenth of a degree along the 31.52nd parallel is 9.479 km: 9.5 begun, 60 + 9.5 × 18 rupees.</summary>
    [Fact]
    public void A_ride_costs_base_and_begun_tenths_of_kilometres()
    {
        var tariff = new Tariff(Options.Create(new LogisticsOptions()), Pace);
        var offers = tariff.OffersFor(Shop, Shop with { Longitude = 74.45 });
        Assert.Equal(["immediate", "saver"], offers.Select(offer => offer.Option.Id));
        Assert.Equal(new Money(23_100, "PKR/2"), offers[0].Price);
        Assert.Equal(new Money(17_325, "PKR/2"), offers[1].Price);
        Assert.True(offers[0].Promise < offers[1].Promise);
        Assert.Equal("std:042", offers[0].Area.City);

        // 2 km to the shop, 3 minutes there, 1 minute to set out, 9.479 km: at 24 km/h.
        Assert.Equal(5 + 3 + 1 + (9.479 / 24 * 60), offers[0].Promise.TotalMinutes, 1);
        Assert.Empty(tariff.OffersFor(Shop, new Gps(24.86, 67.00)));
    }

    [Fact]
    public void A_rider_is_where_the_clock_says()
    {
        var leg = Pace.Ride(Shop, Shop with { Longitude = 74.45 }, Now);
        var half = Now + ((leg.EndsAt - leg.StartsAt) / 2);
        Assert.Equal(74.40, leg.PositionAt(half).Longitude, 3);
        Assert.Equal(leg.To, leg.PositionAt(leg.EndsAt.AddHours(1)));
        Assert.Equal(leg.From, leg.PositionAt(Now.AddHours(-1)));
    }

    private static Shipment New() => new()
    {
        Id = Guid.CreateVersion7(),
        Customer = "shop.example",
        OrderId = "1",
        TransactionId = "1",
        Area = "std:042",
        Option = "immediate",
        Price = new Money(1, "PKR/2"),
        Pickup = new Stop { Location = new Location { Gps = Shop } },
        DropOff = new Stop { Location = new Location { Gps = Shop with { Longitude = 74.45 } } },
        Leg = Leg.Wait(Shop, Now, TimeSpan.Zero),
        SearchUntil = Now,
        CreatedAt = Now,
        UpdatedAt = Now,
        DueAt = Now,
    };
}
