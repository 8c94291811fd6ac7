using System.Diagnostics;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.Configuration;
using SkyLink.Platform.Telemetry;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace SkyLink.Platform.Gateways;

/// <summary>What a gateway is made of, and in which order a request goes through it.</summary>
internal static class GatewaySetup
{
    public static void Add(IServiceCollection services, IServiceProvider platform, GatewayRoutes routes)
    {
        services.AddSingleton(platform.GetRequiredService<ILoggerFactory>());
        services.AddSingleton(platform.GetRequiredService<TimeProvider>());
        services.AddSingleton(platform.GetRequiredService<RateLimits>());
        services.AddSingleton(platform.GetRequiredService<Db<GatewaysModule>>());
        services.AddSingleton<IHostLifetime, LedLifetime>();
        services.AddSingleton<DistributedContextPropagator, EdgePropagator>();
        services.AddSingleton(routes);
        services.AddSingleton<OpenStreams>().AddSingleton<GatewayHealth>();
        services.AddSettings<GatewaysOptions>("Platform:Gateways");
        services.AddProblems();
        services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        services.AddHttpClient();
        services.AddRequestTimeouts();
        services.AddOutputCache(cache => cache.AddBasePolicy(new SharedAnswers()));
        services.AddCors();
        services.AddSingleton<ICorsPolicyProvider, ConfiguredOrigins>();
        services.AddResponseCompression(compression =>
            compression.MimeTypes =
                [.. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "image/svg+xml"]);
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        services.AddSingleton<RouteReload>();
        services.AddSingleton<IProxyConfigProvider>(all => all.GetRequiredService<RouteReload>().Provider);
        services.AddReverseProxy()
            .ConfigureHttpClient((_, http) => http.ActivityHeadersPropagator = null) // See TraceHeaders.
            .AddTransforms(transforms =>
            {
                transforms.AddXForwarded(ForwardedTransformActions.Set);
                transforms.AddRequestTransform(Via.AppendAsync);
                transforms.AddRequestTransform(TraceHeaders.SetAsync);
                transforms.AddResponseTransform(AdminAudit.TakeCallerAsync);
            });
    }

    public static void Use(WebApplication app, Gateway gateway, IServiceProvider platform)
    {
        UseTrustedProxies(app);
        app.UseMiddleware<EdgeHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        if (gateway == Gateway.Admin)
        {
            app.UseMiddleware<AllowedNetworks>();
        }

        app.UseMiddleware<Via>();
        app.UseResponseCompression();
        app.UseCors();
        if (gateway == Gateway.Web)
        {
            app.UseWhen(
                context => !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
                UsePages);
        }

        app.UseRouting();
        app.UseRequestSpans(gateway.Name);
        app.UseMiddleware<RequestLimits>();
        if (gateway == Gateway.Admin)
        {
            app.UseMiddleware<AdminAudit>();
        }

        app.UseRequestTimeouts();
        app.UseWhen(SharedAnswers.MayAnswer, shared => shared.UseOutputCache());
        GatewayHealth.Map(app, gateway, platform);
        platform.GetRequiredService<OpenApiDocuments>().Map(app, gateway.Audience);
        app.MapReverseProxy(_ => { }) // A route leads to one process: there is nothing to balance or to remember.
            .ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(RouteRules.Of(route)));
    }

    private static void UsePages(IApplicationBuilder app)
    {
        ConsoleFiles.Use(app);
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "SkyLink API";
            page.SwaggerEndpoint(OpenApiDocuments.Path, "SkyLink");
        });
    }

    private static void UseTrustedProxies(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GatewaysOptions>>().Value;
        if (options.TrustedProxies.Length == 0)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        Array.ForEach(options.TrustedProxies, network =>
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network)));
        app.UseForwardedHeaders(forwarded);
    }
}

/// <summary>Reads the routes anew whenever the configuration changes; a broken change leaves the old ones.</summary>
internal sealed partial class RouteReload : IDisposable
{
    private readonly GatewayRoutes routes;
    private readonly IConfiguration configuration;
    private readonly IOptionsMonitor<GatewaysOptions> options;
    private readonly ILogger<RouteReload> logger;
    private readonly IDisposable? subscription;

    public RouteReload(
        GatewayRoutes routes, IConfiguration configuration, IOptionsMonitor<GatewaysOptions> options,
        ILogger<RouteReload> logger)
    {
        (this.routes, this.configuration, this.options, this.logger) = (routes, configuration, options, logger);
        var (found, clusters, missing) = routes.Read(configuration, options.CurrentValue);
        Provider = new InMemoryConfigProvider(found, clusters);
        LogRoutes(logger, found.Count, clusters.Count, string.Join(", ", missing));
        subscription = options.OnChange((_, _) => Reload()); // Raised for any change of the configuration.
    }

    public InMemoryConfigProvider Provider { get; }

    public void Dispose() => subscription?.Dispose();

    private void Reload()
    {
        try
        {
            var (found, clusters, missing) = routes.Read(configuration, options.CurrentValue);
            Provider.Update(found, clusters);
            LogRoutes(logger, found.Count, clusters.Count, string.Join(", ", missing));
        }
        catch (OptionsValidationException wrong)
        {
            LogKept(logger, string.Join("; ", wrong.Failures));
        }
    }

    [LoggerMessage(LogLevel.Information, "{Routes} routes to {Processes} processes; no address for: {Missing}")]
    private static partial void LogRoutes(ILogger logger, int routes, int processes, string missing);

    [LoggerMessage(LogLevel.Error, "The routes stay as they are: {Reason}")]
    private static partial void LogKept(ILogger logger, string reason);
}
