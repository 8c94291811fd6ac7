namespace SkyLink.Trade.Registry;

/// <summary>
/// Ends keys whose time is over. Lookups leave them out to the second on their own; this makes it a fact that others
/// hear of.
/// </summary>
internal sealed partial class ExpiryWatcher(
    Db<RegistryModule> db, IOptions<RegistryOptions> options, TimeProvider clock, ILogger<ExpiryWatcher> logger)
    : IJob
{
    private const int AtOnce = 200;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.ExpiryInterval, clock);
        do
        {
            await WatchAsync(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        try
        {
            var now = clock.GetUtcNow();
            var over = await db.InStatementAsync(
                tx => RegistryStore.WithKeysOverAsync(tx, now, AtOnce), cancellation);
            foreach (var subscriberId in over)
            {
                await db.InTransactionAsync(async tx => await Accreditation.EndKeysAsync(
                    tx, (await RegistryStore.LockAsync(tx, subscriberId))!, now), cancellation);
                LogEnded(logger, subscriberId);
            }
        }
        catch (NpgsqlException fault)
        {
            LogFault(logger, fault);
        }
    }

    [LoggerMessage(LogLevel.Information, "Keys of {SubscriberId} have expired")]
    private static partial void LogEnded(ILogger logger, string subscriberId);

    [LoggerMessage(LogLevel.Error, "Expired keys could not be looked through; they are at the next turn")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
