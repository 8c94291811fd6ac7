namespace SkyLink.Platform.Hosting;

/// <summary>Before anything else runs: every service's role, schema, tables and partitions.</summary>
internal sealed class Preparation(Databases databases, RunningModules running, IServiceProvider services)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(running.Modules.Zip(running.Builders, (module, builder) =>
            PrepareAsync(module, builder, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareAsync(IModule module, ModuleBuilder builder, CancellationToken cancellation)
    {
        var db = services.GetRequiredKeyedService<Db>(module.Name);
        try
        {
            await databases.PrepareAsync(db, MigrationSet.AllOf(module, builder), cancellation);
        }
        catch (NpgsqlException unreachable) when (unreachable is not PostgresException)
        {
            throw new StartException($"{module.Name}: PostgreSQL cannot be reached: {unreachable.Message}");
        }

        await Upkeep.TendAsync(db, cancellation);
    }
}

/// <summary>What each schema needs from time to time: partitions ahead, old events and answers gone.</summary>
internal sealed partial class Upkeep(
    RunningModules running, IServiceProvider services, TimeProvider clock, IOptions<DatabaseOptions> options,
    ILogger<Upkeep> logger) : IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    public static Task TendAsync(Db db, CancellationToken cancellation) => db.InTransactionAsync(tx => tx.ExecuteAsync(
        $"select ensure_event_partition(now()), ensure_event_partition(now() + interval '25 days')",
        $"delete from idempotency where created_at < now() - interval '7 days'"), cancellation);

    /// <summary>Lets go of events that are old enough; answers how many months changed.</summary>
    public static Task<int> DropOldEventsAsync(
        Db db, DateTimeOffset now, DatabaseOptions options, CancellationToken cancellation) => db.InTransactionAsync(
        tx => tx.ScalarAsync<int>(
            $"select drop_old_events({now - options.EventsKept}, {now - options.FinancialEventsKept})"), cancellation);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            foreach (var module in running.Modules)
            {
                await TendOrLogAsync(module, stopping);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task TendOrLogAsync(IModule module, CancellationToken cancellation)
    {
        try
        {
            var db = services.GetRequiredKeyedService<Db>(module.Name);
            await TendAsync(db, cancellation);
            var changed = await DropOldEventsAsync(db, clock.GetUtcNow(), options.Value, cancellation);
            if (changed > 0)
            {
                LogDropped(logger, module.Name, changed);
            }
        }
        catch (NpgsqlException fault)
        {
            LogFault(logger, fault, module.Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Module}: {Months} months of events are old enough and gone")]
    private static partial void LogDropped(ILogger logger, string module, int months);

    [LoggerMessage(LogLevel.Error, "{Module}: partitions and old answers were not tended")]
    private static partial void LogFault(ILogger logger, Exception fault, string module);
}
