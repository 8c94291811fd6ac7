using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SkyLink.Cryptography;

/// <summary>
/// AES-256 in ECB mode with PKCS #7 padding. It hides neither repeated blocks nor changes, and stands here only
/// because the onboarding challenge of the network is defined so: one random text, under a key used once. Everything
/// else takes <see cref="SealedBox"/>.
/// </summary>
public static class Aes256EcbPkcs7
{
    public const int KeySize = 32;

    private const int BlockSize = 16;

    /// <summary>Pads and encrypts.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain)
    {
        using var aes = Make(key);
        return aes.EncryptEcb(plain, PaddingMode.PKCS7);
    }

    /// <summary>Decrypts and takes the padding off.</summary>
    /// <returns>
    /// False if the length or the padding is wrong; a wrong key is noticed with 255 of 256 chances only.
    /// </returns>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static bool TryDecrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> encrypted, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        using var aes = Make(key);
        if (encrypted.IsEmpty || encrypted.Length % BlockSize != 0)
        {
            return false;
        }

        var padded = aes.DecryptEcb(encrypted, PaddingMode.None);
        int padding = padded[^1];
        if (padding is 0 or > BlockSize || padded.AsSpan()[^padding..].ContainsAnyExcept((byte)padding))
        {
            return false;
        }

        plain = padded[..^padding];
        return true;
    }

    private static Aes Make(ReadOnlySpan<byte> key)
    {
        Sizes.Demand(key.Length, KeySize, nameof(key));
        var aes = Aes.Create();
        aes.SetKey(key);
        return aes;
    }
}
