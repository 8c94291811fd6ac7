using System.Text.Json;

namespace SkyLink.Trade.Registry;

/// <summary>All SQL of participants, their roles, keys and history.</summary>
internal static class RegistryStore
{
    public static readonly SealedColumn Applied = new("participants", "application", "subscriber_id");

    /// <summary>False if the subscriber id is taken.</summary>
    public static async Task<bool> AddIfMissingAsync(Tx tx, Participant it) => await tx.ExecuteAsync($"""
        insert into participants (subscriber_id, id, legal_name, country, status, reason, owner_organization,
                                  application, applied_type, version, created_at, updated_at)
        values ({it.SubscriberId}, {it.Id}, {it.LegalName}, {it.Country}, {it.Status}, {it.Reason},
                {it.OwnerOrganization}, {Seal(tx, it)}, {it.Application?.Type.ToString()}, {it.Version},
                {it.CreatedAt}, {it.UpdatedAt})
        on conflict (subscriber_id) do nothing
        """) == 1;

    /// <summary>Writes a changed participant, says so to everyone, and remembers who did it.</summary>
    public static async Task ChangeAsync(Tx tx, Participant it, string what, string by, string? reason)
    {
        await UpdateAsync(tx, it);
        await RecordAsync(tx, it.SubscriberId, new HistoryEntry(it.UpdatedAt, what, by, reason));
        tx.Publish(it.ToChanged());
    }

    private static Task<int> UpdateAsync(Tx tx, Participant it) => tx.ExecuteAsync($"""
        update participants
           set legal_name = {it.LegalName}, country = {it.Country}, status = {it.Status}, reason = {it.Reason},
               application = {Seal(tx, it)}, applied_type = {it.Application?.Type.ToString()}, version = {it.Version},
               updated_at = {it.UpdatedAt}
         where subscriber_id = {it.SubscriberId}
        """);

    /// <summary>Changes of one participant, its keys and roles happen one after the other.</summary>
    public static Task<Participant?> LockAsync(Tx tx, string subscriberId) => tx.FindAsync(
        $"select * from participants where subscriber_id = {subscriberId} for update", row => Read(tx, row));

    public static Task<Participant?> FindAsync(Tx tx, string subscriberId) => tx.FindAsync(
        $"select * from participants where subscriber_id = {subscriberId}", row => Read(tx, row));

    public static Task<List<Participant>> ListAsync(Tx tx, ParticipantFilter filter, Guid? owner, PageRequest page) =>
        tx.ListAsync($"""
            select * from participants p
             where id > {page.After ?? Guid.Empty}
               and ({owner}::uuid is null or owner_organization = {owner})
               and ({filter.Status}::text is null or status = {filter.Status})
               and ({filter.Type?.ToString()}::text is null
                    or exists (select from participations r
                                where r.subscriber_id = p.subscriber_id and r.type = {filter.Type?.ToString()})
                    or applied_type = {filter.Type?.ToString()})
               and ({filter.Text}::text is null
                    or position(lower({filter.Text}) in lower(subscriber_id || ' ' || legal_name)) > 0)
             order by id limit {page.Limit}
            """, row => Read(tx, row));

    public static Task<List<ParticipationRow>> RolesAsync(Tx tx, string[] subscriberIds) => tx.ListAsync($"""
        select *, sellers::text as sold_by from participations
         where subscriber_id = any({subscriberIds}) order by id
        """, ReadRole);

    /// <summary>Adds a role or changes its address; what is new is not accredited yet.</summary>
    public static Task PutRoleAsync(Tx tx, string subscriberId, Participation it) => tx.ExecuteAsync($"""
        insert into participations (id, subscriber_id, type, kind, domain, cities, subscriber_url, sellers)
        values ({Guid.CreateVersion7()}, {subscriberId}, {it.Type.ToString()}, {KindOf(it.Kind)}, {it.Domain},
                {it.Cities.ToArray()}, {it.SubscriberUrl}, {ToJson(it.Sellers)}::text::jsonb)
        on conflict (subscriber_id, type, domain) do update
           set kind = excluded.kind, cities = excluded.cities, subscriber_url = excluded.subscriber_url,
               sellers = excluded.sellers
        """);

    public static Task<int> AccreditAsync(Tx tx, string subscriberId, DateTimeOffset at) => tx.ExecuteAsync($"""
        update participations set accredited_at = {at} where subscriber_id = {subscriberId} and accredited_at is null
        """);

    public static Task<List<ParticipantKey>> KeysAsync(Tx tx, string subscriberId) => tx.ListAsync(
        $"select * from keys where subscriber_id = {subscriberId} order by created_at, key_id", ReadKey);

    public static Task<ParticipantKey?> FindKeyAsync(Tx tx, string subscriberId, string keyId) => tx.FindAsync(
        $"select * from keys where subscriber_id = {subscriberId} and key_id = {keyId}", ReadKey);

    public static Task<bool> HasValidKeyAsync(Tx tx, string subscriberId, DateTimeOffset now) =>
        tx.ScalarAsync<bool>($"""
        select exists (select from keys
                        where subscriber_id = {subscriberId} and state = 'VALID' and valid_until > {now})
        """);

    /// <summary>Adds a key or gives a valid one another period; its material cannot be changed.</summary>
    public static Task PutKeyAsync(Tx tx, string subscriberId, KeyPair it, DateTimeOffset now) => tx.ExecuteAsync($"""
        insert into keys (subscriber_id, key_id, signing_public_key, encr_public_key, valid_from, valid_until, state,
                          created_at, updated_at)
        values ({subscriberId}, {it.KeyId}, {it.SigningPublicKey}, {it.EncrPublicKey}, {it.ValidFrom}, {it.ValidUntil},
                'VALID', {now}, {now})
        on conflict (subscriber_id, key_id) do update
           set valid_from = excluded.valid_from, valid_until = excluded.valid_until, state = 'VALID', updated_at = {now}
         where keys.state <> 'REVOKED' and keys.signing_public_key = excluded.signing_public_key
           and keys.encr_public_key = excluded.encr_public_key
        """);

    public static Task RevokeKeyAsync(Tx tx, string subscriberId, string keyId, DateTimeOffset now) =>
        tx.ExecuteAsync($"""
        update keys set state = 'REVOKED', revoked_at = {now}, updated_at = {now}
         where subscriber_id = {subscriberId} and key_id = {keyId}
        """);

    /// <summary>Participants with keys that are over, some at a time.</summary>
    public static Task<List<string>> WithKeysOverAsync(Tx tx, DateTimeOffset now, int limit) => tx.ListAsync($"""
        select distinct subscriber_id from keys where state = 'VALID' and valid_until <= {now}
         order by subscriber_id limit {limit}
        """, row => row.Get<string>("subscriber_id"));

    public static Task<List<string>> ExpireKeysAsync(Tx tx, string subscriberId, DateTimeOffset now) =>
        tx.ListAsync($"""
        update keys set state = 'EXPIRED', updated_at = {now}
         where subscriber_id = {subscriberId} and state = 'VALID' and valid_until <= {now}
         returning key_id
        """, row => row.Get<string>("key_id"));

    public static Task RecordAsync(Tx tx, string subscriberId, HistoryEntry it) => tx.ExecuteAsync($"""
        insert into history (subscriber_id, at, what, actor, reason)
        values ({subscriberId}, {it.At}, {it.What}, {it.By}, {it.Reason})
        """);

    public static Task<List<HistoryEntry>> HistoryAsync(Tx tx, string subscriberId, int limit) => tx.ListAsync($"""
        select * from history where subscriber_id = {subscriberId} order by id desc limit {limit}
        """, row => new HistoryEntry(
            row.Get<DateTimeOffset>("at"), row.Get<string>("what"), row.Get<string>("actor"),
            row.Find<string>("reason")));

    internal static ParticipantKey ReadKey(NpgsqlDataReader row) => new(
        row.Get<string>("subscriber_id"),
        new KeyPair(
            row.Get<string>("key_id"),
            row.Get<string>("signing_public_key"),
            row.Get<string>("encr_public_key"),
            row.Get<DateTimeOffset>("valid_from"),
            row.Get<DateTimeOffset>("valid_until")),
        row.Get<string>("state"),
        row.Find<DateTimeOffset?>("revoked_at"),
        row.Get<DateTimeOffset>("created_at"));

    internal static string KindOf(SellerKind kind) => kind switch
    {
        SellerKind.None => "none",
        SellerKind.Inventory => "isn",
        SellerKind.Marketplace => "msn",
    };

    internal static SellerKind KindOf(string kind) => kind switch
    {
        "msn" => SellerKind.Marketplace,
        "isn" => SellerKind.Inventory,
        _ => SellerKind.None,
    };

    internal static string? ToJson<T>(T? value) => value is null ? null : JsonSerializer.Serialize(value, Json.Options);

    internal static T? FromJson<T>(string? text)
        where T : class => text is null ? null : JsonSerializer.Deserialize<T>(text, Json.Options);

    private static ParticipationRow ReadRole(NpgsqlDataReader row) => new(
        row.Get<string>("subscriber_id"),
        new Participation(
            Enum.Parse<ParticipantType>(row.Get<string>("type")),
            KindOf(row.Get<string>("kind")),
            row.Get<string>("domain"),
            row.Get<string[]>("cities"),
            row.Get<string>("subscriber_url"),
            FromJson<List<SellerOnRecord>>(row.Get<string>("sold_by")) ?? []),
        row.Find<DateTimeOffset?>("accredited_at"));

    private static byte[]? Seal(Tx tx, Participant it) =>
        it.Application is null ? null : Applied.Seal(tx, ToJson(it.Application)!, it.SubscriberId);

    private static Participant Read(Tx tx, NpgsqlDataReader row) => new()
    {
        SubscriberId = row.Get<string>("subscriber_id"),
        Id = row.Get<Guid>("id"),
        LegalName = row.Get<string>("legal_name"),
        Country = row.Get<string>("country"),
        Status = row.Get<string>("status"),
        Reason = row.Find<string>("reason"),
        OwnerOrganization = row.Find<Guid?>("owner_organization"),
        Application = FromJson<Application>(Applied.Find(tx, row)),
        Version = row.Get<int>("version"),
        CreatedAt = row.Get<DateTimeOffset>("created_at"),
        UpdatedAt = row.Get<DateTimeOffset>("updated_at"),
    };
}

/// <summary>A role on record.</summary>
internal sealed record ParticipationRow(string SubscriberId, Participation Role, DateTimeOffset? AccreditedAt);

/// <summary>What was done with a participant, by whom and why.</summary>
internal sealed record HistoryEntry(DateTimeOffset At, string What, string By, string? Reason);

internal sealed record ParticipantFilter(
    ParticipantType? Type,
    [property: RegularExpression("^[A-Z_]{1,20}$")] string? Status,
    [property: StringLength(200)] string? Text);
