using System.Net;
using SkyLink.Platform.Gateways;

namespace SkyLink.Host;

/// <summary>What one process is to run, and where it listens.</summary>
/// <param name="Modules">Those that run here; with a gateway, what gateways share runs too.</param>
/// <param name="Services">Where modules answer: other services, gateways and the network's protocol.</param>
internal sealed record HostPlan(
    string Run, IReadOnlyList<IModule> Modules, IReadOnlyList<Gateway> Gateways, IPEndPoint Services, IPAddress Bind)
{
    private const int ServicesPort = 7100;

    /// <exception cref="StartException">A name, a port or an address is not one.</exception>
    public static HostPlan Of(IConfiguration configuration, IReadOnlyList<IModule> all)
    {
        var run = configuration["run"] ?? "all";
        var names = run.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isAll = names.Contains("all", StringComparer.Ordinal);
        var gateways = Gateway.All.Where(gateway => isAll || names.Contains(gateway.Name)).ToList();
        var named = names.Except(gateways.Select(gateway => gateway.Name), StringComparer.Ordinal).ToList();
        var modules = isAll ? all : ServiceHost.Choose(all, string.Join(',', named));
        if (gateways.Count > 0)
        {
            modules = [.. all.Where(module => module is GatewaysModule || modules.Contains(module))];
        }

        if (!IPAddress.TryParse(configuration["Ports:Bind"] ?? "127.0.0.1", out var bind))
        {
            throw new StartException("Ports:Bind must be an IP address: 127.0.0.1 for this machine, 0.0.0.0 for all.");
        }

        // A gateway alone needs no port for others: only it asks the services beside it.
        var isAlone = named.Count == 0 && !isAll;
        var services = isAlone
            ? new IPEndPoint(IPAddress.Loopback, 0)
            : new IPEndPoint(bind, PortOf(configuration, "Ports:Services", ServicesPort));
        return new HostPlan(run, modules, gateways, services, bind);
    }

    public IPEndPoint ListenOf(Gateway gateway, IConfiguration configuration) =>
        new(Bind, PortOf(configuration, gateway.PortSetting, gateway.Port));

    private static int PortOf(IConfiguration configuration, string setting, int usual) => configuration[setting] switch
    {
        null => usual,
        { } text when int.TryParse(text, out var port) && port is >= 0 and <= 65_535 => port,
        _ => throw new StartException($"{setting} must be a port, 0 to 65535 (0 takes a free one)."),
    };
}
