using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>
/// The gateway as a participant. Bytes and signature of a message go on unchanged; the gateway adds its own signature
/// beside, and sends only to addresses that the registry vouches for.
/// </summary>
internal sealed class GatewayNode(
    Participants participants, RuleBook rules, Reachability reachability, CatalogueIndex index, CataloguePushes pushes,
    CatalogueFeed feed, IOptions<RoutingOptions> options)
{
    public const string Slug = "gateway";

    public Node Make() => new Node(new NodeProfile(
            Slug, "SkyLink Network", options.Value.SubscriberId,
                [new NodeRole(ParticipantType.Bg, NodeRole.AnyDomain)], ["*"]))
        .On(BecknAction.Search, MulticastAsync)
        .On(BecknAction.OnSearch, ReturnAsync);

    /// <summary>Who would get this search, and why.</summary>
    public async Task<IReadOnlyList<Decision>> DecideAsync(
        Node node, Context context, Intent intent, CancellationToken cancellation)
    {
        var sellers =
            await participants.SearchAsync(node, ParticipantType.Bpp, context.Domain, context.City, cancellation);
        var phrase = SearchPhrase.Parse(intent.Text);
        return RouteDecision.Of(
            context, intent, sellers, await rules.CurrentAsync(cancellation),
            seller => new Standing(
                reachability.IsReachable(seller.SubscriberId),
                index.WhyNot(seller.SubscriberId, phrase, context, intent)),
            options.Value.FanOutMax);
    }

    private async ValueTask<Reaction> MulticastAsync(Received message, CancellationToken cancellation)
    {
        var decisions = await DecideAsync(
            message.Node, message.Context, message.Envelope.Read<Intent>(), cancellation);
        return new Reaction([.. decisions.Where(decision => decision.IsChosen).Select(decision =>
            PassOn(message, decision.Seller))]);
    }

    private async ValueTask<Reaction> ReturnAsync(Received message, CancellationToken cancellation)
    {
        var context = message.Context;
        if (context.BapId == message.Node.Profile.SubscriberId)
        {
            await pushes.TakeAsync(message, cancellation);
            return Reaction.Nothing;
        }

        var buyer = await participants.FindAsync(
                message.Node, context.BapId, ParticipantType.Bap, context.Domain, cancellation)
            ?? throw new RefusalException(ErrorKind.SignerUnknown, "$.context.bap_id",
                "The registry knows no such buyer app.");
        return new Reaction(PassOn(message, buyer)) { AfterCommit = () => feed.Observe(message.Envelope) };
    }

    private static Outgoing PassOn(Received message, Participant to) =>
        new(to, message.Context, message.Envelope.Bytes, message.Header);
}
