using SkyLink.Trade.Node;

namespace SkyLink.Trade.Logistics;

/// <summary>Logistics: the delivery partner, its riders and what they carry.</summary>
public sealed class LogisticsModule : IModule
{
    public string Name => "trade.logistics";

    public void Add(ModuleBuilder module)
    {
        module.Configure<LogisticsOptions>().Run<RideTimer>().AddNodes(all => [all.GetRequiredService<CarrierNode>().Make()]);
        module.Services.AddSingleton<CarrierNode>().AddSingleton<Dispatcher>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        ShipmentEndpoints.Map(routes);
    }
}

/// <summary>What the delivery partner charges and how fast it is (section <c>Trade:Logistics</c>).</summary>
internal sealed class LogisticsOptions
{
    /// <summary>Its name on the network.</summary>
    [Required]
    public string SubscriberId { get; init; } = "quick-wheels.example";

    /// <summary>What people know it as.</summary>
    [Required]
    public string Name { get; init; } = "Quick Wheels";

    /// <summary>The domain it carries in.</summary>
    [Required]
    public string Domain { get; init; } = "ONDC:LOG10";

    /// <summary>ISO 4217.</summary>
    [RegularExpression("^[A-Z]{3}$")]
    public string Currency { get; init; } = "PKR";

    /// <summary>The price of any ride, in whole currency units.</summary>
    [Range(0, 100_000)]
    public decimal BaseCharge { get; init; } = 60;

    /// <summary>Added for every kilometre begun.</summary>
    [Range(0, 10_000)]
    public decimal ChargePerKm { get; init; } = 12;

    /// <summary>The longest way it goes.</summary>
    [Range(0.1, 1_000)]
    public double DistanceKmMax { get; init; } = 40;

    /// <summary>How fast riders are through the city.</summary>
    [Range(1, 120)]
    public double SpeedKmPerHour { get; init; } = 22;

    /// <summary>From booking to a rider, and from the rider to the shop's door.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PickupTime { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>How often the position of a rider on the way is told.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PositionEvery { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many times faster than life the partner moves: 1 outside demonstrations and tests.</summary>
    [Range(1, 1_000_000)]
    public double TimeScale { get; init; } = 1;

    /// <summary>Riders at work.</summary>
    [Range(1, 10_000)]
    public int Riders { get; init; } = 24;
}
