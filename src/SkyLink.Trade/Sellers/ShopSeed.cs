using SkyLink.Trade.Demo;

namespace SkyLink.Trade.Sellers;

/// <summary>
/// Puts the shops of settings and demo into the database where they are missing, and fills a demo shop that was made
/// just now or has nothing on its shelves.
/// </summary>
internal sealed class ShopSeed(Db<SellersModule> db, SellerDirectory directory, CatalogueImport import) : ISeed
{
    public string What => "products";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var shop in directory.All.SelectMany(it => it.Shops))
        {
            await db.InStatementAsync(tx => ShopStore.AddAsync(tx, shop), cancellationToken);
        }

        if (directory.IsDemo)
        {
            await FillAsync(DemoWorld.Load(), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<long> CountAsync(CancellationToken cancellation) =>
        db.InStatementAsync(ProductStore.CountAsync, cancellation);

    private async Task FillAsync(DemoWorld world, CancellationToken cancellation)
    {
        var shops = await db.InStatementAsync(ShopStore.AllAsync, cancellation);
        foreach (var it in world.Shops)
        {
            var isEmpty = await db.InStatementAsync(tx => ProductStore.IsEmptyAsync(tx, it.Slug), cancellation);
            if (isEmpty && shops.Find(shop => shop.Slug == it.Slug) is { } shop)
            {
                await using var file = DemoWorld.OpenCatalogue(it);
                await import.RunAsync(
                    [shop], CatalogueReaders.ReadAsync(CatalogueFormat.Csv, file, cancellation), cancellation);
            }
        }
    }
}
