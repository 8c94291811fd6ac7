using System.Security.Cryptography;

namespace SkyLink.Platform.Identity;

/// <summary>What a refresh yields: the session and its newest refresh token.</summary>
internal sealed record Refreshed(Holder Holder, string Token);

/// <summary>
/// Turns refresh tokens over. A token is good once; a repeat of the last one within a few seconds gets the same
/// successor, because answers get lost and apps call twice; anything older means that two hold the family, and ends it.
/// </summary>
internal sealed partial class RefreshTokens(
    Db<IdentityModule> db, CallerCache callers, TimeProvider clock, IOptions<IdentityOptions> options,
    ILogger<RefreshTokens> logger)
{
    private readonly Lazy<byte[]> markKey = new(() => db.Derive("refresh token marks", 32));

    public RefreshToken First(Guid family) => RefreshToken.New(family, generation: 1, markKey.Value);

    public async Task<Result<Refreshed>> RotateAsync(string text, CancellationToken cancellation)
    {
        if (RefreshToken.Parse(text, markKey.Value) is not { } presented)
        {
            return IdentityErrors.RefreshRefused;
        }

        var successor = RefreshToken.New(presented.Family, presented.Generation + 1, markKey.Value);
        var call = SignInRecord.Suspend();
        return await db.InTransactionAsync(tx => RotateAsync(tx, call, presented, successor), cancellation);
    }

    private async Task<Result<Refreshed>> RotateAsync(
        Tx tx, AuditCall? call, RefreshToken presented, RefreshToken successor)
    {
        var now = clock.GetUtcNow();
        var token = await SessionStore.TryRotateAsync(tx, presented, successor, now)
            ? successor.Text
            : await RepeatAsync(tx, call, presented, now);
        if (token is null
            || await SessionStore.FindAsync(tx, presented.Family) is not { User.State: UserState.Active } holder)
        {
            return IdentityErrors.RefreshRefused;
        }

        SignInRecord.Note(tx, call, holder.Session);
        return new Refreshed(holder, token);
    }

    /// <summary>The successor of the last generation; or null, and for an older token the end of its family.</summary>
    private async Task<string?> RepeatAsync(Tx tx, AuditCall? call, RefreshToken presented, DateTimeOffset now)
    {
        var family = await SessionStore.LockFamilyAsync(tx, presented.Family);
        if (family is null || !family.Session.IsOpen(now, options.Value.SessionIdle)
            || presented.Generation >= family.Generation)
        {
            return null;
        }

        if (IsLast(family, presented) && now <= family.RotatedAt + options.Value.RefreshGrace)
        {
            return presented.OpenSuccessor(family.Successor!);
        }

        var session = family.Session;
        await SessionStore.EndAsync(tx, session.Id, session.UserId, AccessEndReason.Reused, now);
        tx.TellEnd(callers, new AccessEnded(session.UserId, AccessKind.Session, session.Id, AccessEndReason.Reused));
        SignInRecord.NoteRefusal(tx, call, IdentityErrors.RefreshRefused, session.UserId);
        tx.AfterCommit(() => LogReused(logger, session.Id, presented.Generation, family.Generation));
        return null;
    }

    private static bool IsLast(Family family, RefreshToken presented) =>
        family.Generation == presented.Generation + 1 && family.PreviousSha256 is not null
        && CryptographicOperations.FixedTimeEquals(family.PreviousSha256, presented.Sha256);

    [LoggerMessage(LogLevel.Warning,
        "Session {SessionId} is over: refresh token {Generation} was used again when {Newest} was out")]
    private static partial void LogReused(ILogger logger, Guid sessionId, int generation, int newest);
}

internal static class AccessEnds
{
    /// <summary>Says that access ended; this process knows it at once, others within the life of their cache.</summary>
    public static void TellEnd(this Tx tx, CallerCache callers, AccessEnded ended)
    {
        tx.Publish(ended);
        tx.AfterCommit(callers.Forget);
    }
}
