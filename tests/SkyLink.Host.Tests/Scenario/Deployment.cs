using System.Net;
using System.Net.Sockets;
using SkyLink.Testing;

namespace SkyLink.Host.Scenario;

/// <summary>What runs in one process.</summary>
internal sealed record Part(string Name, params string[] Modules);

/// <summary>
/// The whole platform as the program itself, in one process or in several, on a database of its own: with the demo's
/// shops and accounts, and a delivery partner that is thousands of times faster than life.
/// </summary>
public abstract class Deployment : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Fast = new(StringComparer.Ordinal)
    {
        ["SKYLINK_MASTER_KEY"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=",
        ["Demo:Enabled"] = "true",
        ["Database:ConnectionsMax"] = "8",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Platform:Identity:Argon2MemoryKib"] = "8",
        ["Platform:Identity:Argon2Passes"] = "1",
        ["Platform:Gateways:Read:CallerPerMinute"] = "1000000",
        ["Platform:Gateways:Read:AddressPerMinute"] = "1000000",
        ["Platform:Gateways:Write:CallerPerMinute"] = "1000000",
        ["Platform:Gateways:Write:AddressPerMinute"] = "1000000",
        ["Telemetry:TracesPerSecondMax"] = "100000", // Every trace is whole, and still there when a test asks.
        ["Telemetry:RecentSpansMax"] = "100000",
        ["Trade:Payments:TopUpUnitsPerDay"] = "100000000000",
        ["Trade:Payments:StepLease"] = "00:00:02",
        ["Trade:Network:RetryLongest"] = "00:00:01",
        ["Trade:Sellers:PackAfter"] = "00:00:03", // Time to change one's mind, also on a machine with much to do.
        ["Trade:Sellers:TimerPoll"] = "00:00:00.05",
        ["Trade:Sellers:QuoteTimeout"] = "00:01:00",
        ["Trade:Sellers:PaymentTimeout"] = "00:05:00",
        ["Trade:Logistics:TimeScale"] = "5000",
        ["Trade:Logistics:Riders"] = "500",
    };

    private readonly string data = Directory.CreateTempSubdirectory("skylink-scenario").FullName;
    private readonly List<HostProgram> programs = [];
    private TestDatabase? database;

    internal IReadOnlyList<HostProgram> Programs => programs;

    internal TestDatabase Database => database ?? throw new InvalidOperationException("Not started.");

    internal Uri Web { get; private set; } = new("http://127.0.0.1");

    internal Uri Admin { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where the services of the part that runs the registry answer.</summary>
    internal Uri Network { get; private set; } = new("http://127.0.0.1");

    internal abstract IReadOnlyList<Part> Parts { get; }

    /// <summary>Settings of one test beside those of all.</summary>
    protected virtual IReadOnlyDictionary<string, string> More => new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        var ports = Parts.ToDictionary(part => part.Name, _ => FreePort());
        Network = AddressOf(Parts.Single(part => Runs(part, "trade.registry")), ports);
        foreach (var part in Parts)
        {
            programs.Add(new HostProgram(part.Name, Path.Combine(data, part.Name), SettingsOf(part, ports)));
        }

        await Task.WhenAll(programs.Select(program => program.StartAsync()));
        FindGateways();
        await Market.OpenAsync(this);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in programs)
        {
            await program.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(data, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal HostProgram ProgramOf(string module) =>
        programs[Parts.Select((part, index) => (part, index)).Single(it => Runs(it.part, module)).index];

    internal string FileOf(string module, string file) => Path.Combine(ProgramOf(module).Folder, file);

    /// <summary>What all processes said: for the message of a test that fails.</summary>
    internal string Logs() => string.Join('\n', programs.Select(program => program.Log));

    internal async Task RestartAsync(HostProgram program)
    {
        await program.StartAsync();
        FindGateways();
    }

    private static bool Runs(Part part, string module) => part.Modules.Contains("all") || part.Modules.Contains(module);

    private static Uri AddressOf(Part part, Dictionary<string, int> ports) => new($"http://127.0.0.1:{ports[part.Name]}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void FindGateways()
    {
        var gateways = programs.SelectMany(program => program.Gateways).ToList();
        (Web, Admin) = (gateways[0], gateways[1]);
    }

    private Dictionary<string, string> SettingsOf(Part part, Dictionary<string, int> ports)
    {
        var settings = new Dictionary<string, string>(Fast, StringComparer.Ordinal)
        {
            ["run"] = string.Join(',', part.Modules),
            ["data"] = Path.Combine(data, part.Name),
            ["ConnectionStrings:skylink"] = Database.ConnectionString,
            ["Ports:Services"] = $"{ports[part.Name]}",
            ["Ports:Web"] = "0",
            ["Ports:Admin"] = "0",
            ["Trade:Network:RegistryUri"] = Network.ToString(),
        };
        foreach (var other in Parts.Where(other => other != part))
        {
            foreach (var module in other.Modules.Where(module => module.Contains('.', StringComparison.Ordinal)))
            {
                settings[$"Services:{module}:Address"] = AddressOf(other, ports).ToString();
            }
        }

        foreach (var (key, value) in More)
        {
            settings[key] = value;
        }

        return settings;
    }
}

/// <summary>Everything in one process, as on a laptop.</summary>
public sealed class OneProcess : Deployment
{
    internal override IReadOnlyList<Part> Parts => [new Part("all", "all")];
}

/// <summary>The same in three.</summary>
public sealed class ThreeProcesses : Deployment
{
    internal override IReadOnlyList<Part> Parts =>
    [
        new Part(
            "edge", "platform.identity", "platform.events", "platform.gateways", "gateway-web", "gateway-admin"),
        new Part("network", "trade.registry", "trade.routing", "settle.ledger", "trade.payments"),
        new Part("market", "trade.sellers", "trade.logistics", "trade.buyers"),
    ];
}

/// <summary>Deployments use what the machine has: one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class Deployments
{
    public const string Name = "Deployments";
}
