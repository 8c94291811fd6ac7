using SkyLink.Host.Scenario;
using SkyLink.Testing;

namespace SkyLink.Host.Faults;

/// <summary>The sellers run in a process of their own.</summary>
public sealed class SellersApart : Deployment
{
    internal override IReadOnlyList<Part> Parts =>
    [
        new Part(
            "center", "platform.identity", "platform.audit", "platform.signatures", "platform.secrets",
            "platform.events", "platform.gateways", "gateway-web", "gateway-admin",
            "trade.registry", "trade.routing", "settle.ledger", "trade.payments", "trade.logistics", "trade.buyers"),
        new Part("sellers", "trade.sellers"),
    ];

    protected override IReadOnlyDictionary<string, string> More => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Trade:Network:DeliveryTimeout"] = "00:00:03",
    };
}

[Collection(Deployments.Name)]
public sealed class AwaySellerTests(SellersApart deployment) : IClassFixture<SellersApart>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task A_seller_that_is_down_gets_its_order_when_it_returns()
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        await shopper.TopUpAsync(5_000_000);
        var (search, offers) = await shopper.SearchAsync("biscuits", Market.CornerPantry);
        var offer = offers.First(it => it.Available is null or > 20);
        var ready = (await shopper.PlaceAsync(search, key: null, (offer.Id, 1))).Single();
        await shopper.UntilAsync(ready, it => it.State == "Ready");

        var sellers = deployment.ProgramOf("trade.sellers");
        Assert.Equal(0, await sellers.StopAsync());
        await shopper.ActAsync(ready, "confirm");
        var asked = (await shopper.PlaceAsync(search, key: null, (offer.Id, 2))).Single();
        await shopper.UntilAsync(ready, it => it is { State: "Confirming", PaymentState: "Held" });
        await WaitsAsync("confirm");
        await WaitsAsync("select");
        Assert.Equal("Quoting", (await shopper.GetAsync(asked)).State);

        await deployment.RestartAsync(sellers);
        await shopper.UntilAsync(asked, it => it.State == "Ready");
        await shopper.ActAsync(asked, "confirm");
        foreach (var order in new[] { ready, asked })
        {
            await shopper.UntilAsync(order, it => it is { State: "Completed", PaymentState: "Released" });
        }

        await Market.AuditAsync(deployment);
    }

    [Fact]
    public async Task A_seller_that_stands_still_for_longer_than_senders_wait_loses_and_doubles_nothing()
    {
        const int count = 20;
        var before = await deployment.Database.ScalarAsync<long>("select count(*) from trade_buyers.orders");
        using var crowd = await Crowd.GatherAsync(deployment);
        var buying = crowd.BuyAsync(count);
        await crowd.UntilPlacedAsync(count / 2);
        var sellers = deployment.ProgramOf("trade.sellers");
        sellers.Signal("STOP");
        try
        {
            // Two tries of one message have come to nothing: whoever sends it has given up waiting twice.
            await Eventually.TrueAsync(
                async () => await deployment.Database.ScalarAsync<long>("""
                    select count(*) from trade_buyers.deliveries where attempts >= 2 and reason like 'No answer within%'
                    """) > 0,
                "somebody waits in vain", Patience);
        }
        finally
        {
            sellers.Signal("CONT");
        }

        await buying;
        await crowd.AuditAsync(count, before);
    }

    private Task WaitsAsync(string action) => Eventually.TrueAsync(
        async () => await deployment.Database.ScalarAsync<long>($"""
            select count(*) from trade_buyers.deliveries
             where action = '{action}' and destination = '{Market.CornerPantry}' and state = 'Pending' and attempts > 0
            """) > 0,
        $"{action} waits", Patience);
}
