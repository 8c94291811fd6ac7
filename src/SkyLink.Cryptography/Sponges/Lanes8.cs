using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SkyLink.Cryptography.Sponges;

/// <summary>Eight lanes.</summary>
internal readonly struct Lanes8(Vector512<ulong> value) : ILanes<Lanes8>
{
    private readonly Vector512<ulong> value = value;

    public static bool IsSupported => Avx512F.IsSupported;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref readonly ulong first) => new(Vector512.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes8 lanes, ref ulong first) => lanes.value.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Of(ulong value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator ^(Lanes8 a, Lanes8 b) => new(a.value ^ b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Xor(Lanes8 a, Lanes8 b, Lanes8 c) =>
        new(Avx512F.TernaryLogic(a.value, b.value, c.value, 0x96));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 RotateLeft(Lanes8 a, [ConstantExpected] byte count) => new(Avx512F.RotateLeft(a.value, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Chi(Lanes8 a, Lanes8 b, Lanes8 c) =>
        new(Avx512F.TernaryLogic(a.value, b.value, c.value, 0xD2));
}
