using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// An account of Solana in base58: an Ed25519 key. Accounts of programs have no key and are none of these: they cannot
/// sign.
/// </summary>
public static class SolanaAddress
{
    /// <summary>Of 32 bytes in base58, in characters.</summary>
    private const int LongestText = 44;

    public static string Encode(Ed25519PublicKey key) => Base58.Encode(key.Raw);

    /// <returns>False for other texts, and for 32 bytes that are no key one can trust.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        key = null;
        return text.Length <= LongestText
            && Base58.TryDecode(text, out var raw)
            && raw.Length == Ed25519PublicKey.Size
            && Ed25519PublicKey.TryRead(raw, out key);
    }
}
