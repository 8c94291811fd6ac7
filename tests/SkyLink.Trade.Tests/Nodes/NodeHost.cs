using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform;
using SkyLink.Platform.Data;
using SkyLink.Platform.Events;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Trade.Nodes;

/// <summary>
/// Vouches for whoever subscribes, at once, in memory: the node's tests need the registry's wire format, not its
/// judgement.
/// </summary>
internal sealed class OpenRegistryModule : IModule
{
    public ConcurrentDictionary<(string Subscriber, string Domain), JsonObject> Entries { get; } = [];

    /// <summary>Whom it does not answer, as a registry does that has revoked a key.</summary>
    public ConcurrentDictionary<string, bool> Strangers { get; } = new(StringComparer.Ordinal);

    public string Name => "trade.registry";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/registry/subscribe", Subscribe).OpenToNetwork("test");
        routes.MapPost("/registry/v2.0/lookup", LookUp).OpenToNetwork("test");
    }

    private async Task<IResult> Subscribe(HttpRequest request)
    {
        var message = (await JsonNode.ParseAsync(request.Body))!["message"]!;
        var entity = message["entity"]!;
        foreach (var entry in message["network_participant"]!.AsArray())
        {
            var subscriber = (string)entity["subscriber_id"]!;
            Entries[(subscriber, (string)entry!["domain"]!)] = new JsonObject
            {
                ["subscriber_id"] = subscriber,
                ["ukId"] = entity["unique_key_id"]!.DeepClone(),
                ["subscriber_url"] = entry["subscriber_url"]!.DeepClone(),
                ["domain"] = entry["domain"]!.DeepClone(),
                ["city"] = entry["city_code"]!.DeepClone(),
                ["type"] = (string?)entry["type"] switch { "buyerApp" => "BAP", "sellerApp" => "BPP", _ => "BG" },
                ["status"] = "SUBSCRIBED",
                ["signing_public_key"] = entity["key_pair"]!["signing_public_key"]!.DeepClone(),
                ["valid_from"] = entity["key_pair"]!["valid_from"]!.DeepClone(),
                ["valid_until"] = entity["key_pair"]!["valid_until"]!.DeepClone(),
            };
        }

        return Results.Ok(new { message = new { ack = new { status = "ACK" } } });
    }

    private async Task<IResult> LookUp(HttpRequest request)
    {
        var asked = (await JsonNode.ParseAsync(request.Body))!;
        var signature = request.Headers.Authorization.ToString();
        if (Strangers.Keys.Any(stranger => signature.Contains($"\"{stranger}|", StringComparison.Ordinal)))
        {
            return Results.Unauthorized();
        }

        return Results.Ok(Entries.Values.Where(entry =>
            ((string?)asked["subscriber_id"] is not { } subscriber || subscriber == (string?)entry["subscriber_id"])
            && ((string?)asked["domain"] is not { } domain || domain == (string?)entry["domain"])
            && ((string?)asked["type"] is not { } type || type == (string?)entry["type"])));
    }
}

/// <summary>A buyer that counts what comes back, a gateway that passes on to everybody, a seller that answers.</summary>
internal sealed class ThreeNodesModule : IModule
{
    public const string Domain = "ONDC:RET10";

    public ConcurrentDictionary<string, TaskCompletionSource<Catalogue>> Answers { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Selected { get; } = [];

    /// <summary>Makes the seller stumble as often.</summary>
    public int SelectFailures;

    public string Name => "trade.three";

    public static NodeProfile ProfileOf(string slug, ParticipantType type, string domain = Domain) =>
        new(slug, slug, $"{slug}.example", [new NodeRole(type, domain)], ["*"]);

    public void Add(ModuleBuilder module) => module.AddNodes(all =>
    {
        var participants = all.GetRequiredService<Participants>();
        var clock = all.GetRequiredService<TimeProvider>();
        return [Buyer(), Gateway(participants), Seller(clock)];
    });

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
    }

    private Node Buyer() => new Node(ProfileOf("buyer", ParticipantType.Bap))
        .On(BecknAction.OnSearch, (message, _) =>
        {
            var catalogue = message.Envelope.Read<Catalogue>();
            return ValueTask.FromResult(new Reaction
            {
                AfterCommit = () => Answers.GetOrAdd(message.Context.TransactionId, _ => new()).TrySetResult(catalogue),
            });
        })
        .On(BecknAction.OnSelect, (_, _) => Task.FromResult(Reaction.Nothing));

    private static Node Gateway(Participants participants) =>
        new Node(ProfileOf("gateway", ParticipantType.Bg, NodeRole.AnyDomain))
            .On(BecknAction.Search, async (message, cancellation) =>
            {
                var sellers = await participants.SearchAsync(
                    message.Node, ParticipantType.Bpp, message.Context.Domain, message.Context.City, cancellation);
                return new Reaction([.. sellers.Select(seller => Forward(message, seller))]);
            })
            .On(BecknAction.OnSearch, async (message, cancellation) =>
            {
                var buyer = await participants.FindAsync(
                    message.Node, message.Context.BapId, ParticipantType.Bap, message.Context.Domain, cancellation);
                return new Reaction(Forward(message, buyer!));
            });

    private Node Seller(TimeProvider clock) => new Node(ProfileOf("seller", ParticipantType.Bpp))
        .On(BecknAction.Search, (message, _) =>
            ValueTask.FromResult(new Reaction(message.Node.Answer(message, Biscuits(10), clock.GetUtcNow()))))
        .On(BecknAction.Select, async (tx, message) =>
        {
            await tx.ExecuteAsync($"""
                insert into idempotency (scope, key, request_sha256) values ('select', {message.Context.MessageId}, '')
                """);
            if (Interlocked.Decrement(ref SelectFailures) >= 0)
            {
                throw new InvalidOperationException("The seller stumbles.");
            }

            Selected.Enqueue(message.Context.MessageId);
            return new Reaction(message.Node.Answer(message, message.Envelope.Read<Order>(), clock.GetUtcNow()));
        });

    private static Outgoing Forward(Received message, Participant to) =>
        new(to, message.Context, message.Envelope.Bytes.ToArray(), message.Header);

    private static Catalogue Biscuits(int count) => new()
    {
        Descriptor = new Descriptor("Corner Pantry"),
        Providers =
        [
            new Provider("corner-pantry")
            {
                Descriptor = new Descriptor("Corner Pantry"),
                Items = [.. Enumerable.Range(0, count).Select(number => new Item($"CP-{number:0000}")
                {
                    Descriptor = new Descriptor($"Cumin biscuits {number}") { ShortDescription = "Salted, with cumin." },
                    Price = new Price(120.50m + number, "PKR"),
                })],
            },
        ],
    };
}

public class NodeHost : TestHost
{
    internal ThreeNodesModule Nodes { get; } = new();

    internal OpenRegistryModule Registry { get; } = new();

    protected override IReadOnlyList<IModule> Modules => [Registry, Nodes];

    internal NodeRuntime Runtime => Services.GetRequiredKeyedService<NodeRuntime>("trade.three");

    internal Participants Participants => Services.GetRequiredService<Participants>();

    internal Node Node(string slug) => Runtime.Nodes[slug];

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IIdentity, Nobody>();

    protected override Task StartedAsync() => Eventually.TrueAsync(
        () => Registry.Entries.Count == 3 && Runtime.Nodes.Values.All(node => node.IsEnrolled), "three enrolments");

    internal async Task<Participant> FindAsync(string slug, ParticipantType type)
    {
        Participant? found = null;
        await Eventually.TrueAsync(
            async () => (found = await Participants.FindAsync(
                Node("buyer"), $"{slug}.example", type, ThreeNodesModule.Domain, CancellationToken.None)) is not null,
            $"{slug} is listed");
        return found!;
    }

    /// <summary>A search of the buyer, not yet sent.</summary>
    internal Context SearchContext(string? transaction = null)
    {
        var buyer = Node("buyer");
        return new Context
        {
            Domain = ThreeNodesModule.Domain,
            Country = "PAK",
            City = "std:042",
            Action = BecknAction.Search,
            Version = Dialect.Ondc1.DefaultVersion,
            BapId = buyer.Profile.SubscriberId,
            BapUri = buyer.Uri,
            TransactionId = transaction ?? Guid.CreateVersion7().ToString(),
            MessageId = Guid.CreateVersion7().ToString(),
            Timestamp = Clock.GetUtcNow(),
            Ttl = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>A select of the buyer, on its way when this completes.</summary>
    internal async Task<Context> SendSelectAsync(Participant seller)
    {
        var buyer = Node("buyer");
        var context = buyer.Ask(
            BecknAction.Select, seller, ThreeNodesModule.Domain, "PAK", "std:042", Guid.CreateVersion7().ToString(),
            Clock.GetUtcNow(), TimeSpan.FromMinutes(10));
        var order = new Order
        {
            Provider = new OrderProvider("corner-pantry"),
            Items = [new OrderItem("CP-0001", 1)],
            Fulfillments = [new Fulfillment { Id = "1" }],
            Quote = new Quote { Price = new Price(1, "PKR"), Breakup = [new Charge("Item", new Price(1, "PKR"))] },
        };
        await Runtime.SendAsync(buyer, [Trade.Nodes.Node.Say(seller, context, order)], CancellationToken.None);
        return context;
    }

    internal async Task<Catalogue> SearchAsync()
    {
        var context = SearchContext();
        var answer = Nodes.Answers.GetOrAdd(context.TransactionId, _ => new());
        var gateway = await FindAsync("gateway", ParticipantType.Bg);
        await Runtime.SendAsync(
            Node("buyer"),
            [Trade.Nodes.Node.Say(gateway, context, new Intent { Text = "biscuits" })],
            CancellationToken.None);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    private sealed class Nobody : IIdentity
    {
        public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation) =>
            Task.FromResult(new Authentication(Caller: null, "identity.unknown"));
    }
}
