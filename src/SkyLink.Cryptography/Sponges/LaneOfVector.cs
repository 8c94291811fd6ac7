using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography.Sponges;

/// <summary>One lane, in a vector where the processor rotates these: twice as fast as in common registers.</summary>
internal readonly struct LaneOfVector(Vector128<ulong> value) : ILanes<LaneOfVector>
{
    private readonly Vector128<ulong> value = value;

    public static bool IsSupported => Avx512F.VL.IsSupported;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfVector Load(ref readonly ulong first) => new(Vector128.Create(first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LaneOfVector lanes, ref ulong first) => lanes.value.GetLower().StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfVector Of(ulong value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfVector operator ^(LaneOfVector a, LaneOfVector b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfVector Xor(LaneOfVector a, LaneOfVector b, LaneOfVector c) =>
        new(Avx512F.VL.TernaryLogic(a.value, b.value, c.value, 0x96));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfVector RotateLeft(LaneOfVector a, [ConstantExpected] byte count) =>
        new(Avx512F.VL.RotateLeft(a.value, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfVector Chi(LaneOfVector a, LaneOfVector b, LaneOfVector c) =>
        new(Avx512F.VL.TernaryLogic(a.value, b.value, c.value, 0xD2));
}
