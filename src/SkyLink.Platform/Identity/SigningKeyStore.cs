using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Identity;

/// <summary>A key that signs access tokens, with the times of its life.</summary>
/// <param name="Secret">
/// The private JWK, or the PKCS #8 document of an ES256 key that was made before; sealed where it is kept.
/// </param>
internal sealed record StoredSigningKey(
    string Kid, byte[] Secret, DateTimeOffset PublishedAt, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil,
    DateTimeOffset PublishedUntil)
{
    public bool SignsAt(DateTimeOffset now) => SignsFrom <= now && now < SignsUntil;

    /// <summary>The key itself: a JWK says its algorithm, and DER is no JSON.</summary>
    public JsonWebKey Open() =>
        JsonWebKey.TryReadPrivate(Secret, out var key) ? key : Es256Key.FromPkcs8(Secret);

    public override string ToString() => $"Signing key {Kid} (hidden)";
}

/// <summary>All SQL of signing keys.</summary>
internal static class SigningKeyStore
{
    public static readonly SealedColumn Private = new("signing_keys", "sealed", "kid");

    /// <summary>Of several processes one makes the next key.</summary>
    public static Task LockAsync(Tx tx) => tx.ExecuteAsync(
        $"select pg_advisory_xact_lock(hashtextextended('skylink signing keys ' || current_schema(), 0))");

    public static Task AddAsync(Tx tx, StoredSigningKey key) => tx.ExecuteAsync($"""
        insert into signing_keys (kid, sealed, published_at, signs_from, signs_until, published_until)
        values ({key.Kid}, {Private.Seal(tx, key.Secret, key.Kid)}, {key.PublishedAt}, {key.SignsFrom},
                {key.SignsUntil}, {key.PublishedUntil})
        """);

    public static Task<List<StoredSigningKey>> PublishedAsync(Tx tx, DateTimeOffset now) =>
        tx.ListAsync($"select * from signing_keys where published_until > {now} order by signs_from",
            row => Read(tx, row));

    /// <summary>When the turn of the last key is over; null where there are none.</summary>
    public static Task<DateTimeOffset?> SignsUntilAsync(Tx tx) =>
        tx.ScalarAsync<DateTimeOffset?>($"select max(signs_until) from signing_keys");

    public static Task<int> PruneAsync(Tx tx, DateTimeOffset before) =>
        tx.ExecuteAsync($"delete from signing_keys where published_until < {before}");

    private static StoredSigningKey Read(Tx tx, NpgsqlDataReader row) => new(
        row.Get<string>("kid"),
        Private.OpenBytes(tx, row),
        row.Get<DateTimeOffset>("published_at"),
        row.Get<DateTimeOffset>("signs_from"),
        row.Get<DateTimeOffset>("signs_until"),
        row.Get<DateTimeOffset>("published_until"));
}
