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
