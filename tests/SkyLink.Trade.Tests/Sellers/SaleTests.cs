using FsCheck;
using FsCheck.Fluent;
using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>The state machine of a sale and the arithmetic around it.</summary>
public sealed class SaleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly Shop Shop = new(
        "corner-pantry", "corner-pantry", "Corner Pantry", "Corner Pantry", "", "PKR/2",
        new ShopPlace("std:042", new Gps(31.5, 74.3), 10, new Address(), "", ""), Rupees(120), Rupees(20), true, 1);

    [Fact]
    public void Whatever_is_tried_in_whatever_order_the_stock_and_the_money_add_up() => Prop.ForAll(
        Gen.Choose(0, 1 << 20).ArrayOf(40).ToArbitrary(), steps =>
        {
            var (shelf, reserved, sold) = (50, 0, 0);
            var sale = NewSale();
            var now = Start;
            foreach (var step in steps)
            {
                now += TimeSpan.FromSeconds(step % 400);
                if (!Try(sale, step, now).Is(out var next, out _))
                {
                    continue;
                }

                Assert.Equal(sale.Version + 1, next.Version);
                foreach (var move in SaleStock.Between(sale, next))
                {
                    (shelf, reserved, sold) = (shelf + move.Stock, reserved + move.Reserved, sold - move.Stock);
                }

                Assert.True(IsLegal(sale.Stage, next.Stage), $"{sale.Stage} to {next.Stage}");
                Assert.True(next.Refunded.Units >= sale.Refunded.Units, "what was given back stays given back");
                Assert.InRange((long)next.Refunded.Units, 0, (long)next.Gross.Units);
                Assert.Equal(50, shelf + sold);
                Assert.InRange(reserved, 0, shelf);
                Assert.Equal(SaleStock.IsSold(next.Stage) ? next.Lines.Sum(line => line.Count) : 0, sold);
                Assert.Equal(SaleStock.IsReserved(next.Stage) ? next.Lines.Sum(line => line.Count) : 0, reserved);
                sale = next;
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(31.51, 74.31, "54000", true)]
    [InlineData(31.51, 74.31, null, true)] // Judged by the point alone.
    [InlineData(31.51, 74.31, "75500", false)] // Another postal code.
    [InlineData(31.49, 74.29, "54000", false)] // Within the radius, outside the area.
    [InlineData(31.51, 74.45, "54000", false)] // Outside the radius.
    public void A_shop_delivers_within_its_radius_postal_codes_and_area(
        double latitude, double longitude, string? areaCode, bool delivers)
    {
        var reach = new ShopReach(["54000", "54660"], [new Gps(31.5, 74.3), new Gps(31.5, 74.5), new Gps(31.6, 74.5), new Gps(31.6, 74.3)]);
        var shop = Shop with { Place = Shop.Place with { Reach = reach } };
        Assert.Equal(delivers, shop.Delivers(new Gps(latitude, longitude), areaCode));
        Assert.True(Shop.Delivers(new Gps(31.49, 74.29), "75500"));
    }

    [Fact]
    public void The_parts_of_a_quote_add_up_to_its_price() => Prop.ForAll(
        Gen.Choose(1, 5_000_000).ArrayOf(6).ToArbitrary(), numbers =>
        {
            var lines = numbers.Skip(2).Select((price, at) =>
                new SaleLine($"S{at}", $"S{at}", Paisa(price), (price % 7) + 1, price % ((price % 7) + 2))).ToList();
            var refunded = lines.Select(line => line.GivenUp).Sum("PKR/2");
            var quote = SaleTerms.ToQuote(lines, Paisa(numbers[0]), Paisa(numbers[1]), refunded, ttl: null);
            Assert.Equal(quote.Price!.Value, quote.Breakup.Sum(charge => charge.Price.Value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_cuts_of_a_sale_add_up_to_the_sale() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 5_000).ToArbitrary(), (total, commission) =>
        {
            var cuts = SaleTerms.Cut(
                Paisa(total), new Shares(300, 100, commission), Shop, "hamsafar.example", "bazaar");
            Assert.Equal(Paisa(total), cuts.Select(cut => cut.Amount).Sum("PKR/2"));
            Assert.All(cuts, cut => Assert.True(cut.Amount.Units >= 0));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_marketplace_takes_its_commission_and_the_seller_the_rest()
    {
        var cuts = SaleTerms.Cut(
            Rupees(1_000), new Shares(300, 100, 800), Shop, "hamsafar.example", "bazaar-collective");
        Assert.Equal(
            [
                new Split("seller", "trade:payables:corner-pantry", Rupees(880)),
                new Split("network", "network:fees", Rupees(10)),
                new Split("buyer-app", "trade:finders:hamsafar", Rupees(30)),
                new Split("seller-app", "trade:commissions:bazaar-collective", Rupees(80)),
            ],
            cuts);
    }

    [Fact]
    public void A_late_cancellation_pays_the_ride_and_an_early_one_nothing()
    {
        var sale = Accepted();
        Assert.True(sale.CancelByBuyer("001", Start.AddHours(1), TimeSpan.FromMinutes(5)).Is(out var early, out _));
        Assert.Equal(early.Gross, early.Refunded);

        Assert.True(sale.Pack(Start).Is(out var packed, out _));
        Assert.True(packed.Advance(SaleStage.AgentAssigned, Imran, Start).Is(out var assigned, out _));
        Assert.True(assigned.CancelByBuyer("001", Start.AddHours(1), TimeSpan.FromMinutes(5)).Is(out var late, out _));
        Assert.Equal(late.Delivery, late.Net);

        Assert.True(
            assigned.CancelByBuyer("001", Start.AddMinutes(4), TimeSpan.FromMinutes(5)).Is(out var inWindow, out _));
        Assert.Equal(0, inWindow.Net.Units);
    }

    [Fact]
    public void What_is_picked_up_cannot_be_cancelled_by_the_buyer()
    {
        Assert.True(Accepted().Pack(Start).Is(out var packed, out _));
        Assert.True(packed.Advance(SaleStage.PickedUp, Imran, Start).Is(out var picked, out _));
        Assert.False(picked.CancelByBuyer("001", Start, TimeSpan.FromMinutes(5)).Is(out _, out var error));
        Assert.Equal("sellers.illegal_transition", error!.Code);
        Assert.False(
            picked.Advance(SaleStage.AgentAssigned, Imran, Start).Is(out _, out _), "a ride does not come back");
    }

    private static Ride Imran { get; } = new("Imran", null, null, null, null);

    private static Money Paisa(long units) => new(units, "PKR/2");

    private static Money Rupees(long amount) => Paisa(amount * 100);

    private static Sale NewSale() => Sale.Open(
        Guid.CreateVersion7(), Shop, "hamsafar.example", "t",
        [new SaleLine("A", "A", Rupees(90), 3, 3), new SaleLine("B", "B", Rupees(7), 2, 2)],
        new SaleDetails(Ask, new Stop()), Start, TimeSpan.FromSeconds(5));

    private static OpenRequest Ask { get; } =
        new("ONDC:RET10", "PAK", "std:042", "1.2.0", "ondc-1", new Uri("http://buyer.example"), "m", null);

    private static Sale Accepted()
    {
        var offer = new DeliveryOffer("q", "bike", Rupees(100), null);
        Assert.True(NewSale().Offer(offer, Start, TimeSpan.FromMinutes(15)).Is(out var quoted, out _));
        Assert.True(
            quoted.Reserve(quoted.Lines, quoted.Details, Start, TimeSpan.FromMinutes(15)).Is(out var reserved, out _));
        Assert.True(reserved.Confirm("o", "p", Ask, Start, TimeSpan.FromSeconds(30)).Is(out var confirming, out _));
        Assert.True(confirming.Pay(accept: true, Start, packAfter: null).Is(out var paid, out _));
        return paid;
    }

    private static Result<Sale> Try(Sale sale, int step, DateTimeOffset now) => (step % 16) switch
    {
        0 or 1 => sale.Offer(new DeliveryOffer("q", "bike", Paisa(step % 20_000), null), now, TimeSpan.FromMinutes(15)),
        2 or 3 => sale.Reserve(
            [.. sale.Lines.Select(
                line => line with { Ordered = (step % 5) + 1, Count = (step % 5) + 1 })], sale.Details, now,
            TimeSpan.FromMinutes(15)),
        4 => sale.Confirm("o", "p", Ask, now, TimeSpan.FromSeconds(30)),
        5 or 6 => sale.Pay(step % 3 == 0, now, packAfter: null),
        7 => step % 11 == 0 ? sale.Refuse("unpaid", now) : sale.Accept(now, packAfter: null),
        8 => sale.Pack(now),
        9 or 10 or 11 => sale.Advance((SaleStage)((step / 16) % 16), Imran, now),
        12 => step % 5 == 0 ? sale.CancelByBuyer("001", now, TimeSpan.FromMinutes(5)) : sale.Locate(Imran, now),
        13 => step % 7 == 0 ? sale.CancelBySeller("corner-pantry", "002", now) : sale.Accept(now, packAfter: null),
        14 => sale.Reduce(new Dictionary<string, int> { ["A"] = step % 5, ["B"] = step % 3 }, Ask, now),
        _ => step % 13 == 0 ? sale.Expire(now) : step % 17 == 0 ? sale.Abandon("anew", now) : sale.Pack(now),
    };

    /// <summary>Written down once more, by hand: where each stage may lead.</summary>
    private static bool IsLegal(SaleStage from, SaleStage to) => from switch
    {
        SaleStage.Quoting => to is SaleStage.Quoted or SaleStage.Abandoned,
        SaleStage.Quoted => to is SaleStage.Reserved or SaleStage.Expired or SaleStage.Abandoned,
        SaleStage.Reserved =>
            to is SaleStage.Reserved or SaleStage.Confirming or SaleStage.Expired or SaleStage.Abandoned,
        SaleStage.Confirming => to is SaleStage.Created or SaleStage.Accepted or SaleStage.Refused,
        SaleStage.Created => to is SaleStage.Created or SaleStage.Accepted or SaleStage.Cancelled,
        SaleStage.Accepted => to is SaleStage.Accepted or SaleStage.Packed or SaleStage.Cancelled,
        SaleStage.Packed => to is SaleStage.Packed or SaleStage.AgentAssigned or SaleStage.PickedUp
            or SaleStage.OutForDelivery or SaleStage.Delivered or SaleStage.Cancelled,
        SaleStage.AgentAssigned => to is SaleStage.AgentAssigned or SaleStage.PickedUp or SaleStage.OutForDelivery
            or SaleStage.Delivered or SaleStage.Cancelled,
        SaleStage.PickedUp => to is SaleStage.PickedUp or SaleStage.OutForDelivery or SaleStage.Delivered
            or SaleStage.Returning or SaleStage.Cancelled,
        SaleStage.OutForDelivery => to is SaleStage.OutForDelivery or SaleStage.Delivered or SaleStage.Returning
            or SaleStage.Cancelled,
        SaleStage.Returning => to is SaleStage.Returning or SaleStage.Cancelled,
        SaleStage.Delivered or SaleStage.Cancelled or SaleStage.Refused or SaleStage.Expired or SaleStage.Abandoned =>
            false,
    };
}
