using System.Buffers.Binary;
using System.Numerics;

namespace SkyLink.Cryptography;

/// <summary>
/// BLAKE2b without key and with any output length (RFC 7693), in managed code, for Argon2: libsodium makes 32 to 64
/// bytes. Messages go through <see cref="Blake2b512"/>, which is faster.
/// </summary>
internal static class Blake2b
{
    /// <summary>The longest output in bytes.</summary>
    internal const int LongestSize = 64;

    private const int BlockSize = 128;
    private const int Rounds = 12;

    private static ReadOnlySpan<ulong> Start =>
    [
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    ];

    /// <summary>Ten permutations of 16; rounds 10 and 11 take the first two again.</summary>
    private static ReadOnlySpan<byte> Sigma =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    /// <summary>Hashes a message that lies in one piece.</summary>
    /// <param name="data">The whole message.</param>
    /// <param name="destination">1 to 64 bytes; its length is part of what is hashed.</param>
    internal static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length, nameof(destination));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, LongestSize, nameof(destination));

        Span<ulong> state = stackalloc ulong[8];
        Start.CopyTo(state);
        state[0] ^= 0x01010000 ^ (ulong)destination.Length;

        var done = 0;
        for (; data.Length - done > BlockSize; done += BlockSize)
        {
            Compress(state, data.Slice(done, BlockSize), (ulong)(done + BlockSize), isLast: false);
        }

        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        data[done..].CopyTo(block);
        Compress(state, block, (ulong)data.Length, isLast: true);

        Span<byte> digest = stackalloc byte[LongestSize];
        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(i * 8)..], state[i]);
        }

        digest[..destination.Length].CopyTo(destination);
        block.Clear();
    }

    private static void Compress(Span<ulong> state, ReadOnlySpan<byte> block, ulong bytesSoFar, bool isLast)
    {
        Span<ulong> message = stackalloc ulong[16];
        for (var i = 0; i < message.Length; i++)
        {
            message[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        }

        Span<ulong> work = stackalloc ulong[16];
        state.CopyTo(work);
        Start.CopyTo(work[8..]);
        work[12] ^= bytesSoFar;
        work[14] = isLast ? ~work[14] : work[14];

        for (var round = 0; round < Rounds; round++)
        {
            var order = Sigma.Slice(round % 10 * 16, 16);
            for (var column = 0; column < 4; column++)
            {
                Mix(work, column, 4 + column, 8 + column, 12 + column,
                    message[order[2 * column]], message[order[2 * column + 1]]);
            }

            for (var diagonal = 0; diagonal < 4; diagonal++)
            {
                Mix(work, diagonal, 4 + (diagonal + 1) % 4, 8 + (diagonal + 2) % 4, 12 + (diagonal + 3) % 4,
                    message[order[8 + 2 * diagonal]], message[order[9 + 2 * diagonal]]);
            }
        }

        for (var i = 0; i < state.Length; i++)
        {
            state[i] ^= work[i] ^ work[i + 8];
        }

        message.Clear();
        work.Clear();
    }

    private static void Mix(Span<ulong> work, int a, int b, int c, int d, ulong x, ulong y)
    {
        work[a] += work[b] + x;
        work[d] = BitOperations.RotateRight(work[d] ^ work[a], 32);
        work[c] += work[d];
        work[b] = BitOperations.RotateRight(work[b] ^ work[c], 24);
        work[a] += work[b] + y;
        work[d] = BitOperations.RotateRight(work[d] ^ work[a], 16);
        work[c] += work[d];
        work[b] = BitOperations.RotateRight(work[b] ^ work[c], 63);
    }
}
