using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace SkyLink.Benchmarks.Events;

/// <summary>A message as NATS delivers it.</summary>
/// <param name="ReplyTo">Where an answer goes; null where none is expected.</param>
internal readonly record struct NatsMessage(string Subject, string? ReplyTo, byte[] Payload);

/// <summary>The NATS text protocol over one socket: as much of it as a benchmark needs, writes coalesced.</summary>
internal sealed class NatsConnection : IDisposable
{
    private const int WriteBytes = 256 * 1_024;
    private readonly Socket socket;
    private readonly Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });

    private NatsConnection(Socket socket) => this.socket = socket;

    /// <summary>Hears of every message; set before subscribing.</summary>
    public Action<NatsMessage> OnMessage { private get; set; } = _ => { };

    public static async Task<NatsConnection> OpenAsync(int port, CancellationToken cancellation)
    {
        var open = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await open.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var connection = new NatsConnection(open);
        connection.Say("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\n");
        _ = connection.WriteAsync();
        _ = connection.ReadAsync();
        return connection;
    }

    public void Subscribe(string subject) => Say($"SUB {subject} 1\r\n");

    public void Publish(string subject, string? replyTo, ReadOnlySpan<byte> payload)
    {
        var head = replyTo is null ? $"PUB {subject} {payload.Length}\r\n"
            : $"PUB {subject} {replyTo} {payload.Length}\r\n";
        var bytes = new byte[head.Length + payload.Length + 2];
        Encoding.ASCII.GetBytes(head, bytes);
        payload.CopyTo(bytes.AsSpan(head.Length));
        "\r\n"u8.CopyTo(bytes.AsSpan(head.Length + payload.Length));
        outgoing.Writer.TryWrite(bytes);
    }

    public void Dispose()
    {
        outgoing.Writer.TryComplete();
        socket.Dispose();
    }

    private void Say(string line) => outgoing.Writer.TryWrite(Encoding.ASCII.GetBytes(line));

    private async Task WriteAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(WriteBytes * 2);
        while (await outgoing.Reader.WaitToReadAsync())
        {
            buffer.ResetWrittenCount();
            while (buffer.WrittenCount < WriteBytes && outgoing.Reader.TryRead(out var bytes))
            {
                buffer.Write(bytes);
            }

            await socket.SendAsync(buffer.WrittenMemory);
        }
    }

    private async Task ReadAsync()
    {
        await using var stream = new NetworkStream(socket);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: WriteBytes));
        while (true)
        {
            var read = await reader.ReadAsync();
            var rest = read.Buffer;
            while (TryTake(ref rest))
            {
            }

            reader.AdvanceTo(rest.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>Takes one line, with its payload where it has one; false where not all of it has come.</summary>
    private bool TryTake(ref ReadOnlySequence<byte> rest)
    {
        var reader = new SequenceReader<byte>(rest);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            return false;
        }

        var words = Encoding.ASCII.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] is "MSG" or "HMSG")
        {
            var (hasHeader, size) = (words[0] == "HMSG", int.Parse(words[^1], CultureInfo.InvariantCulture));
            if (reader.Remaining < size + 2)
            {
                return false;
            }

            var header = hasHeader ? int.Parse(words[^2], CultureInfo.InvariantCulture) : 0;
            var payload = reader.UnreadSequence.Slice(header, size - header).ToArray();
            reader.Advance(size + 2);
            var replyTo = words.Length == (hasHeader ? 6 : 5) ? words[3] : null;
            OnMessage(new NatsMessage(words[1], replyTo, payload));
        }
        else if (words[0] == "PING")
        {
            Say("PONG\r\n");
        }

        rest = rest.Slice(reader.Position);
        return true;
    }
}
