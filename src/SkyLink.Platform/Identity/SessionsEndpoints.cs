namespace SkyLink.Platform.Identity;

/// <param name="OrganizationId">Where to sign in, for members of several; null for home.</param>
internal sealed record SignInRequest(
    [property: StringLength(254, MinimumLength = 1)] string Email,
    [property: StringLength(PasswordPolicy.LengthMax, MinimumLength = 1)] string Password,
    Guid? OrganizationId = null)
{
    public override string ToString() => "sign-in (hidden)";
}

internal sealed record ChangePassword(
    [property: StringLength(PasswordPolicy.LengthMax, MinimumLength = 1)] string OldPassword,
    [property: StringLength(1_000, MinimumLength = 1)] string NewPassword)
{
    public override string ToString() => "change of password (hidden)";
}

internal sealed record OrganizationView(Guid Id, string Name)
{
    public static OrganizationView Of(Organization it) => new(it.Id, it.Name);
}

/// <param name="Permissions">What the credential in use may do; names as in <c>GET /permissions</c>.</param>
internal sealed record Me(
    Guid UserId, string Email, string Name, OrganizationView Organization, IReadOnlyList<Role> Roles,
    IReadOnlyList<string> Permissions)
{
    public static Me Of(User user, Caller caller, EndpointCatalogue catalogue) => new(
        user.Id, user.Email, user.Name, OrganizationView.Of(user.Organization), user.Roles,
        catalogue.PermissionsOf(caller));
}

internal sealed record SessionView(
    Guid Id, SessionKind Kind, string? Agent, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt, bool IsCurrent);

/// <summary>Browsers: signing in and out, and what one is signed in to.</summary>
internal static class SessionsEndpoints
{
    private const string Path = "/api/v1/identity/sessions";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup(Path).WithTags("Identity");
        sessions.MapPost("/", SignInAsync).WithName("SignIn")
            .WithSummary("Sign in with a browser: sets the session cookie")
            .OpenToAnyone("whoever signs in has no credential yet", RateClass.Credential);
        sessions.MapGet("/", ListAsync).WithName("ListSessions").WithSummary("Where I am signed in")
            .Requires(IdentityPermissions.Own);
        sessions.MapGet("/current", CurrentAsync).WithName("GetMe").WithSummary("Who I am and what I may do")
            .Requires(IdentityPermissions.Own);
        sessions.MapDelete("/current", SignOutAsync).WithName("SignOut").WithSummary("Sign out here")
            .Requires(IdentityPermissions.Own, rate: RateClass.Write);
        sessions.MapDelete("/{id:guid}", EndOneAsync).WithName("EndSession").WithSummary("Sign out somewhere else")
            .Requires(IdentityPermissions.Own, rate: RateClass.Write);
        routes.MapPut("/api/v1/identity/users/current/password", ChangePasswordAsync).WithTags("Identity")
            .WithName("ChangePassword").WithSummary("Change my password; ends all my other sessions")
            .Requires(IdentityPermissions.Own, rate: RateClass.Credential);
    }

    /// <summary>A refusal of a sign-in; says when to come again where waiting helps.</summary>
    internal static ProblemHttpResult Refuse(HttpContext context, Proof proof)
    {
        if (proof.RetryAfter > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(proof.RetryAfter.TotalSeconds)).ToString();
        }

        return proof.Refusal!.ToProblem();
    }

    private static async Task<Results<Created<Me>, ProblemHttpResult>> SignInAsync(
        SignInRequest request, HttpContext context, SignIn signIn, EndpointCatalogue catalogue,
        CancellationToken cancellation)
    {
        var client = ClientTrace.Of(context);
        var proof = await signIn.ProveAsync(
            request.Email, request.Password, request.OrganizationId, client, cancellation);
        if (proof.User is not { } user)
        {
            return Refuse(context, proof);
        }

        var (session, token) = await signIn.OpenBrowserAsync(user, client, cancellation);
        SessionCookie.Set(context, token, session.ExpiresAt);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{Path}/current", Me.Of(user, user.ToCaller(scopes: null, session.Id), catalogue));
    }

    private static async Task<Results<Ok<Me>, ProblemHttpResult>> CurrentAsync(
        Caller caller, Db<IdentityModule> db, EndpointCatalogue catalogue, CancellationToken cancellation) =>
        await db.InStatementAsync(
            tx => UserStore.FindAccountAsync(tx, caller.UserId, caller.OrganizationId), cancellation) is { } account
            ? TypedResults.Ok(Me.Of(account.User, caller, catalogue))
            : IdentityErrors.UserNotFound.ToProblem();

    private static async Task<Ok<Page<SessionView>>> ListAsync(
        [AsParameters] PageRequest page, Caller caller, Db<IdentityModule> db, TimeProvider clock,
        IOptions<IdentityOptions> options, CancellationToken cancellation)
    {
        var found = await db.InStatementAsync(tx => SessionStore.ListOpenAsync(
            tx, caller.UserId, clock.GetUtcNow(), options.Value.SessionIdle, page), cancellation);
        return TypedResults.Ok(Page.Of(
            found,
            page.Limit,
            it => new SessionView(
                it.Id, it.Kind, it.Agent, it.Address, it.CreatedAt, it.LastSeenAt, it.ExpiresAt,
                it.Id == caller.SessionId),
            it => it.Id.ToString()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignOutAsync(
        HttpContext context, Caller caller, Db<IdentityModule> db, CallerCache callers, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (caller.SessionId is not { } id
            || !await EndAsync(db, callers, id, caller, AccessEndReason.SignedOut, clock, cancellation))
        {
            return IdentityErrors.SessionNotFound.ToProblem();
        }

        SessionCookie.Clear(context);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndOneAsync(
        Guid id, Caller caller, Db<IdentityModule> db, CallerCache callers, TimeProvider clock,
        CancellationToken cancellation) =>
        await EndAsync(db, callers, id, caller, AccessEndReason.Revoked, clock, cancellation)
            ? TypedResults.NoContent()
            : IdentityErrors.SessionNotFound.ToProblem();

    private static Task<bool> EndAsync(
        Db db, CallerCache callers, Guid id, Caller caller, AccessEndReason reason, TimeProvider clock,
        CancellationToken cancellation) => db.InTransactionAsync(async tx =>
    {
        var isEnded = await SessionStore.EndAsync(tx, id, caller.UserId, reason, clock.GetUtcNow());
        if (isEnded)
        {
            tx.TellEnd(callers, new AccessEnded(caller.UserId, AccessKind.Session, id, reason));
        }

        return isEnded;
    }, cancellation);

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        ChangePassword request, HttpContext context, Caller caller, Db<IdentityModule> db, SignIn signIn,
        Passwords passwords, CallerCache callers, TimeProvider clock, CancellationToken cancellation)
    {
        var account = await db.InStatementAsync(
            tx => UserStore.FindAccountAsync(tx, caller.UserId, caller.OrganizationId), cancellation);
        if (account is null)
        {
            return IdentityErrors.UserNotFound.ToProblem();
        }

        // Counted and throttled like a sign-in: a stolen session must not become a way to guess the password.
        var user = account.User;
        var proof = await signIn.ProveAsync(
            user.Email, request.OldPassword, user.Organization.Id, ClientTrace.Of(context), cancellation);
        if (proof.User is null)
        {
            return proof.Refusal == IdentityErrors.WrongCredentials
                ? IdentityErrors.PasswordWrong.ToProblem()
                : Refuse(context, proof);
        }

        if (PasswordPolicy.Refuses(request.NewPassword, user.Email, user.Name) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var hash = await passwords.HashAsync(request.NewPassword, cancellation);
        await db.InTransactionAsync(async tx =>
        {
            await UserStore.SetPasswordAsync(tx, user.Id, hash);
            await SessionStore.EndAllAsync(
                tx, user.Id, caller.SessionId, AccessEndReason.PasswordChanged, clock.GetUtcNow());
            tx.TellEnd(callers, new AccessEnded(
                user.Id, AccessKind.User, user.Id, AccessEndReason.PasswordChanged));
        }, cancellation);
        return TypedResults.NoContent();
    }
}
