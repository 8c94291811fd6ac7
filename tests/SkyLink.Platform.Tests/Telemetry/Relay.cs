using System.Net;
using System.Net.Sockets;

namespace SkyLink.Platform.Telemetry;

/// <summary>
/// A TCP relay before PostgreSQL that a test can cut and mend: a server that is away, without stopping one.
/// </summary>
internal sealed class Relay(string host, int port) : IAsyncDisposable
{
    private CancellationTokenSource stop = new();
    private TcpListener? listener;

    public int Port { get; private set; }

    public void Start()
    {
        stop = new CancellationTokenSource();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener, stop.Token);
    }

    public async Task CutAsync()
    {
        listener?.Stop();
        await stop.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener from, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await from.AcceptTcpClientAsync(cancellation), cancellation);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient client, CancellationToken cancellation)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(host, port, cancellation);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), cancellation),
                    server.GetStream().CopyToAsync(client.GetStream(), cancellation));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or IOException)
            {
                return;
            }
        }
    }
}
