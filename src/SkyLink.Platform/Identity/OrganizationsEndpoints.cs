namespace SkyLink.Platform.Identity;

internal sealed record CreateOrganization([property: StringLength(100, MinimumLength = 1)] string Name);

/// <summary>Organizations, and the matrix of who may do what.</summary>
internal static class OrganizationsEndpoints
{
    private const string Path = "/api/v1/identity/organizations";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var organizations = routes.MapGroup(Path).WithTags("Identity");
        organizations.MapPost("/", CreateAsync).WithName("CreateOrganization").WithSummary("Make an organization")
            .Requires(IdentityPermissions.OrganizationsManage, rate: RateClass.Write);
        organizations.MapGet("/", ListAsync).WithName("ListOrganizations").WithSummary("Organizations, oldest first")
            .Requires(IdentityPermissions.OrganizationsRead);
        routes.MapGet("/api/v1/identity/permissions", ListPermissions).WithTags("Identity")
            .WithName("ListPermissions").WithSummary("Every permission of every service, and the roles that have it")
            .Requires(IdentityPermissions.Matrix);
    }

    private static async Task<Results<Created<OrganizationView>, ProblemHttpResult>> CreateAsync(
        CreateOrganization request, [FromHeader(Name = "Idempotency-Key")] string key, Caller caller,
        Db<IdentityModule> db, TimeProvider clock, CancellationToken cancellation)
    {
        var result = await db.OnceAsync<OrganizationView>(
            $"identity.create_organization:{caller.UserId}", key, request, async tx =>
            {
                var now = clock.GetUtcNow();
                var made = new Organization(Guid.CreateVersion7(now), request.Name.Trim(), RunsNetwork: false);
                return await UserStore.TryAddAsync(tx, made, now)
                    ? OrganizationView.Of(made)
                    : IdentityErrors.OrganizationTaken;
            }, cancellation);
        return result.Is(out var view, out var error)
            ? TypedResults.Created($"{Path}/{view.Id}", view)
            : error.ToProblem();
    }

    private static async Task<Ok<Page<OrganizationView>>> ListAsync(
        [AsParameters] PageRequest page, Caller caller, Db<IdentityModule> db, CancellationToken cancellation)
    {
        var found = await db.InStatementAsync(
            tx => UserStore.ListOrganizationsAsync(tx, UsersEndpoints.Within(caller), page), cancellation);
        return TypedResults.Ok(Page.Of(found, page.Limit, OrganizationView.Of, it => it.Id.ToString()));
    }

    private static Ok<List<PermissionView>> ListPermissions(EndpointCatalogue catalogue) =>
        TypedResults.Ok(catalogue.Permissions.Select(it => PermissionView.Of(it.Permission, it.Module)).ToList());
}

/// <param name="Area">First part of the module's name, <paramref name="Service"/> the second.</param>
internal sealed record PermissionView(
    string Name, string Description, string Area, string Service, IReadOnlyList<Role> Roles)
{
    public static PermissionView Of(Permission permission, string module)
    {
        var parts = module.Split('.');
        return new PermissionView(permission.Name, permission.Description, parts[0], parts[1], permission.GrantedTo);
    }
}
