using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace SkyLink.Platform.Hosting;

/// <summary>The small files around the cluster: secrets, locks, numbers, the log's end.</summary>
[SuppressMessage("Interoperability", "CA1416", Justification = "EmbeddedPostgres refuses Windows first.")]
internal static class EmbeddedPostgresFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode Enterable = OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const int LogTailBytes = 64 * 1024;

    /// <summary>The superuser's password, made on first use: 32 random bytes.</summary>
    public static string PasswordIn(string dataDirectory)
    {
        var file = PasswordFile(dataDirectory);
        if (File.Exists(file))
        {
            return File.ReadAllText(file).Trim();
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!, OwnerFolder);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        WriteSecret(file, password);
        return password;
    }

    public static string PasswordFile(string dataDirectory) =>
        Path.Combine(dataDirectory, "secrets", "postgres-password");

    /// <summary>Writes a file that only its owner may read, from its first byte on; complete or not at all.</summary>
    public static void WriteSecret(string path, string text)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    public static void MakePrivateFolder(string path) => Directory.CreateDirectory(path, OwnerFolder);

    /// <summary>A folder everybody may enter, whatever the umask says.</summary>
    public static void MakeEnterableFolder(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Enterable);
    }

    /// <summary>Whether any account may enter. A folder that is yet to be made bars nobody.</summary>
    public static bool OthersMayEnter(string folder) =>
        !Directory.Exists(folder) || File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute);

    /// <summary>Waits until nobody else holds the lock; Dispose releases it, or the system when we die.</summary>
    /// <exception cref="EmbeddedPostgresException">It stayed taken longer than <paramref name="patience"/>.</exception>
    public static async Task<FileStream> LockAsync(
        string path, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            if (TryLock(path) is { } held)
            {
                return held;
            }

            if (clock.GetElapsedTime(started) > patience)
            {
                throw new EmbeddedPostgresException($"Another process starts or stops this database and holds {path}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellation);
        }
    }

    /// <summary>The lock for ourselves alone, or null where somebody holds it.</summary>
    public static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>A lock that many hold together; while one does, <see cref="TryLock"/> gives null.</summary>
    public static FileStream ShareLock(string path)
    {
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
            // Made, so that it can be opened for reading: only a reader's lock is shared.
        }

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    public static int? ReadNumber(string path) => File.Exists(path) ? Number(File.ReadAllText(path)) : null;

    public static int? Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Keeps one old log: the present one and the one before never hold more than twice the limit.</summary>
    public static void RotateLog(string path, long bytesMax)
    {
        if (File.Exists(path) && new FileInfo(path).Length > bytesMax)
        {
            File.Move(path, path + ".1", overwrite: true);
        }
    }

    /// <summary>Why the server gave up: its last messages after <paramref name="start"/>, without times.</summary>
    public static string? FatalLine(string logFile, long start)
    {
        if (!File.Exists(logFile))
        {
            return null;
        }

        using var log = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Clamp(log.Length - LogTailBytes, Math.Min(start, log.Length), log.Length);
        using var reader = new StreamReader(log);
        var lines = reader.ReadToEnd().Split('\n').Where(line => IsReason(line)).ToList();
        return lines.Count == 0 ? null : string.Join("; ", lines.Select(WithoutPrefix));
    }

    public static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? "no message";

    /// <summary>Copies an installation with its links over an older copy; it gets its name when complete.</summary>
    public static async Task CopyInstallationAsync(string from, string to, CancellationToken cancellation)
    {
        var source = new FileInfo(Path.Combine(from, "bin", "postgres"));
        var copy = new FileInfo(Path.Combine(to, "bin", "postgres"));
        if (copy.Exists && copy.Length == source.Length && copy.LastWriteTimeUtc == source.LastWriteTimeUtc)
        {
            return;
        }

        foreach (var folder in new[] { to, to + ".new" }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        await RunAsRootAsync("cp", ["-a", from, to + ".new"], cancellation);
        await RunAsRootAsync("chmod", ["-R", "a+rX", to + ".new"], cancellation);
        Directory.Move(to + ".new", to);
    }

    public static async Task RunAsRootAsync(string tool, string[] arguments, CancellationToken cancellation)
    {
        var answer = await EmbeddedPostgresCommand.RunAsync(tool, arguments, runAs: null, cancellation);
        if (answer.ExitCode != 0)
        {
            throw new EmbeddedPostgresException($"{tool} failed: {LastLine(answer.Output)}");
        }
    }

    private static string WithoutPrefix(string line) =>
        line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim();

    private static bool IsReason(string line) =>
        line.Contains("FATAL:", StringComparison.Ordinal) || line.Contains("could not bind", StringComparison.Ordinal);
}
