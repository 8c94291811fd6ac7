namespace SkyLink.Platform.Identity;

/// <summary>A key, the hash of its secret, and the member it acts for as they are now.</summary>
internal sealed record KeyHolder(ApiKey Key, byte[] SecretSha256, User User);

/// <summary>All SQL of API keys.</summary>
internal static class ApiKeyStore
{
    public static Task AddAsync(Tx tx, NewApiKey made) => tx.ExecuteAsync($"""
        insert into api_keys (id, prefix, secret_sha256, name, user_id, organization_id, scopes, created_at, expires_at)
        values ({made.Key.Id}, {made.Key.Prefix}, {made.SecretSha256}, {made.Key.Name}, {made.Key.UserId},
                {made.Key.OrganizationId}, {made.Key.Scopes.ToArray()}, {made.Key.CreatedAt}, {made.Key.ExpiresAt})
        """);

    public static Task<KeyHolder?> FindAsync(Tx tx, string prefix) => tx.FindAsync(
        $"select * from api_keys join members using (user_id, organization_id) where prefix = {prefix}",
        row => new KeyHolder(Read(row), row.Get<byte[]>("secret_sha256"), UserStore.Read(row)));

    public static Task NoteUseAsync(Tx tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync($"update api_keys set last_used_at = {now} where id = {id}");

    /// <summary>Keys that are not revoked, expired ones among them: their holders look for the reason.</summary>
    public static Task<List<ApiKey>> ListAsync(Tx tx, KeyReach reach, PageRequest page) => tx.ListAsync($"""
        select * from api_keys
         where id > {page.After ?? Guid.Empty} and revoked_at is null
           and user_id = coalesce({reach.UserId}::uuid, user_id)
           and organization_id = coalesce({reach.OrganizationId}::uuid, organization_id)
         order by id limit {page.Limit}
        """, Read);

    public static Task<ApiKey?> RevokeAsync(Tx tx, Guid id, KeyReach reach, DateTimeOffset now) => tx.FindAsync($"""
        update api_keys set revoked_at = {now}
         where id = {id} and revoked_at is null
           and user_id = coalesce({reach.UserId}::uuid, user_id)
           and organization_id = coalesce({reach.OrganizationId}::uuid, organization_id)
        returning *
        """, Read);

    private static ApiKey Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Prefix = row.Get<string>("prefix"),
        Name = row.Get<string>("name"),
        UserId = row.Get<Guid>("user_id"),
        OrganizationId = row.Get<Guid>("organization_id"),
        Scopes = row.Get<string[]>("scopes"),
        CreatedAt = row.Get<DateTimeOffset>("created_at"),
        ExpiresAt = row.Get<DateTimeOffset>("expires_at"),
        LastUsedAt = row.Find<DateTimeOffset?>("last_used_at"),
        RevokedAt = row.Find<DateTimeOffset?>("revoked_at"),
    };
}

/// <summary>Whose keys a caller may see and revoke; null where it does not matter.</summary>
internal sealed record KeyReach(Guid? UserId, Guid? OrganizationId)
{
    /// <summary>Those who manage users reach the keys of the same people; everyone else their own.</summary>
    public static KeyReach Of(Caller caller) =>
        caller.SeesAllOrganizations && IdentityPermissions.UsersManage.AllowsFor(caller) ? new(null, null)
        : IdentityPermissions.UsersManage.AllowsFor(caller) ? new(null, caller.OrganizationId)
        : new(caller.UserId, caller.OrganizationId);
}
