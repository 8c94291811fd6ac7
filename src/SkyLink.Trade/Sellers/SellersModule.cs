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
            .AddSingleton<CatalogueImport>().AddSingleton<CatalogueIntake>()
            .AddSingleton<SellerCounter>();
        module.Services.AddSingleton<CatalogueTold>();
        module.Configure<SellersOptions>().Seal(SaleStore.Details, SaleStore.TicketPhone).Begin<ShopSeed>()
            .AddNodes(all => all.GetRequiredService<SellerNodes>().Make())
            .Run<CataloguePush>().Run<SearchRefresh>().Run<SaleTimers>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        NodeEndpoints.Map(routes, Name);
        ExplorerEndpoints.Map(routes, Name);
        NodeKeysEndpoints.Map(routes, Name);
        ShopsEndpoints.Map(routes);
        ProductsEndpoints.Map(routes);
        SellerOrdersEndpoints.Map(routes);
        SellerNodesEndpoints.Map(routes);
        CatalogueEndpoints.Map(routes);
    }
}
