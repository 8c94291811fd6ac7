using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Identity;

/// <summary>
/// The keys of access tokens: one signs, the next is published before its turn, the last stays as long as a token of
/// its may live. They lie in the database, sealed, so that all processes have the same.
/// </summary>
internal sealed class KeyRing(
    Db<IdentityModule> db, TimeProvider clock, IOptions<IdentityOptions> options) : IDisposable
{
    private static readonly TimeSpan ReloadEvery = TimeSpan.FromMinutes(1);

    /// <summary>A key id that nobody knows may be new; who invents ids must not make us ask for each of them.</summary>
    private static readonly TimeSpan ReloadAtMost = TimeSpan.FromSeconds(2);

    /// <summary>Longer than any cache keeps the published keys.</summary>
    private static readonly TimeSpan PublishedAfter = TimeSpan.FromHours(2);

    private readonly IdentityOptions options = options.Value;
    private readonly SemaphoreSlim one = new(1);
    private Ring? ring;

    public async Task<Es256Key> SigningKeyAsync(CancellationToken cancellation)
    {
        var loaded = await LoadAsync(ReloadEvery, cancellation);
        if (loaded.SigningAt(clock.GetUtcNow()) is { } key)
        {
            return key;
        }

        await RotateAsync(cancellation);
        return (await LoadAsync(TimeSpan.Zero, cancellation)).SigningAt(clock.GetUtcNow())
            ?? throw new InvalidOperationException("A signing key was made and is not there.");
    }

    /// <param name="isMissing">Whether a key was looked for in vain: then it is asked for sooner.</param>
    public async ValueTask<JwksDocument> PublishedAsync(bool isMissing, CancellationToken cancellation) =>
        (await LoadAsync(isMissing ? ReloadAtMost : ReloadEvery, cancellation)).Document;

    /// <summary>Makes the key that is due: now where none signs, otherwise the next one ahead of its turn.</summary>
    public async Task RotateAsync(CancellationToken cancellation)
    {
        SignInRecord.Suspend(); // Whoever signs in first when one is due did not ask for it.
        await db.InTransactionAsync(async tx =>
        {
            await SigningKeyStore.LockAsync(tx);
            var now = clock.GetUtcNow();
            var last = (await SigningKeyStore.PublishedAsync(tx, now)).LastOrDefault();
            if (last is null || last.SignsUntil <= now)
            {
                last = Make(now, now);
                await SigningKeyStore.AddAsync(tx, last);
            }

            if (last.SignsUntil - options.SigningKeyLead <= now)
            {
                await SigningKeyStore.AddAsync(tx, Make(now, last.SignsUntil));
            }
        }, cancellation);
    }

    public void Dispose() => one.Dispose();

    private StoredSigningKey Make(DateTimeOffset now, DateTimeOffset signsFrom)
    {
        using var key = Es256Key.Generate();
        var signsUntil = signsFrom + options.SigningKeyLifetime;
        return new StoredSigningKey(
            key.KeyId, key.ToPkcs8(), now, signsFrom, signsUntil,
            signsUntil + options.AccessTokenLifetime + PublishedAfter);
    }

    private async Task<Ring> LoadAsync(TimeSpan ageMax, CancellationToken cancellation)
    {
        if (ring is { } fresh && clock.GetUtcNow() - fresh.At < ageMax)
        {
            return fresh;
        }

        await one.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            if (ring is not { } loaded || now - loaded.At >= ageMax)
            {
                var stored = await db.InStatementAsync(tx => SigningKeyStore.PublishedAsync(tx, now), cancellation);
                ring = new Ring(now, [.. stored.Select(key =>
                    (key, ring?.Find(key.Kid) ?? Es256Key.FromPkcs8(key.Pkcs8)))]);
            }

            return ring;
        }
        finally
        {
            one.Release();
        }
    }

    private sealed record Ring(DateTimeOffset At, IReadOnlyList<(StoredSigningKey Stored, Es256Key Key)> Keys)
    {
        public JwksDocument Document { get; } = new(Keys.Select(it => it.Key));

        public Es256Key? Find(string kid) => Keys.FirstOrDefault(it => it.Key.KeyId == kid).Key;

        public Es256Key? SigningAt(DateTimeOffset now) => Keys.LastOrDefault(it => it.Stored.SignsAt(now)).Key;
    }
}
