using System.Globalization;

namespace SkyLink.Platform.Hosting;

/// <summary>What <c>postmaster.pid</c> says about the server that wrote it.</summary>
/// <param name="ProcessId">Its process, at the time.</param>
/// <param name="Folder">Its data folder, as it was started with.</param>
/// <param name="Port">Its port; null in the moments before it is written.</param>
internal sealed record PostmasterFile(int ProcessId, string Folder, int? Port)
{
    /// <summary>Null where there is no such file, or it is not (yet) complete enough to name a process.</summary>
    public static PostmasterFile? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllLines(path));
        }
        catch (IOException)
        {
            return null;
        }
    }

    internal static PostmasterFile? Parse(string[] lines) =>
        lines.Length >= 2 && EmbeddedPostgresFiles.Number(lines[0]) is { } processId and > 1
            ? new PostmasterFile(processId, lines[1], lines.Length >= 4 ? EmbeddedPostgresFiles.Number(lines[3]) : null)
            : null;

    /// <summary>
    /// True if that process is still a PostgreSQL on these data. Numbers of processes are used again, after a
    /// restart of a container almost surely; the command line tells.
    /// </summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancellation)
    {
        var commandLine = Directory.Exists("/proc/self")
            ? await LinuxCommandLineAsync(cancellation)
            : await MacCommandLineAsync(cancellation);
        return commandLine.Contains("postgres", StringComparison.Ordinal)
            && commandLine.Contains(Folder, StringComparison.Ordinal);
    }

    private async Task<string> MacCommandLineAsync(CancellationToken cancellation)
    {
        var id = ProcessId.ToString(CultureInfo.InvariantCulture);
        return (await EmbeddedPostgresCommand.RunAsync(
            "ps", ["-o", "command=", "-p", id], runAs: null, cancellation)).Output;
    }

    private async Task<string> LinuxCommandLineAsync(CancellationToken cancellation)
    {
        try
        {
            // A zombie has an empty one.
            return (await File.ReadAllTextAsync($"/proc/{ProcessId}/cmdline", cancellation)).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
