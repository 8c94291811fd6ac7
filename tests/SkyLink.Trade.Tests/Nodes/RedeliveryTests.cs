using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using SkyLink.Beckn;
using SkyLink.Testing;

namespace SkyLink.Trade.Nodes;

public sealed class SlowRetryHost : NodeHost
{
    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Configuration["Trade:Network:DeliveriesMax"] = "1";
        builder.Configuration["Trade:Network:RetryLongest"] = "00:00:01";
    }
}

/// <summary>What goes again because the first try, or what came of it, is not known.</summary>
public sealed class RedeliveryTests(SlowRetryHost host) : IClassFixture<SlowRetryHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where nobody listens: where the seller was before it moved.</summary>
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/network/three/seller");

    private static readonly (string, string) SellerKey = ("seller.example", ThreeNodesModule.Domain);

    /// <summary>
    /// A gateway that died after a delivery and before it crossed it out sends once more: with the sender's signature
    /// as it came, which only the sender could renew, and with a fresh one of its own.
    /// </summary>
    [Fact]
    public async Task What_a_gateway_passes_on_again_under_a_fresh_signature_is_acknowledged_and_not_acted_on()
    {
        var (body, header) = await SearchAsync();
        var first = Vouch(body, seconds: 0);
        Assert.Equal("ACK", await StatusAsync(body, header, first));
        Assert.Equal("NACK", await StatusAsync(body, header, first));
        Assert.Equal("ACK", await StatusAsync(body, header, Vouch(body, seconds: 1)));
        var transaction = (string)JsonNode.Parse(body)!["context"]!["transaction_id"]!;
        Assert.Equal(1, await host.Database.ScalarAsync<long>($"""
            select count(*) from trade_three.messages
             where transaction_id = '{transaction}' and node = 'seller' and direction = 'out'
            """));
    }

    [Fact]
    public async Task What_waits_for_a_participant_goes_where_it_is_when_it_returns()
    {
        var seller = await host.FindAsync("seller", ParticipantType.Bpp);
        var select = await host.SendSelectAsync(seller with { Uri = Nowhere });
        await Eventually.TrueAsync(() => host.Nodes.Selected.Contains(select.MessageId), "it arrives", Patience);
    }

    [Fact]
    public async Task What_waits_for_a_participant_that_is_not_listed_goes_when_it_is_listed_again()
    {
        var seller = await host.FindAsync("seller", ParticipantType.Bpp);
        var entry = Unlist();
        var select = await host.SendSelectAsync(seller with { Uri = Nowhere });
        await UntilAsync(select, "reason like 'The registry does not list%'");
        List(entry);
        await Eventually.TrueAsync(() => host.Nodes.Selected.Contains(select.MessageId), "it arrives", Patience);
    }

    /// <summary>One delivery at a time here: a permit that is not given back stops all that follow.</summary>
    [Fact]
    public async Task A_database_that_fails_while_a_delivery_is_read_costs_no_permit()
    {
        var seller = await host.FindAsync("seller", ParticipantType.Bpp);
        var entry = Unlist();
        var first = await host.SendSelectAsync(seller with { Uri = Nowhere });
        var second = await host.SendSelectAsync(seller with { Uri = Nowhere });
        await UntilAsync(first, "attempts > 0");
        await UntilAsync(second, "attempts > 0");
        await host.Database.ExecuteAsync("alter table trade_three.messages rename to messages_away");
        try
        {
            // A delivery that failed keeps its lease, which is longer than any pause between two tries.
            await UntilAsync(first, "next_at > now() + interval '5 seconds'");
            await UntilAsync(second, "next_at > now() + interval '5 seconds'");
        }
        finally
        {
            await host.Database.ExecuteAsync("alter table trade_three.messages_away rename to messages");
        }

        List(entry);
        host.Clock.Advance(NodeRuntime.Lease);
        await Eventually.TrueAsync(
            () => host.Nodes.Selected.Contains(first.MessageId) && host.Nodes.Selected.Contains(second.MessageId),
            "both arrive", Patience);
    }

    private JsonObject Unlist()
    {
        Assert.True(host.Registry.Entries.TryRemove(SellerKey, out var entry));
        host.Participants.Forget("seller.example");
        return entry;
    }

    private void List(JsonObject entry)
    {
        host.Registry.Entries[SellerKey] = entry;
        host.Participants.Forget("seller.example");
    }

    private Task UntilAsync(Context message, string isSo) => Eventually.TrueAsync(
        async () => await host.Database.ScalarAsync<long>($"""
            select count(*) from trade_three.deliveries
             where transaction_id = '{message.TransactionId}' and ({isSo})
            """) == 1, isSo, Patience);

    private async Task<(byte[] Body, string Header)> SearchAsync()
    {
        await host.FindAsync("seller", ParticipantType.Bpp);
        var context = host.SearchContext();
        var body = context.Dialect.Write(context, new Intent { Text = "tea" });
        var now = host.Clock.GetUtcNow();
        return (body, host.Node("buyer").Signer.Sign(body, now, now.AddMinutes(5)));
    }

    private string Vouch(byte[] body, int seconds)
    {
        var now = host.Clock.GetUtcNow();
        return host.Node("gateway").Signer.Sign(body, now, now.AddMinutes(5).AddSeconds(seconds));
    }

    private async Task<string> StatusAsync(byte[] body, string header, string gatewayHeader)
    {
        using var http = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/network/three/seller/search")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", header);
        request.Headers.TryAddWithoutValidation("X-Gateway-Authorization", gatewayHeader);
        using var answer = await http.SendAsync(request);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["message"]!["ack"]!["status"]!;
    }
}
