using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Gateways;

/// <summary>Modules on one socket, both gateways on sockets of their own before them.</summary>
public class GatewayHost : TestHost
{
    private readonly List<WebApplication> gateways = [];
    private readonly string console = Directory.CreateTempSubdirectory("skylink-console").FullName;

    public Uri Web { get; private set; } = new("http://127.0.0.1");

    public Uri Admin { get; private set; } = new("http://127.0.0.1");

    public GatewayHost() => Modules = [new GatewaysModule(), new PassModule(), Doors];

    internal DoorsModule Doors { get; } = new();

    protected override IReadOnlyList<IModule> Modules { get; }

    protected override IReadOnlyList<IModule> All => [.. Modules, new AwayModule()];

    public IConfigurationRoot Configuration => (IConfigurationRoot)Services.GetRequiredService<IConfiguration>();

    public static HttpClient ClientOf(Uri gateway, string? token = null)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return http;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var gateway in gateways)
        {
            await gateway.StopAsync();
            await gateway.DisposeAsync();
        }

        await base.DisposeAsync();
        Directory.Delete(console, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        Directory.CreateDirectory(Path.Combine(console, "assets"));
        File.WriteAllText(Path.Combine(console, "index.html"), "<!doctype html><title>SkyLink</title>");
        File.WriteAllText(Path.Combine(console, "assets", "main-abc123.js"), "export {};");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Platform:Gateways:Console"] = console,
            ["Platform:Gateways:Credential:AddressPerMinute"] = "5",
            ["Platform:Gateways:Read:Timeout"] = "00:00:08",
            ["Platform:Gateways:Origins:0"] = "https://shop.example",
            ["Services:platform.away:Address"] = "http://127.0.0.1:9",
        });
    }

    protected override async Task StartedAsync()
    {
        var catalogue = ServiceHost.Catalogue(All, Configuration);
        Web = await StartAsync(Gateway.Web, catalogue);
        Admin = await StartAsync(Gateway.Admin, catalogue);
    }

    private async Task<Uri> StartAsync(Gateway gateway, IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> catalogue)
    {
        var app = gateway.Build(Services, catalogue, () => Address, new IPEndPoint(IPAddress.Loopback, 0));
        gateways.Add(app);
        await app.StartAsync();
        return new Uri(app.Urls.Single());
    }
}
