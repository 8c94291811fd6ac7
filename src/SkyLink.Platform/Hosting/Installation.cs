namespace SkyLink.Platform.Hosting;

/// <summary>A migration of a service.</summary>
/// <param name="State">"applied", "pending", or "edited" since it was applied.</param>
public sealed record MigrationStatus(string Service, string Migration, string State, DateTimeOffset? AppliedAt);

/// <summary>How many of something there were before seeding, and are now.</summary>
public sealed record Seeded(string What, long Before, long Now);

/// <summary>What is done to an installation while nobody need be answered: the host's services, not started.</summary>
public sealed class Installation
{
    private readonly IServiceProvider services;
    private readonly RunningModules running;
    private readonly Databases databases;

    /// <param name="services">Those of a host that <see cref="ServiceHost.Add"/> made.</param>
    public Installation(IServiceProvider services)
    {
        this.services = services;
        running = services.GetRequiredService<RunningModules>();
        databases = services.GetRequiredService<Databases>();
    }

    /// <summary>Looks and changes nothing.</summary>
    public async Task<IReadOnlyList<MigrationStatus>> MigrationsAsync(CancellationToken cancellation)
    {
        var all = await Task.WhenAll(running.Modules.Zip(running.Builders, (module, builder) =>
            Databases.StatusAsync(
                services.GetRequiredKeyedService<Db>(module.Name), MigrationSet.AllOf(module, builder), cancellation)));
        return [.. all.SelectMany(found => found)];
    }

    public async Task<IReadOnlyList<MigrationStatus>> MigrateAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        return await MigrationsAsync(cancellation);
    }

    public async Task<IReadOnlyList<Seeded>> SeedAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        var seeded = new List<Seeded>();
        foreach (var seed in services.GetServices<IHostedService>().OfType<ISeed>())
        {
            var before = await seed.CountAsync(cancellation);
            await seed.StartAsync(cancellation);
            seeded.Add(new Seeded(seed.What, before, await seed.CountAsync(cancellation)));
        }

        return seeded;
    }

    private Task PrepareAsync(CancellationToken cancellation) =>
        services.GetServices<IHostedService>().OfType<Preparation>().Single().StartAsync(cancellation);
}
