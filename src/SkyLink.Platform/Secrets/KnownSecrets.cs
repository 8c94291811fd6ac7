namespace SkyLink.Platform.Secrets;

/// <summary>What was noted last of a secret.</summary>
/// <param name="Version">The one that was current.</param>
/// <param name="Mark">As in <see cref="KeptSecret"/>; null where the API made the version, and nobody has looked
/// since.</param>
internal sealed record KnownSecret(string Name, string Version, string? Mark)
{
    /// <summary>Whether the secret is as it was noted.</summary>
    public bool Is(KeptSecret kept) => Version == kept.Current && (Mark is null || Mark == kept.Mark);
}

/// <summary>All SQL of what is known of stores.</summary>
internal static class KnownSecrets
{
    /// <summary>
    /// Whoever changes a secret, or looks whether somebody else has, holds this before anything else and to the end.
    /// </summary>
    public static Task LockAsync(Tx tx, string store, string name) => tx.ExecuteAsync($"""
        select pg_advisory_xact_lock(
            hashtextextended('skylink secret ' || current_schema() || ' ' || {store} || ' ' || {name}, 0))
        """);

    /// <summary>Whether the store was looked at as a whole.</summary>
    public static Task<bool> IsStoreKnownAsync(Tx tx, string store) =>
        tx.ScalarAsync<bool>($"select exists (select from stores where id = {store})");

    public static Task AddStoreAsync(Tx tx, string store, DateTimeOffset now) => tx.ExecuteAsync(
        $"insert into stores (id, known_at) values ({store}, {now}) on conflict do nothing");

    public static Task<List<KnownSecret>> ListAsync(Tx tx, string store) =>
        tx.ListAsync($"select * from known_secrets where store = {store}", Read);

    public static Task<KnownSecret?> FindAsync(Tx tx, string store, string name) =>
        tx.FindAsync($"select * from known_secrets where store = {store} and name = {name}", Read);

    public static Task SetAsync(Tx tx, string store, KnownSecret secret) => tx.ExecuteAsync($"""
        insert into known_secrets (store, name, version, mark)
        values ({store}, {secret.Name}, {secret.Version}, {secret.Mark}::text)
        on conflict (store, name) do update set version = excluded.version, mark = excluded.mark
        """);

    public static Task RemoveAsync(Tx tx, string store, string name) =>
        tx.ExecuteAsync($"delete from known_secrets where store = {store} and name = {name}");

    private static KnownSecret Read(NpgsqlDataReader row) =>
        new(row.Get<string>("name"), row.Get<string>("version"), row.Find<string>("mark"));
}
