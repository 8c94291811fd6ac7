namespace SkyLink.Platform.Identity;

/// <summary>A key that signs access tokens, with the times of its life.</summary>
/// <param name="Sealed">The private key (PKCS #8), sealed under the master key, bound to its id.</param>
internal sealed record StoredSigningKey(
    string Kid, byte[] Sealed, DateTimeOffset PublishedAt, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil,
    DateTimeOffset PublishedUntil)
{
    public bool SignsAt(DateTimeOffset now) => SignsFrom <= now && now < SignsUntil;
}

/// <summary>All SQL of signing keys.</summary>
internal static class SigningKeyStore
{
    /// <summary>Of several processes one makes the next key.</summary>
    public static Task LockAsync(Tx tx) => tx.ExecuteAsync(
        $"select pg_advisory_xact_lock(hashtextextended('skylink signing keys ' || current_schema(), 0))");

    public static Task AddAsync(Tx tx, StoredSigningKey key) => tx.ExecuteAsync($"""
        insert into signing_keys (kid, sealed, published_at, signs_from, signs_until, published_until)
        values ({key.Kid}, {key.Sealed}, {key.PublishedAt}, {key.SignsFrom}, {key.SignsUntil}, {key.PublishedUntil})
        """);

    public static Task<List<StoredSigningKey>> PublishedAsync(Tx tx, DateTimeOffset now) =>
        tx.ListAsync($"select * from signing_keys where published_until > {now} order by signs_from", Read);

    public static Task<int> PruneAsync(Tx tx, DateTimeOffset before) =>
        tx.ExecuteAsync($"delete from signing_keys where published_until < {before}");

    private static StoredSigningKey Read(NpgsqlDataReader row) => new(
        row.Get<string>("kid"),
        row.Get<byte[]>("sealed"),
        row.Get<DateTimeOffset>("published_at"),
        row.Get<DateTimeOffset>("signs_from"),
        row.Get<DateTimeOffset>("signs_until"),
        row.Get<DateTimeOffset>("published_until"));
}
