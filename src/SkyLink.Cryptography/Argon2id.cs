using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// Argon2id, version 0x13 (RFC 9106): a hash of passwords that needs memory, so that guessing on special hardware is
/// dear. The memory lies outside the managed heap and is wiped. Takes one core for its whole duration.
/// </summary>
public static unsafe class Argon2id
{
    /// <summary>The longest password in bytes.</summary>
    public const int LongestPassword = 4096;

    /// <summary>The shortest salt in bytes.</summary>
    public const int ShortestSalt = 8;

    private const uint Version = 0x13;
    private const uint TypeId = 2;
    private const int StartSize = 64;

    /// <summary>Hashes without secret and associated data.</summary>
    /// <param name="password">At most 4,096 bytes.</param>
    /// <param name="salt">At least 8 bytes; 16 random ones for passwords.</param>
    /// <param name="cost">Memory and time.</param>
    /// <param name="tag">Receives the hash; its length, at least 4 bytes, is part of what is hashed.</param>
    /// <exception cref="ArgumentException">A size or the cost is outside its limits.</exception>
    public static void Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Argon2Cost cost, Span<byte> tag) =>
        Hash(password, salt, secret: default, associated: default, cost, tag);

    internal static void Hash(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> associated, Argon2Cost cost, Span<byte> tag)
    {
        if (!cost.IsAllowed || password.Length > LongestPassword || salt.Length < ShortestSalt || tag.Length < 4)
        {
            throw new ArgumentException("Password, salt, tag or cost is outside its limits.", nameof(cost));
        }

        Span<byte> start = stackalloc byte[StartSize];
        WriteStart(password, salt, secret, associated, cost, tag.Length, start);

        var memory = new Argon2Memory(cost);
        var bytes = (nuint)memory.BlockCount * Argon2Block.Size;
        memory.Blocks = (ulong*)NativeMemory.AlignedAlloc(bytes, 64);
        try
        {
            FillFirstBlocks(memory, start);
            memory.FillAll();
            WriteTag(memory, tag);
        }
        finally
        {
            NativeMemory.Clear(memory.Blocks, bytes);
            NativeMemory.AlignedFree(memory.Blocks);
            CryptographicOperations.ZeroMemory(start);
        }
    }

    /// <summary>H0: everything that goes in, each with its length.</summary>
    private static void WriteStart(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> associated, Argon2Cost cost, int tagSize, Span<byte> start)
    {
        var input = new byte[10 * sizeof(uint) + password.Length + salt.Length + secret.Length + associated.Length];
        var rest = Append(input, (uint)cost.Lanes);
        rest = Append(rest, (uint)tagSize);
        rest = Append(rest, (uint)cost.MemoryKib);
        rest = Append(rest, (uint)cost.Passes);
        rest = Append(rest, Version);
        rest = Append(rest, TypeId);
        rest = Append(rest, password);
        rest = Append(rest, salt);
        rest = Append(rest, secret);
        _ = Append(rest, associated);
        Blake2b.Hash(input, start);
        CryptographicOperations.ZeroMemory(input);
    }

    private static Span<byte> Append(Span<byte> destination, uint number)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, number);
        return destination[sizeof(uint)..];
    }

    private static Span<byte> Append(Span<byte> destination, ReadOnlySpan<byte> bytes)
    {
        var rest = Append(destination, (uint)bytes.Length);
        bytes.CopyTo(rest);
        return rest[bytes.Length..];
    }

    private static void FillFirstBlocks(Argon2Memory memory, ReadOnlySpan<byte> start)
    {
        Span<byte> input = stackalloc byte[StartSize + 2 * sizeof(uint)];
        start.CopyTo(input);
        for (var lane = 0; lane < memory.Lanes; lane++)
        {
            for (var column = 0; column < 2; column++)
            {
                _ = Append(Append(input[StartSize..], (uint)column), (uint)lane);
                LongHash(input, memory.BlockBytes(lane * memory.LaneLength + column));
            }
        }

        input.Clear();
    }

    private static void WriteTag(Argon2Memory memory, Span<byte> tag)
    {
        Span<byte> sum = stackalloc byte[Argon2Block.Size];
        sum.Clear();
        for (var lane = 0; lane < memory.Lanes; lane++)
        {
            var last = memory.BlockBytes((lane + 1) * memory.LaneLength - 1);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] ^= last[i];
            }
        }

        LongHash(sum, tag);
        sum.Clear();
    }

    /// <summary>H': BLAKE2b for outputs of any length, by chaining and taking half of each link.</summary>
    private static void LongHash(ReadOnlySpan<byte> input, Span<byte> destination)
    {
        Span<byte> prefixed = stackalloc byte[sizeof(uint) + Argon2Block.Size];
        input.CopyTo(Append(prefixed, (uint)destination.Length));
        prefixed = prefixed[..(sizeof(uint) + input.Length)];
        if (destination.Length <= Blake2b.LongestSize)
        {
            Blake2b.Hash(prefixed, destination);
            prefixed.Clear();
            return;
        }

        Span<byte> link = stackalloc byte[Blake2b.LongestSize];
        Span<byte> next = stackalloc byte[Blake2b.LongestSize];
        Blake2b.Hash(prefixed, link);
        prefixed.Clear();
        var rest = destination;
        while (true)
        {
            link[..(Blake2b.LongestSize / 2)].CopyTo(rest);
            rest = rest[(Blake2b.LongestSize / 2)..];
            if (rest.Length <= Blake2b.LongestSize)
            {
                break;
            }

            Blake2b.Hash(link, next);
            next.CopyTo(link);
        }

        Blake2b.Hash(link, rest);
        link.Clear();
        next.Clear();
    }
}
