using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace SkyLink.Trade.Nodes;

/// <summary>Addresses that are known only once the host listens.</summary>
internal sealed class NetworkAddress(IServer server, IOptions<NetworkOptions> options)
{
    private Uri? own;

    /// <summary>Where others reach this process.</summary>
    public Uri Own => own ??= options.Value.PublicUri ?? new Uri(Listening());

    public Uri Registry => options.Value.RegistryUri ?? Own;

    private string Listening() => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The host does not listen yet.");
}

/// <summary>The HTTP client of the protocol: keeps connections, follows nothing, waits briefly.</summary>
internal static class NodeHttp
{
    public const string Name = "node";
    private const int AnswerBytesMax = 4 * 1024 * 1024;

    public static void Add(IServiceCollection services) => services.AddHttpClient(Name)
        .ConfigureHttpClient((all, http) =>
        {
            http.Timeout = all.GetRequiredService<IOptions<NetworkOptions>>().Value.DeliveryTimeout;
            http.MaxResponseContentBufferSize = AnswerBytesMax;
        })
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 128,
        })
        .RemoveAllLoggers();
}
