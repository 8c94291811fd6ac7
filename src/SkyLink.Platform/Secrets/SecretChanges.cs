using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Secrets;

/// <summary>What a change has led to; never the value.</summary>
/// <param name="Version">The version that is current now.</param>
internal sealed record ChangedSecretView(string Name, string Version);

/// <summary>
/// Changes secrets in their store, each within a transaction that notes it. The transaction may run again: the store
/// makes no second version for the same token and value. Where it is lost, <see cref="SecretsWatch"/> notes what the
/// store has kept.
/// </summary>
internal sealed class SecretChanges(Db<SecretsModule> db, ISecretStore store)
{
    private const int GeneratedSize = 32;

    private static readonly Meter Meter = new("SkyLink.Platform.Secrets");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "skylink.platform.secrets.changes", "{change}", "Changes of secrets, by what was done.");

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
        AskAsync(name, asked => db.OnceAsync<ChangedSecretView>(
            scope, key, new SecretReference(name, version), async tx =>
            {
                await KnownSecrets.LockAsync(tx, asked.Store, name);
                if (await store.RollbackAsync(name, version, cancellation) is { } current)
                {
                    return await NoteAsync(tx, asked, current, SecretChange.RolledBack);
                }

                return (await store.VersionsAsync(name, cancellation)).Count == 0
                    ? SecretErrors.UnknownSecret
                    : SecretErrors.UnknownVersion;
            }, cancellation), cancellation);

    public Task<Result<SecretChanged>> RemoveAsync(string name, CancellationToken cancellation) =>
        AskAsync(name, asked => db.InTransactionAsync<Result<SecretChanged>>(
            async tx =>
            {
                await KnownSecrets.LockAsync(tx, asked.Store, name);
                if (!await store.RemoveAsync(name, cancellation))
                {
                    return SecretErrors.UnknownSecret;
                }

                await KnownSecrets.RemoveAsync(tx, asked.Store, name);
                var removed = new SecretChanged(name, Version: null, SecretChange.Removed);
                Say(tx, asked, removed);
                return removed;
            }, cancellation), cancellation);

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

    internal static void Count(SecretChange change) =>
        Changes.Add(1, new KeyValuePair<string, object?>("change", change.ToString()));

    private Task<Result<ChangedSecretView>> OnceAsync(
        string scope, string key, PutOnce request, SecretToKeep secret, CancellationToken cancellation) =>
        AskAsync(secret.Name, asked => db.OnceAsync<ChangedSecretView>(
            scope, key, request, async tx =>
            {
                await KnownSecrets.LockAsync(tx, asked.Store, secret.Name);
                var version = await store.PutAsync(
                    secret.Name, secret.Value, Idempotency.IdOf(scope, key), cancellation);
                return await NoteAsync(tx, asked, version, secret.Change);
            }, cancellation), cancellation);

    /// <summary>
    /// Begins a change. What it does is not noted of itself from here on: it is once it has said which version it made.
    /// </summary>
    private Task<Result<T>> AskAsync<T>(
        string name, Func<Asked, Task<Result<T>>> ask, CancellationToken cancellation)
        where T : class =>
        AskAsync(async () =>
        {
            var asked = new Asked(await store.IdAsync(cancellation), name, AuditCall.Current);
            AuditCall.Begin(call: null);
            return await ask(asked);
        });

    /// <summary>Notes which version is current now.</summary>
    private static async Task<ChangedSecretView> NoteAsync(
        Tx tx, Asked asked, string version, SecretChange change)
    {
        await KnownSecrets.SetAsync(tx, asked.Store, new KnownSecret(asked.Name, version, Mark: null));
        Say(tx, asked, new SecretChanged(asked.Name, version, change));
        return new ChangedSecretView(asked.Name, version);
    }

    private static void Say(Tx tx, Asked asked, SecretChanged changed)
    {
        tx.Publish(changed);
        tx.AfterCommit(() => Count(changed.Change));
        if (asked.Call is not { } call)
        {
            return;
        }

        var target = new Dictionary<string, string>(call.Target) { ["name"] = changed.Name };
        if (changed.Version is { } version && !target.TryAdd("version", version))
        {
            target["versionNow"] = version; // The other one is that of the path, where it may be a label.
        }

        tx.Serve(call with { Target = target });
    }

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

    /// <param name="Store">The store's id.</param>
    /// <param name="Call">What is being answered; null where calls are not noted.</param>
    private sealed record Asked(string Store, string Name, AuditCall? Call);

    private sealed record SecretToKeep(string Name, string Value, SecretChange Change);
}
