using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Platform.Http;
using SkyLink.Testing;
using SkyLink.Trade.Payments;

namespace SkyLink.Trade.Nodes;

public sealed class AttendedHost : NodeHost
{
    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IIdentity, TokenIdentity>();
}

/// <summary>What an operator does with messages that another participant refused.</summary>
public sealed class DeadDeliveryTests(AttendedHost host) : IClassFixture<AttendedHost>
{
    private const string Deliveries = "/api/v1/three/deliveries";

    [Fact]
    public async Task A_dead_delivery_is_purged_once_and_its_message_stays_undelivered()
    {
        using var http = ClientOf(Role.Operator);
        var dead = await RefusedAsync(http);
        using var purged = await http.DeleteAsync($"{Deliveries}/{dead.Id}");
        Assert.Equal(HttpStatusCode.NoContent, purged.StatusCode);
        Assert.Null(await FindAsync(http, "dead", dead.TransactionId));

        var detail = await http.GetFromJsonAsync<MessageDetail>($"/api/v1/three/messages/{dead.Message}", Json.Options);
        Assert.Equal("purged", detail!.Message.DeliveryState);
        Assert.Equal(dead.Reason, detail.Message.Reason);
        Assert.NotEmpty(Convert.FromBase64String(detail.BodyBase64));

        await AssertNotDeadAsync(await http.DeleteAsync($"{Deliveries}/{dead.Id}"));
        await AssertNotDeadAsync(await http.PostAsync($"{Deliveries}/{dead.Id}/redrive", content: null));
    }

    [Fact]
    public async Task What_is_still_under_way_is_not_purged()
    {
        using var http = ClientOf(Role.Operator);
        var context = await SendSelectAsync(new Uri("http://127.0.0.1:9/network/three/seller"));
        DeliveryView? waiting = null;
        await Eventually.TrueAsync(
            async () => (waiting = await FindAsync(http, "pending", context.TransactionId)) is { Attempts: > 0 },
            "a try fails");
        await AssertNotDeadAsync(await http.DeleteAsync($"{Deliveries}/{waiting!.Id}"));
        Assert.Equal(1, await host.Database.ScalarAsync<long>(
            $"select count(*) from trade_three.messages where id = '{waiting.Message}' and reason is null"));
    }

    [Fact]
    public async Task Of_twenty_purges_at_once_one_purges()
    {
        using var http = ClientOf(Role.Operator);
        var dead = await RefusedAsync(http);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var answer = await http.DeleteAsync($"{Deliveries}/{dead.Id}");
            return answer.StatusCode;
        }));
        Assert.Equal(1, answers.Count(status => status == HttpStatusCode.NoContent));
        Assert.Equal(19, answers.Count(status => status == HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Whoever_only_reads_messages_may_not_purge()
    {
        using var operators = ClientOf(Role.Operator);
        var dead = await RefusedAsync(operators);
        using var partner = ClientOf(Role.Partner);
        using var refused = await partner.DeleteAsync($"{Deliveries}/{dead.Id}");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.NotNull(await FindAsync(operators, "dead", dead.TransactionId));
    }

    [Fact]
    public async Task What_was_received_is_listed_once_however_many_it_is_passed_on_to()
    {
        await host.SearchAsync();
        var transaction = await host.Database.ScalarAsync<string>(
            "select transaction_id from trade_three.messages where node = 'gateway' and action = 'search' limit 1");
        await host.Database.ExecuteAsync($"""
            insert into trade_three.deliveries (destination, transaction_id, id, node, message, timestamp, action, uri,
                                                state, attempts, next_at, expires_at)
            select place, transaction_id, gen_random_uuid(), node, id, timestamp, action, '', 'Pending', 1,
                   now() + interval '1 hour', now() + interval '1 day'
              from trade_three.messages, unnest(array['first.example', 'second.example']) as place
             where node = 'gateway' and action = 'search' and transaction_id = '{transaction}'
            """);
        using var http = ClientOf(Role.Operator);
        var messages = await http.GetFromJsonAsync<Page<MessageView>>(
            $"/api/v1/three/messages?transactionId={transaction}&limit=200", Json.Options);
        Assert.Equal(messages!.Items.DistinctBy(message => message.Id).Count(), messages.Items.Count);
        Assert.Equal(6, messages.Items.Count);
    }

    private HttpClient ClientOf(Role role) => host.CreateClient(TokenIdentity.TokenOf(role, Guid.CreateVersion7()));

    /// <summary>A message for the seller that the buyer's node receives, and refuses.</summary>
    private async Task<DeliveryView> RefusedAsync(HttpClient http)
    {
        var context = await SendSelectAsync(new Uri(host.Address, "/network/three/buyer"));
        DeliveryView? dead = null;
        await Eventually.TrueAsync(
            async () => (dead = await FindAsync(http, "dead", context.TransactionId)) is not null, "it is refused");
        Assert.StartsWith("NACK", dead!.Reason, StringComparison.Ordinal);
        return dead;
    }

    private static async Task<DeliveryView?> FindAsync(HttpClient http, string state, string transaction) =>
        (await http.GetFromJsonAsync<Page<DeliveryView>>($"{Deliveries}?state={state}&limit=200", Json.Options))!.Items
            .SingleOrDefault(delivery => delivery.TransactionId == transaction);

    private static async Task AssertNotDeadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>();
            Assert.Equal("network.delivery_not_dead", (string?)problem!["code"]);
        }
    }

    private async Task<Context> SendSelectAsync(Uri to) => await host.SendSelectAsync(
        await host.FindAsync("seller", ParticipantType.Bpp) with { Uri = to });
}
