namespace SkyLink.Trade.Nodes;

/// <summary>All SQL of messages, and of what sets deliveries going.</summary>
internal static class MessageStore
{
    /// <summary>As it was signed; sealed, since it tells who lives where.</summary>
    public static readonly SealedColumn Body = new("messages", "body", "id");

    /// <summary>
    /// All that a group of messages changes, in one statement, since a round trip costs more than the rows. What is
    /// sent because of a received message is kept only if that message is new. A request is not new either if its
    /// message id came before with another timestamp, which its own id does not show. What waits in a lane is asked for
    /// in a way that keeps the planner from reading everything that is pending, once, instead of the lane. What is gone
    /// is found by its key alone (the id would do; the rest leads to it), never by a join: the table often looks empty
    /// when the statement is planned, and a join would begin by reading all of it, the dead rows included.
    /// </summary>
    private const string Write = """
        with added as (
            insert into messages (id, timestamp, node, direction, counterparty, action, transaction_id, message_id, at,
                                  header, gateway_header, digest, code, reason, body)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                as it (id, timestamp, node, direction, counterparty, action, transaction_id, message_id, at,
                  header, gateway_header, digest, code, reason, body)
             where code is not null or starts_with(action, 'on_') or not exists (
                select from messages as first
                 where first.transaction_id = it.transaction_id and first.node = it.node and first.direction = 'in'
                   and first.counterparty = it.counterparty and first.action = it.action
                   and first.message_id = it.message_id and first.timestamp <> it.timestamp and first.code is null)
            on conflict do nothing returning id
        ), own as (
            insert into messages (id, timestamp, node, direction, counterparty, action, transaction_id, message_id, at,
                                  header, digest, body)
            select id, timestamp, node, 'out', counterparty, action, transaction_id, message_id, at, header,
               digest, body
              from unnest($16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
                as it (cause, id, timestamp, node, counterparty, action, transaction_id, message_id, at, header,
                  digest, body)
             where cause is null or cause in (select id from added)
            on conflict do nothing
        ), gone as (
            delete from deliveries
             where destination = any($28) and transaction_id = any($29) and id = any($30)
        ), sent as (
            insert into deliveries (destination, transaction_id, id, node, message, timestamp, action, uri,
                                    state, attempts, next_at, expires_at, trace, correlation, actor)
            select destination, transaction_id, id, node, message, timestamp, action, uri, 'Pending', 0,
                   case when exists (
                       select from deliveries as before
                        where before.destination = it.destination and before.transaction_id = it.transaction_id
                          and before.state <> 'Dead' and before.id <> it.id and before.id <> all($30))
                       then $42 else next_at end,
                   expires_at, trace, correlation, actor
              from unnest($31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $43, $44, $45)
                as it (cause, destination, transaction_id, id, node, message, timestamp, action, uri,
                  next_at, expires_at, trace, correlation, actor)
             where cause is null or cause in (select id from added)
            returning id, next_at <= $42 as is_behind
        )
        select id, true as is_message from added union all select id, false from sent where is_behind
        """;

    /// <summary>
    /// Left alone, PostgreSQL plans the statement anew each time, since it takes the arrays of a generic plan for
    /// longer than they are: planning costs more than writing. And it takes deliveries for the handful of rows there
    /// were when it was last vacuumed, and reads the whole table, dead rows and all, where a key would do.
    /// </summary>
    private const string PlanOnceByKeys = """
        select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
               set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
               set_config('enable_mergejoin', 'off', true)
        """;

    /// <summary>What follows in the same transaction is planned as ever.</summary>
    private const string PlanAsEver = """
        select set_config('plan_cache_mode', 'auto', true), set_config('enable_seqscan', 'on', true),
               set_config('enable_bitmapscan', 'on', true), set_config('enable_hashjoin', 'on', true),
               set_config('enable_mergejoin', 'on', true)
        """;

    /// <summary>
    /// Stores received messages and what is sent because of them, and forgets deliveries that were acknowledged.
    /// </summary>
    /// <param name="now">
    /// Nobody leases what must wait for an earlier delivery in its lane: it is due from now on, as soon as that one is
    /// gone.
    /// </param>
    /// <returns>
    /// The ids of received messages that were not there before, and of deliveries that must wait for an earlier one in
    /// their lane.
    /// </returns>
    public static async Task<(HashSet<Guid> Added, HashSet<Guid> Behind)> WriteAsync(
        Tx tx, IReadOnlyList<MessageRow> received, IReadOnlyList<Dispatch> sends, IReadOnlyList<DeliveryRow> delivered,
        DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(Write);
        AddReceived(tx, command, received);
        AddOwn(tx, command, [.. sends.Where(send => send.Stored is not null)]);
        Add(command, delivered, row => row.Destination);
        Add(command, delivered, row => row.TransactionId);
        Add(command, delivered, row => row.Id);
        AddDeliveries(command, sends, now);
        await using var batch = tx.Batch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PlanOnceByKeys));
        batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PlanAsEver));
        await using var found = await batch.ExecuteReaderAsync(tx.Cancellation);
        await found.NextResultAsync(tx.Cancellation); // after the settings
        var (added, behind) = (new HashSet<Guid>(), new HashSet<Guid>());
        while (await found.ReadAsync(tx.Cancellation))
        {
            (found.GetBoolean(1) ? added : behind).Add(found.GetGuid(0));
        }

        return (added, behind);
    }

    /// <summary>What is known of the message that came first under the id of a repeat.</summary>
    public static Task<FirstReception?> FirstAsync(Tx tx, MessageRow repeat) => tx.FindAsync($"""
        select digest, header, gateway_header from messages
         where transaction_id = {repeat.TransactionId} and node = {repeat.Node} and direction = 'in'
           and counterparty = {repeat.Counterparty} and action = {repeat.Action} and message_id = {repeat.MessageId}
           and code is null and (id = {repeat.Id} or not starts_with(action, 'on_'))
         order by id limit 1
        """, row => new FirstReception(
            row.Get<byte[]>("digest"), row.Get<string>("header"), row.Find<string>("gateway_header")));

    /// <summary>The bytes and the sender's signature of a stored message.</summary>
    public static Task<MessageRow?> FindAsync(Tx tx, Guid id, DateTimeOffset timestamp) => tx.FindAsync(
        $"select * from messages where id = {id} and timestamp = {timestamp}",
        row => ReadMessage(tx, row));

    public static Task<MessageRow?> FindAsync(Tx tx, Guid id) =>
        tx.FindAsync($"select * from messages where id = {id}", row => ReadMessage(tx, row));

    internal static MessageRow ReadMessage(Tx tx, NpgsqlDataReader row) => new(
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
        Body.OpenBytes(tx, row));

    private static void AddReceived(Tx tx, NpgsqlBatchCommand command, IReadOnlyList<MessageRow> rows)
    {
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
        Add(command, rows, row => Body.Seal(tx, row.Body.Span, row.Id));
    }

    private static void AddOwn(Tx tx, NpgsqlBatchCommand command, IReadOnlyList<Dispatch> sends)
    {
        Add(command, sends, send => send.Cause);
        Add(command, sends, send => send.Stored!.Id);
        Add(command, sends, send => send.Stored!.Timestamp);
        Add(command, sends, send => send.Stored!.Node);
        Add(command, sends, send => send.Stored!.Counterparty);
        Add(command, sends, send => send.Stored!.Action);
        Add(command, sends, send => send.Stored!.TransactionId);
        Add(command, sends, send => send.Stored!.MessageId);
        Add(command, sends, send => send.Stored!.At);
        Add(command, sends, send => send.Stored!.Header);
        Add(command, sends, send => send.Stored!.Digest);
        Add(command, sends, send => Body.Seal(tx, send.Stored!.Body.Span, send.Stored.Id));
    }

    private static void AddDeliveries(NpgsqlBatchCommand command, IReadOnlyList<Dispatch> sends, DateTimeOffset now)
    {
        // The second of a lane in this very batch waits for the first.
        var lanes = new HashSet<(string, string)>();
        Add(command, sends, send => send.Cause);
        Add(command, sends, send => send.Row.Destination);
        Add(command, sends, send => send.Row.TransactionId);
        Add(command, sends, send => send.Row.Id);
        Add(command, sends, send => send.Row.Node);
        Add(command, sends, send => send.Row.Message);
        Add(command, sends, send => send.Row.Timestamp);
        Add(command, sends, send => send.Row.Action);
        Add(command, sends, send => send.Row.Uri);
        Add(command, sends, send => lanes.Add(send.Row.Lane) ? send.Row.NextAt : now);
        Add(command, sends, send => send.Row.ExpiresAt);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        Add(command, sends, send => send.Row.Origin.Trace);
        Add(command, sends, send => send.Row.Origin.Correlation);
        Add(command, sends, send => send.Row.Origin.Actor);
    }

    private static void Add<TRow, T>(NpgsqlBatchCommand command, IReadOnlyList<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(rows[i]);
        }

        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
    }
}
