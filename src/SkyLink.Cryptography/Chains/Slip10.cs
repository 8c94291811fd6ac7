using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SkyLink.Cryptography.Chains;

/// <summary>Ed25519 keys from the seed of a wallet (SLIP-0010), as Solana's wallets derive them.</summary>
public static class Slip10
{
    private const int KeySize = 32;

    /// <summary>The key at the end of a path.</summary>
    /// <param name="seed">16 to 64 bytes; that of a <see cref="Mnemonic"/> has 64.</param>
    /// <param name="path">All of its levels hardened: Ed25519 has no others.</param>
    /// <exception cref="ArgumentException">The seed has another size, or a level is not hardened.</exception>
    public static Ed25519PrivateKey DeriveEd25519(ReadOnlySpan<byte> seed, DerivationPath path)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seed.Length, ExtendedPrivateKey.ShortestSeed, nameof(seed));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seed.Length, ExtendedPrivateKey.LongestSeed, nameof(seed));
        if (path.Levels.Any(level => level < DerivationPath.Hardened))
        {
            throw new ArgumentException($"{path} has a level that is not hardened.", nameof(path));
        }

        Span<byte> node = stackalloc byte[2 * KeySize];
        Span<byte> parent = stackalloc byte[2 * KeySize];
        Span<byte> input = stackalloc byte[1 + KeySize + sizeof(uint)];
        _ = HMACSHA512.HashData("ed25519 seed"u8, seed, node);
        foreach (var level in path.Levels)
        {
            node.CopyTo(parent);
            input[0] = 0;
            parent[..KeySize].CopyTo(input[1..]);
            BinaryPrimitives.WriteUInt32BigEndian(input[^sizeof(uint)..], level);
            _ = HMACSHA512.HashData(parent[KeySize..], input, node);
        }

        try
        {
            return Ed25519PrivateKey.FromSeed(node[..KeySize]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(node);
            CryptographicOperations.ZeroMemory(parent);
            CryptographicOperations.ZeroMemory(input);
        }
    }
}
