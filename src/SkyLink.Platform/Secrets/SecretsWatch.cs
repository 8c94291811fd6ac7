namespace SkyLink.Platform.Secrets;

/// <summary>
/// Notes what was done to secrets past the API: by the command line, in AWS, or over the API by a process that died
/// before its note was written. Who did it is not known. A store that was never looked at is taken as it is.
/// </summary>
/// <remarks>
/// A list shows what may have changed. Whether it has is asked of the secret itself, under the lock that the API
/// changes it under: so nothing is noted twice, by whatever number of watches, and a list that lags behind leads to
/// nothing.
/// </remarks>
internal sealed partial class SecretsWatch(
    Db<SecretsModule> db, ISecretStore store, TimeProvider clock, ILogger<SecretsWatch> logger) : IJob
{
    private const string Changed = "ChangeSecretOutside";
    private const string Removed = "RemoveSecretOutside";

    /// <summary>At which all that the store holds was known; null where that is not sure.</summary>
    private string? settled;
    private string? reported;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(store.ListEvery, clock);
        do
        {
            await LookAsync(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>A store that is away is asked again the next time; each reason is reported once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            var revision = await store.ListRevisionAsync(cancellation); // No later than the list.
            if (revision != settled)
            {
                settled = await CompareAsync(cancellation) ? revision : null;
            }

            reported = null;
        }
        catch (Exception away) when (away is SecretStoreException or IOException or UnauthorizedAccessException)
        {
            if (away.Message != reported)
            {
                reported = away.Message;
                LogAway(logger, away.Message);
            }
        }
    }

    /// <returns>Whether the list was right in all that was looked into.</returns>
    private async Task<bool> CompareAsync(CancellationToken cancellation)
    {
        var id = await store.IdAsync(cancellation);
        var listed = (await store.ListAsync(cancellation)).ToDictionary(it => it.Name);
        var (isFirst, known) = await db.InTransactionAsync(
            async tx => (
                !await KnownSecrets.IsStoreKnownAsync(tx, id),
                (await KnownSecrets.ListAsync(tx, id)).ToDictionary(it => it.Name)),
            cancellation);
        var isRight = true;
        foreach (var name in listed.Keys.Union(known.Keys).Order(StringComparer.Ordinal))
        {
            var (shown, noted) = (listed.GetValueOrDefault(name), known.GetValueOrDefault(name));
            if (shown is null || noted?.Mark is null || !noted.Is(shown))
            {
                var kept = await SettleAsync(id, name, isFirst, cancellation);
                isRight &= (kept?.Current, kept?.Mark) == (shown?.Current, shown?.Mark);
            }
        }

        if (isFirst)
        {
            await db.InStatementAsync(tx => KnownSecrets.AddStoreAsync(tx, id, clock.GetUtcNow()), cancellation);
            LogTaken(logger, listed.Count, store.Description);
        }

        return isRight;
    }

    /// <summary>Has the service know a secret as it is now, and notes it if it did not.</summary>
    private Task<KeptSecret?> SettleAsync(string id, string name, bool isFirst, CancellationToken cancellation) =>
        db.InTransactionAsync(async tx =>
        {
            await KnownSecrets.LockAsync(tx, id, name);
            var known = await KnownSecrets.FindAsync(tx, id, name);
            var kept = await store.FindCurrentAsync(name, cancellation);
            if (kept is not null)
            {
                await KnownSecrets.SetAsync(tx, id, new KnownSecret(name, kept.Current, kept.Mark));
            }
            else if (known is not null)
            {
                await KnownSecrets.RemoveAsync(tx, id, name);
            }

            var isAsNoted = kept is null ? known is null : known?.Is(kept) ?? isFirst;
            if (!isAsNoted)
            {
                Note(tx, name, kept);
            }

            return kept;
        }, cancellation);

    private void Note(Tx tx, string name, KeptSecret? kept)
    {
        var change = kept is null ? SecretChange.RemovedOutside : SecretChange.ChangedOutside;
        var target = new Dictionary<string, string> { ["name"] = name };
        if (kept is not null)
        {
            (target["version"], target["since"]) = (kept.Current, AuditTrail.TimeText(kept.ChangedAt));
        }

        tx.Publish(new SecretChanged(name, kept?.Current, change));
        tx.Serve(new AuditCall(
            kept is null ? Removed : Changed, clock.GetUtcNow(), Actor: null, Organization: null, Credential: null,
            Correlation: null, target, Personal: null));
        tx.AfterCommit(() =>
        {
            SecretChanges.Count(change);
            LogChange(logger, name, kept?.Current ?? "none");
        });
    }

    [LoggerMessage(LogLevel.Information, "{Count} secrets in {Store} are taken as they are")]
    private static partial void LogTaken(ILogger logger, int count, string store);

    [LoggerMessage(LogLevel.Warning, "Secret {Name} was changed past the API: its current version is {Version} now")]
    private static partial void LogChange(ILogger logger, string name, string version);

    [LoggerMessage(LogLevel.Warning, "Changes of secrets past the API are not seen now: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
