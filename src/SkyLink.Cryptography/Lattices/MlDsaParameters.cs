namespace SkyLink.Cryptography.Lattices;

/// <summary>A parameter set of ML-DSA (FIPS 204, section 4). All values are public.</summary>
public sealed class MlDsaParameters
{
    /// <summary>Size of a seed, from which a key pair is made, in bytes.</summary>
    public const int SeedSize = 32;

    /// <summary>Size of the digest of a message, µ, in bytes.</summary>
    public const int MuSize = 64;

    /// <summary>The longest context of a signature, in bytes.</summary>
    public const int ContextMax = 255;

    /// <summary>Bits of t that do not go into the public key, d.</summary>
    internal const int DroppedBits = 13;

    /// <summary>Bits of t that do.</summary>
    internal const int PublicBits = 23 - DroppedBits;

    private MlDsaParameters(string name, int rows, int columns)
    {
        (Name, Rows, Columns) = (name, rows, columns);
    }

    /// <summary>Of security category 2.</summary>
    public static MlDsaParameters MlDsa44 { get; } = new("ML-DSA-44", 4, 4)
    {
        Eta = 2,
        Tau = 39,
        ChallengeSize = 32,
        Gamma1Bits = 17,
        HighValues = 44,
        Omega = 80,
    };

    /// <summary>Of security category 3.</summary>
    public static MlDsaParameters MlDsa65 { get; } = new("ML-DSA-65", 6, 5)
    {
        Eta = 4,
        Tau = 49,
        ChallengeSize = 48,
        Gamma1Bits = 19,
        HighValues = 16,
        Omega = 55,
    };

    public string Name { get; }

    /// <summary>Size of an encoded public key in bytes.</summary>
    public int PublicKeySize => SeedSize + (Rows * Ring.PackedSize(PublicBits));

    /// <summary>Size of the private key that FIPS 204 calls sk, in bytes; the seed is the better form.</summary>
    public int ExpandedKeySize => (2 * SeedSize) + MuSize
        + ((Rows + Columns) * Ring.PackedSize(EtaBits)) + (Rows * Ring.PackedSize(DroppedBits));

    /// <summary>Size of a signature in bytes.</summary>
    public int SignatureSize => ChallengeSize + (Columns * Ring.PackedSize(Gamma1Bits + 1)) + Omega + Rows;

    /// <summary>k.</summary>
    internal int Rows { get; }

    /// <summary>l.</summary>
    internal int Columns { get; }

    /// <summary>The largest coefficient of a secret.</summary>
    internal int Eta { get; private init; }

    internal int EtaBits => Eta == 2 ? 3 : 4;

    /// <summary>Coefficients of a challenge that are not zero.</summary>
    internal int Tau { get; private init; }

    /// <summary>Bytes of c~, lambda / 4.</summary>
    internal int ChallengeSize { get; private init; }

    internal int Gamma1Bits { get; private init; }

    internal int Gamma1 => 1 << Gamma1Bits;

    /// <summary>How many values the high bits of a coefficient have, (q - 1) / (2 gamma2).</summary>
    internal int HighValues { get; private init; }

    internal int Gamma2 => (Ring.Q - 1) / (2 * HighValues);

    internal int HighBits => HighValues == 16 ? 4 : 6;

    internal int Beta => Tau * Eta;

    /// <summary>Ones in a hint at most.</summary>
    internal int Omega { get; private init; }

    public override string ToString() => Name;
}
