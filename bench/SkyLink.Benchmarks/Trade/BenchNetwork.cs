using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Platform;
using SkyLink.Platform.Hosting;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Routing;
using RegistryModule = SkyLink.Trade.Registry.RegistryModule;

namespace SkyLink.Benchmarks.Trade;

/// <summary>A buyer's app that asks and tells whoever asked when the answer is durable.</summary>
internal sealed class BenchBuyerModule : IModule
{
    public string Name => "bench.buyer";

    public ConcurrentDictionary<string, TaskCompletionSource<Catalogue>> Waiting { get; } = new(StringComparer.Ordinal);

    public void Add(ModuleBuilder module) => module.AddNodes(_ => [
        new Node(new NodeProfile(
                "buyer", "Buyer", "buyer.bench.example", [new NodeRole(ParticipantType.Bap, BenchNetwork.Domain)],
                    ["*"]))
            .On(BecknAction.OnSearch, (message, _) =>
            {
                var catalogue = message.Envelope.Read<Catalogue>();
                return ValueTask.FromResult(new Reaction
                {
                    AfterCommit = () =>
                    {
                        if (Waiting.TryRemove(message.Context.TransactionId, out var asked))
                        {
                            asked.SetResult(catalogue);
                        }
                    },
                });
            }),
    ]);

    public void Map(IEndpointRouteBuilder routes) => NodeEndpoints.Map(routes, Name);
}

/// <summary>A seller's app with ten kinds of biscuits.</summary>
internal sealed class BenchSellerModule : IModule
{
    private const int Items = 10;

    public string Name => "bench.seller";

    public void Add(ModuleBuilder module) => module.AddNodes(all =>
    {
        var clock = all.GetRequiredService<TimeProvider>();
        return
        [
            new Node(new NodeProfile(
                    "seller", "Seller", "seller.bench.example",
                        [new NodeRole(ParticipantType.Bpp, BenchNetwork.Domain)], ["*"]))
                .On(BecknAction.Search, (message, _) => ValueTask.FromResult(new Reaction(
                    message.Node.Answer(message, Find(message.Envelope.Read<Intent>()), clock.GetUtcNow())))),
        ];
    });

    public void Map(IEndpointRouteBuilder routes) => NodeEndpoints.Map(routes, Name);

    private static Catalogue Find(Intent intent) => new()
    {
        Descriptor = new Descriptor("Corner Pantry"),
        Providers =
        [
            new Provider("corner-pantry")
            {
                Descriptor = new Descriptor("Corner Pantry") { ShortDescription = "Everyday groceries" },
                Items = [.. Enumerable.Range(0, Items).Select(number => new Item($"CP-{number:0000}")
                {
                    Descriptor =
                        new Descriptor($"Cumin {intent.Text} {number}") { ShortDescription = "Salted, with cumin." },
                    Price = new Price(120.50m + number, "PKR"),
                    Stock = new Stock { Available = 100, Maximum = 10 },
                })],
            },
        ],
    };
}

/// <summary>
/// Registry, gateway, a buyer's and a seller's app, each with keys, schema and database role of its own, talking over
/// sockets as participants do.
/// </summary>
internal sealed class BenchNetwork : IAsyncDisposable
{
    public const string Domain = "ONDC:RET10";
    private static readonly TimeSpan EnrolmentPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private readonly BenchHost host;
    private readonly BenchBuyerModule buyers;
    private readonly NodeRuntime runtime;
    private readonly Participants participants;
    private readonly TimeProvider clock;

    private BenchNetwork(BenchHost host, BenchBuyerModule buyers)
    {
        (this.host, this.buyers) = (host, buyers);
        runtime = host.Services.GetRequiredKeyedService<NodeRuntime>(buyers.Name);
        participants = host.Services.GetRequiredService<Participants>();
        clock = host.Services.GetRequiredService<TimeProvider>();
    }

    public int PostgresPid => host.PostgresPid;

    private Node Buyer => runtime.Nodes["buyer"];

    public static async Task<BenchNetwork> StartAsync(CancellationToken cancellation)
    {
        var asking = new BenchBuyerModule();
        var started = await BenchHost.StartAsync(
            [new RegistryModule(), new RoutingModule(), new BenchSellerModule(), asking],
            cancellation,
            new Dictionary<string, string?>
            {
                ["Trade:Registry:AutoApprove"] = "true",
                ["Trade:Registry:AllowPrivateAddresses"] = "true",
                ["Trade:Registry:ChallengeFirstWait"] = "00:00:00.050",
            },
            services => services.AddSingleton<IIdentity, Nobody>());
        var network = new BenchNetwork(started, asking);
        await network.EnrolledAsync(cancellation);
        return network;
    }

    /// <summary>
    /// One search: signed by the buyer, passed on by the gateway, answered by the seller, and back again.
    /// </summary>
    public async Task SearchAsync(CancellationToken cancellation)
    {
        var gateway = await FindAsync("gateway.skylink.example", ParticipantType.Bg, cancellation);
        var now = clock.GetUtcNow();
        var context = Buyer.Ask(
            BecknAction.Search, to: null, Domain, "PAK", "std:042", Guid.CreateVersion7(now).ToString(), now,
            TimeSpan.FromSeconds(30));
        var asked = new TaskCompletionSource<Catalogue>(TaskCreationOptions.RunContinuationsAsynchronously);
        buyers.Waiting[context.TransactionId] = asked;
        await runtime.SendAsync(Buyer, [Node.Say(gateway!, context, new Intent { Text = "biscuits" })], cancellation);
        var catalogue = await asked.Task.WaitAsync(AnswerPatience, cancellation);
        if (catalogue.Providers[0].Items.Count == 0)
        {
            throw new InvalidOperationException("The catalogue is empty.");
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private ValueTask<Participant?> FindAsync(string subscriberId, ParticipantType type,
        CancellationToken cancellation) =>
        participants.FindAsync(Buyer, subscriberId, type, Domain, cancellation);

    private async Task EnrolledAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(EnrolmentPatience);
        (string, ParticipantType)[] all =
        [
            ("gateway.skylink.example", ParticipantType.Bg), ("seller.bench.example", ParticipantType.Bpp),
            ("buyer.bench.example", ParticipantType.Bap),
        ];
        foreach (var (subscriberId, type) in all)
        {
            while (!await IsListedAsync(subscriberId, type, patience.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
            }
        }
    }

    /// <summary>Until the buyer is listed itself, the registry answers none of its questions.</summary>
    private async Task<bool> IsListedAsync(string subscriberId, ParticipantType type, CancellationToken cancellation)
    {
        try
        {
            return Buyer.Signer is not null && await FindAsync(subscriberId, type, cancellation) is not null;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Nobody signs in here.</summary>
    private sealed class Nobody : IIdentity
    {
        public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation) =>
            Task.FromResult(new Authentication(Caller: null, "identity.unknown"));
    }
}
