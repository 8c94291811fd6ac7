namespace SkyLink.Platform.Gateways;

/// <summary>
/// What gateways share: the counts behind their limits, and the door through which they note what operators ask. Runs
/// in every process that has a gateway.
/// </summary>
public sealed class GatewaysModule : IModule
{
    public string Name => "platform.gateways";

    public void Add(ModuleBuilder module)
    {
        module.Configure<GatewaysOptions>();
        module.Services.AddSingleton<RateLimitStore>();
        module.Services.AddSingleton<RateLimits>();
        module.Run<RateLimitUpkeep>();
    }

    /// <summary>Gateways have their own doors; see <see cref="Gateway"/>.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
