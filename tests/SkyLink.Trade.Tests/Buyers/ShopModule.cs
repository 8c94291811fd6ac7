using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Buyers;

/// <summary>
/// Two shops on the network that do as the test says: their prices are round, their terms simple, and they speak
/// unasked when told to.
/// </summary>
internal sealed class ShopModule : IModule
{
    public const string Domain = "ONDC:RET10";
    public const string First = "tea-house.example";
    public const string Second = "rusk-corner.example";

    private readonly ConcurrentDictionary<string, Received> confirmed = new(StringComparer.Ordinal);

    public string Name => "trade.shops";

    /// <summary>Asked to cancel, a shop keeps this much.</summary>
    public decimal Kept { get; set; }

    /// <summary>Whether terms say who gets which part; others than SkyLink's sellers say nothing of it.</summary>
    public bool StatesShares { get; set; } = true;

    /// <summary>Set, a shop refuses select with it.</summary>
    public string? Refusal { get; set; }

    public void Add(ModuleBuilder module) => module.AddNodes(all =>
    {
        var clock = all.GetRequiredService<TimeProvider>();
        return [Make("tea-house", clock), Make("rusk-corner", clock)];
    });

    public void Map(IEndpointRouteBuilder routes) => NodeEndpoints.Map(routes, Name);

    /// <summary>The shop says, unasked, how the order of a transaction stands.</summary>
    public Task TellAsync(IServiceProvider services, string transaction, BecknAction callback, Func<Order, Order> standing)
    {
        var confirm = confirmed[transaction];
        return SendAsync(services, confirm, Node.Say(
            confirm.Sender, Tell(confirm, callback), standing(confirm.Envelope.Read<Order>())));
    }

    /// <summary>The shop refuses, long after it agreed.</summary>
    public Task RefuseLateAsync(IServiceProvider services, string transaction, BecknAction callback)
    {
        var confirm = confirmed[transaction];
        var context = Tell(confirm, callback);
        var error = context.Dialect.WriteError(
            context, context.Dialect.Error(ErrorKind.ItemQuantityUnavailable, "$.message.order", "Sold out."));
        return SendAsync(services, confirm, new Outgoing(confirm.Sender, context, error));
    }

    /// <summary>A shop tells the gateway, unasked, what it sells.</summary>
    public async Task PushAsync(
        IServiceProvider services, string seller, CatalogueNotice? notice, DateTimeOffset now, params Item[] items)
    {
        var runtime = services.GetRequiredKeyedService<NodeRuntime>(Name);
        var node = runtime.Nodes[seller.Split('.')[0]];
        var gateway = (await services.GetRequiredService<Participants>().FindAsync(
            node, "gateway.skylink.example", ParticipantType.Bg, Domain, CancellationToken.None))!;
        var context = node.Ask(
            BecknAction.OnSearch, gateway, Domain, "PAK", "*", notice?.Snapshot ?? "none", now, TimeSpan.FromMinutes(5)) with
        {
            BapId = gateway.SubscriberId,
            BapUri = gateway.Uri,
            BppId = seller,
            BppUri = node.Uri,
        };
        await runtime.SendAsync(node, [Node.Say(gateway, context, new Catalogue
        {
            Providers = [new Provider(node.Profile.Slug) { Items = items.ToValueList() }],
            Tags = notice is null ? [] : [notice.ToTags()],
        })], CancellationToken.None);
    }

    private static Context Tell(Received confirm, BecknAction callback) =>
        confirm.Node.Tell(callback, confirm.Context, confirm.At, TimeSpan.FromMinutes(5));

    private Task SendAsync(IServiceProvider services, Received confirm, Outgoing message) =>
        services.GetRequiredKeyedService<NodeRuntime>(Name).SendAsync(confirm.Node, [message], CancellationToken.None);

    private Node Make(string slug, TimeProvider clock)
    {
        var node = new Node(new NodeProfile(
            slug, slug, $"{slug}.example", [new NodeRole(ParticipantType.Bpp, Domain)], ["*"]));
        node.On(BecknAction.Search, (message, _) => Quick(node.Answer(message, Catalogue(slug), clock.GetUtcNow())));
        node.On(BecknAction.Select, (message, _) => Quick(Refusal is { } why
            ? node.AnswerError(message, ErrorKind.ItemQuantityUnavailable, "$.message.order.items", why, clock.GetUtcNow())
            : node.Answer(message, Quoted(message.Envelope.Read<Order>()), clock.GetUtcNow())));
        node.On(BecknAction.Init, (message, _) =>
            Quick(node.Answer(message, Agreed(slug, message.Envelope.Read<Order>()), clock.GetUtcNow())));
        node.On(BecknAction.Confirm, (message, _) =>
        {
            confirmed[message.Context.TransactionId] = message;
            var order = message.Envelope.Read<Order>() with { State = OrderState.Accepted };
            return Quick(node.Answer(message, order, clock.GetUtcNow()));
        });
        node.On(BecknAction.Cancel, (message, _) => Quick(node.Answer(message, Cancelled(message), clock.GetUtcNow())));
        node.On(BecknAction.Update, (message, _) => Quick(node.Answer(message, Reduced(message), clock.GetUtcNow())));
        return node;
    }

    private static ValueTask<Reaction> Quick(Outgoing answer) => ValueTask.FromResult(new Reaction(answer));

    private static Catalogue Catalogue(string slug) => new()
    {
        Descriptor = new Descriptor(slug),
        Providers =
        [
            new Provider(slug)
            {
                Descriptor = new Descriptor(slug),
                Items =
                [
                    new Item("tea") { Descriptor = new Descriptor("Tea"), Price = new Price(100, "PKR") },
                    new Item("rusk")
                    {
                        Descriptor = new Descriptor("Rusk"),
                        Price = new Price(50, "PKR"),
                        Stock = new Stock { Available = 10, Maximum = 5 },
                    },
                ],
            },
        ],
    };

    /// <summary>One hundred a piece, whatever it is.</summary>
    private static Order Quoted(Order asked) => asked with { Quote = QuoteOf(asked.Items.Sum(item => item.Count ?? 0) * 100m) };

    private Order Agreed(string slug, Order asked)
    {
        var quoted = Quoted(asked);
        var amount = quoted.Quote!.Price!.ToMoney()!;
        return quoted with
        {
            Payments =
            [
                new Payment
                {
                    Type = PaymentType.OnOrder,
                    CollectedBy = Collector.Bap,
                    Params = new PaymentParams(quoted.Quote.Price!.Value, "PKR", null),
                    Tags = StatesShares ? Split.ToTags([new Split("seller", $"trade:payables:{slug}", amount)]) : [],
                },
            ],
        };
    }

    private Order Cancelled(Received message) => confirmed[message.Context.TransactionId].Envelope.Read<Order>() with
    {
        State = OrderState.Cancelled,
        Quote = QuoteOf(Kept),
        Cancellation = new Cancellation("001", message.Context.BapId),
    };

    private Order Reduced(Received message)
    {
        var wanted = message.Envelope.Read<UpdateRequest>().Order;
        return Quoted(confirmed[message.Context.TransactionId].Envelope.Read<Order>() with
        {
            State = OrderState.Accepted,
            Items = wanted.Items,
        });
    }

    private static Quote QuoteOf(decimal price) => new()
    {
        Price = new Price(price, "PKR"),
        Breakup = [new Charge("Goods", new Price(price, "PKR")) { Kind = ChargeKind.Item }],
    };
}
