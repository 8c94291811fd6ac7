using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography.Sponges;

/// <summary>Four lanes.</summary>
internal readonly struct Lanes4(Vector256<ulong> value) : ILanes<Lanes4>
{
    private readonly Vector256<ulong> value = value;

    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref readonly ulong first) => new(Vector256.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes4 lanes, ref ulong first) => lanes.value.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Of(ulong value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator ^(Lanes4 a, Lanes4 b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Xor(Lanes4 a, Lanes4 b, Lanes4 c) => new(
        Avx512F.VL.IsSupported
            ? Avx512F.VL.TernaryLogic(a.value, b.value, c.value, 0x96)
            : a.value ^ b.value ^ c.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 RotateLeft(Lanes4 a, [ConstantExpected] byte count) => new(
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateLeft(a.value, count)
            : (a.value << count) | (a.value >>> (64 - count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Chi(Lanes4 a, Lanes4 b, Lanes4 c) => new(
        Avx512F.VL.IsSupported
            ? Avx512F.VL.TernaryLogic(a.value, b.value, c.value, 0xD2)
            : a.value ^ Avx2.AndNot(b.value, c.value));
}
