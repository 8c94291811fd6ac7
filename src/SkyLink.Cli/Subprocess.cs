using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SkyLink.Cli;

/// <summary>Programs the CLI runs: tools to their end, the host in a session of its own.</summary>
internal static class Subprocess
{
    /// <summary>How long a program may take to end by itself after it was asked to.</summary>
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(10);

    /// <param name="ExitCode">Zero is success.</param>
    /// <param name="Output">Both streams, in the order they came; empty if they went to the terminal.</param>
    internal sealed record Answer(int ExitCode, string Output);

    /// <summary>Runs a program in a folder and waits for its end. Cancellation ends it too.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="isCaptured">True returns what it writes; false lets it write to the terminal.</param>
    /// <param name="environment">Variables added to ours.</param>
    /// <param name="cancellation">Asks it to end.</param>
    /// <exception cref="CliException">There is no such program.</exception>
    public static async Task<Answer> RunAsync(
        string folder,
        IReadOnlyList<string> command,
        bool isCaptured,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = Start(folder, command, environment) };
        process.StartInfo.RedirectStandardOutput = isCaptured;
        process.StartInfo.RedirectStandardError = isCaptured;
        var output = new System.Text.StringBuilder();
        DataReceivedEventHandler keep = (_, line) =>
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        };
        process.OutputDataReceived += keep;
        process.ErrorDataReceived += keep;
        Begin(process);
        if (isCaptured)
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process, EndMax);
            throw;
        }

        return new Answer(process.ExitCode, output.ToString());
    }

    /// <summary>
    /// Starts a program whose output goes to a file, in a session of its own: Ctrl-C and the end of the terminal
    /// reach only us, and it outlives us if it must.
    /// </summary>
    public static Process StartApart(string folder, IReadOnlyList<string> command, string logFile)
    {
        const string script = "log=$1; shift; exec \"$@\" >> \"$log\" 2>&1 < /dev/null";
        string[] apart = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : ["nohup"];
        var process = new Process
        {
            StartInfo = Start(folder, [.. apart, "sh", "-c", script, "sh", logFile, .. command], environment: null),
        };
        Begin(process);
        return process;
    }

    /// <summary>Asks a process to end and waits; kills it when it does not. False if it had to be killed.</summary>
    public static async Task<bool> EndAsync(Process process, TimeSpan patience)
    {
        Terminate(process.Id);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return false;
        }
    }

    /// <summary>Asks a process to end (SIGTERM). False if there is none of that number.</summary>
    public static bool Terminate(int processId) => Kill(processId, SignalTerminate) == 0;

    private const int SignalTerminate = 15;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);

    private static ProcessStartInfo Start(
        string folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0]) { WorkingDirectory = folder, UseShellExecute = false };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void Begin(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            throw new CliException(ExitCode.Missing, $"{process.StartInfo.FileName} cannot be run: {missing.Message}.");
        }
    }
}
