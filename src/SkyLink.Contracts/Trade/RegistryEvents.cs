namespace SkyLink.Trade;

/// <summary>
/// What the registry says of a participant has changed: status, keys or participations. Whoever remembers answers of
/// a lookup forgets those about the subject.
/// </summary>
/// <param name="SubscriberId">The participant, as it signs.</param>
/// <param name="Status">One of <see cref="ParticipantStatuses"/>.</param>
[Event("trade.registry.participant_changed.v1", Bus.Business)]
public sealed record ParticipantChanged(string SubscriberId, string Status) : IEvent
{
    string IEvent.Subject => SubscriberId;
}

/// <summary>A key must not be believed any more, from this moment on.</summary>
/// <param name="SubscriberId">Whose key.</param>
/// <param name="KeyId">The second part of <c>keyId</c> in a signature header.</param>
[Event("trade.registry.key_revoked.v1", Bus.Business)]
public sealed record KeyRevoked(string SubscriberId, string KeyId) : IEvent
{
    string IEvent.Subject => SubscriberId;
}

/// <summary>The states of a participant as the network writes them.</summary>
public static class ParticipantStatuses
{
    /// <summary>Applied; nothing is proven yet.</summary>
    public const string Initiated = "INITIATED";

    /// <summary>Asked to be listed; being challenged or reviewed.</summary>
    public const string UnderSubscription = "UNDER_SUBSCRIPTION";

    /// <summary>Accredited: the only state in which lookups find it.</summary>
    public const string Subscribed = "SUBSCRIBED";

    /// <summary>Stopped by an operator, until reinstated.</summary>
    public const string Suspended = "SUSPENDED";

    /// <summary>No valid key is left.</summary>
    public const string Expired = "EXPIRED";

    /// <summary>Left by its own wish.</summary>
    public const string Unsubscribed = "UNSUBSCRIBED";

    /// <summary>Refused by a reviewer; may apply anew.</summary>
    public const string Rejected = "REJECTED";
}
