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
        module.Services.AddSingleton<GatewayNode>().AddSingleton<RuleBook>().AddSingleton<CataloguePushes>();
        module.Configure<RoutingOptions>().AddNodes(all => [all.GetRequiredService<GatewayNode>().Make()])
            .Run<CatalogueIndex>().Run<CatalogueFeed>()
            .Subscribe(new Subscription("trade.routing.participants")
                .On<ParticipantChanged>((_, tx, changed, _) => HasLeft(changed.Status)
                    ? CatalogueStore.ForgetSellerAsync(tx, changed.SubscriberId)
                    : Task.CompletedTask));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        NodeKeysEndpoints.Map(routes, Name);
        RoutingEndpoints.Map(routes);
        CatalogueIndexEndpoints.Map(routes);
    }

    /// <summary>
    /// Not true of the states on the way in: they may be heard of only when the newcomer has told its catalogue.
    /// </summary>
    private static bool HasLeft(string status) =>
        status is ParticipantStatuses.Suspended or ParticipantStatuses.Expired or ParticipantStatuses.Unsubscribed;
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

    /// <summary>Leave out sellers whose catalogue, as they pushed it, has nothing that fits.</summary>
    public bool TrustCatalogues { get; init; } = true;

    /// <summary>How long a pushed catalogue is believed to be complete after the seller's last word on it.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan CatalogueLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long items are remembered of sellers that keep no catalogue here.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan ItemLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How soon the catalogue index shows what another process heard.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan IndexPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Items one seller may keep in the catalogue index.</summary>
    [Range(1, 1_000_000)]
    public int ItemsPerSellerMax { get; init; } = 50_000;

    /// <summary>Items learned of one seller from its answers.</summary>
    [Range(0, 100_000)]
    public int ItemsLearnedMax { get; init; } = 5_000;

    /// <summary>Items in the catalogue index of all sellers together.</summary>
    [Range(1, 10_000_000)]
    public int ItemsMax { get; init; } = 500_000;
}
