using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>A program of somebody else's, run on loopback with data of its own, and gone afterwards.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private PeerProcess(Process process, string folder) => (this.process, Folder) = (process, folder);

    public int Pid => process.Id;

    /// <summary>Its data; deleted with it.</summary>
    public string Folder { get; }

    /// <summary>The first of the paths that exists, or null: the peer is not installed.</summary>
    public static string? Find(params string[] paths) => Array.Find(paths, File.Exists);

    public static string MakeFolder(string name) =>
        Directory.CreateTempSubdirectory($"skylink-bench-{name}-").FullName;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until it accepts connections at a port.</summary>
    public static async Task<PeerProcess> StartAsync(
        string program, string[] arguments, Dictionary<string, string> environment, string folder, int port,
        CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        var peer = new PeerProcess(started, folder);
        try
        {
            await peer.ListensAsync(port, cancellation);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task ListensAsync(int port, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await AcceptsAsync(port, cancellation))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartTimeout)
            {
                throw new InvalidOperationException($"{process.StartInfo.FileName} does not come up at port {port}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
    }

    private static async Task<bool> AcceptsAsync(int port, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
