namespace SkyLink.Trade;

/// <summary>The registry says something else of a participant than before: whoever remembers it asks again.</summary>
/// <param name="Status">SUBSCRIBED, SUSPENDED and so on.</param>
[Event("trade.registry.participant_changed.v1", Bus.Business)]
public sealed record ParticipantChanged(string SubscriberId, string Status) : IEvent
{
    string IEvent.Subject => SubscriberId;
}

/// <summary>A key is void from now on, whatever its validity said.</summary>
[Event("trade.registry.key_revoked.v1", Bus.Business)]
public sealed record KeyRevoked(string SubscriberId, string KeyId) : IEvent
{
    string IEvent.Subject => SubscriberId;
}
