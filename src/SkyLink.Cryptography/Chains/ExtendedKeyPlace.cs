using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography.Chains;

/// <summary>Where an extended key stands in its tree (BIP-32), and how it is written with its key.</summary>
/// <param name="Depth">0 for the root.</param>
/// <param name="ParentFingerprint">0 for the root.</param>
/// <param name="Index">Among the children of its parent.</param>
/// <param name="ChainCode">32 bytes.</param>
internal sealed record ExtendedKeyPlace(byte Depth, uint ParentFingerprint, uint Index, byte[] ChainCode)
{
    public const int CodeSize = 32;

    /// <summary>Of a serialised key, in bytes.</summary>
    private const int Size = 78;

    private const int KeySize = Secp256k1PublicKey.CompressedSize;

    /// <summary>The number that is added to a parent's key, and the child's chain code, 32 bytes each.</summary>
    /// <param name="keyBytes">Of the parent: public, or zero and private; 33 bytes.</param>
    /// <param name="index">Of the child.</param>
    /// <param name="output">Receives 64 bytes.</param>
    public void Expand(ReadOnlySpan<byte> keyBytes, uint index, Span<byte> output)
    {
        Span<byte> input = stackalloc byte[KeySize + sizeof(uint)];
        keyBytes.CopyTo(input);
        BinaryPrimitives.WriteUInt32BigEndian(input[KeySize..], index);
        _ = HMACSHA512.HashData(ChainCode, input, output);
        CryptographicOperations.ZeroMemory(input);
    }

    /// <exception cref="InvalidOperationException">The tree is not deeper than 255 levels.</exception>
    public ExtendedKeyPlace Child(Secp256k1PublicKey own, uint index, ReadOnlySpan<byte> chainCode) =>
        Depth == byte.MaxValue
            ? throw new InvalidOperationException("No key lies deeper than 255 levels.")
            : new ExtendedKeyPlace((byte)(Depth + 1), FingerprintOf(own), index, chainCode.ToArray());

    /// <summary>The first four bytes of RIPEMD-160 of SHA-256 of the key.</summary>
    public static uint FingerprintOf(Secp256k1PublicKey key) =>
        BinaryPrimitives.ReadUInt32BigEndian(Ripemd160.Hash(SHA256.HashData(key.Compressed)));

    public string Write(uint version, ReadOnlySpan<byte> keyBytes)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, version);
        bytes[4] = Depth;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[5..], ParentFingerprint);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[9..], Index);
        ChainCode.CopyTo(bytes[13..]);
        keyBytes.CopyTo(bytes[45..]);
        var text = Base58.EncodeCheck(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    /// <returns>False for another version, size or checksum, and for a root that has a parent or an index.</returns>
    public static bool TryRead(
        string text, uint version, [NotNullWhen(true)] out ExtendedKeyPlace? place, out byte[] keyBytes)
    {
        place = null;
        keyBytes = [];
        if (!Base58.TryDecodeCheck(text, out var bytes)
            || bytes.Length != Size
            || BinaryPrimitives.ReadUInt32BigEndian(bytes) != version)
        {
            return false;
        }

        var (depth, parent, index) = (
            bytes[4],
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)),
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9)));
        if (depth == 0 && (parent != 0 || index != 0))
        {
            return false;
        }

        place = new ExtendedKeyPlace(depth, parent, index, bytes[13..45]);
        keyBytes = bytes[45..];
        return true;
    }
}
