using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Gateways;

/// <summary>One outer door of the platform.</summary>
/// <param name="Name">As in <c>--run gateway-web</c>.</param>
/// <param name="Audience">Only what endpoints declare for it gets a route.</param>
/// <param name="PortSetting">The setting that holds its port.</param>
/// <param name="Port">The port where the setting is absent.</param>
internal sealed record Gateway(string Name, Audience Audience, string PortSetting, int Port)
{
    /// <summary>The console and the public API.</summary>
    public static Gateway Web { get; } = new("gateway-web", Audience.Web, "Ports:Web", 7080);

    /// <summary>Operators' API, reached from allowed networks only.</summary>
    public static Gateway Admin { get; } = new("gateway-admin", Audience.Admin, "Ports:Admin", 7081);

    public static IReadOnlyList<Gateway> All { get; } = [Web, Admin];

    /// <summary>
    /// A web application of its own in the process of <paramref name="platform"/>, whose limits, logs and telemetry it
    /// shares.
    /// </summary>
    /// <param name="platform">The services of a host that runs <see cref="GatewaysModule"/>.</param>
    /// <param name="endpoints">The endpoints of all modules there are, see <see cref="ServiceHost.Catalogue"/>.</param>
    /// <param name="servicesHere">Where the modules of this process answer.</param>
    /// <param name="listen">Where the gateway listens; port 0 takes a free one.</param>
    public WebApplication Build(
        IServiceProvider platform, IReadOnlyList<Endpoint> endpoints, Func<Uri?> servicesHere, IPEndPoint listen)
    {
        var configuration = platform.GetRequiredService<IConfiguration>();
        var routes = new GatewayRoutes(this, endpoints, platform.GetRequiredService<RunningModules>(), servicesHere);
        var builder = InnerApplication.CreateBuilder(
            platform.GetRequiredService<IHostEnvironment>().EnvironmentName, configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen);
        });
        GatewaySetup.Add(builder.Services, platform, routes);
        var app = builder.Build();
        GatewaySetup.Use(app, this, platform);
        return app;
    }
}
