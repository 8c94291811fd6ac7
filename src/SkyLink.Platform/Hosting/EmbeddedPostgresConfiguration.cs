using System.Globalization;
using System.Text;

namespace SkyLink.Platform.Hosting;

/// <summary>The server's settings: written anew at every start, so that a newer SkyLink brings its own.</summary>
/// <param name="Port">The TCP port on 127.0.0.1.</param>
/// <param name="SocketDirectory">The folder of the Unix socket, or null where its path would be too long.</param>
/// <param name="IsDurable">Whether a commit survives a loss of power.</param>
/// <param name="MaxConnections">Connections accepted.</param>
/// <param name="HasLz4">Whether this build of PostgreSQL compresses with LZ4.</param>
internal sealed record EmbeddedPostgresConfiguration(
    int Port, string? SocketDirectory, bool IsDurable, int MaxConnections, bool HasLz4)
{
    /// <summary>What a socket's path may hold on every system (macOS: 104 bytes with the closing zero).</summary>
    private const int SocketPathMax = 103;

    /// <summary>The folder if <c>.s.PGSQL.65535</c> in it still fits into a socket address, else null.</summary>
    public static string? SocketDirectoryOrNull(string directory) =>
        Encoding.UTF8.GetByteCount(directory) + "/.s.PGSQL.65535".Length <= SocketPathMax ? directory : null;

    public string ToText()
    {
        var socket = SocketDirectory?.Replace("'", "''", StringComparison.Ordinal) ?? "";
        var durability = IsDurable
            ? "fsync = on\nsynchronous_commit = on\nfull_page_writes = on"
            : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off";
        var compression = HasLz4 ? "wal_compression = lz4\ndefault_toast_compression = lz4" : "wal_compression = off";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Written by SkyLink at every start. Changes of your own go into postgresql.conf, below the include.
            cluster_name = 'skylink'
            listen_addresses = '127.0.0.1'
            port = {Port}
            unix_socket_directories = '{socket}'
            max_connections = {MaxConnections}
            password_encryption = 'scram-sha-256'
            timezone = 'UTC'
            log_timezone = 'UTC'

            # A laptop that does other things too.
            shared_buffers = 128MB
            effective_cache_size = 1GB
            work_mem = 8MB
            maintenance_work_mem = 64MB
            random_page_cost = 1.1
            jit = off

            {durability}
            {compression}
            min_wal_size = 128MB
            max_wal_size = 2GB
            checkpoint_timeout = 15min

            # Queues and cursors are small tables that change all the time: clean them often and without pauses.
            autovacuum_naptime = 10s
            autovacuum_vacuum_threshold = 200
            autovacuum_vacuum_scale_factor = 0.05
            autovacuum_analyze_threshold = 200
            autovacuum_analyze_scale_factor = 0.05
            autovacuum_vacuum_cost_delay = 0

            log_line_prefix = '%m [%p] %q%a '
            log_lock_waits = on
            log_min_duration_statement = 5s

            """);
    }
}
