using System.Text.Json.Serialization;

namespace SkyLink.Platform.Identity;

[JsonConverter(typeof(JsonStringEnumConverter<UserState>))]
internal enum UserState
{
    [JsonStringEnumMemberName("active")]
    Active,

    [JsonStringEnumMemberName("disabled")]
    Disabled,
}

/// <summary>A company on the network, or the one that runs it.</summary>
internal sealed record Organization(Guid Id, string Name, bool RunsNetwork)
{
    /// <summary>Roles that reach across organizations are held only by those who run the network.</summary>
    public Error? Forbids(IReadOnlyCollection<Role> roles)
    {
        if (roles.Count == 0 || roles.Distinct().Count() != roles.Count)
        {
            return IdentityErrors.RolesInvalid;
        }

        var reaching = RunsNetwork ? [] : roles.Where(role => role.IsOfNetwork()).ToList();
        return reaching.Count == 0
            ? null
            : IdentityErrors.RoleOfNetwork.With($"Only those who run the network are {string.Join(" or ", reaching)}.");
    }
}

/// <summary>A user as a member of one organization. Pure: every change is a new value with the next version.</summary>
internal sealed record User
{
    public required Guid Id { get; init; }

    public required string Email { get; init; }

    public required string Name { get; init; }

    public required UserState State { get; init; }

    public required Organization Organization { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public required int Version { get; init; }

    /// <summary>A new member of an organization; the roles must be such as it may give.</summary>
    public static Result<User> Create(
        string email, string name, Organization organization, IReadOnlyList<Role> roles, DateTimeOffset now) =>
        organization.Forbids(roles) is { } refusal ? refusal : new User
        {
            Id = Guid.CreateVersion7(now),
            Email = Normalize(email),
            Name = name.Trim(),
            State = UserState.Active,
            Organization = organization,
            Roles = roles,
            CreatedAt = now,
            Version = 1,
        };

    /// <summary>One mailbox, one spelling: without blanks around it and in lower case.</summary>
    public static string Normalize(string email) => email.Trim().ToLowerInvariant();

    public Result<User> Grant(IReadOnlyList<Role> roles) => Organization.Forbids(roles) is { } refusal
        ? refusal
        : this with { Roles = roles, Version = Version + 1 };

    public Result<User> Disable() => State switch
    {
        UserState.Disabled => IdentityErrors.AlreadyDisabled,
        UserState.Active => this with { State = UserState.Disabled, Version = Version + 1 },
    };

    public Result<User> Enable() => State switch
    {
        UserState.Active => IdentityErrors.AlreadyActive,
        UserState.Disabled => this with { State = UserState.Active, Version = Version + 1 },
    };

    public Caller ToCaller(IReadOnlyList<string>? scopes, Guid? sessionId) =>
        new(Id, Name, Organization.Id, Organization.Name, Roles, scopes, sessionId);
}

internal static class IdentityErrors
{
    public static readonly Error WrongCredentials =
        new("identity.wrong_credentials", 401, "E-mail address and password do not belong together.");

    public static readonly Error PasswordWrong =
        new("identity.password_wrong", 422, "The old password is not right.");

    public static readonly Error TooManyTries =
        new("identity.too_many_tries", 429, "There were too many failed tries to sign in.");

    public static readonly Error Busy =
        new("identity.busy", 503, "More people sign in than can be served; try again in a moment.");

    public static readonly Error UserDisabled = new("identity.user_disabled", 403, "This account is disabled.");

    public static readonly Error RefreshRefused =
        new("identity.refresh_refused", 401, "The refresh token is not valid any more; sign in again.");

    public static readonly Error GrantIncomplete =
        new("identity.grant_incomplete", 400, "The grant needs other members than those given.");

    public static readonly Error UserNotFound = new("identity.user_not_found", 404, "There is no such user.");

    public static readonly Error OrganizationNotFound =
        new("identity.organization_not_found", 404, "There is no such organization.");

    public static readonly Error SessionNotFound = new("identity.session_not_found", 404, "There is no such session.");

    public static readonly Error KeyNotFound = new("identity.key_not_found", 404, "There is no such API key.");

    public static readonly Error EmailTaken =
        new("identity.email_taken", 409, "Another account has this e-mail address.");

    public static readonly Error OrganizationTaken =
        new("identity.organization_taken", 409, "Another organization has this name.");

    public static readonly Error AlreadyDisabled =
        new("identity.already_disabled", 409, "The account is disabled already.");

    public static readonly Error AlreadyActive = new("identity.already_active", 409, "The account is active already.");

    public static readonly Error NotYourself =
        new("identity.not_yourself", 422, "Nobody takes away their own access; ask another administrator.");

    public static readonly Error RolesInvalid =
        new("identity.roles_invalid", 422, "Give at least one role, and none twice.");

    public static readonly Error RoleOfNetwork =
        new("identity.role_of_network", 422, "This organization cannot give that role.");

    public static readonly Error PasswordRefused =
        new("identity.password_refused", 422, "This password is too easy to guess.");

    public static readonly Error ScopesBeyondCreator =
        new("identity.scopes_beyond_creator", 422, "A key cannot do what its creator may not do.");

    public static readonly Error KeyReplaced =
        new("identity.key_replaced", 409, "Another key has been made in place of this one.");

    public static readonly Error KeyExpiryInvalid =
        new("identity.key_expiry_invalid", 422, "The expiry must lie ahead, and not too far.");

    /// <summary>Why a credential has no caller; each of them a 401.</summary>
    public const string SessionEnded = "identity.session_ended";

    public const string TokenRefused = "identity.token_refused";

    public const string KeyRefused = "identity.key_refused";

    /// <summary>The calls of the day are used up; a 429.</summary>
    public const string KeyUsedUp = "identity.key_used_up";
}
