using System.Text;

namespace SkyLink.Platform.Events;

/// <summary>
/// What people ask of a log: by time, by place, how much is left. Delivery reads by <see cref="EventLog"/>.
/// </summary>
internal static class EventJournal
{
    /// <summary>Nobody needs to know whether a backlog is larger.</summary>
    public const int BacklogMax = 10_000;

    private const string Columns = """
        select tx::text::bigint as tx, id, event_id, type, subject, at, correlation, trace, actor, body from events
        """;

    /// <summary>
    /// Newest first. Only the conditions asked for are in the statement, so that each finds its index.
    /// </summary>
    public static async Task<List<EventRecord>> ReadAsync(Db db, JournalFilter filter, CancellationToken cancellation)
    {
        await using var connection = await db.Connections.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand { Connection = connection };
        var text = new StringBuilder(Columns).Append(" where true");
        void And<T>(string condition, T value)
        {
            command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            text.Append(" and ").Append(condition.Replace("?", $"${command.Parameters.Count}",
                StringComparison.Ordinal));
        }

        if (filter.TypePrefix is not null)
        {
            And("starts_with(type, ?)", filter.TypePrefix);
        }

        if (filter.Subject is not null)
        {
            And("subject = ?", filter.Subject);
        }

        if (filter.Correlation is not null)
        {
            And("correlation = ?", filter.Correlation);
        }

        if (filter.From is not null)
        {
            And("at >= ?", filter.From.Value);
        }

        if (filter.To is not null)
        {
            And("at < ?", filter.To.Value);
        }

        if (filter.Before is not null)
        {
            And("at <= ?", filter.Before.At);
            And($"(at < ${command.Parameters.Count} or event_id < ?)", filter.Before.Id);
        }

        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = filter.Limit });
        command.CommandText =
            text.Append($" order by at desc, event_id desc limit ${command.Parameters.Count}").ToString();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<EventRecord>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(EventLog.RowOf(rows, db.Module));
        }

        return found;
    }

    /// <summary>Transactions from here on may still commit: what they wrote comes after this place.</summary>
    public static async Task<EventPosition> HeadAsync(Db db, CancellationToken cancellation)
    {
        var oldestRunning = await db.InStatementAsync(
            tx => tx.ScalarAsync<long>($"select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"), cancellation);
        return new EventPosition((ulong)oldestRunning - 1, long.MaxValue);
    }

    public static async Task<EventPosition> PlaceAsync(Db db, DateTimeOffset from, CancellationToken cancellation)
    {
        var first = await db.InStatementAsync(tx => tx.ListAsync(
            $"select tx::text::bigint as tx, id from events where at >= {from} order by events.tx, id limit 1",
            row => new EventPosition((ulong)row.Get<long>("tx"), row.Get<long>("id") - 1)), cancellation);
        return first.Count == 1 ? first[0] : await HeadAsync(db, cancellation);
    }

    public static async Task<Backlog> BacklogAsync(
        Db db, EventPosition after, string[] types, CancellationToken cancellation)
    {
        var rows = await db.InStatementAsync(tx => tx.ListAsync($"""
            select count(*)::int as count, min(at) as since from (
                select at from events
                 where (tx, id) > ({after.Transaction.ToString()}::text::xid8, {after.Number}) and type = any({types})
                 limit {BacklogMax}) as unread
            """, row => new Backlog(row.Get<int>("count"), row.Find<DateTimeOffset?>("since"))), cancellation);
        return rows.Single();
    }
}
