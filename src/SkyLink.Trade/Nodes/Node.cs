using SkyLink.Beckn;
using SkyLink.Beckn.Signing;

namespace SkyLink.Trade.Nodes;

/// <summary>Who a participant run here is.</summary>
/// <param name="Slug">Its name in paths and tables: <c>corner-pantry</c>.</param>
/// <param name="SubscriberId">Its name on the network.</param>
/// <param name="Roles">The side it takes in each domain it is registered in: a shop sells goods and buys
/// transport.</param>
/// <param name="Cities">Codes such as <c>std:042</c>, or <c>*</c>.</param>
internal sealed record NodeProfile(
    string Slug, string Name, string SubscriberId, IReadOnlyList<NodeRole> Roles, IReadOnlyList<string> Cities)
{
    public bool Is(ParticipantType type, string domain) =>
        Roles.Any(role => role.Type == type && (role.Domain == domain || role.Domain == NodeRole.AnyDomain));

    /// <summary>The dialect it speaks when it speaks first; answers go in the dialect of the question.</summary>
    public Dialect Dialect { get; init; } = Dialect.Ondc1;
}

/// <summary>A side taken in a domain.</summary>
/// <param name="Kind">"isn" (own stock) or "msn" (marketplace) for those who sell goods.</param>
internal sealed record NodeRole(ParticipantType Type, string Domain, string? Kind = null)
{
    /// <summary>The gateway serves them all.</summary>
    public const string AnyDomain = "*";
}

/// <summary>A message that was verified, validated and not seen before.</summary>
/// <param name="Sender">The participant that signed it.</param>
/// <param name="Header">Its <c>Authorization</c>, to be passed on with a forwarded message.</param>
internal sealed record Received(
    Node Node, Envelope Envelope, Participant Sender, string Header, DateTimeOffset At)
{
    public Context Context => Envelope.Context;

    /// <summary>The gateway that passed it on and vouches for it; null where it came directly.</summary>
    public Participant? Via { get; init; }
}

/// <summary>A message to be sent once all that caused it is durable.</summary>
/// <param name="To">The participant it goes to.</param>
/// <param name="Body">The bytes; signed when sent.</param>
/// <param name="ForwardedHeader">The sender's own signature, where this node only passes a message on.</param>
internal sealed record Outgoing(
    Participant To, Context Context, ReadOnlyMemory<byte> Body, string? ForwardedHeader = null)
{
    public Guid Id { get; } = Guid.CreateVersion7();
}

/// <summary>
/// What a participant does about a message: what it sends, and what it wakes when all of it is durable.
/// </summary>
internal sealed record Reaction(params IReadOnlyList<Outgoing> Send)
{
    public static Reaction Nothing { get; } = new();

    public Action? AfterCommit { get; init; }
}

/// <summary>
/// Reacts without changing anything but by the messages it sends: so that many such messages are stored in one
/// commit. May throw <see cref="RefusalException"/>.
/// </summary>
internal delegate ValueTask<Reaction> QuickHandler(Received message, CancellationToken cancellation);

/// <summary>Reacts within the transaction that stores the message: its effects happen exactly once.</summary>
internal delegate Task<Reaction> Handler(Tx tx, Received message);

/// <summary>Hears that a message could not be delivered: its time is over, or the other side refused it.</summary>
internal delegate Task<Reaction> FailureHandler(Tx tx, FailedDelivery failed);

internal sealed record FailedDelivery(
    Node Node, string Destination, BecknAction Action, string TransactionId, Guid Message, string Reason);

/// <summary>
/// The message is understood but not accepted: answered with NACK and this error, nothing is stored as done.
/// </summary>
internal sealed class RefusalException(ErrorKind kind, string path, string message) : Exception(message)
{
    public ErrorKind Kind { get; } = kind;

    public string Path { get; } = path;
}

/// <summary>One participant run here: its name, its keys and what it does about each action.</summary>
internal sealed class Node(NodeProfile profile)
{
    private readonly Dictionary<BecknAction, QuickHandler> quick = [];
    private readonly Dictionary<BecknAction, Handler> careful = [];

    public NodeProfile Profile { get; } = profile;

    /// <summary>Where others reach it; known when the host listens.</summary>
    public Uri Uri { get; private set; } = new("http://unset.invalid");

    public MessageSigner Signer { get; private set; } = null!;

    public NodeKey Key { get; private set; } = null!;

    public FailureHandler? OnFailed { get; private set; }

    /// <summary>The registry was seen to list it as it is.</summary>
    public bool IsEnrolled { get; set; }

    public Node On(BecknAction action, QuickHandler handler)
    {
        quick.Add(action, handler);
        return this;
    }

    public Node On(BecknAction action, Handler handler)
    {
        careful.Add(action, handler);
        return this;
    }

    public Node WhenFailed(FailureHandler handler)
    {
        OnFailed = handler;
        return this;
    }

    public QuickHandler? QuickOf(BecknAction action) => quick.GetValueOrDefault(action);

    public Handler? CarefulOf(BecknAction action) => careful.GetValueOrDefault(action);

    public void Equip(Uri uri, NodeKey key)
    {
        (Uri, Key) = (uri, key);
        Signer = new MessageSigner(Profile.SubscriberId, key.KeyId, key.Signing);
    }

    /// <summary>The answer to a request, in its dialect. It goes back the way the request came.</summary>
    public Outgoing Answer(Received request, Message content, DateTimeOffset now)
    {
        var context = request.Context.CreateCallback(Profile.SubscriberId, Uri, now);
        return new Outgoing(request.Via ?? request.Sender, context, request.Envelope.Dialect.Write(context, content));
    }

    /// <summary>The answer that says why the request came to nothing.</summary>
    public Outgoing AnswerError(Received request, ErrorKind kind, string path, string why, DateTimeOffset now)
    {
        var context = request.Context.CreateCallback(Profile.SubscriberId, Uri, now);
        var dialect = request.Envelope.Dialect;
        return new Outgoing(request.Via ?? request.Sender, context,
            dialect.WriteError(context, dialect.Error(kind, path, why, Refusers.OfSeller(context.Domain))));
    }

    /// <summary>A message of one's own.</summary>
    public static Outgoing Say(Participant to, Context context, Message content) =>
        new(to, context, context.Dialect.Write(context, content));
}
