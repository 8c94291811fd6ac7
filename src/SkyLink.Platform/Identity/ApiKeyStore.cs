namespace SkyLink.Platform.Identity;

/// <summary>A key, the hash of its secret, and the member it acts for as they are now.</summary>
internal sealed record KeyHolder(ApiKey Key, byte[] SecretSha256, User User);

/// <summary>All SQL of API keys.</summary>
internal static class ApiKeyStore
{
    public static Task AddAsync(Tx tx, NewApiKey made) => tx.ExecuteAsync($"""
        insert into api_keys (id, prefix, secret_sha256, name, user_id, organization_id, scopes, created_at, expires_at,
                              calls_per_day)
        values ({made.Key.Id}, {made.Key.Prefix}, {made.SecretSha256}, {made.Key.Name}, {made.Key.UserId},
                {made.Key.OrganizationId}, {made.Key.Scopes.ToArray()}, {made.Key.CreatedAt}, {made.Key.ExpiresAt},
                {made.Key.CallsPerDay})
        """);

    public static Task<KeyHolder?> FindAsync(Tx tx, string prefix) => tx.FindAsync(
        $"select * from api_keys join members using (user_id, organization_id) where prefix = {prefix}",
        row => new KeyHolder(Read(row), row.Get<byte[]>("secret_sha256"), UserStore.Read(tx, row)));

    public static Task NoteUseAsync(Tx tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync($"update api_keys set last_used_at = {now} where id = {id}");

    /// <summary>Counts calls of a day; false where all that the quota allows were made before.</summary>
    public static async Task<bool> CountCallsAsync(Tx tx, Guid id, int calls, int quota, DateTimeOffset now) =>
        await tx.ExecuteAsync($"""
            insert into api_key_days (key_id, day, calls) values ({id}, {Day(now)}, {(long)calls})
            on conflict (key_id, day) do update set calls = api_key_days.calls + excluded.calls
             where api_key_days.calls < {quota}
            """) == 1;

    /// <summary>A key of the caller's own, locked, to be replaced.</summary>
    public static Task<ApiKey?> LockAsync(Tx tx, Guid id, Caller owner) => tx.FindAsync($"""
        select * from api_keys
         where id = {id} and user_id = {owner.UserId} and organization_id = {owner.OrganizationId}
           and revoked_at is null
           for update
        """, Read);

    public static async Task ReplaceAsync(Tx tx, Replacement replacement)
    {
        await AddAsync(tx, replacement.New);
        await tx.ExecuteAsync($"""
            update api_keys set replaced_by = {replacement.Old.ReplacedBy}, expires_at = {replacement.Old.ExpiresAt}
             where id = {replacement.Old.Id}
            """);
    }

    public static Task PruneDaysAsync(Tx tx, DateTimeOffset before) =>
        tx.ExecuteAsync($"delete from api_key_days where day < {Day(before)}");

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

    private static DateOnly Day(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

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
        CallsPerDay = row.Find<int?>("calls_per_day"),
        ReplacedBy = row.Find<Guid?>("replaced_by"),
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
