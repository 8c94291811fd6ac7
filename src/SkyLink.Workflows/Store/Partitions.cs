using System.Globalization;
using Npgsql;

namespace SkyLink.Workflows.Store;

/// <summary>
/// The partitions of ended runs: one for each day on which some are forgotten, made when it is first needed.
/// </summary>
internal sealed class Partitions(NpgsqlDataSource database, WorkflowSql sql)
{
    private readonly HashSet<DateOnly> known = [];

    public async ValueTask EnsureAsync(IEnumerable<DateOnly> days, CancellationToken cancellation)
    {
        foreach (var day in days)
        {
            if (!known.Contains(day))
            {
                await MakeAsync(day, cancellation).ConfigureAwait(false);
                known.Add(day);
            }
        }
    }

    /// <summary>Forgets the runs that were kept until before a day; gives how many days went.</summary>
    public async Task<int> DropAsync(DateOnly before, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        var names = new List<string>();
        await using (var find = new NpgsqlCommand(
            sql.For("""
                select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'wf.ended'::regclass and c.relname < $1
                """),
            connection))
        {
            find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"ended_{Text(before, "yyyyMMdd")}" });
            await using var reader = await find.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            // A reader of the parent may stand in the way for a moment; the next round takes what is left.
            await using var drop = new NpgsqlCommand(
                sql.For($"set lock_timeout = '2s'; drop table if exists wf.{name}"), connection);
            await drop.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        return names.Count;
    }

    private async Task MakeAsync(DateOnly day, CancellationToken cancellation)
    {
        var (name, key) = (Text(day, "yyyyMMdd"), Text(day, "yyyy-MM-dd"));
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);

        // Of two that make it at once the second waits, and then finds it.
        await using var command = new NpgsqlCommand(
            sql.For($"""
                select pg_advisory_xact_lock('wf.ended'::regclass::oid::bigint);
                create table if not exists wf.ended_{name} partition of wf.ended for values in ('{key}');
                """),
            connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    private static string Text(DateOnly day, string form) => day.ToString(form, CultureInfo.InvariantCulture);
}
