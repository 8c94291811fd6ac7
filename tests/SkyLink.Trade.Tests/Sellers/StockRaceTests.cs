using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SkyLink.Beckn;
using SkyLink.Testing;

namespace SkyLink.Trade.Sellers;

/// <summary>The same host with deadlines that a thousand buyers at once on a small machine do not pass.</summary>
public sealed class PatientHost : SellersHost
{
    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Trade:Sellers:QuoteTimeout"] = "00:01:00",
            ["Trade:Sellers:PaymentTimeout"] = "00:02:00",
            ["Trade:Network:DeliveryTimeout"] = "00:00:50",
            ["Trade:Network:DeliveriesMax"] = "64",
        });
    }
}

/// <summary>Many buyers, few goods.</summary>
public sealed class StockRaceTests(PatientHost host) : IClassFixture<PatientHost>
{
    private const int Buyers = 1_000;
    private const int Pieces = 100;

    [Fact]
    public async Task A_thousand_buyers_race_for_a_hundred_items_and_a_hundred_get_one()
    {
        await host.SetStockAsync("corner-pantry", "CP-0010", Pieces);
        var shoppers = Enumerable.Range(0, Buyers)
            .Select(_ => new Shopper(host) { Items = [new OrderItem("CP-0010", 1)] }).ToList();
        await EachAsync(shoppers, 32, shopper => shopper.SelectAsync());

        var billing = new Billing { Name = "Buyer", Phone = "+920000000000" };
        await EachAsync(
            shoppers, 128, shopper => shopper.SayAsync(BecknAction.Init, shopper.Draft with { Billing = billing }));
        await AllHeardAsync(BecknAction.OnInit, Buyers);

        var terms = shoppers.SelectMany(shopper => host.Cast.HeardIn(shopper.Transaction))
            .Where(it => it.Context.Action == BecknAction.OnInit && it.Envelope.Error is null)
            .ToDictionary(it => it.Context.TransactionId, it => it.Envelope.Read<Order>());
        Assert.Equal(Pieces, terms.Count);
        var winners = shoppers.FindAll(shopper => terms.ContainsKey(shopper.Transaction));
        await EachAsync(winners, 128, shopper =>
        {
            shopper.Pay(terms[shopper.Transaction]);
            return shopper.SayAsync(BecknAction.Confirm, shopper.Final(terms[shopper.Transaction]));
        });
        await AllHeardAsync(BecknAction.OnConfirm, Pieces);

        var accepted = await host.InSellersAsync(tx => tx.ScalarAsync<long>($"""
            select count(*) from sales join sale_lines on sale = id where sku = 'CP-0010' and stage = 'Accepted'
            """));
        var left = await host.ProductAsync("corner-pantry", "CP-0010");
        Assert.Equal((Pieces, 0, 0), (accepted, left.Stock, left.Reserved));
    }

    [Fact]
    public async Task Orders_over_the_same_goods_in_opposite_order_never_lock_each_other_out()
    {
        await host.SetStockAsync("corner-pantry", "CP-0011", 30);
        await host.SetStockAsync("corner-pantry", "CP-0012", 30);
        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => host.InSellersAsync(tx =>
        {
            StockMove[] moves = [new("CP-0011", 0, 1), new("CP-0012", 0, 1)];
            return ProductStore.TryReserveAsync(tx, "corner-pantry", number % 2 == 0 ? moves : [.. moves.Reverse()]);
        }))));
        Assert.Equal(30, taken.Count(it => it));
        Assert.Equal(30, (await host.ProductAsync("corner-pantry", "CP-0011")).Reserved);
        Assert.Equal(30, (await host.ProductAsync("corner-pantry", "CP-0012")).Reserved);
    }

    [Fact]
    public async Task All_lines_or_none()
    {
        await host.SetStockAsync("corner-pantry", "CP-0013", 5);
        await host.SetStockAsync("corner-pantry", "CP-0014", 1);
        var isTaken = await host.InSellersAsync(tx => ProductStore.TryReserveAsync(
            tx, "corner-pantry", [new("CP-0013", 0, 2), new("CP-0014", 0, 2)]));
        Assert.False(isTaken);
        Assert.Equal(0, (await host.ProductAsync("corner-pantry", "CP-0013")).Reserved);
    }

    private static Task EachAsync(List<Shopper> shoppers, int atOnce, Func<Shopper, Task> say) => Parallel.ForEachAsync(
        shoppers, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (shopper, _) => await say(shopper));

    private Task AllHeardAsync(BecknAction callback, int count) => Eventually.TrueAsync(
        () => host.Cast.Counts.GetValueOrDefault(callback) >= count, $"{count} {callback.Name}",
        TimeSpan.FromSeconds(120));
}
