using System.Collections.Concurrent;
using SkyLink.Beckn;

namespace SkyLink.Trade.Nodes;

/// <summary>What came of storing a received message.</summary>
internal enum Stored
{
    /// <summary>First of its kind: its effects are durable.</summary>
    New,

    /// <summary>Seen before, sent again under a fresh signature: its effects are durable since then.</summary>
    Repeated,

    /// <summary>The very same bytes and signatures again.</summary>
    Replayed,

    /// <summary>Another message under an id that was used before.</summary>
    Conflicting,
}

/// <summary>
/// The protocol side of one service: the participants it runs, the messages they exchange and the deliveries they owe.
/// A received message, its effects and the messages it causes commit together, and only then is it acknowledged.
/// </summary>
internal sealed class NodeRuntime : IAsyncDisposable
{
    /// <summary>How long a process may take to send what it has leased.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>Of the writer: a search passes five of them, one after the other.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    /// <summary>Acknowledged deliveries forgotten with one commit.</summary>
    private const int DeliveredMax = 1_000;

    private readonly GroupCommit<Entry, bool> log;
    private readonly ConcurrentQueue<DeliveryRow> delivered = new();
    private readonly TimeProvider clock;
    private readonly NetworkOptions options;

    public NodeRuntime(Db db, IReadOnlyList<Node> nodes, TimeProvider clock, IOptions<NetworkOptions> options)
    {
        (Db, this.clock, this.options) = (db, clock, options.Value);
        Nodes = nodes.ToDictionary(node => node.Profile.Slug, StringComparer.Ordinal);
        log = new GroupCommit<Entry, bool>(db, WriteAsync, isOneStatement: true, rest: Rest);
    }

    public Db Db { get; }

    public IReadOnlyDictionary<string, Node> Nodes { get; }

    /// <summary>Hears of deliveries that are durable; the courier listens.</summary>
    public Action<IReadOnlyList<Dispatch>>? OnReady { get; set; }

    /// <summary>Stores a message whose effects are only the messages it causes, together with others.</summary>
    public async Task<Stored> ReceiveAsync(
        Received message, string? gatewayHeader, QuickHandler handler, CancellationToken cancellation)
    {
        var reaction = await handler(message, cancellation);
        var row = MessageRow.In(message, gatewayHeader);
        var sends = Prepare(message.Node, message, reaction).ConvertAll(send => send with { Cause = row.Id });
        var entry = new Entry(row, sends);
        if (!await log.AddAsync(entry, cancellation))
        {
            return Judge(row, await Db.InStatementAsync(tx => MessageStore.FirstAsync(tx, row), cancellation));
        }

        OnReady?.Invoke(entry.Sends);
        reaction.AfterCommit?.Invoke();
        return Stored.New;
    }

    /// <summary>Stores a message and runs its handler in one transaction.</summary>
    public Task<Stored> ReceiveAsync(
        Received message, string? gatewayHeader, Handler handler, CancellationToken cancellation) =>
        Db.InTransactionAsync(async tx =>
        {
            var row = MessageRow.In(message, gatewayHeader);
            if ((await MessageStore.WriteAsync(tx, [row], [], [], clock.GetUtcNow())).Added.Count == 0)
            {
                return Judge(row, await MessageStore.FirstAsync(tx, row));
            }

            var reaction = await handler(tx, message);
            await SendAsync(tx, message.Node, reaction, message);
            return Stored.New;
        }, cancellation);

    /// <summary>Sends messages of one's own, in the transaction of what they tell.</summary>
    public Task SendAsync(Tx tx, Node node, Reaction reaction) => SendAsync(tx, node, reaction, cause: null);

    /// <summary>
    /// Sends messages that tell of nothing else: stored together with others. Durable when this completes.
    /// </summary>
    public async Task SendAsync(Node node, IReadOnlyList<Outgoing> messages, CancellationToken cancellation)
    {
        var entry = new Entry(In: null, Prepare(node, cause: null, new Reaction(messages)));
        await log.AddAsync(entry, cancellation);
        OnReady?.Invoke(entry.Sends);
    }

    /// <summary>Notes a message that was refused. Not waited for: nobody depends on it.</summary>
    public void NoteRefused(MessageRow row) => _ = log.AddAsync(new Entry(row, []), CancellationToken.None)
        .ContinueWith(noted => noted.Exception, TaskScheduler.Default);

    /// <summary>
    /// The other side has it. Written with the next commit; if it is lost, the message is sent once more.
    /// </summary>
    public void Delivered(DeliveryRow row) => delivered.Enqueue(row);

    /// <summary>Writes down what was delivered while no other commit came by.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        if (!delivered.IsEmpty)
        {
            await log.AddAsync(new Entry(In: null, []), cancellation);
        }
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    /// <summary>
    /// Who sends again signs again. A gateway cannot renew the sender's signature on what it passes on, only its own.
    /// </summary>
    private static Stored Judge(MessageRow row, FirstReception? first) =>
        first is null ? Stored.Repeated
        : !first.Digest.AsSpan().SequenceEqual(row.Digest) ? Stored.Conflicting
        : first.Header != row.Header ? Stored.Repeated
        : row.GatewayHeader is { } vouched && vouched != first.GatewayHeader ? Stored.Repeated
        : Stored.Replayed;

    private async Task SendAsync(Tx tx, Node node, Reaction reaction, Received? cause)
    {
        var sends = Prepare(node, cause, reaction);
        if (sends.Count > 0)
        {
            await WriteAsync(tx, sends);
            tx.AfterCommit(() => OnReady?.Invoke(sends));
        }

        if (reaction.AfterCommit is { } wake)
        {
            tx.AfterCommit(wake);
        }
    }

    private List<Dispatch> Prepare(Node node, Received? cause, Reaction reaction)
    {
        var now = clock.GetUtcNow();
        return [.. reaction.Send.Select(message => Prepare(node, cause, message, now))];
    }

    private Dispatch Prepare(Node node, Received? cause, Outgoing message, DateTimeOffset now)
    {
        var context = message.Context;
        var expires = context.ExpiresAt ?? now + options.OrderTtl;
        var isForwarded = message.ForwardedHeader is not null;
        var header = message.ForwardedHeader ?? node.Signer.Sign(message.Body.Span, now, expires);
        var stored = isForwarded && cause is not null ? MessageRow.In(cause, null)
            : MessageRow.Out(node, message, header, now);
        var row = new DeliveryRow(
            message.Id, node.Profile.Slug, message.To.SubscriberId, context.TransactionId, stored.Id, stored.Timestamp,
            context.Action.Name, $"{message.To.Uri}/{context.Action.Name}", Attempts: 0, now + Lease, expires,
            EventOrigin.Current);
        return new Dispatch(node, row, message.Body, header, isForwarded) { Stored = isForwarded ? null : stored };
    }

    /// <returns>Per entry whether its message was not there before.</returns>
    private async Task<IReadOnlyList<bool>> WriteAsync(Tx tx, IReadOnlyList<Entry> entries)
    {
        var (received, sends) = (new List<MessageRow>(entries.Count), new List<Dispatch>(entries.Count));
        var seen = new HashSet<(Guid, string, string, string, string)>(entries.Count);
        foreach (var entry in entries)
        {
            // Two copies of one message in one batch: the first takes the place, the second is the repeat.
            if (entry.In is { } row)
            {
                if (!seen.Add(row.Sameness))
                {
                    continue;
                }

                received.Add(row);
            }

            sends.AddRange(entry.Sends);
        }

        var (added, behind) = await MessageStore.WriteAsync(tx, received, sends, TakeDelivered(), clock.GetUtcNow());
        sends.ForEach(send => send.IsBehind = behind.Contains(send.Row.Id));
        return [.. entries.Select(entry => entry.In is null || added.Remove(entry.In.Id))];
    }

    private async Task WriteAsync(Tx tx, List<Dispatch> sends)
    {
        var (_, behind) = await MessageStore.WriteAsync(tx, [], sends, [], clock.GetUtcNow());
        sends.ForEach(send => send.IsBehind = behind.Contains(send.Row.Id));
    }

    private List<DeliveryRow> TakeDelivered()
    {
        var rows = new List<DeliveryRow>();
        while (rows.Count < DeliveredMax && delivered.TryDequeue(out var row))
        {
            rows.Add(row);
        }

        return rows;
    }

    private sealed record Entry(MessageRow? In, List<Dispatch> Sends);
}

/// <summary>A delivery with all that is needed to try it at once.</summary>
/// <param name="Header">The first signature; later tries sign anew.</param>
/// <param name="IsForwarded">The header is the original sender's; the gateway adds its own.</param>
internal sealed record Dispatch(
    Node Node, DeliveryRow Row, ReadOnlyMemory<byte> Body, string Header, bool IsForwarded)
{
    /// <summary>
    /// The received message it is sent because of, stored in the same commit: it goes only if that one is new.
    /// </summary>
    public Guid? Cause { get; init; }

    /// <summary>The row to store with it; null where the message is stored already.</summary>
    public MessageRow? Stored { get; init; }

    /// <summary>An earlier delivery of its lane is still under way: the courier picks it up after that one.</summary>
    public bool IsBehind { get; set; }
}
