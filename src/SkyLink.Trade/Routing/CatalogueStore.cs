using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Routing;

/// <summary>How much is known of a seller in a domain.</summary>
/// <param name="KnownUntil">Until then all it offers is known; null: it may have more.</param>
/// <param name="City">Where that holds; "*" everywhere.</param>
internal sealed record SellerRow(
    string Seller, string Domain, string City, string? Snapshot, DateTimeOffset? SnapshotAt, int Parts,
    IReadOnlyList<int> PartsSeen, int Changes, DateTimeOffset? KnownUntil, int Version)
{
    public bool IsWhole => Snapshot is not null && PartsSeen.Count == Parts;
}

/// <summary>All SQL of the catalogue index.</summary>
internal static class CatalogueStore
{
    private const string Keep = """
        insert into catalogue_items (
            seller, domain, provider, item, snapshot, name, category, words, price, currency, stock, latitude,
            longitude, radius_km, seen_at)
        select $1, $2, provider, item, $3, name, category, words, price, currency, stock, latitude, longitude,
               radius_km, $4
          from unnest($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as new (
               provider, item, name, category, words, price, currency, stock, latitude, longitude, radius_km)
        on conflict (seller, domain, provider, item) do update
           set snapshot = coalesce(excluded.snapshot, catalogue_items.snapshot), name = excluded.name,
               category = excluded.category, words = excluded.words, price = excluded.price,
               currency = excluded.currency, stock = excluded.stock, latitude = excluded.latitude,
               longitude = excluded.longitude, radius_km = excluded.radius_km, seen_at = excluded.seen_at
        """;

    /// <summary>The seller's row, made if need be, and locked.</summary>
    public static async Task<SellerRow> LockAsync(Tx tx, string seller, string domain, string city)
    {
        await tx.ExecuteAsync($"""
            insert into catalogue_sellers (seller, domain, city) values ({seller}, {domain}, {city})
            on conflict do nothing
            """);
        return (await tx.FindAsync(
            $"select * from catalogue_sellers where seller = {seller} and domain = {domain} for update", ReadSeller))!;
    }

    public static Task SaveAsync(Tx tx, SellerRow row) => tx.ExecuteAsync($"""
        update catalogue_sellers
           set city = {row.City}, snapshot = {row.Snapshot}, snapshot_at = {row.SnapshotAt}, parts = {row.Parts},
               parts_seen = {row.PartsSeen.ToArray()}, changes = {row.Changes}, known_until = {row.KnownUntil},
               version = version + 1, changed = pg_current_xact_id()
         where seller = {row.Seller} and domain = {row.Domain}
        """);

    public static async Task KeepAsync(
        Tx tx, SellerRow row, string? snapshot, IReadOnlyList<IndexedOffer> offers, DateTimeOffset seenAt)
    {
        await using var command = tx.Command(Keep);
        void Add<T>(T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        Add(row.Seller);
        Add(row.Domain);
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)snapshot ?? DBNull.Value, DataTypeName = "text" });
        Add(seenAt);
        Add(offers.Select(it => it.Provider).ToArray());
        Add(offers.Select(it => it.Item).ToArray());
        Add(offers.Select(it => it.Name).ToArray());
        Add(offers.Select(it => it.Category).ToArray());
        Add(offers.Select(it => string.Join(' ', it.Words)).ToArray());
        Add(offers.Select(it => it.Price).ToArray());
        Add(offers.Select(it => it.Currency).ToArray());
        Add(offers.Select(it => it.Stock).ToArray());
        Add(offers.Select(it => it.Where?.Latitude).ToArray());
        Add(offers.Select(it => it.Where?.Longitude).ToArray());
        Add(offers.Select(it => it.RadiusKm).ToArray());
        await command.ExecuteNonQueryAsync(tx.Cancellation);
    }

    /// <summary>Forgets what does not stand in the seller's new catalogue.</summary>
    public static Task ForgetOthersAsync(Tx tx, SellerRow row) => tx.ExecuteAsync($"""
        delete from catalogue_items
         where seller = {row.Seller} and domain = {row.Domain} and snapshot is distinct from {row.Snapshot}
        """);

    /// <summary>Forgets all that is known of a seller; readers look at it anew.</summary>
    public static async Task ForgetSellerAsync(Tx tx, string seller)
    {
        await tx.ExecuteAsync($"delete from catalogue_items where seller = {seller}");
        await tx.ExecuteAsync($"""
            update catalogue_sellers
               set snapshot = null, snapshot_at = null, parts = 0, parts_seen = array[]::int[], changes = 0,
                   known_until = null, version = version + 1, changed = pg_current_xact_id()
             where seller = {seller}
            """);
    }

    public static Task<int> CountAsync(Tx tx, SellerRow row) => tx.ScalarAsync<int>($"""
        select count(*)::int from catalogue_items where seller = {row.Seller} and domain = {row.Domain}
        """);

    /// <summary>
    /// Forgets items nobody has mentioned since <paramref name="before"/>, but not those of catalogues that are kept
    /// up to date, and up to a limit; and tells readers of the sellers concerned.
    /// </summary>
    public static Task<int> AgeOutAsync(Tx tx, DateTimeOffset before, DateTimeOffset now, int most) => tx.ExecuteAsync(
        $"""
        with old as (
                 delete from catalogue_items
                  where (seller, domain, provider, item) in (
                      select i.seller, i.domain, i.provider, i.item
                        from catalogue_items i join catalogue_sellers s using (seller, domain)
                       where i.seen_at < {before} and (s.known_until is null or s.known_until < {now})
                       limit {most})
                 returning seller, domain)
        update catalogue_sellers s set version = version + 1, changed = pg_current_xact_id()
          from (select distinct seller, domain from old) o
         where s.seller = o.seller and s.domain = o.domain
        """);

    /// <summary>Sellers of whom something was heard in transactions from <paramref name="since"/> on.</summary>
    public static Task<List<SellerRow>> ChangedAsync(Tx tx, string since) => tx.ListAsync(
        $"select * from catalogue_sellers where changed >= {since}::text::xid8 order by seller, domain", ReadSeller);

    /// <summary>A seller's items. The same word is kept once for all of them.</summary>
    public static Task<List<IndexedOffer>> ItemsAsync(Tx tx, SellerRow row, int most)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        return tx.ListAsync(
            $"""
            select provider, item, name, category, words, price, currency, stock, latitude, longitude, radius_km
              from catalogue_items where seller = {row.Seller} and domain = {row.Domain}
             order by provider, item limit {most}
            """,
            item => ReadItem(item, words));
    }

    private static SellerRow ReadSeller(NpgsqlDataReader row) => new(
        row.Get<string>("seller"),
        row.Get<string>("domain"),
        row.Get<string>("city"),
        row.Find<string>("snapshot"),
        row.Find<DateTimeOffset?>("snapshot_at"),
        row.Get<int>("parts"),
        row.Get<int[]>("parts_seen"),
        row.Get<int>("changes"),
        row.Find<DateTimeOffset?>("known_until"),
        row.Get<int>("version"));

    private static string[] ReadWords(NpgsqlDataReader row, Dictionary<string, string> known)
    {
        var words = row.Get<string>("words").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < words.Length; at++)
        {
            if (!known.TryAdd(words[at], words[at]))
            {
                words[at] = known[words[at]];
            }
        }

        return words;
    }

    private static IndexedOffer ReadItem(NpgsqlDataReader row, Dictionary<string, string> words) => new(
        row.Get<string>("provider"),
        row.Get<string>("item"),
        row.Get<string>("name"),
        row.Find<string>("category"),
        ReadWords(row, words),
        row.Find<decimal?>("price"),
        row.Find<string>("currency"),
        row.Find<long?>("stock"),
        row.Find<double?>("latitude") is { } latitude && row.Find<double?>("longitude") is { } longitude
            ? new Gps(latitude, longitude)
            : null,
        row.Find<decimal?>("radius_km"));
}
