using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SkyLink.Cryptography.Sponges;

/// <summary>One lane, on any processor.</summary>
internal readonly struct LaneOfNumber(ulong value) : ILanes<LaneOfNumber>
{
    private readonly ulong value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfNumber Load(ref readonly ulong first) => new(first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LaneOfNumber lanes, ref ulong first) => first = lanes.value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfNumber Of(ulong value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfNumber operator ^(LaneOfNumber a, LaneOfNumber b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfNumber Xor(LaneOfNumber a, LaneOfNumber b, LaneOfNumber c) => new(a.value ^ b.value ^ c.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfNumber RotateLeft(LaneOfNumber a, [ConstantExpected] byte count) =>
        new(BitOperations.RotateLeft(a.value, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfNumber Chi(LaneOfNumber a, LaneOfNumber b, LaneOfNumber c) =>
        new(a.value ^ (~b.value & c.value));
}
