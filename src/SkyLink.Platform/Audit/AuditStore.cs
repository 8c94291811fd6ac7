using System.Text;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>An entry to be stored.</summary>
/// <param name="Personal">Sealed.</param>
internal sealed record StoredEntry(Guid Id, AuditEntry View, byte[] Entry, Guid? Subject, byte[]? Personal);

/// <summary>An entry as it is stored, and what stands beside it to find it by.</summary>
internal sealed record FoundEntry(
    long Number, Guid Id, DateTimeOffset At, string Service, string Action, Guid? Actor, string? Correlation,
    byte[] Entry, Guid? Subject, byte[]? Personal);

/// <summary>How much of the log a witness has cosigned.</summary>
internal sealed record StoredCosignature(long Size, string Witness, DateTimeOffset At);

/// <summary>Which entries are asked for; null stands for all.</summary>
internal sealed record AuditFilter(
    long? Before, Guid? Actor, string? Service, string? Action, string? Correlation, DateTimeOffset? From,
    DateTimeOffset? To, int Limit);

/// <summary>All SQL of the audit log.</summary>
internal static class AuditStore
{
    private const string Insert = """
        insert into entries (number, id, at, service, action, actor, correlation, entry, subject, personal)
        select $1 + place - 1, id, at, service, action, actor, correlation, entry, subject, personal
          from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::bytea[],
                      $9::uuid[], $10::bytea[]) with ordinality
               as fresh (id, at, service, action, actor, correlation, entry, subject, personal, place)
        """;

    private const string Columns =
        "select number, id, at, service, action, actor, correlation, entry, subject, personal from entries";

    /// <summary>The head of the tree; nobody else appends until the transaction is over.</summary>
    public static async Task<TreeHead> LockAsync(Tx tx)
    {
        var head = await tx.FindAsync($"select size, root from tree for update", HeadOf);
        if (head is not null)
        {
            return head.Value;
        }

        var empty = TreeEdge.Empty.Head;
        await tx.ExecuteAsync($"""
            insert into tree (size, root) values ({empty.Size}, {empty.Root.Bytes.ToArray()}) on conflict do nothing
            """);
        return (await tx.FindAsync($"select size, root from tree for update", HeadOf))!.Value;
    }

    public static async Task<TreeHead> HeadAsync(Tx tx) =>
        (await tx.FindAsync($"select size, root from tree", HeadOf))?.Value ?? TreeEdge.Empty.Head;

    public static Task<List<Guid>> KnownAsync(Tx tx, Guid[] ids) =>
        tx.ListAsync($"select id from entries where id = any({ids})", row => row.Get<Guid>("id"));

    /// <summary>Entries in the order given, the tiles that changed, and the new head.</summary>
    public static async Task AddAsync(Tx tx, long first, List<StoredEntry> rows, TreeGrowth growth)
    {
        await using var batch = tx.Batch();
        var entries = new NpgsqlBatchCommand(Insert);
        Add(entries, first);
        Add(entries, rows.Select(it => it.Id).ToArray());
        Add(entries, rows.Select(it => it.View.At).ToArray());
        Add(entries, rows.Select(it => it.View.Service).ToArray());
        Add(entries, rows.Select(it => it.View.Action).ToArray());
        Add(entries, rows.Select(it => it.View.Actor?.User).ToArray());
        Add(entries, rows.Select(it => it.View.Correlation).ToArray());
        Add(entries, rows.Select(it => it.Entry).ToArray());
        Add(entries, rows.Select(it => it.Subject).ToArray());
        Add(entries, rows.Select(it => it.Personal).ToArray());
        batch.BatchCommands.Add(entries);

        var tiles = new NpgsqlBatchCommand("""
            insert into tiles (level, number, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
            on conflict (level, number) do update set hashes = excluded.hashes
            """);
        Add(tiles, growth.Tiles.Select(it => (short)it.Path.Level).ToArray());
        Add(tiles, growth.Tiles.Select(it => it.Path.Index).ToArray());
        Add(tiles, growth.Tiles.Select(it => it.Bytes.ToArray()).ToArray());
        batch.BatchCommands.Add(tiles);

        var tree = new NpgsqlBatchCommand("update tree set size = $1, root = $2 where size = $3");
        Add(tree, growth.Edge.Size);
        Add(tree, growth.Edge.Head.Root.Bytes.ToArray());
        Add(tree, first);
        batch.BatchCommands.Add(tree);
        await batch.ExecuteNonQueryAsync(tx.Cancellation);
    }

    public static Task<byte[]?> TileAsync(Tx tx, int level, long number) => tx.FindAsync(
        $"select hashes from tiles where level = {(short)level} and number = {number}",
        row => row.Get<byte[]>("hashes"));

    /// <summary>The hashes of leaves: tiles of level 0 by their numbers.</summary>
    public static async Task<Dictionary<long, byte[]>> LeavesAsync(Tx tx, long[] tiles) => (await tx.ListAsync(
            $"select number, hashes from tiles where level = 0 and number = any({tiles})",
            row => (Number: row.Get<long>("number"), Hashes: row.Get<byte[]>("hashes"))))
        .ToDictionary(it => it.Number, it => it.Hashes);

    /// <summary>Entries from a number on, in order.</summary>
    public static Task<List<FoundEntry>> RangeAsync(Tx tx, long first, int count) => tx.ListAsync($"""
        select number, id, at, service, action, actor, correlation, entry, subject, personal from entries
         where number >= {first} and number < {first + count} order by number
        """, EntryOf);

    /// <summary>When the oldest of the entries from a number on was made; null where there is none.</summary>
    public static Task<DateTimeOffset?> OldestAsync(Tx tx, long first) =>
        tx.ScalarAsync<DateTimeOffset?>($"select min(at) from entries where number >= {first}");

    public static async Task<FoundEntry?> FindAsync(Tx tx, long number) =>
        (await RangeAsync(tx, number, count: 1)).SingleOrDefault();

    /// <summary>Newest first. The statement holds only what was asked for, so that each finds its index.</summary>
    public static async Task<List<FoundEntry>> ListAsync(Tx tx, AuditFilter filter)
    {
        await using var command = tx.Command("");
        var text = new StringBuilder(Columns).Append(" where true");
        And("number < ?", filter.Before);
        And("actor = ?", filter.Actor);
        AndText("service = ?", filter.Service);
        AndText("action = ?", filter.Action);
        AndText("correlation = ?", filter.Correlation);
        And("at >= ?", filter.From);
        And("at < ?", filter.To);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = filter.Limit });
        command.CommandText = text.Append($" order by number desc limit ${command.Parameters.Count}").ToString();
        await using var rows = await command.ExecuteReaderAsync(tx.Cancellation);
        var found = new List<FoundEntry>();
        while (await rows.ReadAsync(tx.Cancellation))
        {
            found.Add(EntryOf(rows));
        }

        return found;

        void And<T>(string condition, T? value)
            where T : struct
        {
            if (value is { } given)
            {
                command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = given });
                Append(condition);
            }
        }

        void AndText(string condition, string? value)
        {
            if (value is not null)
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
                Append(condition);
            }
        }

        void Append(string condition) => text.Append(" and ")
            .Append(condition.Replace("?", $"${command.Parameters.Count}", StringComparison.Ordinal));
    }

    public static Task AddCheckpointAsync(Tx tx, long size, DateTimeOffset at, string note) => tx.ExecuteAsync(
        $"insert into checkpoints (size, at, note) values ({size}, {at}, {note}) on conflict do nothing");

    public static Task<string?> LastCheckpointAsync(Tx tx) => tx.FindAsync(
        $"select note from checkpoints order by size desc limit 1", row => row.Get<string>("note"));

    /// <exception cref="InvalidDataException">It was changed.</exception>
    public static SignedCheckpoint CheckpointOf(string note) => TryRead(note)
        ?? throw new InvalidDataException("A checkpoint of the audit log cannot be read: it was changed.");

    /// <summary>Null where a stored note is no checkpoint: it was changed.</summary>
    public static SignedCheckpoint? TryRead(string note) =>
        SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note), out var read) ? read : null;

    /// <summary>What each witness cosigned last.</summary>
    public static Task<List<StoredCosignature>> LastCosignaturesAsync(Tx tx) => tx.ListAsync(
        $"select distinct on (witness) size, witness, at from cosignatures order by witness, size desc",
        row => new StoredCosignature(
            row.Get<long>("size"), row.Get<string>("witness"), row.Get<DateTimeOffset>("at")));

    public static Task AddCosignatureAsync(Tx tx, long size, string witness, DateTimeOffset at, string lines) =>
        tx.ExecuteAsync($"""
            insert into cosignatures (size, witness, at, lines) values ({size}, {witness}, {at}, {lines})
            on conflict do nothing
            """);

    /// <summary>The largest head that so many witnesses have cosigned, with all they wrote.</summary>
    public static Task<string?> CosignedAsync(Tx tx, int witnesses) => tx.FindAsync($"""
        select note || coalesce((select string_agg(lines, '' order by witness) from cosignatures as by
                                  where by.size = checkpoints.size), '') as note
          from checkpoints
         where size = case when {witnesses} = 0 then (select max(size) from checkpoints)
                           else (select size from cosignatures group by size having count(*) >= {witnesses}
                                  order by size desc limit 1) end
        """, row => row.Get<string>("note"));

    private static StoredHead HeadOf(NpgsqlDataReader row) =>
        new(new TreeHead(row.Get<long>("size"), HashOf(row.Get<byte[]>("root"))));

    private static TreeHash HashOf(byte[] bytes) => TreeHash.TryRead(bytes, out var hash)
        ? hash
        : throw new InvalidDataException("The root of the audit log is no hash.");

    private static FoundEntry EntryOf(NpgsqlDataReader row) => new(
        row.Get<long>("number"), row.Get<Guid>("id"), row.Get<DateTimeOffset>("at"), row.Get<string>("service"),
        row.Get<string>("action"), row.Find<Guid?>("actor"), row.Find<string>("correlation"),
        row.Get<byte[]>("entry"), row.Find<Guid?>("subject"), row.Find<byte[]>("personal"));

    private static void Add<T>(NpgsqlBatchCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private sealed record StoredHead(TreeHead Value);
}

/// <summary>The tiles as a transaction sees them: no wider than is asked for, since they may have grown.</summary>
internal sealed class StoredTiles(Tx tx) : ITileSource
{
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation)
    {
        var (hashes, size) = (await AuditStore.TileAsync(tx, tile.Level, tile.Index), tile.Width * TreeHash.Size);
        return hashes is null || hashes.Length < size ? default : hashes.AsMemory(0, size);
    }
}
