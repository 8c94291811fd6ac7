namespace SkyLink.Cryptography.Lattices;

/// <summary>
/// The hashes that HashML-DSA takes (FIPS 204, section 5.4), each of the number that ends its object identifier,
/// 2.16.840.1.101.3.4.2.n.
/// </summary>
public enum MlDsaPreHash
{
    None = 0,
    Sha256 = 1,
    Sha384 = 2,
    Sha512 = 3,
    Sha224 = 4,
    Sha512To224 = 5,
    Sha512To256 = 6,
    Sha3To224 = 7,
    Sha3To256 = 8,
    Sha3To384 = 9,
    Sha3To512 = 10,

    /// <summary>With 256 bits of output.</summary>
    Shake128 = 11,

    /// <summary>With 512 bits of output.</summary>
    Shake256 = 12,
}
