using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SkyLink.Cryptography.Sponges;

/// <summary>The permutation Keccak-f[1600] (FIPS 202, 3.3), on 25 lanes of 64 bits: lane x, y at x + 5 y.</summary>
internal static class Keccak
{
    public const int Lanes = 25;

    private static readonly ulong[] RoundConstants = MakeRoundConstants();

    /// <summary>Permutes one state.</summary>
    public static void Permute(Span<ulong> state)
    {
        if (LaneOfVector.IsSupported)
        {
            Permute<LaneOfVector>(state);
        }
        else
        {
            Permute<LaneOfNumber>(state);
        }
    }

    /// <summary>Permutes as many states as there are lanes side by side.</summary>
    /// <param name="state">The first lane of each state, then the second of each, and so on.</param>
    [SuppressMessage("Design", "MA0051", Justification = "25 lanes, each named: in registers as far as they reach.")]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Permute<T>(Span<ulong> state)
        where T : struct, ILanes<T>
    {
        // Before the lanes: what this may call would push all of them out of their registers.
        var rounds = RoundConstants;
        ref var first = ref state[..(Lanes * T.Count)][0];
        var a0 = T.Load(in Unsafe.Add(ref first, 0 * T.Count));
        var a1 = T.Load(in Unsafe.Add(ref first, 1 * T.Count));
        var a2 = T.Load(in Unsafe.Add(ref first, 2 * T.Count));
        var a3 = T.Load(in Unsafe.Add(ref first, 3 * T.Count));
        var a4 = T.Load(in Unsafe.Add(ref first, 4 * T.Count));
        var a5 = T.Load(in Unsafe.Add(ref first, 5 * T.Count));
        var a6 = T.Load(in Unsafe.Add(ref first, 6 * T.Count));
        var a7 = T.Load(in Unsafe.Add(ref first, 7 * T.Count));
        var a8 = T.Load(in Unsafe.Add(ref first, 8 * T.Count));
        var a9 = T.Load(in Unsafe.Add(ref first, 9 * T.Count));
        var a10 = T.Load(in Unsafe.Add(ref first, 10 * T.Count));
        var a11 = T.Load(in Unsafe.Add(ref first, 11 * T.Count));
        var a12 = T.Load(in Unsafe.Add(ref first, 12 * T.Count));
        var a13 = T.Load(in Unsafe.Add(ref first, 13 * T.Count));
        var a14 = T.Load(in Unsafe.Add(ref first, 14 * T.Count));
        var a15 = T.Load(in Unsafe.Add(ref first, 15 * T.Count));
        var a16 = T.Load(in Unsafe.Add(ref first, 16 * T.Count));
        var a17 = T.Load(in Unsafe.Add(ref first, 17 * T.Count));
        var a18 = T.Load(in Unsafe.Add(ref first, 18 * T.Count));
        var a19 = T.Load(in Unsafe.Add(ref first, 19 * T.Count));
        var a20 = T.Load(in Unsafe.Add(ref first, 20 * T.Count));
        var a21 = T.Load(in Unsafe.Add(ref first, 21 * T.Count));
        var a22 = T.Load(in Unsafe.Add(ref first, 22 * T.Count));
        var a23 = T.Load(in Unsafe.Add(ref first, 23 * T.Count));
        var a24 = T.Load(in Unsafe.Add(ref first, 24 * T.Count));
        foreach (var round in rounds)
        {
            var c0 = T.Xor(T.Xor(a0, a5, a10), a15, a20);
            var c1 = T.Xor(T.Xor(a1, a6, a11), a16, a21);
            var c2 = T.Xor(T.Xor(a2, a7, a12), a17, a22);
            var c3 = T.Xor(T.Xor(a3, a8, a13), a18, a23);
            var c4 = T.Xor(T.Xor(a4, a9, a14), a19, a24);
            var d0 = c4 ^ T.RotateLeft(c1, 1);
            var d1 = c0 ^ T.RotateLeft(c2, 1);
            var d2 = c1 ^ T.RotateLeft(c3, 1);
            var d3 = c2 ^ T.RotateLeft(c4, 1);
            var d4 = c3 ^ T.RotateLeft(c0, 1);
            var b0 = a0 ^ d0;
            var b1 = T.RotateLeft(a6 ^ d1, 44);
            var b2 = T.RotateLeft(a12 ^ d2, 43);
            var b3 = T.RotateLeft(a18 ^ d3, 21);
            var b4 = T.RotateLeft(a24 ^ d4, 14);
            var b5 = T.RotateLeft(a3 ^ d3, 28);
            var b6 = T.RotateLeft(a9 ^ d4, 20);
            var b7 = T.RotateLeft(a10 ^ d0, 3);
            var b8 = T.RotateLeft(a16 ^ d1, 45);
            var b9 = T.RotateLeft(a22 ^ d2, 61);
            var b10 = T.RotateLeft(a1 ^ d1, 1);
            var b11 = T.RotateLeft(a7 ^ d2, 6);
            var b12 = T.RotateLeft(a13 ^ d3, 25);
            var b13 = T.RotateLeft(a19 ^ d4, 8);
            var b14 = T.RotateLeft(a20 ^ d0, 18);
            var b15 = T.RotateLeft(a4 ^ d4, 27);
            var b16 = T.RotateLeft(a5 ^ d0, 36);
            var b17 = T.RotateLeft(a11 ^ d1, 10);
            var b18 = T.RotateLeft(a17 ^ d2, 15);
            var b19 = T.RotateLeft(a23 ^ d3, 56);
            var b20 = T.RotateLeft(a2 ^ d2, 62);
            var b21 = T.RotateLeft(a8 ^ d3, 55);
            var b22 = T.RotateLeft(a14 ^ d4, 39);
            var b23 = T.RotateLeft(a15 ^ d0, 41);
            var b24 = T.RotateLeft(a21 ^ d1, 2);
            a0 = T.Chi(b0, b1, b2) ^ T.Of(round);
            a1 = T.Chi(b1, b2, b3);
            a2 = T.Chi(b2, b3, b4);
            a3 = T.Chi(b3, b4, b0);
            a4 = T.Chi(b4, b0, b1);
            a5 = T.Chi(b5, b6, b7);
            a6 = T.Chi(b6, b7, b8);
            a7 = T.Chi(b7, b8, b9);
            a8 = T.Chi(b8, b9, b5);
            a9 = T.Chi(b9, b5, b6);
            a10 = T.Chi(b10, b11, b12);
            a11 = T.Chi(b11, b12, b13);
            a12 = T.Chi(b12, b13, b14);
            a13 = T.Chi(b13, b14, b10);
            a14 = T.Chi(b14, b10, b11);
            a15 = T.Chi(b15, b16, b17);
            a16 = T.Chi(b16, b17, b18);
            a17 = T.Chi(b17, b18, b19);
            a18 = T.Chi(b18, b19, b15);
            a19 = T.Chi(b19, b15, b16);
            a20 = T.Chi(b20, b21, b22);
            a21 = T.Chi(b21, b22, b23);
            a22 = T.Chi(b22, b23, b24);
            a23 = T.Chi(b23, b24, b20);
            a24 = T.Chi(b24, b20, b21);
        }

        T.Store(a0, ref Unsafe.Add(ref first, 0 * T.Count));
        T.Store(a1, ref Unsafe.Add(ref first, 1 * T.Count));
        T.Store(a2, ref Unsafe.Add(ref first, 2 * T.Count));
        T.Store(a3, ref Unsafe.Add(ref first, 3 * T.Count));
        T.Store(a4, ref Unsafe.Add(ref first, 4 * T.Count));
        T.Store(a5, ref Unsafe.Add(ref first, 5 * T.Count));
        T.Store(a6, ref Unsafe.Add(ref first, 6 * T.Count));
        T.Store(a7, ref Unsafe.Add(ref first, 7 * T.Count));
        T.Store(a8, ref Unsafe.Add(ref first, 8 * T.Count));
        T.Store(a9, ref Unsafe.Add(ref first, 9 * T.Count));
        T.Store(a10, ref Unsafe.Add(ref first, 10 * T.Count));
        T.Store(a11, ref Unsafe.Add(ref first, 11 * T.Count));
        T.Store(a12, ref Unsafe.Add(ref first, 12 * T.Count));
        T.Store(a13, ref Unsafe.Add(ref first, 13 * T.Count));
        T.Store(a14, ref Unsafe.Add(ref first, 14 * T.Count));
        T.Store(a15, ref Unsafe.Add(ref first, 15 * T.Count));
        T.Store(a16, ref Unsafe.Add(ref first, 16 * T.Count));
        T.Store(a17, ref Unsafe.Add(ref first, 17 * T.Count));
        T.Store(a18, ref Unsafe.Add(ref first, 18 * T.Count));
        T.Store(a19, ref Unsafe.Add(ref first, 19 * T.Count));
        T.Store(a20, ref Unsafe.Add(ref first, 20 * T.Count));
        T.Store(a21, ref Unsafe.Add(ref first, 21 * T.Count));
        T.Store(a22, ref Unsafe.Add(ref first, 22 * T.Count));
        T.Store(a23, ref Unsafe.Add(ref first, 23 * T.Count));
        T.Store(a24, ref Unsafe.Add(ref first, 24 * T.Count));
    }

    /// <summary>Bits of a shift register of eight (algorithm 5), at the places 2^j - 1.</summary>
    private static ulong[] MakeRoundConstants()
    {
        var constants = new ulong[24];
        var register = 1;
        for (var round = 0; round < constants.Length; round++)
        {
            for (var j = 0; j < 7; j++)
            {
                constants[round] |= (ulong)(register & 1) << ((1 << j) - 1);
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }

        return constants;
    }
}
