using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Routing;

/// <summary>
/// Routing: the network's gateway. Passes searches on to the sellers concerned, and their answers back.
/// </summary>
public sealed class RoutingModule : IModule
{
    public string Name => "trade.routing";

    public void Add(ModuleBuilder module)
    {
        module.Configure<RoutingOptions>().AddNodes(all => [all.GetRequiredService<GatewayNode>().Make()]);
        module.Services.AddSingleton<GatewayNode>().AddSingleton<RuleBook>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        NodeKeysEndpoints.Map(routes, Name);
        RoutingEndpoints.Map(routes);
    }
}

/// <summary>How the gateway behaves (section <c>Trade:Routing</c>).</summary>
internal sealed class RoutingOptions
{
    /// <summary>The gateway's name on the network.</summary>
    [Required]
    public string SubscriberId { get; init; } = "gateway.skylink.example";

    /// <summary>Sellers one search may reach.</summary>
    [Range(1, 5_000)]
    public int FanOutMax { get; init; } = 1_000;

    /// <summary>How long changed rules may go unnoticed by another process.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RulesLifetime { get; init; } = TimeSpan.FromSeconds(1);
}
