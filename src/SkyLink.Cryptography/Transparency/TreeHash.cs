using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SkyLink.Cryptography.Transparency;

/// <summary>
/// A SHA-256 hash of a Merkle tree (RFC 6962 section 2.1): of a leaf, of a node, or of a whole tree. Leaves and nodes
/// are hashed under different prefixes, so that neither can be taken for the other.
/// </summary>
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>Size in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>Entries up to this size are hashed without renting memory, in bytes.</summary>
    private const int ShortEntryMax = 1_023;

    private readonly Vector256<byte> value;

    private TreeHash(ReadOnlySpan<byte> bytes) => value = Vector256.Create(bytes);

    /// <summary>Of the tree without leaves.</summary>
    public static TreeHash OfNothing { get; } = Of([]);

    /// <summary>The 32 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<TreeHash>(in this));

    public static bool operator ==(TreeHash left, TreeHash right) => left.Equals(right);

    public static bool operator !=(TreeHash left, TreeHash right) => !left.Equals(right);

    /// <summary>Hashes an entry of the log, of any length.</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        if (entry.Length <= ShortEntryMax)
        {
            Span<byte> prefixed = stackalloc byte[entry.Length + 1];
            prefixed[0] = LeafPrefix;
            entry.CopyTo(prefixed[1..]);
            return Of(prefixed);
        }

        var rented = ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        rented[0] = LeafPrefix;
        entry.CopyTo(rented.AsSpan(1));
        var hash = Of(rented.AsSpan(0, entry.Length + 1));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>Hashes the two children of a node.</summary>
    public static TreeHash OfNode(in TreeHash left, in TreeHash right)
    {
        Span<byte> prefixed = stackalloc byte[1 + (2 * Size)];
        prefixed[0] = NodePrefix;
        left.value.CopyTo(prefixed[1..]);
        right.value.CopyTo(prefixed[(1 + Size)..]);
        return Of(prefixed);
    }

    /// <returns>False unless it is 32 bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out TreeHash hash)
    {
        hash = bytes.Length == Size ? new TreeHash(bytes) : default;
        return bytes.Length == Size;
    }

    /// <summary>Reads 32 bytes in strict base64, as checkpoints and proofs write them.</summary>
    public static bool TryRead(ReadOnlySpan<char> base64, out TreeHash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        hash = default;
        return base64.Length == 44 && Base64Strict.TryDecode(base64, bytes, out var written)
            && TryRead(bytes[..written], out hash);
    }

    public bool Equals(TreeHash other) => value == other.value;

    public override bool Equals(object? obj) => obj is TreeHash other && Equals(other);

    public override int GetHashCode() => value.AsInt32()[0];

    /// <summary>The 32 bytes in base64.</summary>
    public override string ToString() => Convert.ToBase64String(Bytes);

    /// <summary>The hash of the tree over these at most 256 hashes, neighbours of one level.</summary>
    internal static TreeHash OfNeighbours(ReadOnlySpan<TreeHash> hashes)
    {
        Span<TreeHash> level = stackalloc TreeHash[TilePath.FullWidth];
        hashes.CopyTo(level);
        for (var count = hashes.Length; count > 1; count = (count + 1) / 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                level[i] = OfNode(level[2 * i], level[(2 * i) + 1]);
            }

            // The last of an odd number has no sibling yet and stands for both.
            if (count % 2 != 0)
            {
                level[count / 2] = level[count - 1];
            }
        }

        return level[0];
    }

    private static TreeHash Of(ReadOnlySpan<byte> prefixed)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(prefixed, hash);
        return new TreeHash(hash);
    }
}
