using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// Composes a web application from modules: the same way for all of them, some of them, and in tests.
/// </summary>
public static class ServiceHost
{
    /// <summary>Adds the platform and the modules that run here.</summary>
    /// <exception cref="StartException">The configuration has a setting that there is not.</exception>
    /// <param name="all">Every module there is: those not in <paramref name="running"/> are reached over HTTP.</param>
    public static void Add(
        WebApplicationBuilder builder, IReadOnlyList<IModule> all, IReadOnlyList<IModule> running)
    {
        var services = builder.Services;
        builder.AddTelemetry();
        services.AddProblems();
        services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        // The slim builder leaves it out, and a route that uses it fails only when the first request comes.
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        services.AddSettings<DatabaseOptions>("Database");
        services.AddSettings<EventSignatureOptions>("Events:Signatures");
        services.TryAddSingleton<TimeProvider, Clock>();
        services.TryAddSingleton(all => MasterKey.Load(
            all.GetRequiredService<IConfiguration>()[MasterKey.Setting],
            Path.Combine(DataDirectory.Of(all.GetRequiredService<IConfiguration>()), "secrets", "master-key"),
            all.GetRequiredService<IConfiguration>()[MasterKey.PreviousSetting]));
        services.AddSingleton<Databases>().AddSingleton<EventSignal>().AddSingleton<InsideKey>()
            .AddSingleton<EventSignatures>().AddSingleton<AuditTrail>();
        services.AddSingleton(typeof(EventPublisher<>));
        services.AddHttpContextAccessor().AddHttpClient();
        ServiceAddresses.AddClient(services);
        services.AddSingleton<CallerCache>();
        services.AddSingleton(new EndpointCatalogue(all, builder.Configuration));
        services.AddSingleton(new OpenApiDocuments(all, builder.Configuration));
        services.AddScoped(scope => scope.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<Caller>()
            ?? throw new InvalidOperationException("There is no caller: the endpoint requires no permission."));
        services.AddHostedService<Preparation>();

        var builders = new List<ModuleBuilder>();
        foreach (var module in running)
        {
            AddDb(services, module);
            var added = new ModuleBuilder(module.Name, services, builder.Configuration);
            var before = services.Count;
            module.Add(added);
            added.Classes = [.. services.Skip(before).Where(it => !it.IsKeyedService)
                .Select(it => it.ImplementationType).OfType<Type>()];
            builders.Add(added);
        }

        IReadOnlyList<IModule> elsewhere = [.. all.ExceptBy(running.Select(it => it.Name), it => it.Name)];
        var remote = Probe(builder.Configuration, elsewhere);
        AddRemotes(services, remote);
        services.AddSingleton(new ServiceDependencies([.. builders.Concat(remote).SelectMany(it => it.Provides)]));
        UnknownSettings.Refuse(
            builder.Configuration,
            remote.Select(it => it.Services).Append(services).SelectMany(SettingsSetup.AllIn),
            all.Select(module => module.Name));
        TelemetrySetup.AddModuleChecks(services, builder.Configuration, running, elsewhere);
        services.AddSingleton(new KnownModules([.. all.Select(module => module.Name)]));
        services.AddSingleton(new RunningModules(running, builders));
        services.AddSingleton<ProcessReport>().AddSingleton<ProcessReports>();
        services.AddSingleton<IProcessReport>(here => here.GetRequiredService<ProcessReport>());
        services.AddSingleton<EventFeeds>().AddSingleton<EventAdministration>()
            .AddSingleton<EventAdministrations>();
        services.AddSingleton<IEventAdministration>(here => here.GetRequiredService<EventAdministration>());
        services.AddJob<EventPumps>().AddJob<EventWatcher>().AddJob<EventNotifier>().AddJob<EventFigures>()
            .AddJob<Upkeep>().AddJob<DataKeysUpkeep>().AddJob<AuditRelay>();
    }

    /// <summary>Maps what the modules offer; refuses an endpoint that does not say who may call it.</summary>
    public static void Map(WebApplication app)
    {
        // A gateway on this machine says where the client is; nobody else's word counts (the default: loopback only).
        app.UseForwardedHeaders(new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        });
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseRequestSpans("services");
        app.UseMiddleware<AccessMiddleware>();
        var routes = app.MapGroup("").Validated().Conditional();
        var running = app.Services.GetRequiredService<RunningModules>();
        foreach (var module in running.Modules)
        {
            module.Map(routes.MapGroup("").WithMetadata(new OfModule(module.Name)));
        }

        foreach (var contract in running.Builders.SelectMany(module => module.Provides))
        {
            Bridge.Map(app, contract.Contract);
        }

        Bridge.Map(app, typeof(IEventAdministration));
        Bridge.Map(app, typeof(IProcessReport));
        RemoteEventFeed.Map(app);
        HostingEndpoints.Map(app);
        TelemetryEndpoints.Map(app);
        app.Services.GetRequiredService<OpenApiDocuments>().Map(app, Audience.Web | Audience.Admin | Audience.Network)
            .OpenToAnyone("says what there is to call, and nothing of anybody");
        DenyByDefault(app);
    }

    /// <summary>
    /// The endpoints of all modules, as a gateway needs them that runs none: mapped on a host that never starts.
    /// </summary>
    public static IReadOnlyList<Endpoint> Catalogue(IReadOnlyList<IModule> all, IConfiguration configuration)
    {
        var builder = InnerApplication.CreateBuilder("Catalogue", configuration);
        Add(builder, all, all);
        var app = builder.Build();
        Map(app);
        return EndpointsOf(app);
    }

    /// <summary>The endpoints mapped on a host.</summary>
    public static IReadOnlyList<Endpoint> EndpointsOf(IEndpointRouteBuilder app) =>
        [.. app.DataSources.SelectMany(source => source.Endpoints)];

    /// <summary>
    /// Those of <paramref name="all"/> that <paramref name="run"/> names ("all", or a list with commas).
    /// </summary>
    /// <exception cref="StartException">A name is unknown.</exception>
    public static IReadOnlyList<IModule> Choose(IReadOnlyList<IModule> all, string? run)
    {
        if (run is null or "all")
        {
            return all;
        }

        var names = run.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = names.Except(all.Select(module => module.Name), StringComparer.Ordinal).ToList();
        return unknown.Count == 0
            ? [.. all.Where(module => names.Contains(module.Name))]
            : throw new StartException(
                $"--run: there is no {string.Join(", ", unknown)}. "
                + $"There are {string.Join(", ", all.Select(it => it.Name))}.");
    }

    private static void AddDb(IServiceCollection services, IModule module)
    {
        var type = typeof(Db<>).MakeGenericType(module.GetType());
        services.AddSingleton(type, all => Activator.CreateInstance(
            type, module.Name, all.GetRequiredService<Databases>().ConnectionsOf(module.Name),
                all.GetRequiredService<EventSignal>(), all.GetRequiredService<EventSignatures>(),
                all.GetRequiredService<AuditTrail>())!);
        services.AddKeyedSingleton(module.Name, (all, _) => (Db)all.GetRequiredService(type));
    }

    /// <summary>What modules say of themselves that do not run here.</summary>
    private static List<ModuleBuilder> Probe(IConfiguration configuration, IEnumerable<IModule> elsewhere)
    {
        var probes = new List<ModuleBuilder>();
        foreach (var module in elsewhere)
        {
            var probe = new ModuleBuilder(module.Name, new ServiceCollection(), configuration);
            module.Add(probe);
            probes.Add(probe);
        }

        return probes;
    }

    private static void AddRemotes(IServiceCollection services, IEnumerable<ModuleBuilder> elsewhere)
    {
        foreach (var (module, contract) in elsewhere.SelectMany(it => it.Provides))
        {
            services.AddSingleton(contract, all => RemoteProxy.Of(contract, ServiceAddresses.Remote(all, module)));
        }
    }

    private static void DenyByDefault(IEndpointRouteBuilder routes)
    {
        var open = EndpointsOf(routes)
            .Where(endpoint => endpoint.Metadata.GetMetadata<AccessRule>() is null)
            .Select(endpoint => endpoint.DisplayName)
            .ToList();
        if (open.Count > 0)
        {
            throw new StartException($"These endpoints do not say who may call them: {string.Join(", ", open)}.");
        }
    }
}

/// <summary>Which module an endpoint belongs to.</summary>
public sealed record OfModule(string Name);

/// <summary>Every module there is, wherever it runs.</summary>
public sealed record KnownModules(IReadOnlyList<string> Names);

/// <summary>The modules of this process.</summary>
public sealed record RunningModules(IReadOnlyList<IModule> Modules, IReadOnlyList<ModuleBuilder> Builders)
{
    public bool Has(string module) => Modules.Any(it => it.Name == module);
}

/// <summary>Where state lies that is not in PostgreSQL: keys, logs, the embedded server.</summary>
public static class DataDirectory
{
    /// <summary><c>Data:Directory</c>, by default <c>.data</c> below the working directory.</summary>
    public static string Of(IConfiguration configuration) =>
        Path.GetFullPath(configuration["Data:Directory"] ?? ".data");
}

/// <summary>Where modules that do not run here are found: <c>Services:&lt;module&gt;:Address</c>.</summary>
public static class ServiceAddresses
{
    private const string ClientName = "inside";

    private static readonly TimeSpan PatienceByDefault = TimeSpan.FromSeconds(20);

    /// <summary>Addresses of other processes may change their meaning: connections are made anew after this.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public static Uri Of(IConfiguration configuration, string module) =>
        configuration[$"Services:{module}:Address"] is not { } text
            ? throw new StartException(
                $"Services:{module}:Address is not set: it does not run in this process, so say where it runs.")
            : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new StartException(
                $"Services:{module}:Address is '{text}': give a whole address such as http://127.0.0.1:7100.");

    /// <exception cref="StartException">
    /// <c>Services:&lt;module&gt;:Timeout</c> is no time span above zero and below an hour.
    /// </exception>
    internal static Remote Remote(IServiceProvider services, string module)
    {
        var configured = services.GetRequiredService<IConfiguration>()[$"Services:{module}:Timeout"];
        var patience = PatienceByDefault;
        var isUsable = configured is null
            || (TimeSpan.TryParse(configured, out patience)
                && patience > TimeSpan.Zero && patience < TimeSpan.FromHours(1));
        var http = Client(services, module);
        http.Timeout = Timeout.InfiniteTimeSpan; // each call has its own
        return isUsable
            ? new Remote(
                module, http, services.GetRequiredService<InsideKey>(),
                services.GetRequiredService<IHttpContextAccessor>(), services.GetRequiredService<TimeProvider>(),
                patience)
            : throw new StartException($"Services:{module}:Timeout is '{configured}': give a time such as 00:00:20.");
    }

    internal static void AddClient(IServiceCollection services) => services.AddHttpClient(ClientName)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        })
        .RemoveAllLoggers();

    internal static HttpClient Client(IServiceProvider services, string module)
    {
        var http = services.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName);
        http.BaseAddress = Of(services.GetRequiredService<IConfiguration>(), module);
        return http;
    }
}
