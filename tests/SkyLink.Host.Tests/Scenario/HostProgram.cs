using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using SkyLink.Testing;

namespace SkyLink.Host.Scenario;

/// <summary>One process of the program, with settings of its own; may be killed, paused and started again.</summary>
internal sealed partial class HostProgram(string name, string folder, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private const int LinesMax = 400;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(180);
    private readonly ConcurrentQueue<string> lines = new();
    private Process? process;

    private static string File => Path.Combine(AppContext.BaseDirectory, "SkyLink.Host");

    public string Name => name;

    public string Folder => folder;

    /// <summary>What it wrote lately: for the message of a test that fails.</summary>
    public string Log => $"--- {name}\n{string.Join('\n', lines)}";

    public IReadOnlyList<Uri> Gateways { get; private set; } = [];

    /// <summary>The way in to the PostgreSQL it brought along.</summary>
    public string EmbeddedPostgres
    {
        get
        {
            var port = EmbeddedPort().Matches(Log)[^1].Groups[1].Value;
            var password = System.IO.File.ReadAllText(Path.Combine(folder, "secrets", "postgres-password")).Trim();
            return $"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database=postgres";
        }
    }

    /// <summary>Ready for requests when this returns.</summary>
    public async Task StartAsync()
    {
        Directory.CreateDirectory(folder);
        var run = Path.Combine(folder, "run.json");
        System.IO.File.Delete(run); // A process that was killed left its own.
        var start = new ProcessStartInfo(File)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add($"--{key}={value}");
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += Note;
        process.ErrorDataReceived += Note;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await Eventually.TrueAsync(
                () => process.HasExited ? throw new InvalidOperationException(Log) : System.IO.File.Exists(run),
                $"{name} is up", StartMax);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{Log}", late);
        }

        var said = JsonSerializer.Deserialize<JsonElement>(await System.IO.File.ReadAllBytesAsync(run));
        Gateways = [.. said.GetProperty("gateways").EnumerateArray().Select(it => new Uri(it.GetString()!))];
    }

    /// <summary><c>kill -9</c>: no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process!.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>As an operator stops it.</summary>
    public async Task<int> StopAsync()
    {
        Signal("TERM");
        await process!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return process.ExitCode;
    }

    /// <summary>As an operator stops it; by force if it does not obey.</summary>
    public async ValueTask StopOrKillAsync()
    {
        if (process is { HasExited: false })
        {
            await StopAsync();
        }

        await DisposeAsync();
    }

    [GeneratedRegex(@"PostgreSQL: \w+ on port (\d+)")]
    private static partial Regex EmbeddedPort();

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            Signal("CONT");
            await KillAsync();
        }

        process?.Dispose();
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            lines.Enqueue(text);
            while (lines.Count > LinesMax)
            {
                lines.TryDequeue(out _);
            }
        }
    }
}
