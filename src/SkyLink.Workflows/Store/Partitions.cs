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
