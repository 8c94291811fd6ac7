using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Jose;

/// <summary>The signature algorithms of JOSE known here. "none" and shared secrets are not among them.</summary>
public enum JwsAlgorithm
{
    /// <summary>"ES256": ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).</summary>
    Es256,

    /// <summary>"EdDSA" with Ed25519 (RFC 8037); RFC 9864 calls it "Ed25519", which is read too.</summary>
    EdDsa,

    /// <summary>"PS256": RSASSA-PSS with SHA-256 and 32 bytes of salt (RFC 7518 section 3.5).</summary>
    Ps256,

    /// <summary>"RS256": RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3): checked, never made.</summary>
    Rs256,

    /// <summary>"ML-DSA-44", pure, without a context (RFC 9964).</summary>
    MlDsa44,

    /// <summary>"ML-DSA-65", pure, without a context (RFC 9964).</summary>
    MlDsa65,
}

/// <summary>"alg" as JOSE writes it.</summary>
internal static class JwsAlgorithmNames
{
    internal static string Name(this JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.Es256 => "ES256",
        JwsAlgorithm.EdDsa => "EdDSA",
        JwsAlgorithm.Ps256 => "PS256",
        JwsAlgorithm.Rs256 => "RS256",
        JwsAlgorithm.MlDsa44 => "ML-DSA-44",
        JwsAlgorithm.MlDsa65 => "ML-DSA-65",
    };

    /// <summary>Names are compared exactly.</summary>
    internal static bool TryRead([NotNullWhen(true)] string? name, out JwsAlgorithm algorithm)
    {
        JwsAlgorithm? known = name switch
        {
            "ES256" => JwsAlgorithm.Es256,
            "EdDSA" or "Ed25519" => JwsAlgorithm.EdDsa,
            "PS256" => JwsAlgorithm.Ps256,
            "RS256" => JwsAlgorithm.Rs256,
            "ML-DSA-44" => JwsAlgorithm.MlDsa44,
            "ML-DSA-65" => JwsAlgorithm.MlDsa65,
            _ => null,
        };
        algorithm = known.GetValueOrDefault();
        return known is not null;
    }
}
