using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Sponges;

/// <summary>
/// Lanes of 64 bits side by side, one of each of several sponges: what is done to one is done to all at once.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many lanes there are.</summary>
    static abstract int Count { get; }

    /// <summary>Takes lanes out of memory.</summary>
    static abstract TSelf Load(ref readonly ulong first);

    /// <summary>Puts lanes back.</summary>
    static abstract void Store(TSelf lanes, ref ulong first);

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Of(ulong value);

    static abstract TSelf operator ^(TSelf a, TSelf b);

    static abstract TSelf Xor(TSelf a, TSelf b, TSelf c);

    /// <param name="a">The lanes.</param>
    /// <param name="count">1 to 63.</param>
    static abstract TSelf RotateLeft(TSelf a, [ConstantExpected] byte count);

    /// <summary>a ^ (~b &amp; c), the step χ of Keccak.</summary>
    static abstract TSelf Chi(TSelf a, TSelf b, TSelf c);
}
