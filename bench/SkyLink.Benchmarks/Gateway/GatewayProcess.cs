using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Platform.Hosting;

namespace SkyLink.Benchmarks.Gateway;

/// <summary>
/// gateway-web alone in a process, the services it leads to in another, as on a cluster; and somebody signed in.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    /// <summary>Cheap to answer for a service, and answered to nobody who is not signed in.</summary>
    public const string Path = "/api/v1/identity/sessions/current";

    private const string Email = "bench@skylink.example";
    private const string Password = "unlikely-otter-87-canvas";

    private readonly EmbeddedPostgres postgres;
    private readonly PeerProcess services;
    private readonly PeerProcess gateway;

    private GatewayProcess(EmbeddedPostgres postgres, PeerProcess services, PeerProcess gateway)
    {
        (this.postgres, this.services, this.gateway) = (postgres, services, gateway);
    }

    public required Uri Address { get; init; }

    public required Uri Upstream { get; init; }

    public string Token { get; private set; } = "";

    public int Pid => gateway.Pid;

    public static async Task<GatewayProcess> StartAsync(CancellationToken cancellation)
    {
        var database = await EmbeddedPostgres.StartTemporaryAsync(BenchmarksPage.Root, isDurable: true, cancellation);
        var upstream = Local(PeerProcess.FreePort());
        var address = Local(PeerProcess.FreePort());
        var behind = await HostAsync(
            database, "platform.identity,platform.events", upstream, new Dictionary<string, string>
            {
                ["Ports:Services"] = $"{upstream.Port}",
                ["Platform:Identity:FirstAdminEmail"] = Email,
                ["Platform:Identity:FirstAdminPassword"] = Password,
            }, cancellation);
        var door = await HostAsync(
            database, "gateway-web", address, new Dictionary<string, string>
            {
                ["Ports:Web"] = $"{address.Port}",
                ["Services:platform.identity:Address"] = upstream.ToString(),
                ["Services:platform.events:Address"] = upstream.ToString(),
                ["Platform:Gateways:Read:CallerPerMinute"] = "10000000",
                ["Platform:Gateways:Read:AddressPerMinute"] = "10000000",
            }, cancellation);
        var started = new GatewayProcess(database, behind, door) { Address = address, Upstream = upstream };
        await started.SignInAsync(cancellation);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await services.DisposeAsync();
        await postgres.DisposeAsync();
    }

    private static Task<PeerProcess> HostAsync(
        EmbeddedPostgres postgres, string run, Uri listens, Dictionary<string, string> settings,
        CancellationToken cancellation)
    {
        var folder = PeerProcess.MakeFolder("gateway");
        settings["run"] = run;
        settings["Data:Directory"] = folder;
        settings["ConnectionStrings:skylink"] = postgres.ConnectionString;
        settings["SKYLINK_MASTER_KEY"] = Convert.ToBase64String(new byte[32]);
        return PeerProcess.StartAsync(
            System.IO.Path.Combine(AppContext.BaseDirectory, "SkyLink.Host"),
            [.. settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })], [], folder, listens.Port,
            cancellation);
    }

    private async Task SignInAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/identity/tokens", new { grantType = "password", email = Email, password = Password },
            cancellation);
        answer.EnsureSuccessStatusCode();
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        Token = tokens.GetProperty("accessToken").GetString()!;
    }

    private static Uri Local(int port) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
}
