using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Logistics;

/// <summary>Logistics: Quick Wheels, the delivery partner. Stands for the outside, and speaks as any partner.</summary>
public sealed class LogisticsModule : IModule
{
    public string Name => "trade.logistics";

    public void Add(ModuleBuilder module)
    {
        module.Configure<LogisticsOptions>()
            .Seal(RiderStore.Name, RiderStore.Phone, RiderStore.Registration, RiderStore.Position)
            .Seal(ShipmentStore.Pickup, ShipmentStore.DropOff, ShipmentStore.Leg, ShipmentStore.Position)
            .AddNodes(all => [all.GetRequiredService<LogisticsNode>().Make()])
            .Run<ShipmentTimer>();
        module.Services.AddSingleton<LogisticsNode>().AddSingleton<ShipmentDesk>().AddSingleton<Tariff>()
            .AddSingleton(all => new Pace(all.GetRequiredService<IOptions<LogisticsOptions>>().Value))
            .AddKeyedSingleton<WakeUp>(Name);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        NodeKeysEndpoints.Map(routes, Name);
        LogisticsEndpoints.Map(routes);
    }
}

/// <summary>How the delivery partner behaves (section <c>Trade:Logistics</c>).</summary>
internal sealed class LogisticsOptions
{
    /// <summary>Where rides are offered if the settings name no area.</summary>
    public static readonly IReadOnlyList<ServiceAreaOptions> AreasOfTheNetwork =
    [
        new() { City = "std:042", Gps = "31.5204,74.3587", RadiusKm = 25 },
        new() { City = "std:021", Gps = "24.8607,67.0011", RadiusKm = 30 },
        new() { City = "std:051", Gps = "33.6844,73.0479", RadiusKm = 25 },
    ];

    /// <summary>The partner's name on the network.</summary>
    [Required]
    public string SubscriberId { get; init; } = "quick-wheels.example";

    /// <summary>The domain in which rides are sold.</summary>
    [Required]
    public string Domain { get; init; } = "ONDC:LOG10";

    /// <summary>All times below that depend on people and streets are divided by this.</summary>
    [Range(0.1, 100_000)]
    public double TimeScale { get; init; } = 1;

    [Range(1, 200)]
    public double SpeedKmPerHour { get; init; } = 24;

    /// <summary>The way to the shop that a promise reckons with.</summary>
    [Range(0, 100)]
    public double ApproachKm { get; init; } = 2;

    /// <summary>At the shop, until the goods are handed over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan HandlingTime { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>From the counter to the road.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SettingOutTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Without a free rider for so long, a ride is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SearchMax { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The wait before riders are asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SearchPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two position reports of a rider on the road; not scaled.</summary>
    [Range(typeof(TimeSpan), "00:00:00.02", "00:10:00")]
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest ride.</summary>
    [Range(1, 500)]
    public double DistanceKmMax { get; init; } = 40;

    [RegularExpression("^[A-Z]{3}/[0-9]$")]
    public string Asset { get; init; } = "PKR/2";

    /// <summary>Every ride's price before the first kilometre, in the asset's smallest unit.</summary>
    [Range(1, 10_000_000)]
    public long BaseUnits { get; init; } = 6_000;

    [Range(0, 1_000_000)]
    public long UnitsPerKm { get; init; } = 1_800;

    /// <summary>How far an agreed price may be below the tariff at booking.</summary>
    [Range(0, 10_000)]
    public int PriceToleranceBasisPoints { get; init; } = 500;

    /// <summary>Riders of each area.</summary>
    [Range(1, 1_000)]
    public int RidersPerArea { get; init; } = 12;

    /// <summary>None: Lahore, Karachi and Islamabad.</summary>
    public IReadOnlyList<ServiceAreaOptions> Areas { get; init; } = [];

    [Required]
    public string SupportPhone { get; init; } = "+92-42-555-0142";

    [Required]
    public string SupportEmail { get; init; } = "help@quick-wheels.example";
}

internal sealed class ServiceAreaOptions
{
    /// <summary>A code such as <c>std:042</c>.</summary>
    [Required]
    public string City { get; init; } = "";

    /// <summary>The centre: "latitude,longitude".</summary>
    [Required]
    public string Gps { get; init; } = "";

    [Range(0.1, 500)]
    public double RadiusKm { get; init; } = 25;
}
