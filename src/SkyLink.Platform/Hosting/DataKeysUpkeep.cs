namespace SkyLink.Platform.Hosting;

/// <summary>
/// Every minute: learns the data keys that other processes have made, makes the next where it is due, and seals anew
/// what lies under older ones.
/// </summary>
internal sealed partial class DataKeysUpkeep(
    RunningModules running, IServiceProvider services, TimeProvider clock, IOptions<DatabaseOptions> options,
    ILogger<DataKeysUpkeep> logger) : IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await TendAsync(stopping);
        }
    }

    public async Task TendAsync(CancellationToken cancellation)
    {
        foreach (var (module, builder) in running.Modules.Zip(running.Builders))
        {
            try
            {
                var db = services.GetRequiredKeyedService<Db>(module.Name);
                await TendAsync(db, MigrationSet.AllOf(module, builder), cancellation);
            }
            catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException or StartException)
            {
                LogFault(logger, fault, module.Name);
            }
        }
    }

    private async Task TendAsync(Db db, IEnumerable<MigrationSet> sets, CancellationToken cancellation)
    {
        var (keys, now) = (db.Connections.Keys, clock.GetUtcNow());
        await keys.RefreshAsync(db, now, cancellation);
        if (await keys.RotateAsync(db, now, options.Value.DataKeyLifetime, cancellation))
        {
            LogRotated(logger, db.Module);
        }

        if (keys.IsEverywhere(now) && await Sealing.RenewAsync(db, sets, cancellation) is > 0 and var count)
        {
            LogRenewed(logger, db.Module, count);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Module}: a new data key will seal from in five minutes on")]
    private static partial void LogRotated(ILogger logger, string module);

    [LoggerMessage(LogLevel.Information, "{Module}: {Count} fields are sealed with the current data key now")]
    private static partial void LogRenewed(ILogger logger, string module, int count);

    [LoggerMessage(LogLevel.Error, "{Module}: data keys were not tended")]
    private static partial void LogFault(ILogger logger, Exception fault, string module);
}
