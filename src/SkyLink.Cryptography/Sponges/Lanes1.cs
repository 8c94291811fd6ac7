using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SkyLink.Cryptography.Sponges;

/// <summary>One lane, on any processor.</summary>
internal readonly struct Lanes1(ulong value) : ILanes<Lanes1>
{
    private readonly ulong value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Of(ulong value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator ^(Lanes1 a, Lanes1 b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Xor(Lanes1 a, Lanes1 b, Lanes1 c) => new(a.value ^ b.value ^ c.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 RotateLeft(Lanes1 a, [ConstantExpected] byte count) => new(BitOperations.RotateLeft(a.value, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Chi(Lanes1 a, Lanes1 b, Lanes1 c) => new(a.value ^ (~b.value & c.value));
}
