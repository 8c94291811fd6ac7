namespace SkyLink.Platform;

/// <summary>A purpose has its first key of an algorithm.</summary>
[Event("platform.signatures.key_created.v1", Bus.System)]
public sealed record SignatureKeyCreated(
    string KeyId, string Owner, string Purpose, SignatureAlgorithm Algorithm, DateTimeOffset SignsFrom) : IEvent
{
    string IEvent.Subject => KeyId;
}

/// <summary>A key has a successor, which is published now and signs from then on.</summary>
/// <param name="KeyId">Of the successor.</param>
/// <param name="PreviousKeyId">Null where the one before was over already.</param>
[Event("platform.signatures.key_rotated.v1", Bus.System)]
public sealed record SignatureKeyRotated(
    string KeyId, string? PreviousKeyId, string Owner, string Purpose, SignatureAlgorithm Algorithm,
    DateTimeOffset SignsFrom) : IEvent
{
    string IEvent.Subject => KeyId;
}

/// <summary>A key is compromised: nothing it signed is valid any more.</summary>
[Event("platform.signatures.key_revoked.v1", Bus.System)]
public sealed record SignatureKeyRevoked(
    string KeyId, string Owner, string Purpose, SignatureAlgorithm Algorithm, string Reason) : IEvent
{
    string IEvent.Subject => KeyId;
}

/// <summary>A client of an organization has keys with which it signs requests, or a substitute for them.</summary>
/// <param name="IsSubstitute">Whether it waits until the current one is revoked.</param>
[Event("platform.signatures.client_key_registered.v1", Bus.System)]
public sealed record ClientKeyRegistered(Guid ClientId, Guid Owner, Guid KeyId, bool IsSubstitute) : IEvent
{
    string IEvent.Subject => ClientId.ToString();
}

/// <summary>A client's keys are worth nothing from now on.</summary>
/// <param name="SubstituteId">The keys that stand in for them, or null where there are none.</param>
[Event("platform.signatures.client_key_revoked.v1", Bus.System)]
public sealed record ClientKeyRevoked(Guid ClientId, Guid Owner, Guid KeyId, Guid? SubstituteId) : IEvent
{
    string IEvent.Subject => ClientId.ToString();
}
