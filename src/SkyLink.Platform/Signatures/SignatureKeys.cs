using System.Text;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>
/// Makes keys, and has one follow the other. Whoever changes a succession holds the lock; the database refuses a second
/// key that signs at the same time.
/// </summary>
internal sealed class SignatureKeys(
    Db<SignaturesModule> db, SealedKeys secrets, TimeProvider clock, IOptions<SignaturesOptions> options)
{
    /// <summary>Keys of one succession that verify at a time.</summary>
    private const int LivingMax = 3;

    private const int RewrapBatch = 50;

    private readonly SignaturesOptions options = options.Value;

    /// <summary>The first keys of a purpose, which sign at once.</summary>
    /// <param name="tx">In which it happens.</param>
    /// <param name="owner">An organization's id, or the platform.</param>
    /// <param name="purpose">New to the owner.</param>
    /// <param name="algorithms">One, or a classic one and one of ML-DSA.</param>
    public async Task<Result<List<SignatureKey>>> CreateAsync(
        Tx tx, string owner, string purpose, IReadOnlyList<SignatureAlgorithm> algorithms)
    {
        var kinds = algorithms.Select(it => it.IsPostQuantum()).ToList();
        if (kinds.Count is 0 or > 2 || kinds.Distinct().Count() != kinds.Count)
        {
            return SignatureErrors.AlgorithmsInvalid;
        }

        await SignatureKeyStore.LockAsync(tx);
        var (now, id) = (clock.GetUtcNow(), Guid.CreateVersion7(clock.GetUtcNow()));
        if (await SignatureKeyStore.CountPurposesAsync(tx, owner) >= KeyOwner.PurposesMax)
        {
            return SignatureErrors.TooManyPurposes;
        }

        if (!await SignatureKeyStore.TryAddPurposeAsync(tx, id, owner, purpose, now))
        {
            return SignatureErrors.PurposeTaken;
        }

        var made = new List<SignatureKey>();
        foreach (var algorithm in algorithms)
        {
            var number = await SignatureKeyStore.AddSuccessionAsync(tx, id, algorithm);
            var key = await AddAsync(tx, new Succession(number, owner, purpose, algorithm), now, now);
            tx.Publish(new SignatureKeyCreated(key.Id, owner, purpose, algorithm, key.SignsFrom));
            made.Add(key);
        }

        return made;
    }

    /// <summary>Ends the turn of a key now; its successor signs from now on.</summary>
    public async Task<Result<SignatureKey>> RotateAsync(Tx tx, string id)
    {
        await SignatureKeyStore.LockAsync(tx);
        var now = clock.GetUtcNow();
        var key = (await SignatureKeyStore.FindAsync(tx, id))!;
        if (key.StateAt(now) != SignatureKeyState.Signs)
        {
            return key.RevokedAt is null ? SignatureErrors.NotSigning : SignatureErrors.AlreadyRevoked;
        }

        var living = await SignatureKeyStore.LivingAsync(tx, key.Succession.Id, now);
        if (living.Count >= LivingMax && living[^1].StateAt(now) != SignatureKeyState.Published)
        {
            return SignatureErrors.RotatedTooOften;
        }

        await SignatureKeyStore.UpdateAsync(
            tx, key with { SignsUntil = now, VerifiesUntil = now + options.Overlap }, now);
        return await SucceedAsync(tx, key, living[^1], now);
    }

    /// <summary>A key that is compromised: it verifies nothing from now on, and another one signs.</summary>
    public async Task<Result<SignatureKey>> RevokeAsync(Tx tx, string id, string reason)
    {
        await SignatureKeyStore.LockAsync(tx);
        var now = clock.GetUtcNow();
        var key = (await SignatureKeyStore.FindAsync(tx, id))!;
        if (key.RevokedAt is not null)
        {
            return SignatureErrors.AlreadyRevoked;
        }

        var living = await SignatureKeyStore.LivingAsync(tx, key.Succession.Id, now);
        var revoked = key with { RevokedAt = now };
        await SignatureKeyStore.UpdateAsync(tx, revoked, now, reason);
        var (_, owner, purpose, algorithm) = key.Succession;
        tx.Publish(new SignatureKeyRevoked(id, owner, purpose, algorithm, reason));
        if (key.StateAt(now) == SignatureKeyState.Signs)
        {
            await SucceedAsync(tx, key, living[^1], now);
        }

        return revoked;
    }

    /// <summary>Makes the keys that are due: now where none signs, otherwise the next ones in advance.</summary>
    public async Task RotateDueAsync(CancellationToken cancellation)
    {
        var ahead = clock.GetUtcNow() + options.PublishAhead;
        var ending = await db.InStatementAsync(tx => SignatureKeyStore.EndingAsync(tx, ahead), cancellation);
        foreach (var succession in ending)
        {
            await db.InTransactionAsync(tx => ContinueAsync(tx, succession), cancellation);
        }
    }

    /// <summary>The same for one purpose that is to sign now, and has outlived its keys.</summary>
    public async Task RotateDueAsync(string owner, string purpose, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var ended = await db.InStatementAsync(
            tx => SignatureKeyStore.EndingAsync(tx, now, owner, purpose), cancellation);
        foreach (var succession in ended)
        {
            await db.InTransactionAsync(tx => ContinueAsync(tx, succession), cancellation);
        }
    }

    /// <summary>
    /// Brings all secrets under the current master key: a batch a transaction, so that it may be stopped at any point
    /// and begun again. Signing goes on meanwhile.
    /// </summary>
    /// <returns>How many lay under the one before.</returns>
    public async Task<int> RewrapAsync(CancellationToken cancellation)
    {
        var (after, count) = ("", 0);
        while (true)
        {
            var (last, renewed) = await db.InTransactionAsync(async tx =>
            {
                var found = await SignatureKeyStore.SecretsAsync(tx, after, RewrapBatch);
                var outdated = found.FindAll(it => secrets.IsOutdated(it.Sealed));
                if (outdated.Count > 0)
                {
                    await SignatureKeyStore.ResealAsync(
                        tx, [.. outdated.Select(it => it.Id)],
                        [.. outdated.Select(it => secrets.Renew(it.Id, it.Sealed))]);
                }

                return (found.Count < RewrapBatch ? null : found[^1].Id, outdated.Count);
            }, cancellation);
            count += renewed;
            if (last is null)
            {
                return count;
            }

            after = last;
        }
    }

    private async Task ContinueAsync(Tx tx, Succession succession)
    {
        await SignatureKeyStore.LockAsync(tx);
        var now = clock.GetUtcNow();
        var last = (await SignatureKeyStore.LivingAsync(tx, succession.Id, now)).LastOrDefault();
        var signsFrom = last is null || last.SignsUntil < now ? now : last.SignsUntil;
        if (signsFrom - options.PublishAhead <= now)
        {
            Say(tx, await AddAsync(tx, succession, now, signsFrom), last);
        }
    }

    /// <summary>The key that was to be next signs now, or else a new one.</summary>
    private async Task<SignatureKey> SucceedAsync(Tx tx, SignatureKey old, SignatureKey last, DateTimeOffset now)
    {
        if (last.StateAt(now) != SignatureKeyState.Published)
        {
            var made = await AddAsync(tx, old.Succession, now, now);
            Say(tx, made, old);
            return made;
        }

        var next = WithTurn(last, now);
        await SignatureKeyStore.UpdateAsync(tx, next, now);
        Say(tx, next, old);
        return next;
    }

    private static void Say(Tx tx, SignatureKey key, SignatureKey? previous) => tx.Publish(new SignatureKeyRotated(
        key.Id, previous?.Id, key.Succession.Owner, key.Succession.Purpose, key.Succession.Algorithm, key.SignsFrom));

    private SignatureKey WithTurn(SignatureKey key, DateTimeOffset from) => key with
    {
        SignsFrom = from,
        SignsUntil = from + options.RotateEvery,
        VerifiesUntil = from + options.RotateEvery + options.Overlap,
    };

    private async Task<SignatureKey> AddAsync(
        Tx tx, Succession succession, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        using var key = JsonWebKey.Generate(succession.Algorithm.ToJws(), options.MlDsaProvider);
        var made = WithTurn(
            new SignatureKey
            {
                Id = key.KeyId,
                Succession = succession,
                Version = await SignatureKeyStore.LastVersionAsync(tx, succession.Id) + 1,
                PublicJwk = Encoding.UTF8.GetString(key.ToPublicJwk()),
                PublishedAt = now,
                SignsFrom = signsFrom,
                SignsUntil = signsFrom,
                VerifiesUntil = signsFrom,
            },
            signsFrom);
        await SignatureKeyStore.AddAsync(tx, new SealedKey(made, secrets.Seal(key)));
        return made;
    }
}
