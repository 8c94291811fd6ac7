using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NpgsqlTypes;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Events;

/// <summary>
/// The append-only log of one service. Events of a transaction are written by it with one statement; reading is
/// ordered by (xid8, number) below the oldest running transaction, so that nothing is ever skipped.
/// </summary>
internal static class EventLog
{
    private const string Append = """
        insert into events (at, event_id, type, bus, subject, correlation, trace, body, actor, signature)
        select now(), * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string Read = """
        select tx::text::bigint as tx, id, event_id, type, subject, at, correlation, trace, actor, signature,
               case when $3::text[] is null or type = any($3) then body end as body
          from events
         where (tx, id) > ($1::text::xid8, $2)
           and tx < pg_snapshot_xmin(pg_current_snapshot())
           and at >= $4
         order by tx, id limit $5
        """;

    /// <summary>How long before a reader's last event another may be stamped that it has not seen.</summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromHours(6);

    /// <returns>What was written; in full only where the audit log takes note of it.</returns>
    public static async Task<IReadOnlyList<SaidEvent>> AppendAsync(Tx tx, string module, EventSignatures signatures)
    {
        var events = tx.Events;
        var types = events.Select(it => TypeOf(it.What, module)).ToList();
        var ids = events.Select(_ => Guid.CreateVersion7()).ToArray();
        string[] bodies =
            [.. events.Select(it => JsonSerializer.Serialize(it.What, it.What.GetType(), Json.Options))];
        await using var command = tx.Command(Append);
        Add(command, ids);
        Add(command, types.Select(type => type.Name).ToArray());
        Add(command, types.Select(type => type.Bus.ToString()).ToArray());
        Add(command, events.Select(it => it.What.Subject).ToArray());
        Add(command, events.Select(it => it.Origin.Correlation).ToArray());
        Add(command, events.Select(it => it.Origin.Trace).ToArray());
        Add(command, bodies);
        Add(command, events.Select(it => it.Origin.Actor).ToArray());
        var proof = signatures.Sign(module, [
            .. events.Select((it, at) => EventSignatures.DigestOf(
                module, ids[at], types[at].Name, it.What.Subject, it.Origin.Correlation, it.Origin.Trace,
                it.Origin.Actor, bodies[at])),
        ]);
        Add(command, events.Select((_, at) => at == 0 ? proof : null).ToArray());
        await command.ExecuteNonQueryAsync(tx.Cancellation);
        return !tx.IsNoted && events.All(it => it.Origin.Call is null) ? [] :
        [
            .. events.Select((it, at) => new SaidEvent(
                ids[at], types[at].Name, SHA256.HashData(Encoding.UTF8.GetBytes(bodies[at])), it.Origin.Correlation,
                it.Origin.Call)),
        ];
    }

    /// <summary>
    /// The next rows after a place, oldest first. Rows of types not asked for come without a body, so that a reader's
    /// place moves on past them.
    /// </summary>
    /// <param name="since">When the row at <paramref name="after"/> was written: older partitions are not
    /// opened.</param>
    public static async Task<List<EventRecord>> ReadAsync(
        Db db, EventPosition after, DateTimeOffset since, string[]? types, int limit, CancellationToken cancellation)
    {
        await using var connection = await db.Connections.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(Read, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.Transaction.ToString() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Number });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = types is null ? DBNull.Value : types,
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        var from = since < DateTimeOffset.MinValue + LongestTransaction ? since : since - LongestTransaction;
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var found = new List<EventRecord>();
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                found.Add(RowOf(rows, db.Module) with { Signature = rows.Find<byte[]>("signature") });
            }
        }

        await ShareProofsAsync(connection, found, cancellation);
        return found;
    }

    /// <summary>
    /// Gives all events of a transaction the proof that its first one holds. Of the first transaction alone that one
    /// may lie before what was read.
    /// </summary>
    private static async Task ShareProofsAsync(
        NpgsqlConnection connection, List<EventRecord> found, CancellationToken cancellation)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Signature is null)
            {
                var transaction = found[i].Position.Transaction;
                var proof = i == 0 ? await ProofOfAsync(connection, transaction, cancellation)
                    : found[i - 1].Position.Transaction == transaction ? found[i - 1].Signature
                    : null;
                found[i] = found[i] with { Signature = proof };
            }
        }
    }

    private static async Task<byte[]?> ProofOfAsync(
        NpgsqlConnection connection, ulong transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select signature from events where tx = $1::text::xid8 and signature is not null order by id limit 1",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = transaction.ToString() });
        return await command.ExecuteScalarAsync(cancellation) as byte[];
    }

    internal static EventRecord RowOf(NpgsqlDataReader row, string publisher) => new(
        publisher,
        new EventPosition((ulong)row.Get<long>("tx"), row.Get<long>("id")),
        row.Get<Guid>("event_id"),
        row.Get<string>("type"),
        row.Get<string>("subject"),
        row.Get<DateTimeOffset>("at"),
        row.Find<string>("correlation"),
        row.Find<string>("trace"),
        row.Find<string>("body"),
        row.Find<Guid?>("actor"));

    private static EventType TypeOf(IEvent what, string module)
    {
        var type = EventType.Of(what.GetType());
        return type.Publisher == module
            ? type
            : throw new InvalidOperationException($"{module} may not say {type.Name}: it belongs to {type.Publisher}.");
    }

    private static void Add<T>(NpgsqlCommand command, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
}
