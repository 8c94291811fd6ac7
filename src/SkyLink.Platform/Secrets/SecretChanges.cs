using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Secrets;

/// <summary>What a change has led to; never the value.</summary>
/// <param name="Version">The version that is current now.</param>
internal sealed record ChangedSecretView(string Name, string Version);

/// <summary>
/// Changes secrets in their store, each within a transaction that notes it: what cannot be noted is not done. The
/// transaction may run again: the store makes no second version for the same token and value.
/// </summary>
internal sealed class SecretChanges(Db<SecretsModule> db, ISecretStore store)
{
    private const int GeneratedSize = 32;

    private static readonly Meter Meter = new("SkyLink.Platform.Secrets");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "skylink.platform.secrets.changes", "{change}", "Changes of secrets over the API, by what was done.");

    /// <summary>Keeps a value that somebody gives.</summary>
    public Task<Result<ChangedSecretView>> PutAsync(
        string scope, string key, string name, string value, CancellationToken cancellation) =>
        SecretNames.IsValue(value, store.ValueSizeMax)
            ? OnceAsync(
                scope, key, new PutOnce(name, MacOf(value)), new SecretToKeep(name, value, SecretChange.Put),
                cancellation)
            : Refused(SecretErrors.ValueInvalid.With($"At most {store.ValueSizeMax} bytes of UTF-8."));

    /// <summary>Keeps 32 random bytes in base64, which nobody has seen.</summary>
    public Task<Result<ChangedSecretView>> GenerateAsync(
        string scope, string key, string name, CancellationToken cancellation)
    {
        var value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(GeneratedSize));
        return OnceAsync(
            scope, key, new PutOnce(name, Mac: null), new SecretToKeep(name, value, SecretChange.Generated),
            cancellation);
    }

    /// <summary>Has the value of an earlier version count again.</summary>
    public Task<Result<ChangedSecretView>> RollbackAsync(
        string scope, string key, string name, string version, CancellationToken cancellation) =>
        AskAsync(() => db.OnceAsync<ChangedSecretView>(
            scope, key, new SecretReference(name, version), async tx =>
            {
                if (await store.RollbackAsync(name, version, cancellation) is { } current)
                {
                    return Say(tx, name, current, SecretChange.RolledBack);
                }

                return (await store.VersionsAsync(name, cancellation)).Count == 0
                    ? SecretErrors.UnknownSecret
                    : SecretErrors.UnknownVersion;
            }, cancellation));

    public Task<Result<SecretChanged>> RemoveAsync(string name, CancellationToken cancellation) =>
        AskAsync(() => db.InTransactionAsync<Result<SecretChanged>>(
            async tx =>
            {
                if (!await store.RemoveAsync(name, cancellation))
                {
                    return SecretErrors.UnknownSecret;
                }

                var removed = new SecretChanged(name, Version: null, SecretChange.Removed);
                tx.Publish(removed);
                tx.AfterCommit(() => Count(SecretChange.Removed));
                return removed;
            }, cancellation));

    /// <summary>Has a store's refusal told as an error.</summary>
    public static async Task<Result<T>> AskAsync<T>(Func<Task<Result<T>>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (SecretStoreException refused)
        {
            return (refused.IsAway ? SecretErrors.StoreAway : SecretErrors.StoreRefuses).With(refused.Message);
        }
    }

    private Task<Result<ChangedSecretView>> OnceAsync(
        string scope, string key, PutOnce request, SecretToKeep secret, CancellationToken cancellation) =>
        AskAsync(() => db.OnceAsync<ChangedSecretView>(
            scope, key, request, async tx =>
            {
                var version = await store.PutAsync(
                    secret.Name, secret.Value, Idempotency.IdOf(scope, key), cancellation);
                return Say(tx, secret.Name, version, secret.Change);
            }, cancellation));

    private static ChangedSecretView Say(Tx tx, string name, string version, SecretChange change)
    {
        tx.Publish(new SecretChanged(name, version, change));
        tx.AfterCommit(() => Count(change));
        return new ChangedSecretView(name, version);
    }

    private static void Count(SecretChange change) =>
        Changes.Add(1, new KeyValuePair<string, object?>("change", change.ToString()));

    private static Task<Result<ChangedSecretView>> Refused(Error error) =>
        Task.FromResult<Result<ChangedSecretView>>(error);

    /// <summary>Tells values apart in the database, where a plain hash of a short one would tell the value.</summary>
    private string MacOf(string value)
    {
        var (key, plain) = (db.Derive("secrets of requests", 32), Encoding.UTF8.GetBytes(value));
        var mac = Convert.ToBase64String(HMACSHA256.HashData(key, plain));
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(plain);
        return mac;
    }

    /// <summary>What is the same when a put is repeated.</summary>
    private sealed record PutOnce(string Name, string? Mac);

    private sealed record SecretToKeep(string Name, string Value, SecretChange Change);
}
