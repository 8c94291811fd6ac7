namespace SkyLink.Cryptography;

/// <summary>What one password hash costs whoever computes it.</summary>
/// <param name="MemoryKib">Memory in KiB, at least eight per lane.</param>
/// <param name="Passes">How often the memory is gone through.</param>
/// <param name="Lanes">Independent lanes; computed one after the other here, so that a login takes one core.</param>
public sealed record Argon2Cost(int MemoryKib, int Passes, int Lanes)
{
    /// <summary>256 MiB: a hash from a foreign database must not exhaust this one.</summary>
    public const int MostMemoryKib = 262_144;

    public const int MostPasses = 16;

    public const int MostLanes = 16;

    /// <summary>19 MiB, two passes, one lane: what the OWASP cheat sheet recommends; about 10 ms with AVX2.</summary>
    public static Argon2Cost Default { get; } = new(MemoryKib: 19_456, Passes: 2, Lanes: 1);

    /// <summary>Whether RFC 9106 defines it and the limits above allow it.</summary>
    public bool IsAllowed => Lanes is >= 1 and <= MostLanes
        && Passes is >= 1 and <= MostPasses
        && MemoryKib >= 8 * Lanes && MemoryKib <= MostMemoryKib;
}
