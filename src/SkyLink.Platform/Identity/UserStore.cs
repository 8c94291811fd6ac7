using System.Text;

namespace SkyLink.Platform.Identity;

/// <summary>All SQL of users, memberships and organizations.</summary>
internal static class UserStore
{
    public static readonly SealedColumn Email = new("users", "email", "id") { Fingerprint = "email_fingerprint" };
    public static readonly SealedColumn Name = new("users", "name", "id");

    public static async Task AddAsync(Tx tx, User user, string passwordHash)
    {
        await tx.ExecuteAsync($"""
            insert into users (id, email, email_fingerprint, name, password_hash, state, organization_id, created_at,
                               version)
            values ({user.Id}, {Email.Seal(tx, user.Email, user.Id)}, {Email.FingerprintOf(tx, user.Email)},
                    {Name.Seal(tx, user.Name, user.Id)}, {passwordHash}, {user.State.ToString()},
                    {user.Organization.Id}, {user.CreatedAt}, {user.Version})
            """);
        await tx.ExecuteAsync($"""
            insert into memberships (user_id, organization_id, roles)
            values ({user.Id}, {user.Organization.Id}, {Names(user.Roles)})
            """);
    }

    public static async Task<bool> IsTakenAsync(Tx tx, string email) =>
        await tx.ScalarAsync<bool>(
            $"select exists (select from users where email_fingerprint = {Email.FingerprintOf(tx, email)})");

    public static async Task<bool> IsEmptyAsync(Tx tx) =>
        !await tx.ScalarAsync<bool>($"select exists (select from users)");

    public static Task<long> CountAsync(Tx tx) => tx.ScalarAsync<long>($"select count(*) from users");

    /// <summary>One start of many makes the first accounts: the others wait here and find them made.</summary>
    public static Task LockSeedingAsync(Tx tx) => tx.ExecuteAsync(
        $"select pg_advisory_xact_lock(hashtextextended('skylink identity seeding ' || current_schema(), 0))");

    /// <summary>The account of an address, signing in at an organization or, where none is named, at home.</summary>
    public static Task<Account?> FindAccountAsync(Tx tx, string email, Guid? organizationId) => tx.FindAsync($"""
        select * from members
         where email_fingerprint = {Email.FingerprintOf(tx, email)}
           and organization_id = coalesce({organizationId}::uuid, organization_id)
           and (is_home or {organizationId}::uuid is not null)
        """, row => new Account(Read(tx, row), row.Get<string>("password_hash")));

    public static Task<Account?> FindAccountAsync(Tx tx, Guid userId, Guid organizationId) => tx.FindAsync(
        $"select * from members where user_id = {userId} and organization_id = {organizationId}",
        row => new Account(Read(tx, row), row.Get<string>("password_hash")));

    /// <param name="within">The only organization the asker may see; null where they see all.</param>
    public static Task<User?> FindAsync(Tx tx, Guid id, Guid? within) => tx.FindAsync($"""
        select * from members
         where user_id = {id} and organization_id = coalesce({within}::uuid, organization_id)
           and (is_home or {within}::uuid is not null)
        """, row => Read(tx, row));

    /// <summary>As <see cref="FindAsync"/>, and nobody else changes the user until the transaction ends.</summary>
    public static async Task<User?> LockAsync(Tx tx, Guid id, Guid? within)
    {
        await tx.ExecuteAsync($"select from users where id = {id} for update");
        return await FindAsync(tx, id, within);
    }

    public static Task<List<User>> ListAsync(Tx tx, Guid? within, PageRequest page) => tx.ListAsync($"""
        select * from members
         where user_id > {page.After ?? Guid.Empty} and organization_id = coalesce({within}::uuid, organization_id)
           and (is_home or {within}::uuid is not null)
         order by user_id limit {page.Limit}
        """, row => Read(tx, row));

    public static Task UpdateAsync(Tx tx, User user) => tx.ExecuteAsync(
        $"update users set state = {user.State.ToString()}, version = {user.Version} where id = {user.Id}",
        $"""
        update memberships set roles = {Names(user.Roles)}
         where user_id = {user.Id} and organization_id = {user.Organization.Id}
        """);

    public static Task SetPasswordAsync(Tx tx, Guid id, string passwordHash) =>
        tx.ExecuteAsync($"update users set password_hash = {passwordHash} where id = {id}");

    /// <summary>Puts a costlier hash of the same password in place, unless it has changed meanwhile.</summary>
    public static Task ReplaceHashAsync(Tx tx, Guid id, string from, string to) =>
        tx.ExecuteAsync($"update users set password_hash = {to} where id = {id} and password_hash = {from}");

    public static Task NoteSignInAsync(Tx tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync($"update users set last_sign_in_at = {now} where id = {id}");

    /// <summary>False where the name is taken.</summary>
    public static async Task<bool> TryAddAsync(Tx tx, Organization organization, DateTimeOffset now) =>
        await tx.ExecuteAsync($"""
            insert into organizations (id, name, runs_network, created_at)
            values ({organization.Id}, {organization.Name}, {organization.RunsNetwork}, {now})
            on conflict do nothing
            """) == 1;

    public static Task<Organization?> FindOrganizationAsync(Tx tx, Guid id, Guid? within) => tx.FindAsync(
        $"select * from organizations where id = {id} and id = coalesce({within}::uuid, id)", ReadOrganization);

    public static Task<Organization?> FindOrganizationAsync(Tx tx, string name) =>
        tx.FindAsync($"select * from organizations where lower(name) = lower({name})", ReadOrganization);

    public static Task<List<Organization>> ListOrganizationsAsync(
        Tx tx, Guid? within, PageRequest page) => tx.ListAsync($"""
        select * from organizations
         where id > {page.After ?? Guid.Empty} and id = coalesce({within}::uuid, id)
         order by id limit {page.Limit}
        """, ReadOrganization);

    internal static User Read(Tx tx, NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("user_id"),
        Email = Text(tx, Email, row, "email"),
        Name = Text(tx, Name, row, "user_name"),
        State = Enum.Parse<UserState>(row.Get<string>("state")),
        Organization = new Organization(
            row.Get<Guid>("organization_id"), row.Get<string>("organization_name"), row.Get<bool>("runs_network")),
        Roles = [.. row.Get<string[]>("roles").Select(Enum.Parse<Role>)],
        CreatedAt = row.Get<DateTimeOffset>("user_created_at"),
        LastSignInAt = row.Find<DateTimeOffset?>("last_sign_in_at"),
        Version = row.Get<int>("version"),
    };

    /// <summary>A sealed field of a user, as <c>members</c> names it.</summary>
    private static string Text(Tx tx, SealedColumn column, NpgsqlDataReader row, string name) =>
        Encoding.UTF8.GetString(column.Open(tx, row.Get<byte[]>(name), row.Get<Guid>("user_id")));

    private static Organization ReadOrganization(NpgsqlDataReader row) =>
        new(row.Get<Guid>("id"), row.Get<string>("name"), row.Get<bool>("runs_network"));

    private static string[] Names(IEnumerable<Role> roles) => [.. roles.Select(role => role.ToString())];
}

/// <summary>A user with what proves them.</summary>
internal sealed record Account(User User, string PasswordHash)
{
    public override string ToString() => $"account of {User.Id}";
}
