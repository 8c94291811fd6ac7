namespace SkyLink.Beckn;

/// <summary>The head of every message: who, to whom, about what, when and until when.</summary>
public sealed record Context
{
    /// <summary>The network's name of the trade, such as <c>ONDC:RET10</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>ISO 3166-1 alpha-3, such as <c>PAK</c>.</summary>
    public required string Country { get; init; }

    /// <summary>A code such as <c>std:042</c>, or <c>*</c> for all cities.</summary>
    public required string City { get; init; }

    public required BecknAction Action { get; init; }

    /// <summary><c>core_version</c> of ONDC, <c>version</c> of Beckn: three numbers.</summary>
    public required string Version { get; init; }

    public required string BapId { get; init; }

    public required Uri BapUri { get; init; }

    /// <summary>Absent only in a search that the gateway is to multicast.</summary>
    public string? BppId { get; init; }

    public Uri? BppUri { get; init; }

    /// <summary>The buyer's session, from search to rating.</summary>
    public required string TransactionId { get; init; }

    /// <summary>One request and its callback.</summary>
    public required string MessageId { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Counted from <see cref="Timestamp"/>, which also says how long a month in it is.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>The sender's public encryption key, where payloads are encrypted.</summary>
    public string? Key { get; init; }

    /// <summary>The dialect in which it came, and in which answers go.</summary>
    public Dialect Dialect { get; init; } = Dialect.Ondc1;

    /// <summary>Members that this record does not know.</summary>
    public ValueList<ExtraMember> Extra { get; init; }

    /// <summary>The instant after which nobody waits any more; null where the message sets no limit.</summary>
    public DateTimeOffset? ExpiresAt =>
        Ttl is { } ttl && ttl <= DateTimeOffset.MaxValue - Timestamp ? Timestamp + ttl : null;

    /// <summary>
    /// The context of the answer to this request: same transaction and message, the answering side named, the
    /// requester's own extra members left behind.
    /// </summary>
    /// <exception cref="InvalidOperationException">This is a callback, which nobody answers.</exception>
    public Context CreateCallback(string bppId, Uri bppUri, DateTimeOffset now, TimeSpan? ttl = null) =>
        Action.IsCallback
        ? throw new InvalidOperationException($"{Action.Name} is a callback and has none of its own.")
        : this with
        {
            Action = Action.Callback,
            BppId = bppId,
            BppUri = bppUri,
            Timestamp = now,
            Ttl = ttl ?? Ttl,
            Key = null,
            Extra = [],
        };

    /// <summary>
    /// The context of an <c>on_status</c>, <c>on_update</c> … that nobody asked for: a message id of its own.
    /// </summary>
    public Context CreateUnsolicited(BecknAction callback, string messageId, DateTimeOffset now) => callback.IsCallback
        ? this with { Action = callback, MessageId = messageId, Timestamp = now, Extra = [] }
        : throw new InvalidOperationException($"{callback.Name} is a request, not a callback.");
}
