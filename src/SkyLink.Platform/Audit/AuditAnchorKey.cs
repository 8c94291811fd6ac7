using System.Security.Cryptography;
using SkyLink.Cryptography.Chains;

namespace SkyLink.Platform.Audit;

/// <summary>
/// The account that pays for anchors: a key of secp256k1, derived from the master key as the log's other keys are, one
/// for each version of them. It makes no other transactions.
/// </summary>
internal sealed class AuditAnchorKey : IDisposable
{
    private readonly Secp256k1PrivateKey key;

    public AuditAnchorKey(MasterKey master, IOptions<AuditOptions> options)
    {
        key = Derive(master, $"audit log {options.Value.Origin} secp256k1 {options.Value.KeyVersion}");
        Account = EthereumAddress.Of(key.PublicKey);
    }

    public EthereumAddress Account { get; }

    public SignedTransaction Sign(EthereumTransaction transaction) => transaction.Sign(key);

    public void Dispose() => key.Dispose();

    /// <summary>Of 2^128 strings of 32 bytes about one is no key: then the next is taken.</summary>
    private static Secp256k1PrivateKey Derive(MasterKey master, string purpose)
    {
        for (var tries = 0; ; tries++)
        {
            var bytes = master.Derive(tries == 0 ? purpose : $"{purpose} {tries}", Secp256k1PrivateKey.Size);
            var isKey = Secp256k1PrivateKey.TryRead(bytes, out var read);
            CryptographicOperations.ZeroMemory(bytes);
            if (isKey)
            {
                return read!;
            }
        }
    }
}
