using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>A transaction and the signature that makes it somebody's.</summary>
public sealed class SignedTransaction
{
    /// <summary>The longest encoding that is read, in bytes.</summary>
    public const int LongestEncoding = 128 << 10;

    private readonly byte[] encoded;

    internal SignedTransaction(
        EthereumTransaction transaction, Secp256k1Signature signature, EthereumAddress sender)
    {
        (Transaction, Signature, Sender) = (transaction, signature, sender);
        encoded = transaction.Frame(RlpItem.List(transaction.SignedFields(signature)));
    }

    public EthereumTransaction Transaction { get; }

    public Secp256k1Signature Signature { get; }

    /// <summary>The account of the key that signed.</summary>
    public EthereumAddress Sender { get; }

    /// <summary>As it is sent to a node.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    /// <summary>By which the chain names it: Keccak-256 of <see cref="Encoded"/>.</summary>
    public byte[] Hash() => Keccak256.Hash(encoded);

    /// <summary>Reads a signed transaction of one of the three forms and finds its sender.</summary>
    /// <returns>
    /// False for other types, more than <see cref="LongestEncoding"/> bytes, anything but the one encoding of the
    /// transaction, a signature with s in the upper half (EIP-2), and one that no key made.
    /// </returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out SignedTransaction? decoded)
    {
        decoded = null;
        if (encoded.Length is 0 or > LongestEncoding
            || !TransactionReader.TryRead(encoded, out var transaction, out var signature)
            || !Secp256k1PublicKey.TryRecover(transaction.SigningHash(), signature, out var key))
        {
            return false;
        }

        decoded = new SignedTransaction(transaction, signature, EthereumAddress.Of(key));
        return true;
    }
}
