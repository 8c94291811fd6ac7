using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A head of a log as it is published where nobody can take it back, in the data of a transaction of a chain. 80 bytes:
/// "skylog-1" in ASCII, the SHA-256 of the log's origin in UTF-8, the size in 8 bytes, big-endian, and the root.
/// </summary>
public sealed class LogAnchor
{
    /// <summary>Size of an anchor in bytes.</summary>
    public const int EncodedSize = 80;

    private const int SizeAt = 40;
    private const int RootAt = 48;

    private readonly byte[] originHash;

    private LogAnchor(ReadOnlySpan<byte> originHash, TreeHead head) =>
        (this.originHash, Head) = (originHash.ToArray(), head);

    public TreeHead Head { get; }

    private static ReadOnlySpan<byte> Magic => "skylog-1"u8;

    /// <exception cref="ArgumentOutOfRangeException">The log has no entry: there is nothing to hold on to.</exception>
    public static byte[] Encode(string origin, TreeHead head)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(head.Size, 1, nameof(head));
        var encoded = new byte[EncodedSize];
        Magic.CopyTo(encoded);
        SHA256.HashData(Encoding.UTF8.GetBytes(origin), encoded.AsSpan(Magic.Length));
        BinaryPrimitives.WriteInt64BigEndian(encoded.AsSpan(SizeAt), head.Size);
        head.Root.Bytes.CopyTo(encoded.AsSpan(RootAt));
        return encoded;
    }

    /// <returns>False for anything but 80 bytes that begin with the mark, and a size below 1.</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out LogAnchor? anchor)
    {
        anchor = null;
        if (encoded.Length != EncodedSize || !encoded.StartsWith(Magic)
            || BinaryPrimitives.ReadInt64BigEndian(encoded[SizeAt..]) is not (> 0 and var size)
            || !TreeHash.TryRead(encoded[RootAt..], out var root))
        {
            return false;
        }

        anchor = new LogAnchor(encoded[Magic.Length..SizeAt], new TreeHead(size, root));
        return true;
    }

    /// <summary>Whether it is of the log of this name.</summary>
    public bool IsOf(string origin) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(origin)).AsSpan().SequenceEqual(originHash);
}
