using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Payments;

/// <summary>Payments: Rupaya Pay, the payment partner. Holds shoppers' money for orders, keeps their wallets.</summary>
public sealed class PaymentsModule : IModule
{
    public string Name => "trade.payments";

    public void Add(ModuleBuilder module)
    {
        module.Configure<PaymentsOptions>()
            .AddNodes(all => [all.GetRequiredService<PaymentNode>().Make()])
            .Run<PaymentSaga>().Run<PaymentTimer>();
        module.Services.AddSingleton<PaymentNode>().AddSingleton<PaymentTopUps>()
            .AddKeyedSingleton<Shared.WakeUp>(Name);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        NodeKeysEndpoints.Map(routes, Name);
        PaymentsEndpoints.Map(routes);
    }
}

/// <summary>How the payment partner behaves (section <c>Trade:Payments</c>).</summary>
internal sealed class PaymentsOptions
{
    /// <summary>The partner's name on the network.</summary>
    [Required]
    public string SubscriberId { get; init; } = "rupaya-pay.example";

    /// <summary>How long money is held before it returns to the payer by itself.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan HoldLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a process may take for a step before another one carries it out.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan StepLease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Steps under way at once in this process.</summary>
    [Range(1, 256)]
    public int StepsMax { get; init; } = 32;

    /// <summary>Demo money one wallet may get per day (UTC), in the smallest unit of the wallets' asset.</summary>
    [Range(0, 1_000_000_000_000)]
    public long TopUpUnitsPerDay { get; init; } = 10_000_000;

    /// <summary>What wallets hold.</summary>
    [RegularExpression("^[A-Z]{3}/[0-9]$")]
    public string WalletAsset { get; init; } = "PKR/2";
}
