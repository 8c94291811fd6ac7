using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Events;

/// <summary>
/// A RabbitMQ quorum queue of one node, as its documentation recommends for durable work: persistent messages,
/// publisher confirms, each message acknowledged by the consumer.
/// </summary>
internal sealed class RabbitBus : IEventBus
{
    public const string Title = "RabbitMQ quorum queue";
    private const string Queue = "bench";
    private const ushort Prefetch = 500;
    private const int OutstandingMax = 2_048;
    private const int PublishingChannels = 4;

    private readonly PeerProcess server;
    private readonly IConnection connection;
    private readonly IChannel[] publishing;
    private readonly BasicProperties persistent = new() { Persistent = true };

    private RabbitBus(PeerProcess server, IConnection connection, IChannel[] publishing) =>
        (this.server, this.connection, this.publishing) = (server, connection, publishing);

    public string Name => Title;

    public int[] Processes => [server.Pid];

    public Action<long> OnConsumed { private get; set; } = _ => { };

    /// <summary>Null where it is not installed.</summary>
    public static async Task<IEventBus?> StartAsync(CancellationToken cancellation)
    {
        if (PeerProcess.Find("/usr/lib/rabbitmq/bin/rabbitmq-server") is not { } program)
        {
            return null;
        }

        var (folder, port) = (PeerProcess.MakeFolder("rabbitmq"), PeerProcess.FreePort());
        var started = await PeerProcess.StartAsync(program, [], Settings(folder, port), folder, port, cancellation);
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port };
        var connected = await ConnectAsync(factory, cancellation);
        var channels = new IChannel[PublishingChannels];
        for (var number = 0; number < channels.Length; number++)
        {
            channels[number] = await connected.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
                    new ThrottlingRateLimiter(OutstandingMax)),
                cancellation);
        }

        await channels[0].QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellation);
        var bus = new RabbitBus(started, connected, channels);
        await bus.ConsumeAsync(cancellation);
        return bus;
    }

    public async Task PublishAsync(int lane) => await publishing[lane % publishing.Length].BasicPublishAsync(
        exchange: "", Queue, mandatory: true, persistent, Message.Make(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await server.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(string folder, int port) => new(StringComparer.Ordinal)
    {
        ["HOME"] = folder,
        ["RABBITMQ_NODENAME"] = $"bench{port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_DIST_PORT"] = PeerProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_PORT"] = PeerProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
    };

    /// <summary>It listens a moment before it lets anybody in.</summary>
    private static async Task<IConnection> ConnectAsync(ConnectionFactory factory, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await factory.CreateConnectionAsync(cancellation);
            }
            catch (RabbitMQ.Client.Exceptions.BrokerUnreachableException) when (tries < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellation);
            }
        }
    }

    private async Task ConsumeAsync(CancellationToken cancellation)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        await channel.BasicQosAsync(prefetchSize: 0, Prefetch, global: false, cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            OnConsumed(Message.SentAt(delivery.Body.Span));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, delivery.CancellationToken);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, cancellation);
    }
}
