using SkyLink.Beckn;
using SkyLink.Testing;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>Conversations over HTTP with signed messages, from select to the door.</summary>
public sealed class SellersFlowTests(SellersHost host) : IClassFixture<SellersHost>
{
    [Fact]
    public async Task A_quote_holds_goods_delivery_and_packing()
    {
        var quote = (await new Shopper(host).SelectAsync()).Read<Order>();
        Assert.Equal((2 * 90) + 99.50m + 20, quote.Quote!.Price!.Value);
        Assert.Equal(quote.Quote.Price.Value, quote.Quote.Breakup.Sum(charge => charge.Price.Value));
        Assert.Equal(TimeSpan.FromMinutes(40), quote.Fulfillments[0].TurnaroundTime);
    }

    [Fact]
    public async Task An_order_goes_from_select_to_the_door()
    {
        var before = await host.ProductAsync("corner-pantry", "CP-0001");
        var shopper = new Shopper(host);
        var order = await shopper.BuyAsync();
        Assert.Equal((OrderState.Accepted, shopper.OrderId), (order.State, order.Id));

        await PackAsync(shopper);
        await shopper.HearStateAsync(FulfillmentState.Packed);
        await shopper.RideAsync(FulfillmentState.AgentAssigned);
        await shopper.HearStateAsync(FulfillmentState.AgentAssigned);
        await shopper.RideAsync(FulfillmentState.OrderPickedUp);
        await shopper.HearStateAsync(FulfillmentState.OrderPickedUp);
        await shopper.RideAsync(FulfillmentState.OrderDelivered);
        var delivered = (await shopper.HearStateAsync(FulfillmentState.OrderDelivered)).Read<Order>();
        Assert.Equal(OrderState.Completed, delivered.State);
        Assert.Equal("Imran", delivered.Fulfillments[0].Agent!.Name);

        var after = await host.ProductAsync("corner-pantry", "CP-0001");
        Assert.Equal((before.Stock - 2, before.Reserved), (after.Stock, after.Reserved));

        var rating = await shopper.AskAsync(
            BecknAction.Rating, new RatingRequest([new Rating("Order", shopper.OrderId, 5)]));
        Assert.True(rating.Read<RatingAck>().IsAccepted);
        var support = (
            await shopper.AskAsync(BecknAction.Support, new SupportRequest(shopper.OrderId))).Read<Support>();
        Assert.NotNull(support.Ticket);
        var again = (await shopper.AskAsync(BecknAction.Support, new SupportRequest(shopper.OrderId))).Read<Support>();
        Assert.Equal(support.Ticket, again.Ticket);
    }

    [Fact]
    public async Task A_marketplace_states_three_beneficiaries_beside_the_seller()
    {
        var shopper = new Shopper(
            host, "bazaar-collective", "anarkali-sweets")
        { Items = [new OrderItem("AS-0001", 1)] };
        Assert.Null((await shopper.SelectAsync()).Error);
        var terms = (await shopper.InitAsync()).Read<Order>();
        var splits = Split.FromTags(terms.Payments[0].Tags, "PKR/2")!;
        Assert.Equal(
            ["network:fees", "trade:commissions:bazaar-collective", "trade:finders:hamsafar",
            "trade:payables:anarkali-sweets"],
            splits.Select(split => split.Beneficiary).Order(StringComparer.Ordinal));
        Assert.Equal(terms.Quote!.Price!.ToMoney(), splits.Select(split => split.Amount).Sum("PKR/2"));
        shopper.Pay(terms);
        Assert.Equal(OrderState.Accepted, (await shopper.ConfirmAsync(terms)).Read<Order>().State);
    }

    [Fact]
    public async Task Init_keeps_stock_and_expiry_gives_it_back()
    {
        var before = await host.ProductAsync("corner-pantry", "CP-0002");
        var shopper = new Shopper(host) { Items = [new OrderItem("CP-0002", 3)] };
        await shopper.SelectAsync();
        await shopper.InitAsync();
        await shopper.InitAsync(); // once more: replaces, does not add
        Assert.Equal(before.Reserved + 3, (await host.ProductAsync("corner-pantry", "CP-0002")).Reserved);

        host.Clock.Advance(TimeSpan.FromMinutes(16));
        await Eventually.TrueAsync(
            async () => (await host.ProductAsync(
                "corner-pantry", "CP-0002")).Reserved == before.Reserved, "the stock is free again");
        Assert.Equal(before.Stock, (await host.ProductAsync("corner-pantry", "CP-0002")).Stock);
    }

    [Fact]
    public async Task A_payment_of_another_amount_is_refused_and_the_stock_is_free_again()
    {
        var before = await host.ProductAsync("corner-pantry", "CP-0003");
        var shopper = new Shopper(host) { Items = [new OrderItem("CP-0003", 1)] };
        await shopper.SelectAsync();
        var terms = (await shopper.InitAsync()).Read<Order>();
        shopper.Pay(terms, amount: terms.Payments[0].Params!.Amount - 0.01m);
        var answer = await shopper.ConfirmAsync(terms);
        Assert.Contains("holds", answer.Error!.Message, StringComparison.Ordinal);
        var after = await host.ProductAsync("corner-pantry", "CP-0003");
        Assert.Equal((before.Stock, before.Reserved), (after.Stock, after.Reserved));
    }

    [Fact]
    public async Task A_payment_nobody_holds_is_refused()
    {
        var shopper = new Shopper(host);
        await shopper.SelectAsync();
        var answer = await shopper.ConfirmAsync((await shopper.InitAsync()).Read<Order>());
        Assert.NotNull(answer.Error);
        Assert.Equal(SaleStage.Refused, (await shopper.SaleAsync()).Stage);
    }

    [Fact]
    public async Task A_payment_pays_for_one_order_only()
    {
        var first = new Shopper(host);
        await first.BuyAsync();
        var second = new Shopper(host);
        await second.SelectAsync();
        var terms = (await second.InitAsync()).Read<Order>();
        var stolen = second.Final(terms);
        stolen = stolen with
        {
            Payments =
            [
                stolen.Payments[0] with
                {
                    Params = stolen.Payments[0].Params! with { TransactionId = first.PaymentId },
                },
            ],
        };
        Assert.Contains("another order", (
            await second.AskAsync(BecknAction.Confirm, stolen)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_carrier_that_says_nothing_ends_in_an_error()
    {
        var shopper = new Shopper(host);
        host.Cast.SilentCarrier[shopper.Transaction] = true;
        var id = await shopper.SayAsync(BecknAction.Select, shopper.Draft);
        await Eventually.TrueAsync(
            () => host.InSellersAsync(tx => tx.ScalarAsync<bool>(
                $"""
                select exists (select from sales where transaction_id = {shopper.Transaction} and stage = 'Quoting')
                """)),
            "the carrier was asked");
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        var answer = await shopper.HearAsync(it => it.Context.MessageId == id, "on_select");
        Assert.Contains("in time", answer.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_sold_is_refused_with_a_path()
    {
        var far = await new Shopper(host) { Gps = "24.860700,67.001100" }.SelectAsync();
        Assert.Equal("$.message.order.fulfillments[0].end.location.gps", far.Error!.Path);
        var unknown = await new Shopper(host) { Items = [new OrderItem("CP-9999", 1)] }.SelectAsync();
        Assert.Equal("$.message.order.items[0].id", unknown.Error!.Path);
        var tooMany = await new Shopper(host) { Items = [new OrderItem("CP-0004", 9_999)] }.SelectAsync();
        Assert.Equal("$.message.order.items[0].quantity.count", tooMany.Error!.Path);
        var wrongShop = await new Shopper(host, "corner-pantry", "mountain-dairy").SelectAsync();
        Assert.Equal("$.message.order.provider.id", wrongShop.Error!.Path);
    }

    [Fact]
    public async Task The_buyer_cancels_and_all_comes_back()
    {
        var before = await host.ProductAsync("corner-pantry", "CP-0005");
        var shopper = new Shopper(host) { Items = [new OrderItem("CP-0005", 1)] };
        await shopper.BuyAsync();
        var cancelled = (
            await shopper.AskAsync(BecknAction.Cancel, new CancelRequest(shopper.OrderId, "001"))).Read<Order>();
        Assert.Equal((OrderState.Cancelled, 0m), (cancelled.State, cancelled.Quote!.Price!.Value));
        Assert.Equal("hamsafar.example", cancelled.Cancellation!.CancelledBy);
        var after = await host.ProductAsync("corner-pantry", "CP-0005");
        Assert.Equal((before.Stock, before.Reserved), (after.Stock, after.Reserved));
        Assert.NotNull((await shopper.AskAsync(BecknAction.Cancel, new CancelRequest(shopper.OrderId, "001"))).Error);
    }

    [Fact]
    public async Task The_buyer_takes_less_and_pays_less()
    {
        var before = await host.ProductAsync("corner-pantry", "CP-0006");
        var shopper = new Shopper(host) { Items = [new OrderItem("CP-0006", 3)] };
        var order = await shopper.BuyAsync();
        var update = new UpdateRequest(
            "item", new Order { Id = shopper.OrderId, Items = [new OrderItem("CP-0006", 1)] });
        var updated = (await shopper.AskAsync(BecknAction.Update, update)).Read<Order>();
        var unit = before.Price.ToPrice().Value;
        Assert.Equal(order.Quote!.Price!.Value - (2 * unit), updated.Quote!.Price!.Value);
        Assert.Equal(-2 * unit, updated.Quote.Breakup.Single(charge => charge.Kind == ChargeKind.Refund).Price.Value);
        Assert.Equal(before.Stock - 1, (await host.ProductAsync("corner-pantry", "CP-0006")).Stock);

        var more = new UpdateRequest("item", new Order { Id = shopper.OrderId, Items = [new OrderItem("CP-0006", 2)] });
        Assert.NotNull((await shopper.AskAsync(BecknAction.Update, more)).Error);
    }

    [Fact]
    public async Task A_carrier_that_gives_up_ends_the_order_with_a_full_refund()
    {
        var shopper = new Shopper(host);
        await shopper.BuyAsync();
        await PackAsync(shopper);
        await shopper.RideAsync(FulfillmentState.Cancelled);
        var told = (
            await shopper.HearAsync(it => it.Context.Action == BecknAction.OnCancel, "on_cancel")).Read<Order>();
        Assert.Equal((OrderState.Cancelled, 0m), (told.State, told.Quote!.Price!.Value));
        Assert.Equal("quick-wheels.example", told.Cancellation!.CancelledBy);
    }

    [Fact]
    public async Task Late_and_repeated_callbacks_change_nothing()
    {
        var shopper = new Shopper(host);
        await shopper.BuyAsync();
        await PackAsync(shopper);
        await shopper.RideAsync(FulfillmentState.OrderDelivered);
        await shopper.HearStateAsync(FulfillmentState.OrderDelivered);
        var delivered = await shopper.SaleAsync();
        await shopper.RideAsync(FulfillmentState.AgentAssigned);
        await shopper.RideAsync(FulfillmentState.Cancelled);
        await Eventually.TrueAsync(
            async () => (await host.InSellersAsync(tx => SaleStore.TimelineAsync(tx, delivered.Id)))
                .Count(entry => entry.What == "Late") == 2,
            "both are noted as late");
        var after = await shopper.SaleAsync();
        Assert.Equal((delivered.Stage, delivered.Version), (after.Stage, after.Version));
    }

    [Fact]
    public async Task The_same_confirm_under_another_id_gets_the_same_order()
    {
        var shopper = new Shopper(host);
        await shopper.SelectAsync();
        var terms = (await shopper.InitAsync()).Read<Order>();
        shopper.Pay(terms);
        await shopper.ConfirmAsync(terms);
        var version = (await shopper.SaleAsync()).Version;
        var again = (await shopper.ConfirmAsync(terms)).Read<Order>();
        Assert.Equal((shopper.OrderId, OrderState.Accepted), (again.Id, again.State));
        Assert.Equal(version, (await shopper.SaleAsync()).Version);
    }

    private async Task PackAsync(Shopper shopper)
    {
        var sale = await shopper.SaleAsync();
        var flow = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<DeliveryFlow>(host.Services);
        var runtime = Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions
            .GetRequiredKeyedService<Nodes.NodeRuntime>(host.Services, "trade.sellers");
        await host.InSellersAsync(async tx =>
        {
            var node = runtime.Nodes[sale.Node];
            Assert.True(
                (await flow.PackAsync(tx, node, (await SaleStore.LockAsync(tx, sale.Id))!)).Is(out var packed, out _));
            await runtime.SendAsync(tx, node, packed.News);
            return true;
        });
    }
}
