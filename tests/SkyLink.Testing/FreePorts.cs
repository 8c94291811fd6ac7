using System.Net;
using System.Net.Sockets;

namespace SkyLink.Testing;

/// <summary>
/// Ports for programs that listen on them a little later. They lie below those that the system gives to outgoing
/// connections (32768 and above on Linux): one of these may be somebody's by the time the program has started.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;

    /// <summary>Suites that run at once begin at different places.</summary>
    private static int last = Environment.ProcessId * 97 % Count;

    /// <summary>A port that nobody listens on, and that this process has not been given before.</summary>
    public static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + ((Interlocked.Increment(ref last) & int.MaxValue) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
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
