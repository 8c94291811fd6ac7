namespace SkyLink.Trade.Node;

/// <summary>All SQL of messages and deliveries.</summary>
internal static class MessageStore
{
    private const string Insert = """
        insert into messages (id, timestamp, node, direction, counterparty, action, transaction_id, message_id, at,
                              header, gateway_header, digest, code, reason, body)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict do nothing returning id
        """;

    private const string InsertDeliveries = """
        insert into deliveries (destination, transaction_id, id, node, message, timestamp, action, uri,
                                state, attempts, next_at, expires_at)
        select destination, transaction_id, id, node, message, timestamp, action, uri, 'Pending', 0,
               case when exists (
                   select from deliveries as before
                    where before.destination = it.destination and before.transaction_id = it.transaction_id
                      and before.state = 'Pending')
                   then $11 else next_at end,
               expires_at
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            as it (destination, transaction_id, id, node, message, timestamp, action, uri, next_at, expires_at)
        returning id, next_at <= $11 as is_behind
        """;

    private const string Remove = """
        delete from deliveries using unnest($1, $2, $3) as it (destination, transaction_id, id)
         where deliveries.destination = it.destination and deliveries.transaction_id = it.transaction_id
           and deliveries.id = it.id
        """;

    /// <summary>Stores messages; answers the ids of those that were not there before.</summary>
    public static async Task<HashSet<Guid>> AddAsync(Tx tx, IReadOnlyList<MessageRow> rows)
    {
        await using var command = tx.Command(Insert);
        Add(command, rows, row => row.Id);
        Add(command, rows, row => row.Timestamp);
        Add(command, rows, row => row.Node);
        Add(command, rows, row => row.Direction);
        Add(command, rows, row => row.Counterparty);
        Add(command, rows, row => row.Action);
        Add(command, rows, row => row.TransactionId);
        Add(command, rows, row => row.MessageId);
        Add(command, rows, row => row.At);
        Add(command, rows, row => row.Header);
        Add(command, rows, row => row.GatewayHeader);
        Add(command, rows, row => row.Digest);
        Add(command, rows, row => row.Code);
        Add(command, rows, row => row.Reason);
        Add(command, rows, row => row.Body);
        return await ReadIdsAsync(command, tx.Cancellation);
    }

    /// <summary>What is known of messages that were there before: their digest and signature.</summary>
    public static async Task<Dictionary<Guid, (byte[] Digest, string Header)>> FirstsAsync(Tx tx, Guid[] ids) =>
        (await tx.ListAsync($"select id, digest, header from messages where id = any({ids})",
            row => (Id: row.Get<Guid>("id"), Digest: row.Get<byte[]>("digest"), Header: row.Get<string>("header"))))
        .ToDictionary(it => it.Id, it => (it.Digest, it.Header));

    /// <summary>
    /// Stores deliveries; answers the ids of those that must wait for an earlier one in their lane. Nobody leases those
    /// yet: they are due from <paramref name="now"/> on, as soon as the earlier one is gone.
    /// </summary>
    public static async Task<HashSet<Guid>> AddAsync(Tx tx, IReadOnlyList<DeliveryRow> rows, DateTimeOffset now)
    {
        await using var command = tx.Command(InsertDeliveries);
        Add(command, rows, row => row.Destination);
        Add(command, rows, row => row.TransactionId);
        Add(command, rows, row => row.Id);
        Add(command, rows, row => row.Node);
        Add(command, rows, row => row.Message);
        Add(command, rows, row => row.Timestamp);
        Add(command, rows, row => row.Action);
        Add(command, rows, row => row.Uri);
        Add(command, rows, row => row.NextAt);
        Add(command, rows, row => row.ExpiresAt);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        await using var found = await command.ExecuteReaderAsync(tx.Cancellation);
        var behind = new HashSet<Guid>();
        while (await found.ReadAsync(tx.Cancellation))
        {
            if (found.GetBoolean(1))
            {
                behind.Add(found.GetGuid(0));
            }
        }

        return behind;
    }

    /// <summary>Forgets deliveries that were acknowledged.</summary>
    public static async Task RemoveAsync(Tx tx, IReadOnlyList<DeliveryRow> rows)
    {
        await using var command = tx.Command(Remove);
        Add(command, rows, row => row.Destination);
        Add(command, rows, row => row.TransactionId);
        Add(command, rows, row => row.Id);
        await command.ExecuteNonQueryAsync(tx.Cancellation);
    }

    /// <summary>
    /// Leases deliveries whose time has come, the first of each lane only: whoever leases must send within
    /// <paramref name="lease"/>, or another process will.
    /// </summary>
    public static Task<List<DeliveryRow>> LeaseDueAsync(Tx tx, DateTimeOffset now, TimeSpan lease, int limit) =>
        tx.ListAsync($"""
            update deliveries set next_at = {now + lease}
             where (destination, transaction_id, id) in (
                select destination, transaction_id, id from deliveries as it
                 where state = 'Pending' and next_at <= {now}
                   and not exists (
                       select from deliveries as before
                        where before.destination = it.destination and before.transaction_id = it.transaction_id
                          and before.state = 'Pending' and before.id < it.id)
                 order by next_at limit {limit} for update skip locked)
            returning *
            """, ReadDelivery);

    public static Task DelayAsync(Tx tx, DeliveryRow row, DateTimeOffset nextAt, string reason) => tx.ExecuteAsync($"""
        update deliveries set attempts = attempts + 1, next_at = {nextAt}, reason = {reason}
         where destination = {row.Destination} and transaction_id = {row.TransactionId} and id = {row.Id}
        """);

    public static Task DieAsync(Tx tx, DeliveryRow row, string reason) => tx.ExecuteAsync($"""
        update deliveries set attempts = attempts + 1, state = 'Dead', reason = {reason}
         where destination = {row.Destination} and transaction_id = {row.TransactionId} and id = {row.Id}
        """);

    /// <summary>Lets what waited behind a delivery go at once.</summary>
    public static Task WakeLaneAsync(Tx tx, DeliveryRow row, DateTimeOffset now) => tx.ExecuteAsync($"""
        update deliveries set next_at = {now}
         where destination = {row.Destination} and transaction_id = {row.TransactionId}
           and state = 'Pending' and attempts = 0
        """);

    /// <summary>Gives a dead delivery another life.</summary>
    public static Task<int> RedriveAsync(Tx tx, Guid id, DateTimeOffset now, TimeSpan lifetime) => tx.ExecuteAsync($"""
        update deliveries set state = 'Pending', attempts = 0, next_at = {now}, expires_at = {now + lifetime}, reason = null
         where id = {id} and state = 'Dead'
        """);

    /// <summary>The bytes and the sender's signature of a stored message.</summary>
    public static Task<MessageRow?> FindAsync(Tx tx, Guid id, DateTimeOffset timestamp) => tx.FindAsync(
        $"select * from messages where id = {id} and timestamp = {timestamp}", ReadMessage);

    public static Task<MessageRow?> FindAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from messages where id = {id}", ReadMessage);

    internal static MessageRow ReadMessage(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"),
        row.Get<DateTimeOffset>("timestamp"),
        row.Get<string>("node"),
        row.Get<string>("direction"),
        row.Get<string>("counterparty"),
        row.Get<string>("action"),
        row.Get<string>("transaction_id"),
        row.Get<string>("message_id"),
        row.Get<DateTimeOffset>("at"),
        row.Get<string>("header"),
        row.Find<string>("gateway_header"),
        row.Get<byte[]>("digest"),
        row.Find<string>("code"),
        row.Find<string>("reason"),
        row.Get<byte[]>("body"));

    internal static DeliveryRow ReadDelivery(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"),
        row.Get<string>("node"),
        row.Get<string>("destination"),
        row.Get<string>("transaction_id"),
        row.Get<Guid>("message"),
        row.Get<DateTimeOffset>("timestamp"),
        row.Get<string>("action"),
        row.Get<string>("uri"),
        row.Get<int>("attempts"),
        row.Get<DateTimeOffset>("next_at"),
        row.Get<DateTimeOffset>("expires_at"));

    private static async Task<HashSet<Guid>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var found = await command.ExecuteReaderAsync(cancellation);
        var ids = new HashSet<Guid>();
        while (await found.ReadAsync(cancellation))
        {
            ids.Add(found.GetGuid(0));
        }

        return ids;
    }

    private static void Add<TRow, T>(NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(rows[i]);
        }

        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
    }
}
