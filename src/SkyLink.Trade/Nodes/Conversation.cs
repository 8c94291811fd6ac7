using System.Diagnostics;
using SkyLink.Beckn;

namespace SkyLink.Trade.Nodes;

/// <summary>What a participant starts itself, without a message to answer.</summary>
internal static class Conversation
{
    private static readonly ActivitySource Traces = new("SkyLink.Trade");

    /// <summary>
    /// A span for what nobody asked for at this moment (a time is over, a ride moves on), under the transaction it
    /// belongs to.
    /// </summary>
    public static Activity? TakeUp(string transactionId, string what) =>
        new EventOrigin(transactionId, Trace: null).GoOn(Traces, what, ActivityKind.Internal);

    /// <summary>
    /// The head of a request to another participant; <paramref name="to"/> null only for a search by gateway.
    /// </summary>
    public static Context Ask(
        this Node node, BecknAction action, Participant? to, string domain, string country, string city,
        string transactionId, DateTimeOffset now, TimeSpan ttl) => new()
        {
            Domain = domain,
            Country = country,
            City = city,
            Action = action,
            Version = node.Profile.Dialect.DefaultVersion,
            BapId = node.Profile.SubscriberId,
            BapUri = node.Uri,
            BppId = to?.SubscriberId,
            BppUri = to?.Uri,
            TransactionId = transactionId,
            MessageId = Guid.CreateVersion7(now).ToString(),
            Timestamp = now,
            Ttl = ttl,
            Dialect = node.Profile.Dialect,
        };

    /// <summary>
    /// The head of a callback nobody asked for (an order moved on), after the context of the request that began the
    /// conversation.
    /// </summary>
    public static Context Tell(
        this Node node, BecknAction callback, Context began, DateTimeOffset now, TimeSpan ttl) =>
        began.CreateUnsolicited(callback, Guid.CreateVersion7(now).ToString(), now) with
        {
            BppId = node.Profile.SubscriberId,
            BppUri = node.Uri,
            Ttl = ttl,
        };
}
