using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

/// <param name="ClosedSince">Null while it is open.</param>
/// <param name="Shops">Slugs of the shops it sells for.</param>
internal sealed record SellerNodeView(
    string Slug, string Name, string SubscriberId, bool IsOpen, DateTimeOffset? ClosedSince,
    IReadOnlyList<string> Shops);

internal sealed record OpenEdit(bool IsOpen);

/// <summary>The seller nodes as a whole: open for the network, or closed.</summary>
internal static class SellerNodesEndpoints
{
    private static readonly Error NotFound = new("sellers.node_not_found", 404, "There is no such node of yours.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var nodes = routes.MapGroup("/api/v1/sellers/nodes").WithTags("Sellers");
        nodes.MapGet("", ListAsync).WithName("ListSellerNodes")
            .WithSummary("Read the seller nodes of your organization").Requires(SellerAccess.Read);
        nodes.MapPut("/{slug}/open", SetOpenAsync).WithName("SetSellerNodeOpen")
            .WithSummary("Close a node for the network, or open it again: closed, it takes no messages")
            .Requires(SellerAccess.Write, rate: RateClass.Write);
    }

    private static async Task<Ok<Page<SellerNodeView>>> ListAsync(
        Caller caller, SellerDirectory directory, Db<SellersModule> db, CancellationToken cancellation)
    {
        var (shops, closings) = await db.InTransactionAsync(
            async tx => (await ShopStore.AllAsync(tx), await ClosingStore.AllAsync(tx)), cancellation);
        var closed = closings.ToDictionary(it => it.Node, it => it.Since, StringComparer.Ordinal);
        var views = directory.All.Select(it => it.Profile)
            .Where(node => IsOf(caller, node.Slug, shops))
            .OrderBy(node => node.Name, StringComparer.Ordinal)
            .Select(node => View(node, shops, closed.TryGetValue(node.Slug, out var since) ? since : null));
        return TypedResults.Ok(new Page<SellerNodeView>([.. views], Next: null));
    }

    private static async Task<Results<Ok<SellerNodeView>, ProblemHttpResult>> SetOpenAsync(
        string slug, OpenEdit edit, Caller caller, SellerDirectory directory, Db<SellersModule> db,
        [FromKeyedServices("trade.sellers")] Closings closings, TimeProvider clock, CancellationToken cancellation)
    {
        var node = directory.All.FirstOrDefault(it => it.Profile.Slug == slug)?.Profile;
        var now = clock.GetUtcNow();
        var shops = await db.InTransactionAsync(async tx =>
        {
            var all = await ShopStore.AllAsync(tx);
            if (node is null || !IsOf(caller, slug, all))
            {
                return null;
            }

            if (edit.IsOpen ? await ClosingStore.OpenAsync(tx, slug) : await ClosingStore.CloseAsync(tx, slug, now))
            {
                tx.Publish(new SellerNodeChanged(slug, edit.IsOpen));
            }

            return all;
        }, cancellation);
        closings.Forget();
        return node is null || shops is null
            ? NotFound.ToProblem()
            : TypedResults.Ok(View(node, shops, await closings.SinceAsync(slug, cancellation)));
    }

    /// <summary>A node is its keeper's where all that it sells for is.</summary>
    private static bool IsOf(Caller caller, string node, List<Shop> shops) =>
        SellerAccess.ScopeOf(caller) is null
        || (shops.Exists(shop => shop.Node == node)
            && shops.TrueForAll(shop => shop.Node != node || SellerAccess.Sees(caller, shop)));

    private static SellerNodeView View(NodeProfile node, List<Shop> shops, DateTimeOffset? closedSince) => new(
        node.Slug, node.Name, node.SubscriberId, closedSince is null, closedSince,
        [.. shops.Where(shop => shop.Node == node.Slug).Select(shop => shop.Slug)]);
}
