using System.Text.Json.Serialization;

namespace SkyLink.Platform;

/// <summary>
/// Tells who stands behind a credential. Answers may be kept for seconds, not longer: access can end.
/// </summary>
public interface IIdentity
{
    /// <summary>
    /// The caller, or one with <see cref="Authentication.Caller"/> null and the reason why there is none.
    /// </summary>
    Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation);
}

[JsonConverter(typeof(JsonStringEnumConverter<CredentialKind>))]
public enum CredentialKind
{
    /// <summary>The browser's session cookie.</summary>
    Session,

    /// <summary>A signed access token in <c>Authorization: Bearer</c>.</summary>
    AccessToken,

    /// <summary>A key in <c>X-Api-Key</c>.</summary>
    ApiKey,
}

/// <param name="Value">The secret itself; never logged.</param>
/// <param name="Uses">How often it was used since this process last asked, this time included.</param>
public sealed record Credential(CredentialKind Kind, string Value, int Uses = 1)
{
    public override string ToString() => $"{Kind} (hidden)";
}

/// <param name="Reason">An error code such as <c>identity.session_ended</c>, where there is no caller.</param>
/// <param name="RetryAfterSeconds">Set where the credential is good and has been used as often as it may be.</param>
public sealed record Authentication(Caller? Caller, string? Reason, int? RetryAfterSeconds = null);

/// <summary>Who calls: a person or a key, on behalf of one organization.</summary>
/// <param name="Scopes">Permissions the credential is limited to; null where it is not (a person's session).</param>
/// <param name="SessionId">Where they are signed in; null for an API key.</param>
public sealed record Caller(
    Guid UserId, string Name, Guid OrganizationId, string Organization, IReadOnlyList<Role> Roles,
    IReadOnlyList<string>? Scopes, Guid? SessionId = null)
{
    /// <summary>Administrators and operators of the network see all organizations; everyone else their own.</summary>
    [JsonIgnore]
    public bool SeesAllOrganizations => Roles.Any(role => role is Role.Operator or Role.Admin);

    public bool Is(Role role) => Roles.Contains(role);
}
