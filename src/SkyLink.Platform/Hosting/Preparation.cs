namespace SkyLink.Platform.Hosting;

/// <summary>Before anything else runs: every service's role, schema, tables and partitions.</summary>
internal sealed class Preparation(
    Databases databases, RunningModules running, EventSignatures signatures, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(running.Modules.Zip(running.Builders, (module, builder) =>
            PrepareAsync(module, builder, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PrepareAsync(IModule module, ModuleBuilder builder, CancellationToken cancellation)
    {
        var (db, sets) = (services.GetRequiredKeyedService<Db>(module.Name), MigrationSet.AllOf(module, builder));
        try
        {
            await databases.PrepareAsync(db, sets, cancellation);
        }
        catch (NpgsqlException unreachable) when (unreachable is not PostgresException)
        {
            throw new StartException($"{module.Name}: PostgreSQL cannot be reached: {unreachable.Message}");
        }

        signatures.Know(db.Connections.Keys.EventRoots);
        await Upkeep.TendAsync(db, sets, cancellation);
    }
}

/// <summary>What each schema needs from time to time: partitions ahead, old events and answers gone.</summary>
internal sealed partial class Upkeep(
    RunningModules running, IServiceProvider services, TimeProvider clock, IOptions<DatabaseOptions> options,
    ILogger<Upkeep> logger) : IJob
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    /// <summary>One replica at a time: two that make the same partition get in each other's way.</summary>
    public static Task TendAsync(Db db, IEnumerable<MigrationSet> sets, CancellationToken cancellation) =>
        db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(
                $"select pg_advisory_xact_lock(hashtextextended('skylink upkeep ' || current_schema(), 0))");
            foreach (var upkeep in sets.Select(set => set.Upkeep).OfType<string>())
            {
                await using var command = tx.Command(upkeep);
                await command.ExecuteNonQueryAsync(cancellation);
            }
        }, cancellation);

    /// <summary>Lets go of events that are old enough; answers how many months changed.</summary>
    public static Task<int> DropOldEventsAsync(
        Db db, DateTimeOffset now, DatabaseOptions options, CancellationToken cancellation) => db.InStatementAsync(
        tx => tx.ScalarAsync<int>(
            $"select drop_old_events({now - options.EventsKept}, {now - options.FinancialEventsKept})"), cancellation);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            foreach (var (module, builder) in running.Modules.Zip(running.Builders))
            {
                await TendOrLogAsync(module, builder, stopping);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task TendOrLogAsync(IModule module, ModuleBuilder builder, CancellationToken cancellation)
    {
        try
        {
            var db = services.GetRequiredKeyedService<Db>(module.Name);
            await TendAsync(db, MigrationSet.AllOf(module, builder), cancellation);
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
