using Npgsql;
using NpgsqlTypes;

namespace SkyLink.Workflows.Store;

/// <summary>What is read of runs, and what is written of them beside the journal.</summary>
internal sealed class RunStore(NpgsqlDataSource database, WorkflowSql sql)
{
    /// <summary>Takes runs over that are due and nobody holds.</summary>
    public async Task<List<StoredRun>> ClaimAsync(
        WorkerEpoch epoch, string[] types, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            with me as (select id from wf.workers where id = $1 and epoch = $2 for share),
            due as (
                select r.id from wf.runs r
                 where r.owner is null and r.wake_at <= now() and r.type = any($3)
                 order by r.wake_at limit $4 for update skip locked)
            update wf.runs r set owner = me.id, wake_at = null, state = 1 from due, me where r.id = due.id
            returning r.id, r.workflow_id, r.type, r.events, r.head, r.tail, r.chunks, r.mail, r.heard, r.parent,
                r.parent_operation
            """));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = epoch.Worker });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = epoch.Number });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = types });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        var claimed = await ListAsync(command, RunOf, cancellation).ConfigureAwait(false);
        await AddChunksAsync(claimed, cancellation).ConfigureAwait(false);
        return claimed;
    }

    /// <summary>An open run and its history as it is on disk; null where there is none.</summary>
    public async Task<StoredRun?> OpenAsync(Guid id, CancellationToken cancellation)
    {
        // Two reads: a tail that became a chunk in between would be missed in one of them and seen in the other.
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var snapshot = await connection
            .BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(
            sql.For("""
                select id, workflow_id, type, events, head, tail, chunks, mail, heard, parent, parent_operation
                  from wf.runs where id = $1
                """),
            connection, snapshot);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        var found = await ListAsync(command, RunOf, cancellation).ConfigureAwait(false);
        await AddChunksAsync(found, cancellation, connection).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Where a run stands, and its result where it has ended; null where there is none.</summary>
    public async Task<(RunState State, byte[]? Result)?> StateAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            select state, null::bytea from wf.runs where id = $1
            union all select state, result from wf.ended where id = $1
            """));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        var found = await ListAsync(
            command,
            row => ((RunState)row.GetInt16(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)),
            cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>A run that has ended; null where there is none.</summary>
    public async Task<StoredEnd?> EndedAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For(
            "select workflow_id, type, history, head from wf.ended where id = $1"));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        var found = await ListAsync(command, EndOf, cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>The newest run of a workflow's id; null where there is none.</summary>
    public async Task<Guid?> FindAsync(string workflowId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            select id from wf.runs where workflow_id = $1
            union all (select id from wf.ended where workflow_id = $1 order by id desc limit 1) limit 1
            """));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = workflowId });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as Guid?;
    }

    /// <summary>What a step has done in a transaction before; null where it has done nothing.</summary>
    public async Task<byte[]?> EffectAsync(
        NpgsqlTransaction transaction, Guid run, int operation, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            sql.For("select result from wf.effects where run = $1 and operation = $2"),
            transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = run }, new NpgsqlParameter<int> { TypedValue = operation },
            },
        };
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as byte[];
    }

    /// <summary>
    /// Keeps what a step gives in the transaction in which it is done, if this worker may still do it.
    /// </summary>
    public async Task AffectAsync(
        NpgsqlTransaction transaction, WorkerEpoch epoch, Guid run, int operation, byte[] result,
        CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            sql.For("insert into wf.effects (run, operation, result) values ($1, $2, $3)"))
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = run }, new NpgsqlParameter<int> { TypedValue = operation },
                new NpgsqlParameter<byte[]> { TypedValue = result },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.For("select wf.hold($1, $2)"))
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = epoch.Worker },
                new NpgsqlParameter<int> { TypedValue = epoch.Number },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Says something to an open run; null where it is not open.</summary>
    public async Task<Heard?> SendAsync(
        Guid run, MessageKind kind, string name, byte[] data, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            with heard as (
                update wf.runs set mail = mail + 1,
                    wake_at = case when owner is null and fault is null then now() else wake_at end
                 where id = $1 returning id, mail, coalesce(owner, 0) as owner),
            said as (insert into wf.messages (run, number, kind, name, data) select id, mail, $2, $3, $4 from heard)
            select owner, mail from heard
            """));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = data, NpgsqlDbType = NpgsqlDbType.Bytea });
        var heard = await ListAsync(
            command, row => new Heard(row.GetInt32(0), row.GetInt64(1)), cancellation).ConfigureAwait(false);
        return heard.Count > 0 ? heard[0] : null;
    }

    /// <summary>What was said to runs that a worker holds, in order, a bounded number of each.</summary>
    public async Task<List<StoredMessage>> MailAsync(int worker, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            select m.run, m.number, m.kind, m.name, m.data
              from wf.messages m join wf.runs r on r.id = m.run
             where r.owner = $1 order by m.run, m.number limit $2
            """));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = worker });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return await ListAsync(command, MessageOf, cancellation).ConfigureAwait(false);
    }

    /// <summary>When the next run that nobody holds is due; null where none is.</summary>
    public async Task<TimeSpan?> NextDueAsync(string[] types, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            select extract(epoch from wake_at - now())::double precision from wf.runs
             where owner is null and wake_at is not null and type = any($1) order by wake_at limit 1
            """));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = types });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is double seconds
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3_600))
            : null;
    }

    private static async Task<List<T>> ListAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static StoredRun RunOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2), row.GetInt32(3),
        row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5), row.GetInt32(6), row.GetInt64(7), row.GetInt64(8),
        row.IsDBNull(9) ? null : (row.GetGuid(9), row.GetInt32(10)));

    private static StoredEnd EndOf(NpgsqlDataReader row) => new(
        row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2),
        row.GetFieldValue<byte[]>(3));

    private static StoredMessage MessageOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), (MessageKind)row.GetInt16(2), row.GetString(3), row.GetFieldValue<byte[]>(4));

    private async Task AddChunksAsync(
        List<StoredRun> runs, CancellationToken cancellation, NpgsqlConnection? connection = null)
    {
        foreach (var run in runs.Where(it => it.Chunks > 0))
        {
            await using var command = connection?.CreateCommand() ?? database.CreateCommand();
            command.CommandText = sql.For(
                "select string_agg(events, '' order by number) from wf.chunks where run = $1");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Id });
            run.Older = (byte[])(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        }
    }
}

/// <summary>An open run as it is on disk.</summary>
internal sealed record StoredRun(
    Guid Id, string? WorkflowId, string Type, int Events, byte[] Head, byte[] Tail, int Chunks, long Mail, long Heard,
    (Guid Run, int Operation)? Parent)
{
    /// <summary>The events before the tail.</summary>
    public byte[] Older { get; set; } = [];

    public byte[] History => Older.Length > 0 ? [.. Older, .. Tail] : Tail;
}

/// <summary>A run that has ended, as it is on disk.</summary>
internal sealed record StoredEnd(string? WorkflowId, string Type, byte[] History, byte[] Head);

/// <summary>Something that was said to a run and is not in its history.</summary>
internal sealed record StoredMessage(Guid Run, long Number, MessageKind Kind, string Name, byte[] Data);

/// <summary>Who will hear something that was said.</summary>
/// <param name="Owner">The worker that holds the run; zero where none does.</param>
/// <param name="Number">The message's number.</param>
internal sealed record Heard(int Owner, long Number);

/// <summary>What is said to a run. The numbers are stored.</summary>
internal enum MessageKind : short
{
    Signal = 1,
    Cancel = 2,
    ChildEnded = 3,
    Update = 4,
}
