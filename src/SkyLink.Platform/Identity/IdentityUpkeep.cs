namespace SkyLink.Platform.Identity;

/// <summary>Every hour: the next signing key when it is due, and away with what is long over.</summary>
internal sealed class IdentityUpkeep(
    Db<IdentityModule> db, KeyRing keys, TimeProvider clock, IOptions<IdentityOptions> options) : IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>How long ended sessions and retired keys stay, for those who look into what happened.</summary>
    private static readonly TimeSpan KeptAfter = TimeSpan.FromDays(30);

    public async Task TendAsync(CancellationToken cancellation)
    {
        await keys.RotateAsync(cancellation);
        var now = clock.GetUtcNow();
        await db.InTransactionAsync(async tx =>
        {
            await SessionStore.PruneAsync(tx, now - KeptAfter);
            await SigningKeyStore.PruneAsync(tx, now - KeptAfter);
            await ApiKeyStore.PruneDaysAsync(tx, now - KeptAfter);
            await ThrottleStore.PruneAsync(tx, now - options.Value.ThrottleWaitMax);
        }, cancellation);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await TendAsync(stopping);
        }
    }
}
