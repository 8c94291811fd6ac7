using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Events;

/// <summary>
/// A NATS JetStream work queue on files, each message acknowledged by server and consumer. Version 2.9 does not flush
/// each message to the disk: it promises less than the others.
/// </summary>
internal sealed class NatsBus : IEventBus
{
    public const string Title = "NATS JetStream (no fsync per message)";
    private const string Inbox = "_INBOX.p.";
    private const string PullInbox = "_INBOX.c";
    private const int PullBatch = 500;

    private readonly PeerProcess server;
    private readonly NatsConnection publishing;
    private readonly NatsConnection consuming;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<byte[]>> waiting = [];
    private long requests;
    private int credit = 2 * PullBatch;

    private NatsBus(PeerProcess server, NatsConnection publishing, NatsConnection consuming) =>
        (this.server, this.publishing, this.consuming) = (server, publishing, consuming);

    public string Name => Title;

    public int[] Processes => [server.Pid];

    public Action<long> OnConsumed { private get; set; } = _ => { };

    /// <summary>Null where it is not installed.</summary>
    public static async Task<IEventBus?> StartAsync(CancellationToken cancellation)
    {
        if (PeerProcess.Find("/usr/sbin/nats-server", "/usr/local/bin/nats-server") is not { } program)
        {
            return null;
        }

        var (folder, port) = (PeerProcess.MakeFolder("nats"), PeerProcess.FreePort());
        string[] arguments =
            ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)];
        var started = await PeerProcess.StartAsync(program, arguments, [], folder, port, cancellation);
        var bus = new NatsBus(
            started, await NatsConnection.OpenAsync(port, cancellation),
                await NatsConnection.OpenAsync(port, cancellation));
        await bus.PrepareAsync();
        return bus;
    }

    public async Task PublishAsync(int lane) => Demand(await RequestAsync("bench", Message.Make()));

    public async ValueTask DisposeAsync()
    {
        publishing.Dispose();
        consuming.Dispose();
        await server.DisposeAsync();
    }

    private static void Demand(byte[] answer)
    {
        if (answer.AsSpan().IndexOf("\"error\""u8) >= 0)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        }
    }

    private async Task PrepareAsync()
    {
        publishing.OnMessage = answer =>
        {
            var number = long.Parse(answer.Subject.AsSpan(Inbox.Length), CultureInfo.InvariantCulture);
            if (waiting.TryRemove(number, out var request))
            {
                request.TrySetResult(answer.Payload);
            }
        };
        publishing.Subscribe(Inbox + "*");
        Demand(await RequestAsync("$JS.API.STREAM.CREATE.B", """
            {"name":"B","subjects":["bench"],"retention":"workqueue","storage":"file","num_replicas":1}
            """u8.ToArray()));
        Demand(await RequestAsync("$JS.API.CONSUMER.DURABLE.CREATE.B.C", """
            {"stream_name":"B","config":{"durable_name":"C","ack_policy":"explicit","deliver_policy":"all",
             "max_ack_pending":20000}}
            """u8.ToArray()));
        consuming.OnMessage = Consume;
        consuming.Subscribe(PullInbox);
        Pull();
        Pull();
    }

    private Task<byte[]> RequestAsync(string subject, byte[] payload)
    {
        var number = Interlocked.Increment(ref requests);
        var request = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[number] = request;
        publishing.Publish(subject, Inbox + number.ToString(CultureInfo.InvariantCulture), payload);
        return request.Task;
    }

    private void Pull() => consuming.Publish(
        "$JS.API.CONSUMER.MSG.NEXT.B.C", PullInbox,
        Encoding.ASCII.GetBytes($$"""{"batch":{{PullBatch}},"expires":300000000000}"""));

    private void Consume(NatsMessage message)
    {
        if (message.ReplyTo is not { } acknowledge)
        {
            return; // a status, no message
        }

        OnConsumed(Message.SentAt(message.Payload));
        consuming.Publish(acknowledge, replyTo: null, "+ACK"u8);
        if (--credit <= PullBatch)
        {
            credit += PullBatch;
            Pull();
        }
    }
}
