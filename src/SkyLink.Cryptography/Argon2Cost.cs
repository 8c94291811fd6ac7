namespace SkyLink.Cryptography;

/// <summary>What one password hash costs whoever computes it, on one core.</summary>
/// <param name="MemoryKib">Memory in KiB, at least eight.</param>
/// <param name="Passes">How often the memory is gone through.</param>
public sealed record Argon2Cost(int MemoryKib, int Passes)
{
    /// <summary>256 MiB: a hash from a foreign database must not exhaust this one.</summary>
    public const int MostMemoryKib = 262_144;

    public const int MostPasses = 16;

    /// <summary>19 MiB, two passes: what the OWASP cheat sheet recommends.</summary>
    public static Argon2Cost Default { get; } = new(MemoryKib: 19_456, Passes: 2);

    /// <summary>Whether RFC 9106 defines it and the limits above allow it.</summary>
    public bool IsAllowed => Passes is >= 1 and <= MostPasses && MemoryKib is >= 8 and <= MostMemoryKib;
}
