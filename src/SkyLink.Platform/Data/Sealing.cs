using SkyLink.Cryptography;

namespace SkyLink.Platform.Data;

/// <summary>
/// Seals what lies in sealed columns as it is, because it is older than they are, and seals anew what lies under an
/// older data key; a few hundred rows at a time, while the service works.
/// </summary>
internal static class Sealing
{
    private const int RowsMax = 500;

    /// <summary>Columns that no field of has been sealed yet: before the service begins.</summary>
    public static Task SealAsync(Db db, IEnumerable<MigrationSet> sets, CancellationToken cancellation) =>
        RunAsync(db, sets, (known, _) => known is null, cancellation);

    /// <summary>Columns whose fields may lie under a data key before the current one.</summary>
    /// <returns>How many fields were sealed anew.</returns>
    public static Task<int> RenewAsync(Db db, IEnumerable<MigrationSet> sets, CancellationToken cancellation) =>
        RunAsync(db, sets, (known, current) => known < current, cancellation);

    /// <summary>The data key under which each column's fields lie, or a later one.</summary>
    public static async Task<Dictionary<string, short?>> KnownAsync(Db db, CancellationToken cancellation) =>
        (await db.InStatementAsync(
            tx => tx.ListAsync(
                $"select name, number from sealed_columns",
                row => (Name: row.Get<string>("name"), Number: row.Get<short>("number"))),
            cancellation)).ToDictionary(it => it.Name, it => (short?)it.Number, StringComparer.Ordinal);

    private static async Task<int> RunAsync(
        Db db, IEnumerable<MigrationSet> sets, Func<short?, byte, bool> isDue, CancellationToken cancellation)
    {
        var current = db.Connections.Keys.Current;
        var known = await KnownAsync(db, cancellation);
        var count = 0;
        foreach (var column in sets.SelectMany(set => set.Sealed)
            .Where(it => isDue(known.GetValueOrDefault($"{it}"), current)))
        {
            count += await SealAllAsync(db, column, current, cancellation);
            await db.InStatementAsync(
                tx => tx.ExecuteAsync($"""
                    insert into sealed_columns (name, number, at) values ({$"{column}"}, {(short)current}, now())
                    on conflict (name) do update set number = excluded.number, at = excluded.at
                     where excluded.number > sealed_columns.number
                    """),
                cancellation);
        }

        return count;
    }

    private static async Task<int> SealAllAsync(
        Db db, SealedColumn column, byte current, CancellationToken cancellation)
    {
        var types = await db.InStatementAsync(tx => TypesAsync(tx, column), cancellation);
        var (count, after) = (0, (string[]?)null);
        while (true)
        {
            var sealedRows = await db.InTransactionAsync(
                tx => SealSomeAsync(tx, column, types, current, after), cancellation);
            if (sealedRows.Count == 0)
            {
                return count;
            }

            count += sealedRows.Count;
            after = sealedRows[^1];
        }
    }

    private static async Task<string[]> TypesAsync(Tx tx, SealedColumn column)
    {
        var found = await tx.ListAsync(
            $"""
            select attname::text as name, format_type(atttypid, atttypmod) as type from pg_attribute
             where attrelid = to_regclass({column.Table}) and attnum > 0 and not attisdropped
            """,
            row => (Name: row.Get<string>("name"), Type: row.Get<string>("type")));
        return [.. column.Key.Select(key => found.Single(it => it.Name == key).Type)];
    }

    /// <summary>Names of tables and columns are constants: that is why they may stand in the text.</summary>
    /// <returns>The keys of the rows that were sealed, in their order.</returns>
    private static async Task<List<string[]>> SealSomeAsync(
        Tx tx, SealedColumn column, string[] types, byte current, string[]? after)
    {
        var keys = string.Join(", ", column.Key);
        var texts = string.Join(", ", column.Key.Select(key => $"{key}::text"));
        var last = string.Join(", ", types.Select((type, at) => $"${at + 1}::text::{type}"));
        await using var select = tx.Command($"""
            select {column.Name}, {texts} from {column.Table}
             where {column.Name} is not null
               and (octet_length({column.Name}) < 2 or get_byte({column.Name}, 0) <> {SealedBox.Version}
                    or get_byte({column.Name}, 1) <> {current})
               {(after is null ? "" : $"and ({keys}) > ({last})")}
             order by {keys} limit {RowsMax} for update
            """);
        foreach (var value in after ?? [])
        {
            select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        var rows = new List<(string[] Key, byte[] Field)>();
        await using (var reader = await select.ExecuteReaderAsync(tx.Cancellation))
        {
            while (await reader.ReadAsync(tx.Cancellation))
            {
                var key = Enumerable.Range(1, types.Length).Select(reader.GetString).ToArray();
                rows.Add((key, await reader.GetFieldValueAsync<byte[]>(0, tx.Cancellation)));
            }
        }

        if (rows.Count > 0)
        {
            await WriteAsync(
                tx, column, types, rows.ConvertAll(row => (row.Key, Plain(tx, column, row.Key, row.Field))));
        }

        return rows.ConvertAll(row => row.Key);
    }

    private static byte[] Plain(Tx tx, SealedColumn column, string[] key, byte[] field) => field switch
    {
        [SealedBox.Version, ..] => column.Open(tx, field, key),
        [1, ..] => throw new StartException(
            $"{column} was sealed by a version of SkyLink that was never released: begin with an empty database."),
        _ => field,
    };

    private static async Task WriteAsync(
        Tx tx, SealedColumn column, string[] types, List<(string[] Key, byte[] Plain)> rows)
    {
        var names = string.Join(", ", types.Select((_, at) => $"k{at}"));
        var matches = string.Join(
            " and ", types.Select((type, at) => $"it.{column.Key[at]} = fresh.k{at}::{type}"));
        var fingerprint = column.Fingerprint is { } name ? $", {name} = fresh.fingerprint" : "";
        await using var update = tx.Command($"""
            update {column.Table} as it set {column.Name} = fresh.field{fingerprint}
              from unnest($1::bytea[], $2::bytea[], {string.Join(", ", types.Select((_, at) => $"${at + 3}::text[]"))})
                   as fresh (field, fingerprint, {names})
             where {matches}
            """);
        Add(update, rows.ConvertAll(row => column.Seal(tx, row.Plain, row.Key)).ToArray());
        Add(update, column.Fingerprint is null
            ? []
            : rows.ConvertAll(row => column.FingerprintOf(tx, row.Plain)).ToArray());
        for (var at = 0; at < types.Length; at++)
        {
            var part = at;
            Add(update, rows.ConvertAll(row => row.Key[part]).ToArray());
        }

        await update.ExecuteNonQueryAsync(tx.Cancellation);
    }

    private static void Add<T>(NpgsqlCommand command, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
}
