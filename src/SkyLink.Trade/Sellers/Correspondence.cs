using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

/// <summary>
/// Makes the messages of a sale: answers to a request that had to wait, news nobody asked for, and questions to the
/// delivery and payment partners, which carry the sale's transaction id and message ids of their own.
/// </summary>
internal sealed class Correspondence(
    Participants participants, IOptions<SellersOptions> options, IOptions<NetworkOptions> network, TimeProvider clock)
{
    private readonly SellersOptions settings = options.Value;

    public static OpenRequest Of(Context context) => new(
        context.Domain, context.Country, context.City, context.Version, context.Dialect.Name, context.BapUri,
        context.MessageId, context.Ttl);

    /// <summary>
    /// Answers the request that the sale remembers; none where the registry knows the buyer's app no more.
    /// </summary>
    public async Task<IReadOnlyList<Outgoing>> AnswerAsync(
        Node node, Sale sale, BecknAction callback, Order content, CancellationToken cancellation)
    {
        var context = ContextOf(node, sale, callback, sale.Details.Ask.MessageId);
        return await BuyerAsync(node, sale, cancellation) is { } buyer ? [Node.Say(buyer, context, content)] : [];
    }

    /// <summary>Answers the remembered request by why it came to nothing.</summary>
    public async Task<IReadOnlyList<Outgoing>> AnswerErrorAsync(
        Node node, Sale sale, BecknAction callback, ErrorKind kind, string why, CancellationToken cancellation)
    {
        var context = ContextOf(node, sale, callback, sale.Details.Ask.MessageId);
        var body = context.Dialect.WriteError(context, context.Dialect.Error(kind, "$.message.order", why));
        return await BuyerAsync(node, sale, cancellation) is { } buyer ? [new Outgoing(buyer, context, body)] : [];
    }

    /// <summary>News of an order.</summary>
    public async Task<IReadOnlyList<Outgoing>> TellAsync(
        Node node, Sale sale, BecknAction callback, Message content, CancellationToken cancellation)
    {
        var context = ContextOf(node, sale, callback, Guid.CreateVersion7().ToString());
        return await BuyerAsync(node, sale, cancellation) is { } buyer ? [Node.Say(buyer, context, content)] : [];
    }

    public Task<IReadOnlyList<Outgoing>> AskLogisticsAsync(
        Node node, Sale sale, BecknAction action, Message content, CancellationToken cancellation) =>
        AskAsync(node, sale, settings.LogisticsPartner, settings.LogisticsDomain, action, content, cancellation);

    public Task<IReadOnlyList<Outgoing>> AskPaymentsAsync(
        Node node, Sale sale, BecknAction action, Message content, CancellationToken cancellation) =>
        AskAsync(node, sale, settings.PaymentPartner, settings.PaymentDomain, action, content, cancellation);

    private async Task<IReadOnlyList<Outgoing>> AskAsync(
        Node node, Sale sale, string partner, string domain, BecknAction action, Message content,
        CancellationToken cancellation)
    {
        if (await participants.FindAsync(node, partner, ParticipantType.Bpp, domain, cancellation) is not { } to)
        {
            return [];
        }

        var context = node.Ask(
            action, to, domain, network.Value.Country, sale.Details.Ask.City, sale.TransactionId, clock.GetUtcNow(),
            TtlOf(action));
        if (IsQuestion(action))
        {
            context = context with { MessageId = sale.Id.ToString() };
        }

        return [Node.Say(to, context, content)];
    }

    /// <summary>
    /// Asked once per sale, so that its id can be the message's: the answer, even an error, finds back by it.
    /// </summary>
    private static bool IsQuestion(BecknAction action) => action is BecknAction.Search or BecknAction.Status;

    /// <summary>Questions are worth nothing after their deadline; all else is worth waiting for.</summary>
    private TimeSpan TtlOf(BecknAction action) => action switch
    {
        BecknAction.Search => settings.QuoteTimeout + TimeSpan.FromSeconds(1),
        BecknAction.Status => settings.PaymentTimeout + TimeSpan.FromSeconds(1),
        _ => network.Value.OrderTtl,
    };

    private ValueTask<Participant?> BuyerAsync(Node node, Sale sale, CancellationToken cancellation) =>
        participants.FindAsync(node, sale.BuyerApp, ParticipantType.Bap, sale.Details.Ask.Domain, cancellation);

    private Context ContextOf(Node node, Sale sale, BecknAction callback, string messageId)
    {
        var ask = sale.Details.Ask;
        return new Context
        {
            Domain = ask.Domain,
            Country = ask.Country,
            City = ask.City,
            Action = callback,
            Version = ask.Version,
            Dialect = Dialect.Of(ask.Dialect) ?? Dialect.Ondc1,
            BapId = sale.BuyerApp,
            BapUri = ask.BapUri,
            BppId = node.Profile.SubscriberId,
            BppUri = node.Uri,
            TransactionId = sale.TransactionId,
            MessageId = messageId,
            Timestamp = clock.GetUtcNow(),
            Ttl = callback == BecknAction.OnSelect ? ask.Ttl : network.Value.OrderTtl,
        };
    }
}
