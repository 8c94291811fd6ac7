using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SkyLink.Platform.Hosting;

/// <summary>What a module says of itself while it is added.</summary>
public sealed class ModuleBuilder(string name, IServiceCollection services, IConfiguration configuration)
{
    private readonly List<Provided> provided = [];
    private readonly List<Subscription> subscriptions = [];
    private readonly List<Watch> watches = [];
    private readonly List<MigrationSet> migrationSets = [];
    private readonly List<SealedColumn> sealedColumns = [];

    /// <summary>"settle.payments".</summary>
    public string Name { get; } = name;

    /// <summary>"settle_payments": the schema, and the database role that owns it and sees nothing else.</summary>
    public string Schema { get; } = SchemaOf(name);

    /// <summary>"Settle:Payments".</summary>
    public string Section { get; } = string.Join(':', name.Split('.').Select(Capitalize));

    public IServiceCollection Services { get; } = services;

    public IConfiguration Configuration { get; } = configuration;

    public IReadOnlyList<Provided> Provides => provided;

    public IReadOnlyList<Subscription> Subscriptions => subscriptions;

    public IReadOnlyList<Watch> Watches => watches;

    public IReadOnlyList<MigrationSet> MigrationSets => migrationSets;

    public IReadOnlyList<SealedColumn> Sealed => sealedColumns;

    public static string SchemaOf(string module) => module.Replace('.', '_');

    /// <summary>The classes it registered; those made by a factory are not known.</summary>
    internal IReadOnlyList<Type> Classes { get; set; } = [];

    /// <summary>Binds the module's section to annotated options; a wrong value stops the start.</summary>
    public ModuleBuilder Configure<TOptions>(string? subsection = null)
        where TOptions : class
    {
        Services.AddSettings<TOptions>(subsection is null ? Section : $"{Section}:{subsection}");
        return this;
    }

    /// <summary>
    /// Offers an interface of Contracts to other services: in one process they get this class, elsewhere a proxy
    /// that calls it over HTTP.
    /// </summary>
    public ModuleBuilder Provide<TContract, TClass>()
        where TContract : class
        where TClass : class, TContract
    {
        provided.Add(new Provided(Name, typeof(TContract)));
        Services.AddSingleton<TClass>();
        Services.AddSingleton<TContract>(all => all.GetRequiredService<TClass>());
        return this;
    }

    /// <summary>Hears events of other services (or its own). Keep the handler idempotent by event id.</summary>
    public ModuleBuilder Subscribe(Subscription subscription)
    {
        subscriptions.Add(subscription with { Module = Name });
        return this;
    }

    /// <summary>
    /// Lets every process that runs this service hear events, to correct what it remembers. Several services of a
    /// process may share a watch: it then hears each event once.
    /// </summary>
    public ModuleBuilder Watch(Watch watch)
    {
        watches.Add(watch);
        return this;
    }

    /// <summary>
    /// Adds tables that a library keeps in this service's schema, beside the service's own migrations.
    /// </summary>
    public ModuleBuilder Migrate(MigrationSet set)
    {
        migrationSets.Add(set);
        return this;
    }

    /// <summary>Columns of its own tables whose fields are sealed: also those that were not, when it begins.</summary>
    public ModuleBuilder Seal(params ReadOnlySpan<SealedColumn> columns)
    {
        sealedColumns.AddRange(columns);
        return this;
    }

    /// <summary>A background task that runs as long as the service does.</summary>
    public ModuleBuilder Run<TJob>()
        where TJob : class, IJob
    {
        Services.AddJob<TJob>();
        return this;
    }

    /// <summary>What its health hangs on beside its database, shown as one more thing it depends on.</summary>
    /// <param name="name">Of that thing.</param>
    public ModuleBuilder Check<TCheck>(string name)
        where TCheck : class, IHealthCheck
    {
        Services.AddSingleton<TCheck>().AddHealthChecks().Add(new HealthCheckRegistration(
            $"{Name}/{name}", all => all.GetRequiredService<TCheck>(), HealthStatus.Degraded, tags: null));
        return this;
    }

    /// <summary>Work that is done before the service answers anybody; if it fails, the host does not start.</summary>
    public ModuleBuilder Begin<TWork>()
        where TWork : class, IHostedService
    {
        Services.AddHostedService<TWork>();
        return this;
    }

    private static string Capitalize(string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(word[0])}{word[1..]}");
}

/// <summary>An interface of Contracts and the module that implements it.</summary>
public sealed record Provided(string Module, Type Contract);
