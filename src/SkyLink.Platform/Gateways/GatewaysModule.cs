namespace SkyLink.Platform.Gateways;

/// <summary>What gateways share: the counts behind their limits. Runs in every process that has a gateway.</summary>
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

    public void Map(IEndpointRouteBuilder routes)
    {
        // Gateways have their own doors; see Gateway.
    }
}
