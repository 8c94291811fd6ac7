using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Beckn;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Payments;

/// <summary>Participants of a test: they ask over the network as anybody does, and note all that comes back.</summary>
internal sealed class ProbeModule(params NodeProfile[] profiles) : IModule
{
    private readonly ConcurrentDictionary<(string Slug, string MessageId), TaskCompletionSource<Envelope>> answers = [];

    public string Name => "trade.probe";

    /// <summary>Everything heard, in the order received.</summary>
    public ConcurrentQueue<(string Slug, Envelope Envelope)> Heard { get; } = [];

    public void Add(ModuleBuilder module) => module.AddNodes(_ => [.. profiles.Select(Make)]);

    public void Map(IEndpointRouteBuilder routes) => NodeEndpoints.Map(routes, Name);

    /// <summary>Sends a request and waits for the callback of the same message id.</summary>
    public async Task<Envelope> AskAsync(
        TestHost host, string slug, BecknAction action, string to, string domain, Message content, string transaction)
    {
        var context = await SayAsync(host, slug, action, to, domain, content, transaction);
        return await AnswerOf(slug, context.MessageId).Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    public async Task<Context> SayAsync(
        TestHost host, string slug, BecknAction action, string to, string domain, Message content, string transaction)
    {
        var runtime = host.Services.GetRequiredKeyedService<NodeRuntime>(Name);
        var node = runtime.Nodes[slug];
        Participant? partner = null;
        await Eventually.TrueAsync(
            async () => node.IsEnrolled && (partner = await host.Services.GetRequiredService<Participants>()
                .FindAsync(node, to, ParticipantType.Bpp, domain, CancellationToken.None)) is not null,
            $"{to} is listed");
        var context = node.Ask(
            action, partner, domain, "PAK", "std:042", transaction, host.Clock.GetUtcNow(), TimeSpan.FromMinutes(10));
        await runtime.SendAsync(node, [Node.Say(partner!, context, content)], CancellationToken.None);
        return context;
    }

    public IEnumerable<Envelope> HeardOf(string slug, string transaction) => Heard
        .Where(it => it.Slug == slug && it.Envelope.Context.TransactionId == transaction).Select(it => it.Envelope);

    private TaskCompletionSource<Envelope> AnswerOf(string slug, string messageId) => answers.GetOrAdd(
        (slug, messageId), _ => new TaskCompletionSource<Envelope>(TaskCreationOptions.RunContinuationsAsynchronously));

    private Node Make(NodeProfile profile)
    {
        var node = new Node(profile);
        foreach (var callback in BecknActions.All.Where(action => action.IsCallback))
        {
            node.On(callback, (message, _) => ValueTask.FromResult(new Reaction
            {
                AfterCommit = () =>
                {
                    Heard.Enqueue((profile.Slug, message.Envelope));
                    AnswerOf(profile.Slug, message.Context.MessageId).TrySetResult(message.Envelope);
                },
            }));
        }

        return node;
    }
}
