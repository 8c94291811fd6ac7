namespace SkyLink.Platform.Identity;

/// <summary>Every hour: the next signing key when it is due, and away with what is long over.</summary>
internal sealed partial class IdentityUpkeep(
    Db<IdentityModule> db, KeyRing keys, TimeProvider clock, IOptions<IdentityOptions> options,
    ILogger<IdentityUpkeep> logger) : BackgroundService
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TendAsync(stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                LogFault(logger, fault);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Keys and sessions were not tended; tried again in an hour")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
