using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// One database cluster on disk: its folders, its files, its server process. Callers hold the start lock;
/// nothing here is safe against a second caller.
/// </summary>
internal sealed class EmbeddedPostgresCluster(
    EmbeddedPostgresOptions options, EmbeddedPostgresPlacement placement, string password)
{
    private const int PortFirst = 20_000;
    private const int PortEnd = 32_000;
    private const int LogBytesMax = 16 * 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private string Folder => Path.Combine(placement.Home, "cluster");

    private string LogFile => Path.Combine(placement.Home, "postgres.log");

    private string PortFile => Path.Combine(placement.Home, "port");

    private string PidFile => Path.Combine(Folder, "postmaster.pid");

    public string? SocketDirectory => EmbeddedPostgresConfiguration.SocketDirectoryOrNull(placement.Home);

    public string ConnectionString(int port) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = port,
        Username = "postgres",
        Password = password,
        Database = "postgres",
    }.ConnectionString;

    /// <summary>The port of the server that runs on these data; null after clearing away a dead one's rest.</summary>
    /// <exception cref="EmbeddedPostgresException">It runs, but does not let us in or does not answer.</exception>
    public async Task<int?> FindRunningAsync(CancellationToken cancellation)
    {
        var started = options.Clock.GetTimestamp();
        while (PostmasterFile.Read(PidFile) is { } postmaster)
        {
            if (!await postmaster.IsAliveAsync(cancellation))
            {
                // Left by kill -9 or a crash; its number may belong to another program by now, which would
                // make PostgreSQL refuse to start.
                File.Delete(PidFile);
                return null;
            }

            if (postmaster.Port is { } port && await AnswersAsync(port, cancellation))
            {
                return port;
            }

            if (options.Clock.GetElapsedTime(started) > options.StartTimeout)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL (process {postmaster.ProcessId}) runs but does not answer; see {LogFile}.");
            }

            await Task.Delay(Pause, options.Clock, cancellation);
        }

        return null;
    }

    /// <summary>True if a server ended without being stopped: an orderly stop takes its file along.</summary>
    public async Task<bool> WasKilledAsync(CancellationToken cancellation) =>
        PostmasterFile.Read(PidFile) is { } postmaster && !await postmaster.IsAliveAsync(cancellation);

    /// <summary>Makes an empty cluster, all or nothing: it gets its name only when it is complete.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(Folder, "PG_VERSION")))
        {
            return;
        }

        var unfinished = Folder + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        var passwordFile = Path.Combine(placement.Home, "initial-password");
        EmbeddedPostgresFiles.WriteSecret(passwordFile, password);
        try
        {
            await OwnAsync(cancellation);
            var answer = await ToolAsync(
                "initdb",
                [
                    "--pgdata", unfinished, "--username=postgres", "--pwfile", passwordFile,
                    "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions",
                    // In MB. Commits wait while the next segment is made and flushed: briefly, where it is small.
                    "--wal-segsize=4",
                    OperatingSystem.IsMacOS() ? "--locale=C" : "--locale=C.UTF-8",
                    .. options.IsDurable ? Array.Empty<string>() : ["--no-sync"],
                ],
                cancellation);
            if (answer.ExitCode != 0)
            {
                throw new EmbeddedPostgresException($"initdb failed: {EmbeddedPostgresFiles.LastLine(answer.Output)}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        await File.AppendAllTextAsync(
            Path.Combine(unfinished, "postgresql.conf"), "\ninclude_if_exists = 'skylink.conf'\n", cancellation);
        Directory.Move(unfinished, Folder);
        options.Report($"PostgreSQL: made a new database in {Folder}");
    }

    /// <summary>
    /// A killed server leaves its socket, with a lock that names its process. PostgreSQL takes that for alive while the
    /// dead one is not reaped yet, or once its number belongs to another program, and would not start.
    /// </summary>
    private void DropDeadSockets()
    {
        foreach (var left in Directory.EnumerateFiles(placement.Home, ".s.PGSQL.*"))
        {
            File.Delete(left);
        }
    }

    /// <summary>Starts the server and returns its port: the one of last time where it is still free.</summary>
    public async Task<int> StartAsync(CancellationToken cancellation)
    {
        DropDeadSockets();
        var hasLz4 = await HasLz4Async(cancellation);
        var started = options.Clock.GetTimestamp();
        var port = EmbeddedPostgresFiles.ReadNumber(PortFile) is { } last && IsFree(last) ? last : ChoosePort();
        while (true)
        {
            var failure = await TryStartAsync(port, hasLz4, cancellation);
            if (failure is null)
            {
                break;
            }

            if (options.Clock.GetElapsedTime(started) > options.StartTimeout)
            {
                throw new EmbeddedPostgresException($"PostgreSQL did not start: {failure}; see {LogFile}.");
            }

            if (failure.Contains("in use", StringComparison.Ordinal) && !IsFree(port))
            {
                port = ChoosePort();
            }
            else if (!failure.Contains("shared memory block", StringComparison.Ordinal))
            {
                throw new EmbeddedPostgresException($"PostgreSQL did not start: {failure}; see {LogFile}.");
            }

            // "Shared memory block in use": children of a killed server are still on their way out.
            await Task.Delay(Pause, options.Clock, cancellation);
        }

        while (!await AnswersAsync(port, cancellation))
        {
            if (options.Clock.GetElapsedTime(started) > options.StartTimeout)
            {
                throw new EmbeddedPostgresException($"PostgreSQL started but does not answer; see {LogFile}.");
            }

            await Task.Delay(Pause, options.Clock, cancellation);
        }

        return port;
    }

    /// <summary>Fast shutdown: sessions end, a checkpoint is written, nothing committed is lost.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        var answer = await ToolAsync(
            "pg_ctl",
            ["stop", "--pgdata", Folder, "--mode=fast", "--wait", Seconds(options.StopTimeout)],
            cancellation);
        if (answer.ExitCode != 0 && File.Exists(PidFile))
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL did not stop: {EmbeddedPostgresFiles.LastLine(answer.Output)}; see {LogFile}.");
        }
    }

    /// <summary>Null when it runs, else PostgreSQL's own reason.</summary>
    private async Task<string?> TryStartAsync(int port, bool hasLz4, CancellationToken cancellation)
    {
        var configuration = new EmbeddedPostgresConfiguration(
            port, SocketDirectory, options.IsDurable, options.MaxConnections, hasLz4);
        await File.WriteAllTextAsync(Path.Combine(Folder, "skylink.conf"), configuration.ToText(), cancellation);
        await File.WriteAllTextAsync(PortFile, port.ToString(CultureInfo.InvariantCulture), cancellation);
        EmbeddedPostgresFiles.RotateLog(LogFile, LogBytesMax);
        var logEnd = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
        await OwnAsync(cancellation);

        // pg_ctl gives the server a session of its own: Ctrl-C in the terminal reaches us, not the database.
        var answer = await ToolAsync(
            "pg_ctl",
            ["start", "--pgdata", Folder, "--log", LogFile, "--wait", "--silent", Seconds(options.StartTimeout)],
            cancellation);
        return answer.ExitCode == 0
            ? null
            : EmbeddedPostgresFiles.FatalLine(LogFile, logEnd) ?? EmbeddedPostgresFiles.LastLine(answer.Output);
    }

    private async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        var probe = new NpgsqlConnectionStringBuilder(ConnectionString(port)) { Pooling = false, Timeout = 5 };
        try
        {
            await using var connection = new NpgsqlConnection(probe.ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("show data_directory", connection);
            return await command.ExecuteScalarAsync(cancellation) is string folder && IsSameFolder(folder);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL on port {port} does not accept the password in {options.DataDirectory}/secrets.", refused);
        }
        catch (NpgsqlException)
        {
            return false; // Not listening yet, recovering, or on its way down: the caller asks again.
        }
    }

    /// <summary>The link that names our folder may be spelled differently; the file in it is the same.</summary>
    private bool IsSameFolder(string folder) =>
        folder == Folder || PostmasterFile.Read(Path.Combine(folder, "postmaster.pid")) == PostmasterFile.Read(PidFile);

    private async Task<bool> HasLz4Async(CancellationToken cancellation)
    {
        await OwnAsync(cancellation);
        var answer = await ToolAsync(
            "postgres", ["-D", Folder, "-c", "wal_compression=lz4", "-C", "wal_compression"], cancellation);
        return answer.ExitCode == 0;
    }

    private async Task OwnAsync(CancellationToken cancellation)
    {
        if (placement.RunAs is { } account)
        {
            await EmbeddedPostgresFiles.RunAsRootAsync(
                "chown", ["-R", "-h", $"{account.UserId}:{account.GroupId}", placement.Home], cancellation);
        }
    }

    private Task<EmbeddedPostgresCommand.Answer> ToolAsync(
        string tool, IEnumerable<string> arguments, CancellationToken cancellation) => EmbeddedPostgresCommand.RunAsync(
            Path.Combine(placement.BinDirectory, tool), arguments, placement.RunAs, cancellation);

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"--timeout={Math.Max(1, (int)time.TotalSeconds)}");

    /// <summary>
    /// A free port outside the range from which systems give out ports for outgoing connections: there it would
    /// be taken by the next start.
    /// </summary>
    private static int ChoosePort()
    {
        const int attemptsMax = 100;
        for (var attempt = 0; attempt < attemptsMax; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(PortFirst, PortEnd);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new EmbeddedPostgresException($"No free port was found between {PortFirst} and {PortEnd}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
