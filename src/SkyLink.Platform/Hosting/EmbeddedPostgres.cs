using System.Globalization;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// The PostgreSQL that SkyLink brings along. Everyone who starts it on the same data shares one server; the last one
/// to dispose of it stops it. A killed owner leaves it running, and the next start adopts it; a killed server leaves
/// its data, and the next start, or whoever watches, recovers them.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string TemporaryPrefix = "skylink-pg-";
    private const long SharedMemoryBytesMin = 2L * 1024 * 1024 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly EmbeddedPostgresOptions options;
    private readonly EmbeddedPostgresCluster server;
    private readonly string folder;
    private readonly FileStream use;
    private readonly bool isTemporary;
    private bool isDisposed;

    private EmbeddedPostgres(
        EmbeddedPostgresOptions options,
        EmbeddedPostgresCluster cluster,
        string home,
        FileStream use,
        int port,
        bool isTemporary)
    {
        (this.options, server, folder, this.use, this.isTemporary) = (options, cluster, home, use, isTemporary);
        Port = port;
        ConnectionString = cluster.ConnectionString(port);
    }

    /// <summary>The superuser's way in over 127.0.0.1, database "postgres". Holds the password: never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>The port on 127.0.0.1; the same at the next start unless somebody took it meanwhile.</summary>
    public int Port { get; }

    /// <summary>The folder of the Unix socket (a connection string's Host), null where its path is too long.</summary>
    public string? SocketDirectory => server.SocketDirectory;

    /// <summary>Brings the server up, or joins the one that runs on these data; returns when it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">Not possible; the message is one line for a person.</exception>
    public static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellation) =>
        StartAsync(options, isTemporary: false, cancellation);

    /// <summary>
    /// A server of one's own with empty data that vanish with it; in memory where there is room. Sweeps up what
    /// killed processes left behind.
    /// </summary>
    /// <param name="repositoryRoot">The folder that holds node_modules.</param>
    /// <param name="isDurable">True measures with fsync, on the disk; false is for tests.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<EmbeddedPostgres> StartTemporaryAsync(
        string repositoryRoot, bool isDurable, CancellationToken cancellation)
    {
        var parent = !isDurable && HasRoomInMemory() ? "/dev/shm" : Path.GetTempPath();
        await SweepAsync(parent, repositoryRoot, cancellation);
        var id = Guid.CreateVersion7().ToString("n", CultureInfo.InvariantCulture)[20..];
        var data = Path.Combine(parent, TemporaryPrefix + id);
        EmbeddedPostgresFiles.MakeEnterableFolder(data);
        try
        {
            return await StartAsync(Temporary(data, repositoryRoot, isDurable), isTemporary: true, cancellation);
        }
        catch
        {
            Directory.Delete(data, recursive: true);
            throw;
        }
    }

    /// <summary>Stops the server of these data whoever uses it. False if none runs.</summary>
    public static async Task<bool> StopAsync(EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        var (cluster, home, alone) = await OpenAsync(options, cancellation);
        await using var held = alone;
        if (await cluster.FindRunningAsync(cancellation) is null)
        {
            return false;
        }

        await cluster.StopAsync(cancellation);
        options.Report("PostgreSQL: stopped");
        return true;
    }

    /// <summary>
    /// Until cancelled, starts the server again where it was killed, on the port it had. One that somebody stopped
    /// stays down.
    /// </summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        var isDown = false;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                isDown = isDown || await server.WasKilledAsync(cancellation);
                isDown = isDown && !await ReviveAsync(cancellation);
                await Task.Delay(Look, options.Clock, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Lets go of the server; the last one to do so stops it and waits until its data are on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        await using (await LockAsync(options, folder, CancellationToken.None))
        {
            await use.DisposeAsync();
            if (EmbeddedPostgresFiles.TryLock(UsersLock(folder)) is not { } last)
            {
                return;
            }

            await using (last)
            {
                await server.StopAsync(CancellationToken.None);
                options.Report("PostgreSQL: stopped");
            }
        }

        if (isTemporary)
        {
            DeleteTemporary(options.DataDirectory, folder);
        }
    }

    /// <summary>False if it must be tried again.</summary>
    private async Task<bool> ReviveAsync(CancellationToken cancellation)
    {
        try
        {
            await using var alone = await LockAsync(options, folder, cancellation);
            var port = await server.FindRunningAsync(cancellation) ?? await server.StartAsync(cancellation);
            options.Report(port == Port
                ? $"PostgreSQL: was killed, runs again on port {port}"
                : $"PostgreSQL: was killed, runs again, but on port {port} instead of {Port}: restart SkyLink");
            return true;
        }
        catch (Exception fault)
            when (fault is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
        {
            options.Report($"PostgreSQL: was killed; {fault.Message}");
            return false;
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, bool isTemporary, CancellationToken cancellation)
    {
        var started = options.Clock.GetTimestamp();
        var (cluster, home, alone) = await OpenAsync(options, cancellation);
        await using var held = alone;
        var running = await cluster.FindRunningAsync(cancellation);
        if (running is null)
        {
            await cluster.CreateAsync(cancellation);
        }

        var port = running ?? await cluster.StartAsync(cancellation);
        var took = (int)options.Clock.GetElapsedTime(started).TotalMilliseconds;
        options.Report($"PostgreSQL: {(running is null ? "started" : "adopted")} on port {port} in {took} ms");
        return new EmbeddedPostgres(
            options, cluster, home, EmbeddedPostgresFiles.ShareLock(UsersLock(home)), port, isTemporary);
    }

    /// <summary>Decides where everything lies, makes the folders, and holds the start lock; touches no data.</summary>
    private static async Task<(EmbeddedPostgresCluster Cluster, string Home, FileStream Alone)> OpenAsync(
        EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException("The embedded PostgreSQL runs on Linux and macOS.");
        }

        var dataDirectory = Path.GetFullPath(options.DataDirectory);
        Directory.CreateDirectory(dataDirectory);
        var placement = await PlaceAsync(options, dataDirectory, cancellation);
        if (placement.Home.StartsWith(EmbeddedPostgresPlacement.OutsideRoot, StringComparison.Ordinal))
        {
            EmbeddedPostgresFiles.MakeEnterableFolder(EmbeddedPostgresPlacement.OutsideRoot);
            EmbeddedPostgresFiles.MakeEnterableFolder(Path.GetDirectoryName(placement.Home)!);
        }

        if (placement.CopyFrom is { } installation)
        {
            var copy = Path.GetDirectoryName(placement.BinDirectory)!;
            EmbeddedPostgresFiles.MakeEnterableFolder(EmbeddedPostgresPlacement.OutsideRoot);
            await using var copying = await EmbeddedPostgresFiles.LockAsync(
                copy + ".lock", options.StartTimeout, options.Clock, cancellation);
            await EmbeddedPostgresFiles.CopyInstallationAsync(installation, copy, cancellation);
        }

        EmbeddedPostgresFiles.MakePrivateFolder(placement.Home);
        var held = await LockAsync(options, placement.Home, cancellation);
        try
        {
            // Under the lock: of two first starts only one may make up the password.
            var cluster = new EmbeddedPostgresCluster(options, placement, PasswordOf(placement.Home, dataDirectory));
            return (cluster, placement.Home, held);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    private static string PasswordOf(string home, string dataDirectory)
    {
        var file = EmbeddedPostgresFiles.PasswordFile(dataDirectory);
        return File.Exists(VersionFile(home)) && !File.Exists(file)
            ? throw new EmbeddedPostgresException(
                $"The database in {home} exists, its password file does not: restore {file}, "
                + "or delete that folder to begin anew.")
            : EmbeddedPostgresFiles.PasswordIn(dataDirectory);
    }

    private static async Task<EmbeddedPostgresPlacement> PlaceAsync(
        EmbeddedPostgresOptions options, string dataDirectory, CancellationToken cancellation)
    {
        var accounts = UnixAccount.Parse(await File.ReadAllLinesAsync("/etc/passwd", cancellation));
        EmbeddedPostgresPlacement Decide(string binDirectory) => EmbeddedPostgresPlacement.Decide(
            Environment.IsPrivilegedProcess,
            dataDirectory,
            binDirectory,
            accounts,
            EmbeddedPostgresFiles.OthersMayEnter);

        // Where the data lie does not depend on the binaries, but which binaries fit depends on the data.
        var home = Decide(binDirectory: "/").Home;
        var version = EmbeddedPostgresFiles.ReadNumber(VersionFile(home));
        var binaries = await EmbeddedPostgresBinaries.FindAsync(
            Path.GetFullPath(options.RepositoryRoot), version, cancellation);
        return Decide(binaries.BinDirectory);
    }

    private static string VersionFile(string home) => Path.Combine(home, "cluster", "PG_VERSION");

    private static string UsersLock(string home) => Path.Combine(home, "users.lock");

    private static string StartLock(string home) => Path.Combine(home, "start.lock");

    private static Task<FileStream> LockAsync(
        EmbeddedPostgresOptions options, string home, CancellationToken cancellation) =>
        EmbeddedPostgresFiles.LockAsync(
            StartLock(home), options.StartTimeout + options.StopTimeout, options.Clock, cancellation);

    private static EmbeddedPostgresOptions Temporary(string folder, string repositoryRoot, bool isDurable) => new()
    {
        DataDirectory = folder,
        RepositoryRoot = repositoryRoot,
        IsDurable = isDurable,
        MaxConnections = 500,
    };

    /// <summary>Containers often have 64 MB there.</summary>
    private static bool HasRoomInMemory() =>
        Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").AvailableFreeSpace >= SharedMemoryBytesMin;

    /// <summary>A temporary server nobody holds the lock of lost its owner to kill -9.</summary>
    private static async Task SweepAsync(string parent, string repositoryRoot, CancellationToken cancellation)
    {
        foreach (var data in Directory.GetDirectories(parent, TemporaryPrefix + "*"))
        {
            var home = Path.Combine(data, "postgres");
            if (!File.Exists(UsersLock(home)))
            {
                continue; // On its way up.
            }

            try
            {
                using (var users = EmbeddedPostgresFiles.TryLock(UsersLock(home)))
                {
                    if (users is null)
                    {
                        continue;
                    }

                    await StopAsync(Temporary(data, repositoryRoot, isDurable: false), cancellation);
                }

                DeleteTemporary(data, home);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or EmbeddedPostgresException or IOException)
            {
                // Another account's, or half deleted by another sweep: not ours to clear away.
            }
        }
    }

    private static void DeleteTemporary(string folder, string home)
    {
        foreach (var path in new[] { folder, Path.GetDirectoryName(home)! }.Where(Directory.Exists))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
