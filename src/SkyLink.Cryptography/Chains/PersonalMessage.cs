using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Messages that a wallet signs by <c>personal_sign</c> (EIP-191, version 0x45): with a prefix, so that a message is
/// never a transaction.
/// </summary>
public static class PersonalMessage
{
    /// <summary>What a wallet hashes and signs, 32 bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> message) => Keccak256.Hash(
    [
        0x19, .. "Ethereum Signed Message:\n"u8, .. Encoding.ASCII.GetBytes($"{message.Length}"), .. message,
    ]);

    /// <summary>The hash of a text in UTF-8.</summary>
    public static byte[] Hash(string message) => Hash(Encoding.UTF8.GetBytes(message));

    /// <summary>r, s and v, 65 bytes.</summary>
    public static byte[] Sign(string message, Secp256k1PrivateKey key) => key.Sign(Hash(message)).ToRecoverable();

    /// <summary>Finds who signed a text.</summary>
    /// <param name="message">Exactly as it was shown.</param>
    /// <param name="signature">r, s and v, 65 bytes, with v 0, 1, 27 or 28.</param>
    /// <param name="signer">Not one that is expected, but the one that is so.</param>
    /// <returns>False for what is no such signature; those of contracts never are.</returns>
    public static bool TryRecover(
        string message, ReadOnlySpan<byte> signature, [NotNullWhen(true)] out EthereumAddress? signer) =>
        TryRecoverHash(Hash(message), signature, out signer);

    internal static bool TryRecoverHash(
        ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, [NotNullWhen(true)] out EthereumAddress? signer)
    {
        signer = Secp256k1Signature.TryRead(signature, out var read)
            && Secp256k1PublicKey.TryRecover(hash, read, out var key)
                ? EthereumAddress.Of(key)
                : null;
        return signer is not null;
    }
}
