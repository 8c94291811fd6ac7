namespace SkyLink.Platform.Signatures;

/// <summary>A key that may sign, with its secret in the envelope.</summary>
internal sealed record SealedKey(SignatureKey Key, byte[] Sealed)
{
    public override string ToString() => $"Signature key {Key.Id} (hidden)";
}

/// <summary>Which keys to show; null stands for all.</summary>
internal sealed record KeyFilter(string? Owner, string? Purpose, string? After, int Limit);

/// <summary>All SQL of purposes and their keys.</summary>
internal static class SignatureKeyStore
{
    /// <summary>Of several processes one makes the next key.</summary>
    public static Task LockAsync(Tx tx) => tx.ExecuteAsync(
        $"select pg_advisory_xact_lock(hashtextextended('skylink signatures ' || current_schema(), 0))");

    public static Task<long> CountPurposesAsync(Tx tx, string owner) =>
        tx.ScalarAsync<long>($"select count(*) from purposes where owner = {owner}");

    /// <returns>False where the owner has the purpose already.</returns>
    public static async Task<bool> TryAddPurposeAsync(Tx tx, Guid id, string owner, string name, DateTimeOffset now) =>
        await tx.ExecuteAsync($"""
            insert into purposes (id, owner, name, created_at) values ({id}, {owner}, {name}, {now})
            on conflict (owner, name) do nothing
            """) == 1;

    public static Task<long> AddSuccessionAsync(Tx tx, Guid purposeId, SignatureAlgorithm algorithm) =>
        tx.ScalarAsync<long>($"""
            insert into successions (purpose_id, algorithm) values ({purposeId}, {algorithm.Name()}) returning id
            """);

    public static Task AddAsync(Tx tx, SealedKey made) => tx.ExecuteAsync($"""
        insert into keys (id, succession_id, version, public_jwk, sealed, published_at, signs_from, signs_until,
                          verifies_until)
        values ({made.Key.Id}, {made.Key.Succession.Id}, {made.Key.Version}, {made.Key.PublicJwk}, {made.Sealed},
                {made.Key.PublishedAt}, {made.Key.SignsFrom}, {made.Key.SignsUntil}, {made.Key.VerifiesUntil})
        """);

    /// <summary>All that may change of a key; the secret goes where it is not to sign again.</summary>
    public static Task UpdateAsync(Tx tx, SignatureKey key, DateTimeOffset now, string? reason = null) =>
        tx.ExecuteAsync($"""
            update keys
               set signs_from = {key.SignsFrom}, signs_until = {key.SignsUntil}, verifies_until = {key.VerifiesUntil},
                   revoked_at = {key.RevokedAt}::timestamptz, reason = {reason}::text,
                   sealed = case when {key.StateAt(now) is SignatureKeyState.Published or SignatureKeyState.Signs}
                                 then sealed end
             where id = {key.Id}
            """);

    public static Task<SignatureKey?> FindAsync(Tx tx, string id) => tx.FindAsync($"""
        select keys.*, successions.algorithm, purposes.owner, purposes.name
          from keys join successions on successions.id = succession_id join purposes on purposes.id = purpose_id
         where keys.id = {id}
        """, Read);

    public static Task<List<SignatureKey>> FindAllAsync(Tx tx, string[] ids) => tx.ListAsync($"""
        select keys.*, successions.algorithm, purposes.owner, purposes.name
          from keys join successions on successions.id = succession_id join purposes on purposes.id = purpose_id
         where keys.id = any({ids})
        """, Read);

    /// <summary>
    /// The keys whose turn it is, with their secrets. One whose turn another process has begun may be ahead of the
    /// clock here: it counts, since the one before has no secret any more.
    /// </summary>
    public static Task<List<SealedKey>> SigningAsync(
        Tx tx, string owner, string purpose, DateTimeOffset now, TimeSpan skew) => tx.ListAsync($"""
            select distinct on (succession_id) keys.*, successions.algorithm, purposes.owner, purposes.name
              from keys join successions on successions.id = succession_id join purposes on purposes.id = purpose_id
             where purposes.owner = {owner} and purposes.name = {purpose} and revoked_at is null
               and signs_from <= {now + skew} and signs_until > {now} and sealed is not null
             order by succession_id, signs_from
            """, row => new SealedKey(Read(row), row.Get<byte[]>("sealed")));

    /// <summary>Published and not gone.</summary>
    public static Task<List<SignatureKey>> PublicAsync(Tx tx, string owner, string? purpose, DateTimeOffset now) =>
        tx.ListAsync($"""
            select keys.*, successions.algorithm, purposes.owner, purposes.name
              from keys join successions on successions.id = succession_id join purposes on purposes.id = purpose_id
             where purposes.owner = {owner} and purposes.name = coalesce({purpose}::text, purposes.name)
               and revoked_at is null and verifies_until > {now}
             order by purposes.name, successions.algorithm, version
            """, Read);

    /// <summary>By owner, purpose and kind; the newest version of each first.</summary>
    public static Task<List<SignatureKey>> ListAsync(Tx tx, KeyFilter filter) => tx.ListAsync($"""
        select keys.*, successions.algorithm, purposes.owner, purposes.name
          from keys join successions on successions.id = succession_id join purposes on purposes.id = purpose_id
         where purposes.owner = coalesce({filter.Owner}::text, purposes.owner)
           and purposes.name = coalesce({filter.Purpose}::text, purposes.name)
           and ({filter.After}::text is null or (purposes.owner, purposes.name, succession_id, -version) > (
                   select its.owner, its.name, before.succession_id, -before.version
                     from keys as before join successions as kinds on kinds.id = before.succession_id
                     join purposes as its on its.id = kinds.purpose_id
                    where before.id = {filter.After}))
         order by purposes.owner, purposes.name, succession_id, version desc limit {filter.Limit}
        """, Read);

    /// <summary>What is left of a succession: keys that are not revoked and not gone, in their order.</summary>
    public static Task<List<SignatureKey>> LivingAsync(Tx tx, long succession, DateTimeOffset now) => tx.ListAsync($"""
        select keys.*, successions.algorithm, purposes.owner, purposes.name
          from keys join successions on successions.id = succession_id join purposes on purposes.id = purpose_id
         where succession_id = {succession} and revoked_at is null and verifies_until > {now}
         order by signs_from
        """, Read);

    public static Task<int> LastVersionAsync(Tx tx, long succession) => tx.ScalarAsync<int>(
        $"select coalesce(max(version), 0) from keys where succession_id = {succession}");

    /// <summary>Successions in which nobody signs at that time; of one purpose, or of all.</summary>
    public static Task<List<Succession>> EndingAsync(
        Tx tx, DateTimeOffset at, string? owner = null, string? purpose = null) => tx.ListAsync($"""
        select successions.id, algorithm, owner, name from successions join purposes on purposes.id = purpose_id
         where not exists (select from keys where succession_id = successions.id and revoked_at is null
                              and signs_until > {at})
           and owner = coalesce({owner}::text, owner) and name = coalesce({purpose}::text, name)
         order by successions.id
        """, row => SuccessionOf(row, "id"));

    /// <summary>Secrets after an id, locked against what else may change them.</summary>
    public static Task<List<(string Id, byte[] Sealed)>> SecretsAsync(Tx tx, string after, int limit) => tx.ListAsync(
        $"""
        select id, sealed from keys where sealed is not null and id > {after} order by id limit {limit} for update
        """, row => (row.Get<string>("id"), row.Get<byte[]>("sealed")));

    public static Task ResealAsync(Tx tx, string[] ids, byte[][] renewed) => tx.ExecuteAsync($"""
        update keys set sealed = fresh.sealed
          from unnest({ids}, {renewed}) as fresh (id, sealed) where keys.id = fresh.id
        """);

    /// <summary>What will not sign again needs no secret.</summary>
    public static Task<int> WipeAsync(Tx tx, DateTimeOffset before) => tx.ExecuteAsync(
        $"update keys set sealed = null where sealed is not null and signs_until < {before}");

    private static SignatureKey Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<string>("id"),
        Succession = SuccessionOf(row, "succession_id"),
        Version = row.Get<int>("version"),
        PublicJwk = row.Get<string>("public_jwk"),
        PublishedAt = row.Get<DateTimeOffset>("published_at"),
        SignsFrom = row.Get<DateTimeOffset>("signs_from"),
        SignsUntil = row.Get<DateTimeOffset>("signs_until"),
        VerifiesUntil = row.Get<DateTimeOffset>("verifies_until"),
        RevokedAt = row.Find<DateTimeOffset?>("revoked_at"),
    };

    private static Succession SuccessionOf(NpgsqlDataReader row, string id) => new(
        row.Get<long>(id), row.Get<string>("owner"), row.Get<string>("name"),
        SignatureAlgorithms.Of(row.Get<string>("algorithm")));
}
