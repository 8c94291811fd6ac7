using SkyLink.Platform;

namespace SkyLink.Trade.Payments;

/// <summary>Stands in for identity: an access token is a role and a user id, joined by a dot.</summary>
internal sealed class TokenIdentity : IIdentity
{
    public static string TokenOf(Role role, Guid user) => $"{role}.{user}";

    public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation)
    {
        var parts = credential.Value.Split('.');
        return Task.FromResult(
            parts.Length == 2 && Enum.TryParse<Role>(parts[0], out var role) && Guid.TryParse(parts[1], out var user)
                ? new Authentication(new Caller(user, "Test", Guid.Empty, "Test", [role], Scopes: null), Reason: null)
                : new Authentication(Caller: null, "identity.unknown"));
    }
}
