using System.Security.Cryptography;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Registry;

/// <summary>
/// The registry's own keys, made on the first start and kept sealed. Every replica has the same.
/// </summary>
internal sealed class RegistryKeys(
    Db<RegistryModule> db, IOptions<RegistryOptions> options, TimeProvider clock) : IDisposable
{
    public static readonly SealedColumn Private = new("own_keys", "sealed", "purpose");

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
        var (signingId, seed) = await LoadAsync(tx, "signing");
        var (_, secret) = await LoadAsync(tx, "encryption");
        var signing = Ed25519PrivateKey.FromSeed(seed);
        var loaded = new OwnKeys(
            signingId, signing, new MessageSigner(SubscriberId, signingId, signing), X25519PrivateKey.FromRaw(secret));
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(secret);
        return loaded;
    }

    /// <summary>Any 32 random bytes are a key of both kinds. The first replica to write decides.</summary>
    private async Task<(string KeyId, byte[] Raw)> LoadAsync(Tx tx, string purpose)
    {
        var made = RandomNumberGenerator.GetBytes(Ed25519PrivateKey.SeedSize);
        await tx.ExecuteAsync($"""
            insert into own_keys (purpose, key_id, sealed, created_at)
            values ({purpose}, {Guid.CreateVersion7().ToString()}, {Private.Seal(tx, made, purpose)},
                    {clock.GetUtcNow()})
            on conflict (purpose) do nothing
            """);
        CryptographicOperations.ZeroMemory(made);
        var row = await tx.FindAsync(
            $"select * from own_keys where purpose = {purpose}",
            row => new { KeyId = row.Get<string>("key_id"), Raw = Private.OpenBytes(tx, row) });
        return (row!.KeyId, row.Raw);
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
