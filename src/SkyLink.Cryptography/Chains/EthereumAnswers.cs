using System.Numerics;
using System.Runtime.InteropServices;

namespace SkyLink.Cryptography.Chains;

/// <summary>What a unit of gas costs now, in wei (EIP-1559).</summary>
/// <param name="Base">What the next block takes from everybody.</param>
/// <param name="Priority">What its proposer is usually given beside that.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EthereumFees(BigInteger Base, BigInteger Priority);

/// <summary>The block that a transaction is in.</summary>
/// <param name="BlockHash">32 bytes.</param>
public sealed record TransactionPlace(ulong BlockNumber, ReadOnlyMemory<byte> BlockHash);

/// <summary>A transaction as a node tells it.</summary>
/// <param name="Nonce">How many the sender had made before.</param>
/// <param name="Place">Null where it waits to get into a block.</param>
public sealed record FoundTransaction(
    EthereumAddress From, ulong Nonce, ReadOnlyMemory<byte> Input, TransactionPlace? Place);
