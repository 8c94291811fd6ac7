using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

/// <summary>Buyers: the buyer's app and its gateway to the network.</summary>
public sealed class BuyersModule : IModule
{
    public string Name => "trade.buyers";

    public void Add(ModuleBuilder module)
    {
        module.Configure<BuyersOptions>().Seal(BuyerOrderStore.Document, BuyerOrderStore.Query)
            .AddNodes(all => [all.GetRequiredService<BuyerNode>().Make()]);
        module.Services.AddSingleton<BuyerNode>().AddSingleton<BuyerMessages>().AddSingleton<LiveSearches>()
            .AddSingleton<Watchers>().AddSingleton<BuyerSearches>()
            .AddSingleton<PlaceOrder>().AddSingleton<ActOnOrder>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        NodeKeysEndpoints.Map(routes, Name);
        SearchEndpoints.Map(routes);
        BuyerOrderEndpoints.Map(routes);
    }
}

/// <summary>The buyer's app (section <c>Trade:Buyers</c>).</summary>
internal sealed class BuyersOptions
{
    /// <summary>What shoppers know it as.</summary>
    [Required]
    public string Name { get; init; } = "Hamsafar";

    /// <summary>Its name on the network.</summary>
    [Required]
    public string SubscriberId { get; init; } = "hamsafar.example";

    /// <summary>The gateway its searches go to.</summary>
    [Required]
    public string Gateway { get; init; } = "gateway.skylink.example";

    /// <summary>The partner that holds shoppers' money.</summary>
    [Required]
    public string PaymentPartner { get; init; } = "rupaya-pay.example";

    /// <summary>The domain goods are bought in.</summary>
    [Required]
    public string GoodsDomain { get; init; } = "ONDC:RET10";

    /// <summary>The domain money is held in.</summary>
    [Required]
    public string PaymentDomain { get; init; } = "SKYLINK:PAY10";

    /// <summary>ISO 4217.</summary>
    [RegularExpression("^[A-Z]{3}$")]
    public string Currency { get; init; } = "PKR";

    /// <summary>How long shops may take to answer a search before the page says that all have.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan SearchDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Different shops one order may be spread over.</summary>
    [Range(1, 50)]
    public int ShopsMax { get; init; } = 10;
}
