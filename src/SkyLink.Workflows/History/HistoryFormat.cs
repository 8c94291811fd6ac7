using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Workflows.History;

/// <summary>
/// The bytes of a history: events one after the other, each a length and then kind, time in microseconds, operation,
/// line, name and data. Lengths and small numbers are LEB128 (as in DWARF 5, section 7.6). The head is the SHA-256 of
/// the head before and the event's bytes without their length, so that no event can be changed without changing it.
/// </summary>
internal static class HistoryFormat
{
    /// <summary>The bytes of a head.</summary>
    public const int HeadSize = SHA256.HashSizeInBytes;

    private const int FixedSize = sizeof(byte) + sizeof(long);
    private const int VarintMax = 5;

    /// <summary>The end of the year 9999.</summary>
    private const long LastMicrosecond = 253_402_300_799_999_999;

    /// <summary>Appends one event and gives the history's new head.</summary>
    /// <param name="to">Where its bytes go.</param>
    /// <param name="known">The event.</param>
    /// <param name="head">The head before: 32 bytes, zeros before the first event. It becomes the head after.</param>
    public static void Append(ArrayBufferWriter<byte> to, in HistoryEvent known, Span<byte> head)
    {
        var name = Encoding.UTF8.GetByteCount(known.Name);
        var most = FixedSize + (3 * VarintMax) + name + known.Data.Length;

        // The head lies before the event while it is hashed, so that one call hashes both.
        var buffer = ArrayPool<byte>.Shared.Rent(HeadSize + most);
        var at = HeadSize;
        head.CopyTo(buffer);
        buffer[at++] = (byte)known.Kind;
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(at), Microseconds(known.At));
        at += sizeof(long);
        at += WriteVarint(buffer.AsSpan(at), (uint)known.Operation);
        at += WriteVarint(buffer.AsSpan(at), (uint)known.Line);
        at += WriteVarint(buffer.AsSpan(at), (uint)name);
        at += Encoding.UTF8.GetBytes(known.Name, buffer.AsSpan(at));
        known.Data.Span.CopyTo(buffer.AsSpan(at));
        at += known.Data.Length;
        SHA256.HashData(buffer.AsSpan(0, at), head);

        var size = at - HeadSize;
        var written = to.GetSpan(size + VarintMax);
        var length = WriteVarint(written, (uint)size);
        buffer.AsSpan(HeadSize, size).CopyTo(written[length..]);
        to.Advance(length + size);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>A history of nothing but its beginning.</summary>
    public static (byte[] Events, byte[] Head) First(string type, DateTimeOffset at, byte[] input)
    {
        var to = new ArrayBufferWriter<byte>(input.Length + 64);
        var head = new byte[HeadSize];
        Append(to, new HistoryEvent(1, EventKind.Started, at, Operation: 0, type, Line: 0, input), head);
        return (to.WrittenSpan.ToArray(), head);
    }

    /// <summary>All events of a history, and its head.</summary>
    /// <param name="bytes">As they were stored.</param>
    /// <param name="head">The head they lead to.</param>
    /// <exception cref="InvalidDataException">The bytes are no history.</exception>
    public static List<HistoryEvent> Read(ReadOnlyMemory<byte> bytes, Span<byte> head)
    {
        var events = new List<HistoryEvent>();
        head.Clear();
        while (!bytes.IsEmpty)
        {
            var size = ReadVarint(ref bytes);
            if (size < FixedSize || size > bytes.Length)
            {
                throw new InvalidDataException($"Event {events.Count + 1} of the history is cut off.");
            }

            var one = bytes[..size];
            bytes = bytes[size..];
            Chain(head, one.Span);
            events.Add(ReadOne(events.Count + 1, one));
        }

        return events;
    }

    public static long Microseconds(DateTimeOffset at) =>
        (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Time(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static void Chain(Span<byte> head, ReadOnlySpan<byte> one)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(one);
        hash.GetHashAndReset(head);
    }

    private static HistoryEvent ReadOne(int number, ReadOnlyMemory<byte> bytes)
    {
        var kind = (EventKind)bytes.Span[0];
        var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes.Span[1..]);
        bytes = bytes[FixedSize..];
        var operation = ReadVarint(ref bytes);
        var line = ReadVarint(ref bytes);
        var name = ReadVarint(ref bytes);
        return name <= bytes.Length && Enum.IsDefined(kind) && microseconds is >= 0 and <= LastMicrosecond
            ? new HistoryEvent(
                number, kind, Time(microseconds), operation, Encoding.UTF8.GetString(bytes.Span[..name]), line,
                bytes[name..])
            : throw new InvalidDataException($"Event {number} of the history cannot be read.");
    }

    private static int WriteVarint(Span<byte> to, uint value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[at++] = (byte)(value | 0x80);
        }

        to[at++] = (byte)value;
        return at;
    }

    private static int ReadVarint(ref ReadOnlyMemory<byte> bytes)
    {
        var value = 0u;
        for (var shift = 0; shift < 32 && !bytes.IsEmpty; shift += 7)
        {
            var next = bytes.Span[0];
            bytes = bytes[1..];
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                // One way to write each number: the head does not cover lengths.
                if (next == 0 && shift > 0)
                {
                    break;
                }

                return value <= int.MaxValue
                    ? (int)value
                    : throw new InvalidDataException("A number of the history is too large.");
            }
        }

        throw new InvalidDataException("A number of the history is cut off, or longer than it need be.");
    }
}
