using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using SkyLink.Platform.Hosting;

namespace SkyLink.Cli.Postgres;

/// <summary>On the real server: start, stop, and everything that may happen between the two.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private readonly Scratch scratch = new();
    private readonly List<string> reports = [];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Data_port_and_password_survive_a_restart()
    {
        int port;
        await using (var first = await StartAsync())
        {
            port = first.Port;
            await AskAsync(first, "create table kept as select 42 as answer");
        }

        await using var second = await StartAsync();
        Assert.Equal(port, second.Port);
        Assert.Equal(42, await AskAsync(second, "select answer from kept"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scratch["data/secrets/postgres-password"]));
    }

    [Fact]
    public async Task The_server_is_set_up_for_what_the_platform_does()
    {
        await using var postgres = await StartAsync();
        Assert.Equal("UTF8", await AskAsync(postgres, "show server_encoding"));
        Assert.Equal("on", await AskAsync(postgres, "show fsync"));
        Assert.Equal("on", await AskAsync(postgres, "show synchronous_commit"));
        Assert.Equal("off", await AskAsync(postgres, "show jit"));
        Assert.Equal("200", await AskAsync(postgres, "show max_connections"));
        Assert.Equal("127.0.0.1", await AskAsync(postgres, "show listen_addresses"));
        Assert.Equal("C.UTF-8", await AskAsync(postgres, "select datcollate from pg_database where datname = 'postgres'"));
        Assert.Equal(0L, await AskAsync(postgres, "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'"));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_over_tcp_and_over_the_socket()
    {
        await using var postgres = await StartAsync();
        foreach (var host in new[] { "127.0.0.1", postgres.SocketDirectory! })
        {
            var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Host = host, Password = "guess", Pooling = false };
            await using var connection = new NpgsqlConnection(wrong.ConnectionString);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Cancellation));
            Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        }
    }

    [Fact]
    public async Task Two_owners_share_one_server_and_the_last_one_stops_it()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        Assert.Equal(first.Port, second.Port);
        Assert.Contains(reports, line => line.Contains("adopted", StringComparison.Ordinal));

        await first.DisposeAsync();
        Assert.Equal(1, await AskAsync(second, "select 1"));

        await second.DisposeAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(second, "select 1"));
    }

    [Fact]
    public async Task Four_starts_at_once_make_one_server()
    {
        var started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync()));
        Assert.Single(started.Select(postgres => postgres.Port).Distinct());
        Assert.Single(reports, line => line.Contains("made a new database", StringComparison.Ordinal));
        await Task.WhenAll(started.Select(postgres => postgres.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task What_was_committed_before_kill_9_of_the_server_is_there_after_the_next_start()
    {
        await using var killed = await StartAsync();
        await AskAsync(killed, "create table kept as select 7 as answer");
        KillServer();

        await using var next = await StartAsync();
        Assert.Equal(7, await AskAsync(next, "select answer from kept"));
    }

    [Fact]
    public async Task A_killed_server_runs_again_on_its_port_where_somebody_watches_and_a_stopped_one_stays_down()
    {
        await using var postgres = await StartAsync();
        await AskAsync(postgres, "create table kept as select 7 as answer");
        using var end = new CancellationTokenSource();
        var watching = postgres.WatchAsync(end.Token);
        KillServer();
        for (var tries = 0; tries < 1_200 && !reports[^1].Contains("runs again", StringComparison.Ordinal); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        Assert.EndsWith($"runs again on port {postgres.Port}", reports[^1], StringComparison.Ordinal);
        Assert.Equal(7, await AskAsync(postgres, "select answer from kept"));

        Assert.True(await EmbeddedPostgres.StopAsync(Options(), Cancellation));
        await Task.Delay(TimeSpan.FromSeconds(2), Cancellation); // Two looks.
        Assert.False(await EmbeddedPostgres.StopAsync(Options(), Cancellation));
        await end.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task A_pid_file_whose_number_belongs_to_another_program_by_now_does_not_stop_the_start()
    {
        await using (await StartAsync())
        {
        }

        var stale = $"{Environment.ProcessId}\n{Cluster}\n1\n5432\n\n127.0.0.1\n0 0\nready\n";
        await File.WriteAllTextAsync(Path.Combine(Cluster, "postmaster.pid"), stale, Cancellation);
        await using var postgres = await StartAsync();
        Assert.Equal(1, await AskAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task The_socket_of_a_killed_server_whose_number_belongs_to_another_program_does_not_stop_the_start()
    {
        int port;
        await using (var stopped = await StartAsync())
        {
            Assert.NotNull(stopped.SocketDirectory);
            port = stopped.Port;
        }

        // PostgreSQL minds only programs of its own user.
        using var other = Process.Start("sh", [
            "-c", $"o=$(stat -c %u '{Cluster}'); [ $o = $(id -u) ] || exec setpriv --reuid=$o --clear-groups sleep 60; exec sleep 60",
        ]);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
        var home = Path.GetDirectoryName(Cluster)!;
        var stale = $"{other.Id}\n{Cluster}\n1\n{port}\n{home}\n";
        await File.WriteAllTextAsync(Path.Combine(home, $".s.PGSQL.{port}.lock"), stale, Cancellation);
        await using var postgres = await StartAsync();
        Assert.Equal(1, await AskAsync(postgres, "select 1"));
        other.Kill();
    }

    [Fact]
    public async Task A_port_that_was_taken_meanwhile_is_replaced()
    {
        int port;
        await using (var first = await StartAsync())
        {
            port = first.Port;
        }

        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        await using var second = await StartAsync();
        Assert.NotEqual(port, second.Port);
        Assert.Equal(1, await AskAsync(second, "select 1"));
    }

    [Fact]
    public async Task Stop_ends_the_server_whoever_uses_it_and_says_if_there_was_none()
    {
        await using var postgres = await StartAsync();
        Assert.True(await EmbeddedPostgres.StopAsync(Options(), Cancellation));
        Assert.False(await EmbeddedPostgres.StopAsync(Options(), Cancellation));
    }

    [Fact]
    public async Task Data_of_another_major_version_are_left_alone_with_one_clear_line()
    {
        await using (await StartAsync())
        {
        }

        var version = Path.Combine(Cluster, "PG_VERSION");
        await File.WriteAllTextAsync(version, "9\n", Cancellation);
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);
        Assert.StartsWith("The data were made by PostgreSQL 9, found is ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_lost_password_file_is_told_and_no_new_database_is_made()
    {
        await using (await StartAsync())
        {
        }

        File.Delete(scratch["data/secrets/postgres-password"]);
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);
        Assert.Contains("restore", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Cluster, "PG_VERSION")));
    }

    [Fact]
    public async Task A_broken_setting_is_reported_in_the_words_of_PostgreSQL()
    {
        await using (await StartAsync())
        {
        }

        await File.AppendAllTextAsync(Path.Combine(Cluster, "postgresql.conf"), "max_connections = nonsense\n", Cancellation);
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);
        Assert.Contains("configuration file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_server_is_gone_without_a_trace()
    {
        string folder;
        await using (var postgres = await EmbeddedPostgres.StartTemporaryAsync(Checkout.Root, isDurable: false, Cancellation))
        {
            Assert.Equal("off", await AskAsync(postgres, "show fsync"));
            folder = (string)(await AskAsync(postgres, "show data_directory"))!;
            Assert.True(Directory.Exists(folder));
        }

        Assert.False(Directory.Exists(Path.GetFullPath(Path.Combine(folder, "../.."))));
    }

    [Fact]
    public async Task Under_a_folder_only_root_may_enter_data_and_binaries_lie_outside()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has a folder that nobody else may enter.");
        File.SetUnixFileMode(scratch.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var found = await EmbeddedPostgresBinaries.FindAsync(Checkout.Root, majorVersionOfData: null, Cancellation);
        var package = Path.GetRelativePath(Checkout.Root, Path.GetDirectoryName(found.BinDirectory)!);
        Assert.SkipWhen(package.StartsWith("..", StringComparison.Ordinal), "npm's binaries are not installed here.");
        Directory.CreateDirectory(Path.GetDirectoryName(scratch[package])!);
        await EmbeddedPostgresFiles.CopyInstallationAsync(
            Path.Combine(Checkout.Root, package), scratch[package], Cancellation);
        var bin = Path.Combine(scratch[package], "bin");
        string[] outside = [Outside(EmbeddedPostgresPlacement.Fingerprint(scratch["data"])),
            Outside($"binaries-{EmbeddedPostgresPlacement.Fingerprint(bin)}")];
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataDirectory = scratch["data"], RepositoryRoot = scratch.Path }, Cancellation);
            var folder = (string)(await AskAsync(postgres, "show data_directory"))!;
            Assert.StartsWith(outside[0], folder, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(outside[1], "bin", "postgres")));
            Assert.StartsWith("18.", (string)(await AskAsync(postgres, "show server_version"))!, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var left in outside.Where(Directory.Exists))
            {
                Directory.Delete(left, recursive: true);
            }

            File.Delete(outside[1] + ".lock");
        }

        static string Outside(string name) => Path.Combine(EmbeddedPostgresPlacement.OutsideRoot, name);
    }

    private string Cluster => scratch["data/postgres/cluster"];

    private EmbeddedPostgresOptions Options() => new()
    {
        DataDirectory = scratch["data"],
        RepositoryRoot = Checkout.Root,
        Report = line =>
        {
            lock (reports)
            {
                reports.Add(line);
            }
        },
    };

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(Options(), Cancellation);

    private void KillServer()
    {
        var first = File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).First();
        using var server = Process.GetProcessById(int.Parse(first, CultureInfo.InvariantCulture));
        server.Kill();
        server.WaitForExit();
    }

    private static async Task<object?> AskAsync(EmbeddedPostgres postgres, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
