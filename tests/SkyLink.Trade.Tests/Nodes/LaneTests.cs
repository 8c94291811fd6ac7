using System.Diagnostics;
using SkyLink.Beckn;
using SkyLink.Platform.Data;
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

    /// <summary>A participant that is away for a day must not slow the others' messages down.</summary>
    [Fact]
    public async Task What_waits_for_one_participant_is_not_read_for_a_message_to_another()
    {
        const int waiting = 5_000;
        var seller = await host.FindAsync("seller", ParticipantType.Bpp);
        var buyer = host.Node("buyer");
        var search = Node.Say(seller, host.SearchContext(), new Intent { Text = "biscuits" });
        await Assert.ThrowsAsync<Undone>(() => host.Runtime.Db.InTransactionAsync<int>(async tx =>
        {
            await tx.ExecuteAsync($"""
                insert into deliveries (destination, transaction_id, id, node, message, timestamp, action, uri, state,
                                        attempts, next_at, expires_at)
                select 'away.example', number::text, gen_random_uuid(), 'buyer', gen_random_uuid(), now(), 'select', '',
                       'Pending', 3, now() + interval '1 hour', now() + interval '1 day'
                  from generate_series(1, {waiting}) as number
                """);
            var arrived = await tx.FindAsync(
                $"select * from deliveries where destination = 'away.example' and transaction_id = '7'",
                DeliveryStore.Read);
            var before = await RowsReadAsync(tx);
            await host.Runtime.SendAsync(tx, buyer, new Reaction(search));
            await MessageStore.WriteAsync(tx, [], [], [arrived!], host.Clock.GetUtcNow());
            Assert.InRange(await RowsReadAsync(tx) - before, 1, 20);
            Assert.Equal(
                waiting - 1,
                await tx.ScalarAsync<long>($"select count(*) from deliveries where destination = 'away.example'"));
            throw new Undone();
        }, CancellationToken.None));
    }

    private static Task<long> RowsReadAsync(Tx tx) => tx.ScalarAsync<long>(
        $"select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relid = 'deliveries'::regclass");

    private sealed class Undone : Exception;
}
