using System.Security.Cryptography;

namespace SkyLink.Cryptography.Jose;

/// <summary>Whose code computes with ML-DSA keys. Their signatures and stored forms are the same.</summary>
public enum MlDsaProvider
{
    /// <summary>Our own, on every machine.</summary>
    Managed,

    /// <summary>
    /// That of the machine, by <see cref="MLDsa"/>: OpenSSL 3.5 or newer, or a Windows that has ML-DSA.
    /// </summary>
    Platform,
}
