using System.Diagnostics;
using SkyLink.Beckn;
using SkyLink.Testing;

namespace SkyLink.Trade.Nodes;

public sealed class LaneTests(NodeHost host) : IClassFixture<NodeHost>
{
    /// <summary>What waits in a lane waits for the one before it, not for the end of a lease nobody holds.</summary>
    [Fact]
    public async Task Messages_of_one_transaction_follow_each_other_at_once()
    {
        var seller = await host.FindAsync("seller", ParticipantType.Bpp);
        var buyer = host.Node("buyer");
        var transaction = Guid.CreateVersion7().ToString();
        var messages = Enumerable.Range(0, 10).Select(_ => buyer.Ask(
            BecknAction.Select, seller, ThreeNodesModule.Domain, "PAK", "std:042", transaction, host.Clock.GetUtcNow(),
            TimeSpan.FromMinutes(1))).ToList();
        var order = new Order
        {
            Provider = new OrderProvider("corner-pantry"),
            Items = [new OrderItem("CP-0001", 1)],
            Fulfillments = [new Fulfillment { Id = "1" }],
            Quote = new Quote { Price = new Price(1, "PKR"), Breakup = [new Charge("Item", new Price(1, "PKR"))] },
        };
        var started = Stopwatch.GetTimestamp();
        var selects = messages.ConvertAll(context => Node.Say(seller, context, order));
        await host.Runtime.SendAsync(buyer, [.. selects.Take(5)], CancellationToken.None);
        foreach (var select in selects.Skip(5))
        {
            await host.Runtime.SendAsync(buyer, [select], CancellationToken.None);
        }

        await Eventually.TrueAsync(
            () => messages.TrueForAll(it => host.Nodes.Selected.Contains(it.MessageId)), "all selects arrive");
        Assert.True(Stopwatch.GetElapsedTime(started) < NodeRuntime.Lease * 5, "Nine of ten waited for the end of a lease.");
    }
}
