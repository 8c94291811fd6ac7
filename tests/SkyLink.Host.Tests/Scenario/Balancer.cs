using System.Net;
using System.Net.Sockets;

namespace SkyLink.Host.Scenario;

/// <summary>One address for several replicas: each connection goes to the next of them that takes it.</summary>
internal sealed class Balancer : IDisposable
{
    private readonly IReadOnlyList<int> ports;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private int next;

    public Balancer(IReadOnlyList<int> ports)
    {
        this.ports = ports;
        listener.Start();
        Address = new Uri($"http://{listener.LocalEndpoint}");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public void Dispose()
    {
        closing.Cancel();
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var closed = closing.Token;
        while (!closed.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await listener.AcceptTcpClientAsync(closed), closed);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient client, CancellationToken closed)
    {
        using var near = client;
        using var far = await ConnectAsync(closed);
        if (far is null)
        {
            return;
        }

        try
        {
            await using var here = near.GetStream();
            await using var there = far.GetStream();
            await Task.WhenAny(here.CopyToAsync(there, closed), there.CopyToAsync(here, closed));
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            return; // One end is gone: so is the connection.
        }
    }

    private async Task<TcpClient?> ConnectAsync(CancellationToken closed)
    {
        for (var tries = 0; tries < ports.Count; tries++)
        {
            var port = ports[(int)((uint)Interlocked.Increment(ref next) % ports.Count)];
            var replica = new TcpClient();
            try
            {
                await replica.ConnectAsync(IPAddress.Loopback, port, closed);
                return replica;
            }
            catch (Exception away) when (away is SocketException or OperationCanceledException)
            {
                replica.Dispose();
            }
        }

        return null;
    }
}
