using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Payments;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Logistics;

/// <summary>The delivery partner with two shops around it; a ride takes about two seconds.</summary>
public class LogisticsHost : TestHost
{
    public const string Partner = "quick-wheels.example";
    public const string Domain = "ONDC:LOG10";

    public static Gps Shop { get; } = new(31.5150, 74.3450);

    public static Gps Door { get; } = new(31.5300, 74.3700);

    internal ProbeModule Probes { get; } = new(Profile("shop"), Profile("other-shop"));

    internal OpenRegistryModule Registry { get; } = new();

    protected override IReadOnlyList<IModule> Modules => [Registry, Probes, new LogisticsModule()];

    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Trade:Logistics:TimeScale"] = "600",
        ["Trade:Logistics:ReportEvery"] = "00:00:00.1",
        ["Trade:Logistics:RidersPerArea"] = "8",
    };

    internal static Intent Search(Gps from, Gps to) => new()
    {
        Gps = to,
        Tags = [OwnTags.Of(("start", from.ToString()), ("end", to.ToString()))],
    };

    internal static Order Ride(string id, decimal price, Gps? to = null, string option = "immediate") => new()
    {
        Id = id,
        Provider = new OrderProvider("quick-wheels"),
        Items = [new OrderItem(option, 1)],
        Billing = new Billing { Name = "Corner Pantry", Phone = "+92-42-555-0100" },
        Fulfillments =
        [
            new Fulfillment
            {
                Id = "1",
                Type = "Delivery",
                Start = new Stop { Location = new Location { Gps = Shop }, PersonName = "Counter" },
                End = new Stop { Location = new Location { Gps = to ?? Door }, PersonName = "Ayesha" },
            },
        ],
        Quote = new Quote
        {
            Price = new Price(price, "PKR"),
            Breakup = [new Charge("Delivery", new Price(price, "PKR"))],
        },
        Payments = [new Payment { Type = PaymentType.PostFulfillment, Status = PaymentStatus.NotPaid }],
    };

    internal Task<Envelope> AskAsync(BecknAction action, Message content, string transaction, string shop = "shop") =>
        Probes.AskAsync(this, shop, action, Partner, Domain, content, transaction);

    /// <summary>The price of the usual ride.</summary>
    internal async Task<decimal> PriceAsync()
    {
        var answer = await AskAsync(BecknAction.Search, Search(Shop, Door), Guid.CreateVersion7().ToString());
        return answer.Read<Catalogue>().Providers[0].Items[0].Price!.Value;
    }

    /// <summary>Books the usual ride; its order id and transaction are the same text.</summary>
    internal async Task<string> BookAsync(string shop = "shop")
    {
        var id = Guid.CreateVersion7().ToString();
        var answer = await AskAsync(BecknAction.Confirm, Ride(id, await PriceAsync()), id, shop);
        Assert.Null(answer.Error);
        return id;
    }

    /// <summary>The fulfilment states that a shop was told, in order.</summary>
    internal IEnumerable<string> StatesOf(string transaction, string shop = "shop") => Probes.HeardOf(shop, transaction)
        .Where(it => it.Action == BecknAction.OnStatus).Select(it => it.Read<Order>().Fulfillments[0].State!);

    internal Task HearAsync(string transaction, string state, string shop = "shop") =>
        Eventually.TrueAsync(() => StatesOf(transaction, shop).Contains(state), $"{state} is told");

    internal HttpClient Operator() => CreateClient(TokenIdentity.TokenOf(Role.Operator, Guid.CreateVersion7()));

    internal static async Task<JsonNode> ShipmentAsync(HttpClient http, string order)
    {
        var page = (await http.GetFromJsonAsync<JsonNode>("/api/v1/logistics/shipments?limit=200"))!;
        return page["items"]!.AsArray().Single(it => (string)it!["orderId"]! == order)!;
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IIdentity, TokenIdentity>();
        builder.Configuration.AddInMemoryCollection(Settings);
    }

    private static NodeProfile Profile(string slug) =>
        new(slug, slug, $"{slug}.example", [new NodeRole(ParticipantType.Bap, Domain)], ["*"]);
}

/// <summary>One rider per area and real time: nothing moves by itself while a test looks.</summary>
public sealed class SlowLogisticsHost : LogisticsHost
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Trade:Logistics:RidersPerArea"] = "1",
        ["Trade:Logistics:SearchPause"] = "00:00:01",
        ["Trade:Logistics:ReportEvery"] = "00:10:00",
    };
}
