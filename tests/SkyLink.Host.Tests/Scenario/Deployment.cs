using SkyLink.Testing;

namespace SkyLink.Host.Scenario;

/// <summary>What runs in one process.</summary>
internal sealed record Part(string Name, params string[] Modules)
{
    /// <summary>So many processes of it, behind one address.</summary>
    public int Replicas { get; init; } = 1;

    public bool Runs(string module) => Modules.Contains("all") || Modules.Contains(module);
}

/// <summary>
/// The whole platform as the program itself, in one process or in several, on a database of its own: with the demo's
/// shops and accounts, and a delivery partner that is a thousand times faster than life.
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
        ["Trade:Logistics:TimeScale"] = "1000",
        ["Trade:Logistics:RidersPerArea"] = "200",
        ["Trade:Logistics:SearchMax"] = "1.00:00:00",
    };

    private readonly string data = Directory.CreateTempSubdirectory("skylink-scenario").FullName;
    private readonly List<(Part Part, HostProgram Program)> programs = [];
    private readonly Dictionary<string, Uri> addresses = new(StringComparer.Ordinal);
    private readonly List<Balancer> balancers = [];
    private TestDatabase? database;

    internal IReadOnlyList<HostProgram> Programs => [.. programs.Select(it => it.Program)];

    internal TestDatabase Database => database ?? throw new InvalidOperationException("Not started.");

    internal Uri Web { get; private set; } = new("http://127.0.0.1");

    internal Uri Admin { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where the services of the part that runs the registry answer.</summary>
    internal Uri Network { get; private set; } = new("http://127.0.0.1");

    internal abstract IReadOnlyList<Part> Parts { get; }

    /// <summary>Settings of one test beside those of all.</summary>
    protected virtual IReadOnlyDictionary<string, string> More => new Dictionary<string, string>();

    /// <summary>The processes bring their own PostgreSQL, which may be killed.</summary>
    protected virtual bool IsEmbedded => false;

    public async ValueTask InitializeAsync()
    {
        database = IsEmbedded ? null : await TestDatabase.CreateAsync();
        var ports = Parts.ToDictionary(part => part, part => Enumerable.Range(0, part.Replicas).Select(_ => FreePorts.Take()).ToList());
        foreach (var (part, its) in ports)
        {
            addresses[part.Name] = new Uri($"http://127.0.0.1:{its[0]}");
            if (part.Replicas > 1)
            {
                balancers.Add(new Balancer(its));
                addresses[part.Name] = balancers[^1].Address;
            }
        }

        Network = addresses[Parts.Single(part => part.Runs("trade.registry")).Name];
        foreach (var (part, its) in ports)
        {
            for (var i = 0; i < part.Replicas; i++)
            {
                var name = part.Replicas == 1 ? part.Name : $"{part.Name}-{i + 1}";
                programs.Add((part, new HostProgram(name, Path.Combine(data, name), SettingsOf(part, name, its[i]))));
            }
        }

        await Task.WhenAll(Programs.Select(program => program.StartAsync()));
        database ??= TestDatabase.At(Programs.Single().EmbeddedPostgres);
        FindGateways();
        await Market.OpenAsync(this);
    }

    public async ValueTask DisposeAsync()
    {
        var cluster = IsEmbedded && database is not null
            ? await database.ScalarAsync<string>("select current_setting('data_directory')")
            : null;
        foreach (var program in Programs)
        {
            await (IsEmbedded ? program.StopOrKillAsync() : program.DisposeAsync());
        }

        balancers.ForEach(balancer => balancer.Dispose());

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(data, recursive: true);
        if (cluster is not null && Directory.Exists(cluster))
        {
            // PostgreSQL refuses to run as root: then its data lie in a folder of their own, elsewhere.
            Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(cluster))!, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    internal HostProgram ProgramOf(string module) => programs.First(it => it.Part.Runs(module)).Program;

    internal Uri AddressOf(string module) => addresses[Parts.Single(part => part.Runs(module)).Name];

    internal string FileOf(string module, string file) => Path.Combine(ProgramOf(module).Folder, file);

    /// <summary>What all processes said: for the message of a test that fails.</summary>
    internal string Logs() => string.Join('\n', Programs.Select(program => program.Log));

    internal async Task RestartAsync(HostProgram program)
    {
        await program.StartAsync();
        FindGateways();
    }

    private void FindGateways()
    {
        var gateways = Programs.SelectMany(program => program.Gateways).ToList();
        (Web, Admin) = (gateways[0], gateways[1]);
    }

    /// <summary>Gateways keep their ports over a restart, so that whoever uses them goes on.</summary>
    private Dictionary<string, string> SettingsOf(Part part, string name, int port)
    {
        var settings = new Dictionary<string, string>(Fast, StringComparer.Ordinal)
        {
            ["run"] = string.Join(',', part.Modules),
            ["data"] = Path.Combine(data, name),
            ["Ports:Services"] = $"{port}",
            ["Ports:Web"] = $"{FreePorts.Take()}",
            ["Ports:Admin"] = $"{FreePorts.Take()}",
            ["Trade:Network:RegistryUri"] = Network.ToString(),
            ["Trade:Network:PublicUri"] = addresses[part.Name].ToString(),
        };
        if (database is not null)
        {
            settings["ConnectionStrings:skylink"] = Database.ConnectionString;
        }

        foreach (var other in Parts.Where(other => other != part))
        {
            foreach (var module in other.Modules.Where(module => module.Contains('.', StringComparison.Ordinal)))
            {
                settings[$"Services:{module}:Address"] = addresses[other.Name].ToString();
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
            "edge", "platform.identity", "platform.audit", "platform.signatures", "platform.secrets",
            "platform.events", "platform.gateways", "gateway-web", "gateway-admin"),
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
