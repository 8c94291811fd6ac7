using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>The others of the play, each a real node: a buyer's app, a carrier and a payment partner.</summary>
internal sealed class CastModule : IModule
{
    public const string Goods = "ONDC:RET10";
    public const string Logistics = "ONDC:LOG10";
    public const string Money = "SKYLINK:PAY10";

    private IServiceProvider? services;

    /// <summary>How often the buyer's app heard each callback.</summary>
    public ConcurrentDictionary<BecknAction, int> Counts { get; } = [];

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Received>> heard = new(StringComparer.Ordinal);

    /// <summary>What the seller asked of the carrier.</summary>
    public ConcurrentQueue<Received> Asked { get; } = [];

    /// <summary>What the payment partner holds, by payment id.</summary>
    public ConcurrentDictionary<string, Order> Holds { get; } = new(StringComparer.Ordinal);

    /// <summary>Transactions in which the carrier says nothing.</summary>
    public ConcurrentDictionary<string, bool> SilentCarrier { get; } = new(StringComparer.Ordinal);

    public string Name => "trade.cast";

    /// <summary>What the buyer's app heard in a transaction, in the order of arrival.</summary>
    public ConcurrentQueue<Received> HeardIn(string transaction) => heard.GetOrAdd(transaction, _ => []);

    public void Add(ModuleBuilder module) => module.AddNodes(all =>
    {
        services = all;
        return [Buyer(), Carrier(), Bank()];
    });

    public void Map(IEndpointRouteBuilder routes) => NodeEndpoints.Map(routes, Name);

    private DateTimeOffset Now => services!.GetRequiredService<TimeProvider>().GetUtcNow();

    private static NodeProfile ProfileOf(string slug, ParticipantType type, params string[] domains) =>
        new(slug, slug, $"{slug}.example", [.. domains.Select(domain => new NodeRole(type, domain))], ["*"]);

    private Node Buyer()
    {
        var node = new Node(ProfileOf("hamsafar", ParticipantType.Bap, Goods));
        foreach (var callback in BecknActions.All.Where(action => action.IsCallback))
        {
            node.On(callback, (message, _) => ValueTask.FromResult(
                new Reaction { AfterCommit = () => Hear(message) }));
        }

        return node;
    }

    private void Hear(Received message)
    {
        HeardIn(message.Context.TransactionId).Enqueue(message);
        Counts.AddOrUpdate(message.Context.Action, 1, (_, count) => count + 1);
    }

    private Node Carrier() => new Node(ProfileOf("quick-wheels", ParticipantType.Bpp, Logistics))
        .On(BecknAction.Search, (message, _) => ValueTask.FromResult(
            SilentCarrier.ContainsKey(message.Context.TransactionId)
                ? Reaction.Nothing
                : new Reaction(message.Node.Answer(message, Ride, Now))))
        .On(BecknAction.Confirm, (message, _) =>
        {
            Asked.Enqueue(message);
            var order = message.Envelope.Read<Order>();
            return ValueTask.FromResult(
                new Reaction(message.Node.Answer(message, order with { State = "Accepted" }, Now)));
        })
        .On(BecknAction.Cancel, (message, _) =>
        {
            Asked.Enqueue(message);
            return ValueTask.FromResult(Reaction.Nothing);
        });

    private Node Bank() => new Node(ProfileOf("rupaya-pay", ParticipantType.Bpp, Money))
        .On(BecknAction.Status, (message, _) =>
        {
            var id = message.Envelope.Read<StatusRequest>().OrderId;
            return ValueTask.FromResult(new Reaction(Holds.TryGetValue(id, out var held)
                ? message.Node.Answer(message, held, Now)
                : message.Node.AnswerError(
                    message, ErrorKind.OrderNotFound, "$.message.order_id", "No such payment.", Now)));
        });

    private static Catalogue Ride { get; } = new()
    {
        Descriptor = new Descriptor("Quick Wheels"),
        Providers =
        [
            new Provider("quick-wheels")
            {
                Items = [new Item("bike") { Price = new Price(99.50m, "PKR"), TimeToShip = TimeSpan.FromMinutes(40) }],
            },
        ],
    };
}

/// <summary>The demo's two seller nodes among real nodes that play the others.</summary>
public class SellersHost : TestHost
{
    internal CastModule Cast { get; } = new();

    internal OpenRegistryModule Registry { get; } = new();

    protected override IReadOnlyList<IModule> Modules => [Registry, Cast, new SellersModule()];

    internal NodeRuntime CastRuntime => Services.GetRequiredKeyedService<NodeRuntime>("trade.cast");

    internal Callers Callers { get; } = new();

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IIdentity>(Callers);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Demo:Enabled"] = "true",
            ["Trade:Sellers:TimerPoll"] = "00:00:00.05",
            ["Trade:Sellers:IndexPoll"] = "00:00:00.05",
            ["Trade:Sellers:QuoteTimeout"] = "00:01:00",
        });
    }

    protected override async Task StartedAsync()
    {
        await Eventually.TrueAsync(
            () => Registry.Entries.Count == 9, "all are on the network");
        await Eventually.TrueAsync(
            () => Services.GetRequiredService<SearchDesk>().Shelves.Indexes.Values.Sum(index => index.Count) >= 342,
            "the demo's catalogue is indexed");
    }

    /// <summary>Every session's token names its caller: "seller Corner Pantry".</summary>
    internal HttpClient ActAs(Role role, string organization) => CreateClient($"{role} {organization}");

    internal Task<T> InSellersAsync<T>(Func<SkyLink.Platform.Data.Tx, Task<T>> work) =>
        DbOf("trade.sellers").InTransactionAsync(work, CancellationToken.None);

    internal async Task<Product> ProductAsync(string shop, string sku) =>
        (await InSellersAsync(tx => ProductStore.FindAsync(tx, shop, [sku]))).Single();

    internal Task SetStockAsync(string shop, string sku, int stock) => InSellersAsync(async tx => await tx.ExecuteAsync(
        $"update products set stock = {stock}, max_per_order = 1000 where shop = {shop} and sku = {sku}"));
}

/// <summary>Believes every token: it is "Role Organization".</summary>
internal sealed class Callers : IIdentity
{
    private static readonly Guid Somebody = Guid.Parse("00000000-0000-7000-8000-000000000001");

    public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation)
    {
        var parts = credential.Value.Split(' ', 2);
        var caller = Enum.TryParse<Role>(parts[0], out var role)
            ? new Caller(Somebody, parts[1], Guid.Empty, parts[1], [role], Scopes: null)
            : null;
        return Task.FromResult(new Authentication(caller, caller is null ? "identity.unknown" : null));
    }
}

/// <summary>One shopper's way through the protocol, message by message.</summary>
internal sealed class Shopper(SellersHost host, string seller = "corner-pantry", string shop = "corner-pantry")
{
    public const string NearGulberg = "31.516870,74.350920";

    public string Transaction { get; } = Guid.CreateVersion7().ToString();

    public string OrderId { get; } = Guid.CreateVersion7().ToString();

    public string PaymentId { get; } = Guid.CreateVersion7().ToString();

    public string Gps { get; init; } = NearGulberg;

    public ValueList<OrderItem> Items { get; set; } = [new OrderItem("CP-0001", 2)];

    private Node Node => host.CastRuntime.Nodes["hamsafar"];

    public async Task<string> SayAsync(BecknAction action, Message content, string? messageId = null)
    {
        Participant? to = null;
        await Eventually.TrueAsync(
            async () => (to = await host.Services.GetRequiredService<Participants>().FindAsync(
                Node, $"{seller}.example", ParticipantType.Bpp, CastModule.Goods, CancellationToken.None)) is not null,
            "the seller is listed");
        var context = Node.Ask(
            action, to, CastModule.Goods, "PAK", "std:042", Transaction, host.Clock.GetUtcNow(), TimeSpan.FromMinutes(
                5));
        context = messageId is null ? context : context with { MessageId = messageId };
        await host.CastRuntime.SendAsync(Node, [Node.Say(to!, context, content)], CancellationToken.None);
        return context.MessageId;
    }

    /// <summary>Says something and waits for its answer.</summary>
    public async Task<Envelope> AskAsync(BecknAction action, Message content)
    {
        var id = await SayAsync(action, content);
        return await HearAsync(
            it => it.Context.MessageId == id && it.Context.Action == action.Callback, action.Callback.Name);
    }

    public async Task<Envelope> HearAsync(Func<Received, bool> isIt, string what)
    {
        Received? found = null;
        await Eventually.TrueAsync(
            () => (found = host.Cast.HeardIn(Transaction).FirstOrDefault(isIt)) is not null,
            $"hears {what}", TimeSpan.FromSeconds(60));
        return found!.Envelope;
    }

    public Task<Envelope> HearStateAsync(string fulfilment) => HearAsync(
        it => it.Envelope.Read() is Order order && order.Fulfillments.FirstOrDefault()?.State == fulfilment
            && it.Context.Action == BecknAction.OnStatus,
        fulfilment);

    public Order Draft => new()
    {
        Provider = new OrderProvider(shop),
        Items = Items,
        Fulfillments =
        [
            new Fulfillment
            {
                Id = "delivery",
                Type = "Delivery",
                End = new Stop
                {
                    Location = new Location
                    {
                        Gps = Beckn.Gps.TryParse(Gps, out var gps) ? gps : null,
                        Address = new Address { Street = "Street 6", AreaCode = "54660" },
                    },
                    PersonName = "Ayesha Rahim",
                    Contact = new Contact { Phone = "+920000000201" },
                },
            },
        ],
    };

    public Task<Envelope> SelectAsync() => AskAsync(BecknAction.Select, Draft);

    public Task<Envelope> InitAsync() => AskAsync(
        BecknAction.Init, Draft with { Billing = new Billing { Name = "Ayesha Rahim", Phone = "+920000000201" } });

    /// <summary>Puts the money of on_init on hold.</summary>
    public void Pay(Order terms, decimal? amount = null)
    {
        var payment = terms.Payments[0];
        host.Cast.Holds[PaymentId] = new Order
        {
            Id = PaymentId,
            State = "Accepted",
            Items = [new OrderItem("hold", 1)],
            Payments =
            [
                new Payment
                {
                    Status = PaymentStatus.Paid,
                    Params = new PaymentParams(amount ?? payment.Params!.Amount, "PKR", PaymentId),
                    Tags = [.. payment.Tags, OwnTags.Of(("state", "held"), ("payee", $"{seller}.example"))],
                },
            ],
        };
    }

    public Order Final(Order terms) => Draft with
    {
        Id = OrderId,
        State = "Created",
        Billing = new Billing { Name = "Ayesha Rahim", Phone = "+920000000201" },
        Quote = terms.Quote,
        Payments =
        [
            terms.Payments[0] with
            {
                Status = PaymentStatus.Paid,
                Params = terms.Payments[0].Params! with { TransactionId = PaymentId },
            },
        ],
    };

    public Task<Envelope> ConfirmAsync(Order terms) => AskAsync(BecknAction.Confirm, Final(terms));

    /// <summary>The whole way to an accepted order.</summary>
    public async Task<Order> BuyAsync()
    {
        Assert.Null((await SelectAsync()).Error);
        var terms = (await InitAsync()).Read<Order>();
        Pay(terms);
        return (await ConfirmAsync(terms)).Read<Order>();
    }

    /// <summary>The carrier tells how far it is.</summary>
    public async Task RideAsync(string state)
    {
        Received? booking = null;
        await Eventually.TrueAsync(
            () => (booking = host.Cast.Asked.FirstOrDefault(it => it.Context.TransactionId == Transaction)) is not null,
            "the carrier is booked");
        var carrier = host.CastRuntime.Nodes["quick-wheels"];
        var order = booking!.Envelope.Read<Order>();
        var context = carrier.Tell(
            BecknAction.OnStatus, booking.Context, host.Clock.GetUtcNow(), TimeSpan.FromMinutes(5));
        await host.CastRuntime.SendAsync(
            carrier,
            [
                Node.Say(booking.Sender, context, order with
                {
                    State = "In-progress",
                    Fulfillments =
                    [
                        order.Fulfillments[0] with { State = state,
                        Agent = new Agent { Name = "Imran", Phone = "+920000000301" } },
                    ],
                }),
            ],
            CancellationToken.None);
    }

    public async Task<Sale> SaleAsync() => (await host.InSellersAsync(async tx =>
        await SaleStore.FindOrderAsync(tx, seller, "hamsafar.example", OrderId)))!;
}
