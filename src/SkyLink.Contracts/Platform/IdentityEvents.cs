using System.Text.Json.Serialization;

namespace SkyLink.Platform;

/// <summary>A person can sign in from now on. Ids only: whoever needs a name asks for it.</summary>
[Event("platform.identity.user_created.v1", Bus.Core)]
public sealed record UserCreated(Guid UserId, Guid OrganizationId, IReadOnlyList<Role> Roles) : IEvent
{
    string IEvent.Subject => UserId.ToString();
}

/// <summary>What a person may do in an organization is different now; holds for the next request already.</summary>
[Event("platform.identity.roles_changed.v1", Bus.Core)]
public sealed record RolesChanged(Guid UserId, Guid OrganizationId, IReadOnlyList<Role> Roles) : IEvent
{
    string IEvent.Subject => UserId.ToString();
}

/// <summary>Somebody has proved who they are and has a session.</summary>
[Event("platform.identity.signed_in.v1", Bus.System)]
public sealed record SignedIn(Guid UserId, Guid OrganizationId, Guid SessionId) : IEvent
{
    string IEvent.Subject => UserId.ToString();
}

/// <summary>A credential is worth nothing from now on.</summary>
/// <param name="Id">Of the session, the API key, or the user whose access ended as a whole.</param>
[Event("platform.identity.access_ended.v1", Bus.System)]
public sealed record AccessEnded(Guid UserId, AccessKind Kind, Guid Id, AccessEndReason Reason) : IEvent
{
    string IEvent.Subject => UserId.ToString();
}

[JsonConverter(typeof(JsonStringEnumConverter<AccessKind>))]
public enum AccessKind
{
    Session,
    ApiKey,

    /// <summary>All sessions and keys of the user.</summary>
    User,
}

[JsonConverter(typeof(JsonStringEnumConverter<AccessEndReason>))]
public enum AccessEndReason
{
    /// <summary>Its holder signed out of it.</summary>
    SignedOut,

    /// <summary>Its holder, or who administers them, ended it from elsewhere.</summary>
    Revoked,

    /// <summary>A refresh token that had been replaced was used again: one of its two holders is a thief.</summary>
    Reused,

    PasswordChanged,
    Disabled,
}
