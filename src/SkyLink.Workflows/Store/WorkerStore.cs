using System.Reflection;
using Npgsql;

namespace SkyLink.Workflows.Store;

/// <summary>The schema, and the workers that are in it.</summary>
internal sealed class WorkerStore(NpgsqlDataSource database, WorkflowSql sql)
{
    /// <summary>Makes the tables where they are missing.</summary>
    public async Task MigrateAsync(string schema, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync($"""
            select pg_advisory_xact_lock(hashtextextended('skylink.workflows.{schema}', 0));
            create schema if not exists "{schema}";
            create table if not exists "{schema}".migrations (
                number integer primary key, made_at timestamptz not null default now());
            """).ConfigureAwait(false);
        await using var last = new NpgsqlCommand(
            sql.For("select coalesce(max(number), 0) from wf.migrations"), connection, transaction);
        var done = (int)(await last.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(it => it.EndsWith(".sql", StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var number = int.Parse(name.Split('.')[^2].AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
            if (number > done)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var statements = await reader.ReadToEndAsync(cancellation).ConfigureAwait(false);
                await ExecuteAsync(sql.For(
                    $"{statements}; insert into wf.migrations (number) values ({number})")).ConfigureAwait(false);
            }
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);

        async Task ExecuteAsync(string statements)
        {
            await using var command = new NpgsqlCommand(statements, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Makes a worker, and gives runs whose code did not fit their history to the code that is there now.
    /// </summary>
    public async Task<WorkerEpoch> RegisterAsync(string name, string[] types, CancellationToken cancellation)
    {
        await using var again = database.CreateCommand(sql.For(
            """
            update wf.runs set wake_at = now()
             where owner is null and wake_at is null and state = $1 and type = any($2)
            """));
        again.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)RunState.Diverged });
        again.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = types });
        await again.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await using var command = database.CreateCommand(sql.For(
            "insert into wf.workers (name) values ($1) returning id"));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return new WorkerEpoch((int)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!, 1, sql);
    }

    /// <summary>A sign of life; false where another has taken over.</summary>
    public async Task<bool> BeatAsync(WorkerEpoch epoch, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For(
            "update wf.workers set beat = beat + 1 where id = $1 and epoch = $2"));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = epoch.Worker });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = epoch.Number });
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1;
    }

    /// <summary>The signs of life of all workers that are thought to live.</summary>
    public async Task<Dictionary<int, long>> BeatsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("select id, beat from wf.workers where not is_gone"));
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var beats = new Dictionary<int, long>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            beats.Add(reader.GetInt32(0), reader.GetInt64(1));
        }

        return beats;
    }

    /// <summary>
    /// Ends a worker that has given no sign of life since, and frees its runs; false where it has given one.
    /// </summary>
    public Task<bool> BuryAsync(int worker, long beat, CancellationToken cancellation) => EndAsync(
        "update wf.workers set epoch = epoch + 1, is_gone = true where id = $1 and beat = $2 and not is_gone",
        worker, new NpgsqlParameter<long> { TypedValue = beat }, cancellation);

    /// <summary>A worker that ends by itself frees its runs.</summary>
    public Task<bool> LeaveAsync(WorkerEpoch epoch, CancellationToken cancellation) => EndAsync(
        "update wf.workers set epoch = epoch + 1, is_gone = true where id = $1 and epoch = $2 and not is_gone",
        epoch.Worker, new NpgsqlParameter<int> { TypedValue = epoch.Number }, cancellation);

    /// <summary>Frees runs that a worker holds by the tables, and knows nothing of.</summary>
    public async Task FreeAsync(WorkerEpoch epoch, IReadOnlySet<Guid> known, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            update wf.runs set owner = null, wake_at = now() where owner = $1 and not id = any($2)
            """));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = epoch.Worker });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. known] });
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Forgets what belongs to nothing any more: messages to runs that have ended, and workers long gone.
    /// </summary>
    public async Task TidyAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql.For("""
            with unheard as (
                delete from wf.messages m where not exists (select from wf.runs r where r.id = m.run) returning run)
            delete from wf.workers where is_gone and started_at < now() - interval '1 day'
            """));
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Two statements of one transaction: the second sees what was claimed until the first had the worker's row.
    /// </summary>
    private async Task<bool> EndAsync(string end, int worker, NpgsqlParameter still, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.For($"{end} returning id"))
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = worker }, still },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.For("""
            update wf.runs set owner = null, wake_at = now()
             where owner = $1 and exists (select from wf.workers w where w.id = $1 and w.is_gone)
            """))
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = worker } },
        });
        return await batch.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is int;
    }
}
