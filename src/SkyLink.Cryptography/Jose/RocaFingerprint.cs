using System.Numerics;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// Knows the RSA keys of a chip library whose primes were powers of 65537 modulo many small primes, so that they can
/// be factored (CVE-2017-15361). The modulus is such a power too; of other keys one in some hundred million is.
/// </summary>
internal static class RocaFingerprint
{
    private const int LargestPrime = 167;
    private const int Generator = 65_537;

    /// <summary>Which remainders modulo each odd prime are powers of the generator.</summary>
    private static readonly (int Prime, bool[] IsPower)[] Powers =
    [
        .. Enumerable.Range(3, LargestPrime - 2).Where(IsPrime).Select(prime => (prime, PowersModulo(prime))),
    ];

    /// <param name="modulus">Big-endian.</param>
    internal static bool Fits(ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        return Array.TrueForAll(Powers, it => it.IsPower[(int)(n % it.Prime)]);
    }

    private static bool IsPrime(int number) =>
        Enumerable.Range(2, number - 2).All(divisor => number % divisor != 0);

    private static bool[] PowersModulo(int prime)
    {
        var isPower = new bool[prime];
        for (var power = 1; !isPower[power]; power = power * (Generator % prime) % prime)
        {
            isPower[power] = true;
        }

        return isPower;
    }
}
