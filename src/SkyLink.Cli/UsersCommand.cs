using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Users, and what they may do.</summary>
internal static class UsersCommand
{
    private static readonly Column[] ListColumns =
    [
        Column.Of("id", "id"), Column.Of("e-mail", "email"), Column.Of("name", "name"),
        Column.Of("organization", "organization.name"), Column.Of("roles", "roles"), Column.Of("state", "state"),
        Column.Time("signed in", "lastSignInAt"),
    ];

    private static readonly Column[] OrganizationColumns = [Column.Of("id", "id"), Column.Of("name", "name")];

    public static Command Noun(Shell shell) => new("users", "Users, their organizations and their roles.")
    {
        List(shell),
        Create(shell),
        Grant(shell),
        Switch(shell, "disable", "End all access of a user, until enabled again."),
        Switch(shell, "enable", "Let a user sign in again."),
        Organizations(shell),
    };

    private static ApiVerb List(Shell shell) => ApiVerb.OfList(
        shell, "list", "Show users, oldest first.", ["users list", "users list --limit 500 --json"], [],
        _ => "identity/users", ListColumns);

    private static ApiVerb Organizations(Shell shell) => ApiVerb.OfList(
        shell, "organizations", "Show organizations, oldest first.", ["users organizations"], [],
        _ => "identity/organizations", OrganizationColumns);

    private static ApiVerb Create(Shell shell)
    {
        var email = Inputs.Required("email", "Whom it is for.");
        var name = Inputs.Text("--name", "The name others see; by default the e-mail address.", "name");
        var roles = Roles();
        var organization = Inputs.Text("--organization", "Its id or name; by default one's own.", "organization");
        return new ApiVerb(
            shell, "create", "Make a user. The first password is read from the terminal or from standard input.",
            ["users create ada@shop.example --role seller --organization \"Corner Pantry\""],
            [email, name, roles, organization],
            async (call, cancellation) =>
            {
                var organizationId = call.Get(organization) is { } wanted
                    ? await FindOrganizationAsync(call, wanted, cancellation)
                    : null;
                var body = new
                {
                    email = call.Get(email),
                    name = call.Get(name) ?? call.Get(email),
                    password = shell.ReadSecret("First password"),
                    roles = call.Get(roles),
                    organizationId,
                };
                var answer = await call.Api.SendAsync(
                    HttpMethod.Post, "identity/users", body, ifMatch: null, cancellation);
                call.Tell(
                    $"{answer.Body.Text("email")} is {answer.Body.Text("roles")} "
                    + $"of {answer.Body.Text("organization.name")}.",
                    answer.Body);
            });
    }

    private static ApiVerb Grant(Shell shell)
    {
        var user = Inputs.Required("user", "The user's id or e-mail address.");
        var roles = Roles();
        return new ApiVerb(
            shell, "grant", "Say which roles a user has from now on.",
            ["users grant ada@shop.example --role seller --role buyer"], [user, roles],
            async (call, cancellation) =>
            {
                var path = $"identity/users/{await FindAsync(call, call.Get(user), cancellation)}";
                var known = await call.Api.GetAsync(path, cancellation);
                var answer = await call.Api.SendAsync(
                    HttpMethod.Put, $"{path}/roles", new { roles = call.Get(roles) }, known.ETag, cancellation);
                call.Tell($"{answer.Body.Text("email")} is {answer.Body.Text("roles")}.", answer.Body);
            });
    }

    private static ApiVerb Switch(Shell shell, string action, string description)
    {
        var user = Inputs.Required("user", "The user's id or e-mail address.");
        return new ApiVerb(
            shell, action, description, [$"users {action} ada@shop.example"], [user],
            async (call, cancellation) =>
            {
                var path = $"identity/users/{await FindAsync(call, call.Get(user), cancellation)}";
                var known = await call.Api.GetAsync(path, cancellation);
                var answer = await call.Api.SendAsync(
                    HttpMethod.Post, $"{path}/{action}", body: null, known.ETag, cancellation);
                call.Tell($"{answer.Body.Text("email")} is {answer.Body.Text("state")}.", answer.Body);
            });
    }

    private static Option<string[]> Roles()
    {
        var option = new Option<string[]>("--role")
        {
            Description = "A role; may be given several times.",
            HelpName = "role",
            Required = true,
        };
        option.AcceptOnlyFromAmong(ApiVerb.Roles);
        return option;
    }

    private static Task<string> FindAsync(ApiCall call, string user, CancellationToken cancellation) =>
        FindAsync(call, "identity/users", "email", user, cancellation);

    private static async Task<string?> FindOrganizationAsync(
        ApiCall call, string organization, CancellationToken cancellation) =>
        await FindAsync(call, "identity/organizations", "name", organization, cancellation);

    /// <summary>An id as it is, anything else by its name in a list.</summary>
    private static async Task<string> FindAsync(
        ApiCall call, string list, string member, string wanted, CancellationToken cancellation)
    {
        if (Guid.TryParse(wanted, out var id))
        {
            return id.ToString();
        }

        var all = await call.ReadAsync(list, Inputs.LimitMax, start: null, isWanted: null, cancellation);
        return all.Find(it => string.Equals(it.Text(member), wanted, StringComparison.OrdinalIgnoreCase)).Text("id")
            ?? throw new CliException(ExitCode.Failed, $"there is no {wanted.Printable()} among those you may see.");
    }
}
