using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

/// <summary>Sellers: the nodes of shops with a stock of their own and of marketplaces.</summary>
public sealed class SellersModule : IModule
{
    public string Name => "trade.sellers";

    public void Add(ModuleBuilder module)
    {
        module.Services
            .AddSingleton<SellerDirectory>().AddSingleton<Correspondence>().AddSingleton<SaleLedger>()
            .AddSingleton<SellerDesk>().AddSingleton<SearchDesk>().AddSingleton<QuoteFlow>().AddSingleton<OrderFlow>()
            .AddSingleton<DeliveryFlow>().AddSingleton<AftercareFlow>().AddSingleton<SellerNodes>()
            .AddSingleton<CatalogueImport>().AddSingleton<SellerCounter>();
        module.Configure<SellersOptions>().Run<ShopSeed>()
            .AddNodes(all => all.GetRequiredService<SellerNodes>().Make());
        module.Services.AddSingleton<SearchRefresh>().AddSingleton<SaleTimers>().AddSingleton<CataloguePush>()
            .AddSingleton<CatalogueTold>();
        module.Services.AddHostedService(all => all.GetRequiredService<CataloguePush>());
        module.Services.AddHostedService(all => all.GetRequiredService<SearchRefresh>());
        module.Services.AddHostedService(all => all.GetRequiredService<SaleTimers>());
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        SellersEndpoints.Map(routes);
        SellerOrdersEndpoints.Map(routes);
        CatalogueEndpoints.Map(routes);
    }
}
