using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>
/// Private keys at rest: each as a JWK in an envelope of its own, bound to its id, whose data key is sealed under the
/// master key. They are opened for one signature and wiped after it.
/// </summary>
internal sealed class SealedKeys : IDisposable
{
    private readonly SealedBox masters;
    private readonly SealedEnvelope envelope;
    private readonly MlDsaProvider provider;

    public SealedKeys(MasterKey master, IOptions<SignaturesOptions> options)
    {
        provider = options.Value.MlDsaProvider;
        masters = master.RingOf("signatures");
        envelope = new SealedEnvelope(masters);
    }

    public void Dispose() => masters.Dispose();

    public byte[] Seal(JsonWebKey key)
    {
        var jwk = key.ToPrivateJwk();
        var made = envelope.Seal(jwk, ContextOf(key.KeyId));
        CryptographicOperations.ZeroMemory(jwk);
        return made;
    }

    /// <summary>The private key; the caller's to dispose.</summary>
    /// <exception cref="InvalidOperationException">It was changed, or the master key is another one.</exception>
    public JsonWebKey Open(string id, byte[] sealedKey)
    {
        if (!envelope.TryOpen(sealedKey, ContextOf(id), out var jwk))
        {
            throw Foreign(id);
        }

        var isRead = JsonWebKey.TryReadPrivate(jwk, out var key, provider);
        CryptographicOperations.ZeroMemory(jwk);
        return isRead ? key! : throw Foreign(id);
    }

    /// <summary>Whether it lies under the master key before.</summary>
    public bool IsOutdated(byte[] sealedKey) => envelope.IsOutdated(sealedKey);

    /// <summary>Seals the data key under the current master key; the private key is not opened.</summary>
    /// <exception cref="InvalidOperationException">It was changed, or the master key is another one.</exception>
    public byte[] Renew(string id, byte[] sealedKey) =>
        envelope.TryRenew(sealedKey, ContextOf(id), out var renewed) ? renewed : throw Foreign(id);

    private static byte[] ContextOf(string id) => Encoding.ASCII.GetBytes($"platform.signatures keys {id}");

    private static InvalidOperationException Foreign(string id) =>
        new($"Signature key {id} was changed, or sealed under another master key.");
}
