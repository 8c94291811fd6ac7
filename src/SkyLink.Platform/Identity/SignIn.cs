namespace SkyLink.Platform.Identity;

/// <summary>What came of a try to sign in: a user, or a refusal and how long to wait after it.</summary>
internal sealed record Proof(User? User, Error? Refusal, TimeSpan RetryAfter)
{
    public static Proof Of(User user) => new(user, Refusal: null, TimeSpan.Zero);

    public static Proof Refused(Error error, TimeSpan retryAfter = default) => new(User: null, error, retryAfter);
}

/// <summary>Proves people by password, slows guessing down, and opens their sessions.</summary>
internal sealed partial class SignIn(
    Db<IdentityModule> db, Passwords passwords, TimeProvider clock, IOptions<IdentityOptions> options,
    ILogger<SignIn> logger)
{
    private readonly IdentityOptions options = options.Value;

    /// <param name="organizationId">Where to sign in, for members of several; null for where they are at home.</param>
    public async Task<Proof> ProveAsync(
        string email, string password, Guid? organizationId, ClientTrace client, CancellationToken cancellation)
    {
        var normal = User.Normalize(email);
        var (account, address) = (Throttle.OfAccount(normal), Throttle.OfAddress(client.Address));
        var wait = await CountTryAsync(account, address, cancellation);
        if (wait > TimeSpan.Zero)
        {
            LogThrottled(logger, client.Address, wait.TotalSeconds);
            return Proof.Refused(IdentityErrors.TooManyTries.With($"Wait {Seconds(wait)} seconds."), wait);
        }

        var found = await db.InStatementAsync(
            tx => UserStore.FindAccountAsync(tx, normal, organizationId), cancellation);
        switch (await passwords.CheckAsync(password, found?.PasswordHash, cancellation))
        {
            case Verdict.Busy:
                return Proof.Refused(IdentityErrors.Busy, TimeSpan.FromSeconds(2));
            case Verdict.Wrong:
                await NoteRefusalAsync(IdentityErrors.WrongCredentials, found?.User, cancellation);
                return Proof.Refused(IdentityErrors.WrongCredentials);
            case Verdict.Right when found!.User.State == UserState.Disabled:
                await NoteRefusalAsync(IdentityErrors.UserDisabled, found.User, cancellation);
                return Proof.Refused(IdentityErrors.UserDisabled);
            case Verdict.Right:
                await ForgiveAsync(found, password, account, address, cancellation);
                return Proof.Of(found.User);
            default:
                throw new InvalidOperationException("A verdict has three values.");
        }
    }

    /// <summary>Opens a browser's session; the second value is its cookie.</summary>
    public async Task<(Session Session, string Token)> OpenBrowserAsync(
        User user, ClientTrace client, CancellationToken cancellation)
    {
        var session = Session.Open(SessionKind.Browser, user, client, clock.GetUtcNow(), options.SessionLifetime);
        var token = Secret.New();
        await OpenAsync(session, Secret.Sha256(token), cancellation);
        return (session, token);
    }

    /// <summary>Opens an app's session with the first refresh token of its family.</summary>
    public async Task<(Session Session, RefreshToken Token)> OpenAppAsync(
        User user, ClientTrace client, RefreshTokens tokens, CancellationToken cancellation)
    {
        var session = Session.Open(SessionKind.App, user, client, clock.GetUtcNow(), options.RefreshLifetime);
        var token = tokens.First(session.Id);
        await OpenAsync(session, token.Sha256, cancellation);
        return (session, token);
    }

    /// <summary>From here on it is known who calls.</summary>
    private async Task OpenAsync(Session session, byte[] tokenSha256, CancellationToken cancellation)
    {
        SignInRecord.Begin(session);
        await db.InTransactionAsync(async tx =>
        {
            await SessionStore.AddAsync(tx, session, tokenSha256);
            await UserStore.NoteSignInAsync(tx, session.UserId, session.CreatedAt);
            tx.Publish(new SignedIn(session.UserId, session.OrganizationId, session.Id));
        }, cancellation);
    }

    /// <summary>A try that came to nothing is noted all the same; what was written is no part of it.</summary>
    private async Task NoteRefusalAsync(Error refusal, User? account, CancellationToken cancellation)
    {
        var call = SignInRecord.Suspend();
        await db.InTransactionAsync(
            tx =>
            {
                SignInRecord.NoteRefusal(tx, call, refusal, account?.Id);
                return Task.CompletedTask;
            },
            cancellation);
    }

    /// <summary>How long to wait instead of trying; zero where the try may be made: it counts already.</summary>
    private async Task<TimeSpan> CountTryAsync(string account, string address, CancellationToken cancellation)
    {
        SignInRecord.Suspend();
        return await db.InTransactionAsync(async tx =>
        {
            var now = clock.GetUtcNow();
            var throttles = await ThrottleStore.LockAsync(tx, [account, address], now);
            var wait = throttles.Max(throttle => throttle.WaitAt(now));
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            foreach (var throttle in throttles)
            {
                var free = throttle.Subject == account ? options.AccountFailuresFree : options.AddressFailuresFree;
                await ThrottleStore.UpdateAsync(
                    tx, throttle.Count(now, free, options.ThrottleFirstWait, options.ThrottleWaitMax));
            }

            return TimeSpan.Zero;
        }, cancellation);
    }

    private async Task ForgiveAsync(
        Account found, string password, string account, string address, CancellationToken cancellation)
    {
        SignInRecord.Suspend();
        var better = passwords.IsOutdated(found.PasswordHash)
            ? await passwords.HashAsync(password, cancellation)
            : null;
        await db.InTransactionAsync(async tx =>
        {
            await ThrottleStore.ForgiveAsync(tx, account, address);
            if (better is not null)
            {
                await UserStore.ReplaceHashAsync(tx, found.User.Id, found.PasswordHash, better);
            }
        }, cancellation);
    }

    private static int Seconds(TimeSpan wait) => (int)Math.Ceiling(wait.TotalSeconds);

    [LoggerMessage(LogLevel.Warning, "Sign-in from {Address} has to wait {WaitSeconds} s")]
    private static partial void LogThrottled(ILogger logger, string? address, double waitSeconds);
}
