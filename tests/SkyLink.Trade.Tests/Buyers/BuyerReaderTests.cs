using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Buyers;

/// <summary>What the buyer's app believes of a seller's messages.</summary>
public sealed class BuyerReaderTests
{
    [Fact]
    public void A_quote_is_its_price_and_parts_that_add_up()
    {
        var quote = BuyerReader.QuoteOf(With(
            300, ("Biscuits", 220, ChargeKind.Item), ("Delivery", 90, ChargeKind.Delivery), ("Off", -10, null)));
        Assert.Equal(new Money(30000, "PKR/2"), quote!.Price);
        Assert.Equal([ChargeKind.Item, ChargeKind.Delivery, ChargeKind.Misc], quote.Breakup.Select(it => it.Kind));
    }

    [Fact]
    public void A_quote_whose_parts_do_not_add_up_is_none() =>
        Assert.Null(BuyerReader.QuoteOf(With(300, ("Biscuits", 220, ChargeKind.Item), ("Delivery", 90, ChargeKind.Delivery))));

    [Fact]
    public void A_quote_in_two_currencies_is_none()
    {
        var order = With(300, ("Biscuits", 300, ChargeKind.Item));
        Assert.Null(BuyerReader.QuoteOf(order with
        {
            Quote = order.Quote! with { Breakup = [new Charge("Biscuits", new Price(300, "USD"))] },
        }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0.001)]
    public void A_price_nobody_can_pay_is_no_quote(double price) => Assert.Null(BuyerReader.QuoteOf(With((decimal)price)));

    [Fact]
    public void No_quote_is_none()
    {
        Assert.Null(BuyerReader.QuoteOf(new Order()));
        Assert.Null(BuyerReader.QuoteOf(new Order { Quote = new Quote() }));
    }

    [Fact]
    public void Terms_come_back_as_they_were_and_only_where_there_is_one_payment()
    {
        var terms = new Payment
        {
            Type = PaymentType.OnOrder,
            CollectedBy = Collector.Bap,
            Params = new PaymentParams(300m, "PKR", null),
            Tags = Split.ToTags([new Split("seller", "trade:payables:corner-pantry", new Money(30000, "PKR/2"))]),
        };
        Assert.Equal(terms, BuyerReader.ReadTerms(BuyerReader.TermsOf(new Order { Payments = [terms] })));
        Assert.Null(BuyerReader.TermsOf(new Order()));
        Assert.Null(BuyerReader.TermsOf(new Order { Payments = [terms, terms] }));
        Assert.Null(BuyerReader.ReadTerms(null));
    }

    [Fact]
    public void What_a_message_leaves_out_of_the_delivery_stays_as_it_was()
    {
        var before = new BuyerFulfilment("f1", "Agent-assigned", "Bilal", "+923001234567", "31.5,74.3", "http://track", null);
        Assert.Equal(before, BuyerReader.FulfilmentOf(new Order(), before));
        var now = BuyerReader.FulfilmentOf(
            new Order
            {
                Fulfillments =
                [
                    new Fulfillment { State = "Order-picked-up", Tags = [OwnTags.Of(("position", "31.6,74.4"))] },
                ],
            },
            before);
        Assert.Equal(before with { State = "Order-picked-up", Gps = "31.6,74.4" }, now);
    }

    [Fact]
    public void Where_the_shop_is_stays_known_once_it_was_said()
    {
        Assert.True(Gps.TryParse("31.5,74.3", out var gps));
        var shop = new Stop { Location = new Location { Gps = gps } };
        var said = BuyerReader.FulfilmentOf(
            new Order { Fulfillments = [new Fulfillment { Start = shop }] }, BuyerFulfilment.Unknown);
        Assert.Equal(gps.ToString(), said.ShopGps);
        var later = BuyerReader.FulfilmentOf(
            new Order { Fulfillments = [new Fulfillment { State = "Order-picked-up" }] }, said);
        Assert.Equal(gps.ToString(), later.ShopGps);
    }

    [Fact]
    public void Lines_the_shop_no_longer_names_are_gone()
    {
        BuyerLine[] before = [Line("a", 3), Line("b", 2), Line("c", 1)];
        Assert.Same(before, BuyerReader.LinesOf(new Order(), before));
        var now = BuyerReader.LinesOf(new Order { Items = [new OrderItem("a", 1), new OrderItem("b", 0)] }, before);
        Assert.Equal([("a", 1)], now.Select(line => (line.ItemId, line.Count)));
    }

    private static BuyerLine Line(string id, int count) => new(id, id, count, new Money(100, "PKR/2"), null, null);

    private static Order With(decimal price, params (string Title, decimal Value, string? Kind)[] charges) => new()
    {
        Quote = new Quote
        {
            Price = new Price(price, "PKR"),
            Breakup = charges.Select(it => new Charge(it.Title, new Price(it.Value, "PKR")) { Kind = it.Kind }).ToValueList(),
        },
    };
}
