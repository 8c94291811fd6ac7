using System.Globalization;
using Npgsql;
using SkyLink.Platform.Hosting;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>A PostgreSQL of one's own that writes every commit through to the disk, and what it counts.</summary>
internal sealed class BenchPostgres : IAsyncDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    private readonly EmbeddedPostgres postgres;
    private readonly NpgsqlDataSource counting;
    private readonly string logFile;
    private readonly bool countsFsyncsAsIo;

    private BenchPostgres(EmbeddedPostgres postgres, NpgsqlDataSource counting, string folder, int version)
    {
        (this.postgres, this.counting) = (postgres, counting);
        logFile = Path.Combine(Path.GetDirectoryName(folder)!, "postgres.log");
        countsFsyncsAsIo = version >= 180_000;
    }

    public static async Task<BenchPostgres> StartAsync(CancellationToken cancellation)
    {
        var started = await EmbeddedPostgres.StartTemporaryAsync(BenchmarksPage.Root, isDurable: true, cancellation);
        try
        {
            var source = NpgsqlDataSource.Create(started.ConnectionString);
            await using var about = source.CreateCommand(
                "select current_setting('data_directory'), current_setting('server_version_num')::integer");
            await using var row = await about.ExecuteReaderAsync(cancellation);
            await row.ReadAsync(cancellation);
            return new BenchPostgres(started, source, row.GetString(0), row.GetInt32(1));
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new, empty database on it, by its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await ExecuteAsync($"create database {name}", cancellation);
        return new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>What somebody who opens and closes all connections within it makes the server do.</summary>
    /// <param name="run">Answers how many operations it did.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<WriteCost> CostOfAsync(Func<Task<long>> run, CancellationToken cancellation)
    {
        // For connections that are opened from now on: the server's log then holds a line for each statement.
        await ExecuteAsync("alter role postgres set log_statement = 'all'", cancellation);
        await ExecuteAsync("alter role postgres set log_parameter_max_length = 0", cancellation);
        await using var log = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(0, SeekOrigin.End);
        var before = await CountsAsync(cancellation);
        var count = await run();

        // A connection hands its counts in when it closes.
        await Task.Delay(Settling, TimeProvider.System, cancellation);
        var after = await CountsAsync(cancellation);
        await ExecuteAsync("alter role postgres reset all", cancellation);
        return new WriteCost(
            (double)await StatementsAsync(log, cancellation) / count, (double)(after.Fsyncs - before.Fsyncs) / count,
            (double)(after.WalBytes - before.WalBytes) / count);
    }

    public async ValueTask DisposeAsync()
    {
        await counting.DisposeAsync();
        await postgres.DisposeAsync();
    }

    private static async Task<long> StatementsAsync(Stream log, CancellationToken cancellation)
    {
        using var reader = new StreamReader(log);
        long count = 0;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var isStatement = line.Contains("LOG:  execute ", StringComparison.Ordinal)
                || line.Contains("LOG:  statement: ", StringComparison.Ordinal);
            count += isStatement ? 1 : 0;
        }

        return count;
    }

    /// <summary>From version 18 on the write-ahead log's flushes are counted with all other input and output.</summary>
    private async Task<(long Fsyncs, long WalBytes)> CountsAsync(CancellationToken cancellation)
    {
        var fsyncs = countsFsyncsAsIo ? "(select sum(fsyncs) from pg_stat_io where object = 'wal')"
            : "(select wal_sync from pg_stat_wal)";
        await using var command = counting.CreateCommand(
            $"select coalesce({fsyncs}, 0)::bigint, (pg_current_wal_insert_lsn() - '0/0')::bigint");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private async Task ExecuteAsync(string statement, CancellationToken cancellation)
    {
        await using var command = counting.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>What one operation makes a PostgreSQL do.</summary>
/// <param name="Fsyncs">Of the write-ahead log.</param>
internal sealed record WriteCost(double Statements, double Fsyncs, double WalBytes)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Statements:0.##} statements, {Fsyncs:0.##} fsyncs and {WalBytes / 1_000:0.0} kB of WAL each");
}
