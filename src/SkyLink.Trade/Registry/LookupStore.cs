namespace SkyLink.Trade.Registry;

/// <summary>What a lookup asks for; null asks nothing.</summary>
internal sealed record LookupFilter(
    string? SubscriberId, string? KeyId, string? Domain, string? Country, string? City, ParticipantType? Type);

/// <summary>One key in one role.</summary>
internal sealed record LookupRow(
    Guid RoleId, string SubscriberId, KeyPair Key, ParticipantType Type, SellerKind Kind, string Domain,
    IReadOnlyList<string> Cities, string SubscriberUrl, string Country, string Status, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>Whose signature a message carries, as far as the registry knows them.</summary>
internal sealed record SignerRow(string Status, ParticipantKey? Key);

/// <summary>The questions of the network, one statement each.</summary>
internal static class LookupStore
{
    /// <summary>Accredited roles of subscribed participants under keys that are valid now, in a stable order.</summary>
    public static Task<List<LookupRow>> FindAsync(
        Tx tx, LookupFilter filter, DateTimeOffset now, Guid afterRole, string afterKey, int limit) =>
        filter.SubscriberId is null
            ? SearchAsync(tx, filter, now, afterRole, afterKey, limit)
            : FindOneAsync(tx, filter, now, afterRole, afterKey, limit);

    /// <summary>The participant and the key that a signature names; null if nobody has that name.</summary>
    public static Task<SignerRow?> SignerAsync(Tx tx, string subscriberId, string keyId) => tx.FindAsync($"""
        select p.status, k.*
          from participants p
          left join keys k on k.subscriber_id = p.subscriber_id and k.key_id = {keyId}
         where p.subscriber_id = {subscriberId}
        """, row => new SignerRow(
            row.Get<string>("status"), row.Find<string>("key_id") is null ? null : RegistryStore.ReadKey(row)));

    /// <summary>Apart from <see cref="SearchAsync"/>, so that the plan of one never serves the other.</summary>
    private static Task<List<LookupRow>> FindOneAsync(
        Tx tx, LookupFilter filter, DateTimeOffset now, Guid afterRole, string afterKey, int limit) => tx.ListAsync($"""
        select r.id as role_id, r.type, r.kind, r.domain, r.cities, r.subscriber_url, p.country, p.status,
               p.updated_at as changed_at, k.*
          from participants p
          join participations r on r.subscriber_id = p.subscriber_id
          join keys k on k.subscriber_id = p.subscriber_id
         where p.subscriber_id = {filter.SubscriberId} and p.status = 'SUBSCRIBED' and r.accredited_at is not null
           and k.state = 'VALID' and k.valid_from <= {now} and k.valid_until > {now}
           and ({filter.KeyId}::text is null or k.key_id = {filter.KeyId})
           and ({filter.Domain}::text is null or r.domain in ({filter.Domain}, '*'))
           and ({filter.Type?.ToString()}::text is null or r.type = {filter.Type?.ToString()})
           and ({filter.Country}::text is null or p.country = {filter.Country})
           and ({filter.City}::text is null or {filter.City} = any(r.cities) or '*' = any(r.cities))
           and (r.id, k.key_id) > ({afterRole}, {afterKey})
         order by r.id, k.key_id limit {limit}
        """, Read);

    private static Task<List<LookupRow>> SearchAsync(
        Tx tx, LookupFilter filter, DateTimeOffset now, Guid afterRole, string afterKey, int limit) => tx.ListAsync($"""
        select r.id as role_id, r.type, r.kind, r.domain, r.cities, r.subscriber_url, p.country, p.status,
               p.updated_at as changed_at, k.*
          from participations r
          join participants p on p.subscriber_id = r.subscriber_id
          join keys k on k.subscriber_id = r.subscriber_id
         where p.status = 'SUBSCRIBED' and r.accredited_at is not null
           and k.state = 'VALID' and k.valid_from <= {now} and k.valid_until > {now}
           and ({filter.KeyId}::text is null or k.key_id = {filter.KeyId})
           and ({filter.Domain}::text is null or r.domain in ({filter.Domain}, '*'))
           and ({filter.Type?.ToString()}::text is null or r.type = {filter.Type?.ToString()})
           and ({filter.Country}::text is null or p.country = {filter.Country})
           and ({filter.City}::text is null or {filter.City} = any(r.cities) or '*' = any(r.cities))
           and (r.id, k.key_id) > ({afterRole}, {afterKey})
         order by r.id, k.key_id limit {limit}
        """, Read);

    private static LookupRow Read(NpgsqlDataReader row)
    {
        var key = RegistryStore.ReadKey(row);
        return new LookupRow(
            row.Get<Guid>("role_id"),
            key.SubscriberId,
            key.Pair,
            Enum.Parse<ParticipantType>(row.Get<string>("type")),
            RegistryStore.KindOf(row.Get<string>("kind")),
            row.Get<string>("domain"),
            row.Get<string[]>("cities"),
            row.Get<string>("subscriber_url"),
            row.Get<string>("country"),
            row.Get<string>("status"),
            key.CreatedAt,
            row.Get<DateTimeOffset>("changed_at"));
    }
}
