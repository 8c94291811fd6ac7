namespace SkyLink.Platform.Identity;

/// <param name="Password">A first one, which the user changes; told to them on another way.</param>
/// <param name="OrganizationId">Null for the caller's own.</param>
internal sealed record CreateUser(
    [property: EmailAddress, StringLength(254, MinimumLength = 3)] string Email,
    [property: StringLength(100, MinimumLength = 1)] string Name,
    [property: StringLength(1_000, MinimumLength = 1)] string Password,
    [property: MaxLength(6)] IReadOnlyList<Role> Roles,
    Guid? OrganizationId = null)
{
    public override string ToString() => "new user (hidden)";
}

internal sealed record GrantRoles([property: MaxLength(6)] IReadOnlyList<Role> Roles);

internal sealed record UserView(
    Guid Id, string Email, string Name, OrganizationView Organization, IReadOnlyList<Role> Roles, UserState State,
    DateTimeOffset? LastSignInAt, DateTimeOffset CreatedAt)
{
    public static UserView Of(User it) => new(
        it.Id, it.Email, it.Name, OrganizationView.Of(it.Organization), it.Roles, it.State,
        it.LastSignInAt, it.CreatedAt);
}

/// <summary>Users, for those who administer them. Whoever does not see all organizations sees only their own.</summary>
internal static partial class UsersEndpoints
{
    private const string Path = "/api/v1/identity/users";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup(Path).WithTags("Identity");
        users.MapPost("/", CreateAsync).WithName("CreateUser").WithSummary("Make a user of an organization")
            .Requires(IdentityPermissions.UsersManage, rate: RateClass.Write);
        users.MapGet("/", ListAsync).WithName("ListUsers").WithSummary("Users, oldest first")
            .Requires(IdentityPermissions.UsersRead);
        users.MapGet("/{id:guid}", GetAsync).WithName("GetUser").WithSummary("One user, with its ETag")
            .Requires(IdentityPermissions.UsersRead);
        users.MapPut("/{id:guid}/roles", GrantAsync).WithName("GrantRoles").WithSummary("Say what a user is")
            .Requires(IdentityPermissions.UsersManage, rate: RateClass.Write);
        users.MapPost("/{id:guid}/disable", DisableAsync).WithName("DisableUser")
            .WithSummary("End all access of a user, until enabled again")
            .Requires(IdentityPermissions.UsersManage, rate: RateClass.Write);
        users.MapPost("/{id:guid}/enable", EnableAsync).WithName("EnableUser").WithSummary("Let a user sign in again")
            .Requires(IdentityPermissions.UsersManage, rate: RateClass.Write);
    }

    /// <summary>The only organization a caller may see; null for all.</summary>
    internal static Guid? Within(Caller caller) => caller.SeesAllOrganizations ? null : caller.OrganizationId;

    private static async Task<Results<Created<UserView>, ProblemHttpResult>> CreateAsync(
        CreateUser request, [FromHeader(Name = "Idempotency-Key")] string key, HttpContext context, Caller caller,
        Db<IdentityModule> db, Passwords passwords, TimeProvider clock, ILogger<IdentityModule> logger,
        CancellationToken cancellation)
    {
        if (PasswordPolicy.Refuses(request.Password, request.Email, request.Name) is { } weak)
        {
            return weak.ToProblem();
        }

        var hash = await passwords.HashAsync(request.Password, cancellation);
        var organizationId = request.OrganizationId ?? caller.OrganizationId;

        // The key's record holds a quick hash of the request: the password must not be in it.
        var known = request with { Password = "" };
        var result = await db.OnceAsync<UserView>($"identity.create_user:{caller.UserId}", key, known, async tx =>
        {
            if (await UserStore.FindOrganizationAsync(tx, organizationId, Within(caller)) is not { } organization)
            {
                return IdentityErrors.OrganizationNotFound;
            }

            if (!User.Create(request.Email, request.Name, organization, request.Roles, clock.GetUtcNow())
                .Is(out var user, out var refusal))
            {
                return refusal;
            }

            if (await UserStore.IsTakenAsync(tx, user.Email))
            {
                return IdentityErrors.EmailTaken;
            }

            await UserStore.AddAsync(tx, user, hash);
            tx.Publish(new UserCreated(user.Id, organization.Id, user.Roles));
            return UserView.Of(user);
        }, cancellation);
        if (!result.Is(out var view, out var error))
        {
            return error.ToProblem();
        }

        LogCreated(logger, view.Id, view.Organization.Id);
        context.SetETag(version: 1);
        return TypedResults.Created($"{Path}/{view.Id}", view);
    }

    private static async Task<Ok<Page<UserView>>> ListAsync(
        [AsParameters] PageRequest page, Caller caller, Db<IdentityModule> db, CancellationToken cancellation)
    {
        var found = await db.InStatementAsync(tx => UserStore.ListAsync(tx, Within(caller), page), cancellation);
        return TypedResults.Ok(Page.Of(found, page.Limit, UserView.Of, it => it.Id.ToString()));
    }

    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> GetAsync(
        Guid id, HttpContext context, Caller caller, Db<IdentityModule> db, CancellationToken cancellation)
    {
        var found = await db.InStatementAsync(tx => UserStore.FindAsync(tx, id, Within(caller)), cancellation);
        if (found is null)
        {
            return IdentityErrors.UserNotFound.ToProblem();
        }

        context.SetETag(found.Version);
        return TypedResults.Ok(UserView.Of(found));
    }

    private static Task<Results<Ok<UserView>, ProblemHttpResult>> GrantAsync(
        Guid id, GrantRoles request, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context,
        Caller caller, Db<IdentityModule> db, CallerCache callers, CancellationToken cancellation) =>
        ChangeAsync(id, ifMatch, context, caller, db, user => user.Grant(request.Roles), (tx, user) =>
        {
            tx.Publish(new RolesChanged(user.Id, user.Organization.Id, user.Roles));
            tx.AfterCommit(callers.Forget);
            return Task.CompletedTask;
        }, cancellation);

    private static Task<Results<Ok<UserView>, ProblemHttpResult>> DisableAsync(
        Guid id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context, Caller caller,
        Db<IdentityModule> db, CallerCache callers, TimeProvider clock, CancellationToken cancellation) =>
        ChangeAsync(id, ifMatch, context, caller, db, user => user.Disable(), async (tx, user) =>
        {
            await SessionStore.EndAllAsync(tx, user.Id, except: null, AccessEndReason.Disabled, clock.GetUtcNow());
            tx.TellEnd(callers, new AccessEnded(user.Id, AccessKind.User, user.Id, AccessEndReason.Disabled));
        }, cancellation);

    private static Task<Results<Ok<UserView>, ProblemHttpResult>> EnableAsync(
        Guid id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context, Caller caller,
        Db<IdentityModule> db, CancellationToken cancellation) =>
        ChangeAsync(
            id, ifMatch, context, caller, db, user => user.Enable(), (_, _) => Task.CompletedTask, cancellation);

    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> ChangeAsync(
        Guid id, string? ifMatch, HttpContext context, Caller caller, Db<IdentityModule> db,
        Func<User, Result<User>> change, Func<Tx, User, Task> effects, CancellationToken cancellation)
    {
        if (id == caller.UserId)
        {
            return IdentityErrors.NotYourself.ToProblem();
        }

        var result = await db.InTransactionAsync<Result<User>>(async tx =>
        {
            if (await UserStore.LockAsync(tx, id, Within(caller)) is not { } user)
            {
                return IdentityErrors.UserNotFound;
            }

            if (!ETags.Matches(ifMatch, user.Version))
            {
                return ETags.Mismatch;
            }

            if (!change(user).Is(out var changed, out var refusal))
            {
                return refusal;
            }

            await UserStore.UpdateAsync(tx, changed);
            await effects(tx, changed);
            return changed;
        }, cancellation);
        if (!result.Is(out var now, out var error))
        {
            return error.ToProblem();
        }

        context.SetETag(now.Version);
        return TypedResults.Ok(UserView.Of(now));
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was made in organization {OrganizationId}")]
    private static partial void LogCreated(ILogger logger, Guid userId, Guid organizationId);
}
