using System.Security.Cryptography;

namespace SkyLink.Platform.Identity;

/// <summary>
/// Looks every credential up as it is now: whoever was disabled, signed out or lost a role a moment ago is answered
/// accordingly, also where an access token still says otherwise.
/// </summary>
internal sealed class Authenticator(
    Db<IdentityModule> db, AccessTokens tokens, TimeProvider clock, IOptions<IdentityOptions> options) : IIdentity
{
    private static readonly TimeSpan SessionUseNoted = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeyUseNoted = TimeSpan.FromMinutes(5);

    public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation) =>
        credential.Kind switch
        {
            CredentialKind.Session => OfSessionAsync(credential.Value, cancellation),
            CredentialKind.AccessToken => OfTokenAsync(credential.Value, cancellation),
            CredentialKind.ApiKey => OfKeyAsync(credential, cancellation),
        };

    private async Task<Authentication> OfSessionAsync(string token, CancellationToken cancellation)
    {
        var sha256 = Secret.Sha256(token);
        var now = clock.GetUtcNow();
        var holder = await db.InStatementAsync(tx => SessionStore.FindBrowserAsync(tx, sha256), cancellation);
        if (holder is null || !IsGood(holder, now))
        {
            return Refused(IdentityErrors.SessionEnded);
        }

        if (now - holder.Session.LastSeenAt >= SessionUseNoted)
        {
            await db.InStatementAsync(tx => SessionStore.NoteUseAsync(tx, holder.Session.Id, now), cancellation);
        }

        return new Authentication(holder.User.ToCaller(scopes: null, holder.Session.Id), Reason: null);
    }

    private async Task<Authentication> OfTokenAsync(string jwt, CancellationToken cancellation)
    {
        if (await tokens.VerifyAsync(jwt, cancellation) is not { } claims)
        {
            return Refused(IdentityErrors.TokenRefused);
        }

        var holder = await db.InStatementAsync(tx => SessionStore.FindAsync(tx, claims.SessionId), cancellation);
        return holder is { Session.Kind: SessionKind.App } && IsGood(holder, clock.GetUtcNow())
            && holder.User.Id == claims.UserId && holder.User.Organization.Id == claims.OrganizationId
            ? new Authentication(holder.User.ToCaller(scopes: null, holder.Session.Id), Reason: null)
            : Refused(IdentityErrors.SessionEnded);
    }

    private async Task<Authentication> OfKeyAsync(Credential credential, CancellationToken cancellation)
    {
        if (ApiKey.Parse(credential.Value) is not var (prefix, sha256))
        {
            return Refused(IdentityErrors.KeyRefused);
        }

        var now = clock.GetUtcNow();
        var holder = await db.InStatementAsync(tx => ApiKeyStore.FindAsync(tx, prefix), cancellation);
        if (holder is null || !CryptographicOperations.FixedTimeEquals(holder.SecretSha256, sha256)
            || !holder.Key.IsGood(now) || holder.User.State != UserState.Active)
        {
            return Refused(IdentityErrors.KeyRefused);
        }

        if (holder.Key.LastUsedAt is null || now - holder.Key.LastUsedAt >= KeyUseNoted)
        {
            await db.InStatementAsync(tx => ApiKeyStore.NoteUseAsync(tx, holder.Key.Id, now), cancellation);
        }

        if (holder.Key.CallsPerDay is { } quota && !await db.InStatementAsync(
            tx => ApiKeyStore.CountCallsAsync(tx, holder.Key.Id, credential.Uses, quota, now), cancellation))
        {
            var untilTomorrow = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
            return Refused(IdentityErrors.KeyUsedUp) with
            {
                RetryAfterSeconds = (int)Math.Ceiling(untilTomorrow.TotalSeconds),
            };
        }

        return new Authentication(holder.User.ToCaller(holder.Key.Scopes, sessionId: null), Reason: null);
    }

    private bool IsGood(Holder holder, DateTimeOffset now) =>
        holder.User.State == UserState.Active && holder.Session.IsOpen(now, options.Value.SessionIdle);

    private static Authentication Refused(string reason) => new(Caller: null, reason);
}
