using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SkyLink.Beckn;

namespace SkyLink.Trade.Nodes;

/// <summary>A message as it is kept.</summary>
/// <param name="Id">See <see cref="MessageId"/>.</param>
/// <param name="Direction">"in" or "out".</param>
/// <param name="Digest">SHA-256 of the body, 16 bytes: tells a repeat from another message under the same id.</param>
/// <param name="Code">Why it was refused; null if it was not.</param>
internal sealed record MessageRow(
    Guid Id, DateTimeOffset Timestamp, string Node, string Direction, string Counterparty, string Action,
    string TransactionId, string MessageId, DateTimeOffset At, string Header, string? GatewayHeader, byte[] Digest,
    string? Code, string? Reason, ReadOnlyMemory<byte> Body)
{
    public const int DigestSize = 16;

    /// <summary>
    /// Equal for two messages of which the second counts as a repeat: requests by sender, action and message id, all
    /// else by <see cref="Id"/>.
    /// </summary>
    public (Guid Id, string Node, string Counterparty, string Action, string MessageId) Sameness =>
        Code is not null || Action.StartsWith("on_", StringComparison.Ordinal)
            ? (Id, "", "", "", "")
            : (Guid.Empty, Node, Counterparty, Action, MessageId);

    public static MessageRow In(Received message, string? gatewayHeader)
    {
        var (context, body) = (message.Context, message.Envelope.Bytes);
        var digest = DigestOf(body.Span);
        return new MessageRow(
            MessageIds.Of(context, message.Node.Profile.Slug, "in", message.Sender.SubscriberId, digest),
            context.Timestamp, message.Node.Profile.Slug, "in", message.Sender.SubscriberId, context.Action.Name,
            context.TransactionId, context.MessageId, message.At, message.Header, gatewayHeader, digest,
            Code: null, Reason: null, body);
    }

    public static MessageRow Out(Node node, Outgoing message, string header, DateTimeOffset at)
    {
        var (context, digest) = (message.Context, DigestOf(message.Body.Span));
        return new MessageRow(
            MessageIds.Of(context, node.Profile.Slug, "out", message.To.SubscriberId, digest),
            context.Timestamp, node.Profile.Slug, "out", message.To.SubscriberId, context.Action.Name,
            context.TransactionId, context.MessageId, at, header, GatewayHeader: null, digest,
            Code: null, Reason: null, message.Body);
    }

    private static byte[] DigestOf(ReadOnlySpan<byte> body)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, whole);
        return whole[..DigestSize].ToArray();
    }
}

/// <summary>What tells a repeat of a stored message from a replay and from another message.</summary>
internal sealed record FirstReception(byte[] Digest, string Header, string? GatewayHeader);

/// <summary>Names messages by what makes two of them the same.</summary>
internal static class MessageIds
{
    /// <summary>
    /// 48 bits of the message's own timestamp (so that ids sort by time and a repeat meets its first), then 80 bits of
    /// SHA-256 over node, direction, counterparty, action and message id. Several callbacks may answer one request
    /// with different content: theirs counts the digest in.
    /// </summary>
    public static Guid Of(Context context, string node, string direction, string counterparty,
        ReadOnlySpan<byte> digest)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, context.Timestamp.ToUnixTimeMilliseconds());
        time[2..].CopyTo(id);
        var name = Encoding.UTF8.GetBytes(
            $"{node}\n{direction}\n{counterparty}\n{context.Action.Name}\n{context.MessageId}\n");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(context.Action.IsCallback ? [.. name, .. digest] : name, hash);
        hash[..10].CopyTo(id[6..]);
        return new Guid(id, bigEndian: true);
    }
}

/// <summary>A message on its way to one participant.</summary>
/// <param name="Message">The row that holds its bytes: its own, or the received one that is passed on.</param>
/// <param name="Origin">Whose doing it is.</param>
internal sealed record DeliveryRow(
    Guid Id, string Node, string Destination, string TransactionId, Guid Message, DateTimeOffset Timestamp,
    string Action, string Uri, int Attempts, DateTimeOffset NextAt, DateTimeOffset ExpiresAt,
    EventOrigin Origin)
{
    /// <summary>Deliveries with the same key go one after the other.</summary>
    public (string Destination, string TransactionId) Lane => (Destination, TransactionId);
}
