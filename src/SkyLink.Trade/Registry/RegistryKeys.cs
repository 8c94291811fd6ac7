using System.Security.Cryptography;
using System.Text;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Registry;

/// <summary>
/// The registry's own keys, made on the first start and sealed under the master key. Every replica has the same.
/// </summary>
internal sealed class RegistryKeys(
    Db<RegistryModule> db, MasterKey master, IOptions<RegistryOptions> options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim once = new(1, 1);
    private OwnKeys? keys;

    public string SubscriberId => options.Value.SubscriberId;

    public async Task<OwnKeys> GetAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref keys) is { } known)
        {
            return known;
        }

        await once.WaitAsync(cancellation);
        try
        {
            return keys ??= await db.InTransactionAsync(LoadAsync, cancellation);
        }
        finally
        {
            once.Release();
        }
    }

    public void Dispose()
    {
        keys?.Dispose();
        once.Dispose();
    }

    private async Task<OwnKeys> LoadAsync(Tx tx)
    {
        var sealing = master.Derive("keys of the registry", SealedBox.KeySize);
        using var box = new SealedBox(1, new Dictionary<byte, byte[]> { [1] = sealing });
        CryptographicOperations.ZeroMemory(sealing);
        var (signingId, seed) = await LoadAsync(tx, box, "signing");
        var (_, secret) = await LoadAsync(tx, box, "encryption");
        var signing = Ed25519PrivateKey.FromSeed(seed);
        var loaded = new OwnKeys(
            signingId, signing, new MessageSigner(SubscriberId, signingId, signing), X25519PrivateKey.FromRaw(secret));
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(secret);
        return loaded;
    }

    /// <summary>Any 32 random bytes are a key of both kinds. The first replica to write decides.</summary>
    private async Task<(string KeyId, byte[] Raw)> LoadAsync(Tx tx, SealedBox box, string purpose)
    {
        var context = Encoding.ASCII.GetBytes($"trade_registry.own_keys.{purpose}");
        var made = RandomNumberGenerator.GetBytes(SealedBox.KeySize);
        await tx.ExecuteAsync($"""
            insert into own_keys (purpose, key_id, sealed, created_at)
            values ({purpose}, {Guid.CreateVersion7().ToString()}, {box.Seal(made, context)}, {clock.GetUtcNow()})
            on conflict (purpose) do nothing
            """);
        CryptographicOperations.ZeroMemory(made);
        var row = await tx.FindAsync(
            $"select key_id, sealed from own_keys where purpose = {purpose}",
            row => new { KeyId = row.Get<string>("key_id"), Sealed = row.Get<byte[]>("sealed") });
        return box.TryOpen(row!.Sealed, context, out var raw)
            ? (row.KeyId, raw)
            : throw new StartException("trade.registry: its keys were sealed under another master key.");
    }
}

/// <summary>The opened keys; they live as long as the process.</summary>
internal sealed record OwnKeys(
    string KeyId, Ed25519PrivateKey Signing, MessageSigner Signer, X25519PrivateKey Encryption) : IDisposable
{
    public void Dispose()
    {
        Signing.Dispose();
        Encryption.Dispose();
    }
}
