namespace SkyLink.Platform.Signatures;

/// <summary>
/// At the start and every hour: the next keys when they are due, secrets under the current master key, and away with
/// what is over.
/// </summary>
internal sealed partial class SignaturesUpkeep(
    Db<SignaturesModule> db, SignatureKeys keys, TimeProvider clock, ILogger<SignaturesUpkeep> logger) : IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>The clock of another process may be behind.</summary>
    private static readonly TimeSpan SecretsKeptAfter = TimeSpan.FromMinutes(10);

    public async Task TendAsync(CancellationToken cancellation)
    {
        await keys.RotateDueAsync(cancellation);
        var renewed = await keys.RewrapAsync(cancellation);
        if (renewed > 0)
        {
            LogRewrapped(logger, renewed);
        }

        var now = clock.GetUtcNow();
        await db.InTransactionAsync(async tx =>
        {
            await SignatureKeyStore.WipeAsync(tx, now - SecretsKeptAfter);
            await ClientStore.PruneNoncesAsync(tx, now);
        }, cancellation);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            await TendAsync(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    [LoggerMessage(LogLevel.Information, "{Count} signature keys are sealed under the current master key now")]
    private static partial void LogRewrapped(ILogger logger, int count);
}
