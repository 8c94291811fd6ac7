using System.Security.Cryptography;
using SkyLink.Cryptography.Chains;

namespace SkyLink.Platform.Audit;

/// <summary>
/// The account that pays for anchors: a key of secp256k1, derived from a secret of the service. It makes no other
/// transactions, and stays when the keys of heads and the master key change.
/// </summary>
internal sealed class AuditAnchorKey(Db<AuditModule> db, IOptions<AuditOptions> options) : IDisposable
{
    private readonly Lazy<Secp256k1PrivateKey> key =
        new(() => Derive(db, $"audit log {options.Value.Origin} secp256k1"));

    public EthereumAddress Account => EthereumAddress.Of(key.Value.PublicKey);

    public SignedTransaction Sign(EthereumTransaction transaction) => transaction.Sign(key.Value);

    public void Dispose()
    {
        if (key.IsValueCreated)
        {
            key.Value.Dispose();
        }
    }

    /// <summary>Of 2^128 strings of 32 bytes about one is no key: then the next is taken.</summary>
    private static Secp256k1PrivateKey Derive(Db db, string purpose)
    {
        for (var tries = 0; ; tries++)
        {
            var bytes = db.Derive(tries == 0 ? purpose : $"{purpose} {tries}", Secp256k1PrivateKey.Size);
            var isKey = Secp256k1PrivateKey.TryRead(bytes, out var read);
            CryptographicOperations.ZeroMemory(bytes);
            if (isKey)
            {
                return read!;
            }
        }
    }
}
