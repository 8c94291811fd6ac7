using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SkyLink.Workflows;

/// <summary>
/// Ids that follow from others, in the form of RFC 9562: time first, so that they lie beside each other.
/// </summary>
internal static class RunId
{
    private const byte Version8 = 0x80;
    private const byte Variant = 0x80;

    /// <summary>The same for the same run and number: 48 bits of time, and the rest of a hash (UUIDv8).</summary>
    public static Guid Derive(Guid run, int number, DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[20];
        run.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], number);
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, id);
        var time = at.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt16BigEndian(id, (short)(time >> 32));
        BinaryPrimitives.WriteInt32BigEndian(id[2..], (int)time);
        id[6] = (byte)((id[6] & 0x0f) | Version8);
        id[8] = (byte)((id[8] & 0x3f) | Variant);
        return new Guid(id[..16], bigEndian: true);
    }
}
