using System.Security.Cryptography;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Identity;

/// <summary>
/// The keys of access tokens: one signs, the next is published before its turn, the last stays as long as a token of
/// its may live. New ones are of Ed25519; ES256 keys that were made before go on until their time is over. They lie in
/// the database, sealed, so that all processes have the same.
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

    public async Task<JsonWebKey> SigningKeyAsync(CancellationToken cancellation)
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
            var until = await SigningKeyStore.SignsUntilAsync(tx);
            if (until is null || until <= now)
            {
                until = await MakeAsync(tx, now, now);
            }

            if (until - options.SigningKeyLead <= now)
            {
                await MakeAsync(tx, now, until.Value);
            }
        }, cancellation);
    }

    public void Dispose() => one.Dispose();

    /// <returns>Until when it signs.</returns>
    private async Task<DateTimeOffset> MakeAsync(Tx tx, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        using var key = JsonWebKey.Generate(JwsAlgorithm.EdDsa);
        var (jwk, signsUntil) = (key.ToPrivateJwk(), signsFrom + options.SigningKeyLifetime);
        await SigningKeyStore.AddAsync(tx, new StoredSigningKey(
            key.KeyId, jwk, now, signsFrom, signsUntil,
            signsUntil + options.AccessTokenLifetime + PublishedAfter));
        CryptographicOperations.ZeroMemory(jwk);
        return signsUntil;
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
                ring = new Ring(now, [.. stored.Select(key => (key, KeyOf(key)))]);
            }

            return ring;
        }
        finally
        {
            one.Release();
        }
    }

    private JsonWebKey KeyOf(StoredSigningKey stored)
    {
        var key = ring?.Find(stored.Kid) ?? stored.Open();
        CryptographicOperations.ZeroMemory(stored.Secret);
        return key;
    }

    private sealed record Ring(DateTimeOffset At, IReadOnlyList<(StoredSigningKey Stored, JsonWebKey Key)> Keys)
    {
        public JwksDocument Document { get; } = new(Keys.Select(it => it.Key));

        public JsonWebKey? Find(string kid) => Keys.FirstOrDefault(it => it.Key.KeyId == kid).Key;

        public JsonWebKey? SigningAt(DateTimeOffset now) => Keys.LastOrDefault(it => it.Stored.SignsAt(now)).Key;
    }
}
