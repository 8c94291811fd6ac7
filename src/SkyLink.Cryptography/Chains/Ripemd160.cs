using System.Buffers.Binary;
using System.Numerics;

namespace SkyLink.Cryptography.Chains;

/// <summary>RIPEMD-160 (Dobbertin, Bosselaers, Preneel, 1996), which Bitcoin names keys by. For nothing else.</summary>
internal static class Ripemd160
{
    public const int Size = 20;

    private const int BlockSize = 64;
    private const int Steps = 80;

    /// <summary>Which word of the block a step takes, in the left line and in the right one.</summary>
    private static readonly byte[] LeftWords = MakeWords(1, 0);

    private static readonly byte[] RightWords = MakeWords(9, 5);

    private static readonly byte[] LeftShifts = MakeShifts(LeftWords);

    private static readonly byte[] RightShifts = MakeShifts(RightWords);

    private static readonly uint[] LeftConstants = [0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E];

    private static readonly uint[] RightConstants = [0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0];

    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        var length = (ulong)message.Length * 8;
        for (; message.Length >= BlockSize; message = message[BlockSize..])
        {
            Compress(state, message[..BlockSize]);
        }

        Span<byte> last = stackalloc byte[2 * BlockSize];
        last.Clear();
        message.CopyTo(last);
        last[message.Length] = 0x80;
        last = last[..(message.Length < BlockSize - 8 ? BlockSize : 2 * BlockSize)];
        BinaryPrimitives.WriteUInt64LittleEndian(last[^8..], length);
        for (; !last.IsEmpty; last = last[BlockSize..])
        {
            Compress(state, last[..BlockSize]);
        }

        var hash = new byte[Size];
        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hash.AsSpan(i * 4), state[i]);
        }

        return hash;
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[16];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        }

        Span<uint> left = stackalloc uint[5];
        Span<uint> right = stackalloc uint[5];
        state.CopyTo(left);
        state.CopyTo(right);
        for (var step = 0; step < Steps; step++)
        {
            var round = step / 16;
            Step(left, round, words[LeftWords[step]] + LeftConstants[round], LeftShifts[step]);
            Step(right, 4 - round, words[RightWords[step]] + RightConstants[round], RightShifts[step]);
        }

        var first = state[1] + left[2] + right[3];
        state[1] = state[2] + left[3] + right[4];
        state[2] = state[3] + left[4] + right[0];
        state[3] = state[4] + left[0] + right[1];
        state[4] = state[0] + left[1] + right[2];
        state[0] = first;
    }

    private static void Step(Span<uint> line, int function, uint added, int shift)
    {
        var (x, y, z) = (line[1], line[2], line[3]);
        var mixed = function switch
        {
            0 => x ^ y ^ z,
            1 => (x & y) | (~x & z),
            2 => (x | ~y) ^ z,
            3 => (x & z) | (y & ~z),
            _ => x ^ (y | ~z),
        };
        var turned = BitOperations.RotateLeft(line[0] + mixed + added, shift) + line[4];
        (line[0], line[1], line[2], line[3], line[4]) = (line[4], turned, x, BitOperations.RotateLeft(y, 10), z);
    }

    /// <summary>The permutation rho, applied once more in each round to i -> factor i + offset mod 16.</summary>
    private static byte[] MakeWords(int factor, int offset)
    {
        ReadOnlySpan<byte> rho = [7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8];
        var words = new byte[Steps];
        for (var step = 0; step < Steps; step++)
        {
            words[step] = step < 16 ? (byte)(((step * factor) + offset) % 16) : rho[words[step - 16]];
        }

        return words;
    }

    /// <summary>A shift belongs to a word of the block and a round.</summary>
    private static byte[] MakeShifts(byte[] words)
    {
        ReadOnlySpan<byte> shifts =
        [
            11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
            12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7,
            13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9,
            14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6,
            15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5,
        ];
        var chosen = new byte[Steps];
        for (var step = 0; step < Steps; step++)
        {
            chosen[step] = shifts[(step / 16 * 16) + words[step]];
        }

        return chosen;
    }
}
