using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

/// <summary>Why a request comes to nothing.</summary>
internal sealed record Refusal(ErrorKind Kind, string Path, string Why);

/// <summary>What the steps of a sale have in common: its shop, its terms, its clock and its paper.</summary>
internal sealed class SellerDesk(
    SellerDirectory directory, Correspondence letters, SaleLedger ledger, IOptions<SellersOptions> options,
    TimeProvider clock)
{
    private const int LinesMax = 100;

    public Correspondence Letters { get; } = letters;

    public SaleLedger Ledger { get; } = ledger;

    public SellersOptions Settings { get; } = options.Value;

    public DateTimeOffset Now => clock.GetUtcNow();

    public Reaction Refuse(Received request, Refusal refusal) =>
        new(request.Node.AnswerError(request, refusal.Kind, refusal.Path, refusal.Why, Now));

    public Reaction Refuse(Received request, ErrorKind kind, string path, string why) =>
        Refuse(request, new Refusal(kind, path, why));

    public Reaction Answer(Received request, Message content) => new(request.Node.Answer(request, content, Now));

    public Shares SharesOf(string node) => directory.SharesOf(node);

    /// <summary>A shop of this node that is open, or why there is none.</summary>
    public static async Task<(Shop? Shop, Refusal? Refusal)> OpenShopAsync(
        Tx tx, Received request, OrderProvider? provider)
    {
        const string path = "$.message.order.provider.id";
        var shop = provider is null ? null : await ShopStore.FindAsync(tx, provider.Id);
        return shop switch
        {
            null => (null, new Refusal(ErrorKind.ProviderNotFound, path, "There is no such shop here.")),
            _ when shop.Node != request.Node.Profile.Slug =>
                (null, new Refusal(ErrorKind.ProviderNotFound, path, "There is no such shop here.")),
            { IsOnline: false } => (null, new Refusal(ErrorKind.ProviderClosed, path, $"{shop.Name} is closed.")),
            _ => (shop, null),
        };
    }

    /// <summary>Where it goes, if the shop delivers there.</summary>
    public static (Stop? Drop, Refusal? Refusal) DropOf(Order order, Shop shop)
    {
        const string path = "$.message.order.fulfillments[0].end.location.gps";
        var drop = order.Fulfillments.FirstOrDefault()?.End;
        return drop?.Location?.Gps switch
        {
            null => (null, new Refusal(ErrorKind.MemberMissing, path, "Where shall it be delivered?")),
            { } gps when !shop.Delivers(gps, drop.Location.Address?.AreaCode) => (null, new Refusal(
                ErrorKind.LocationNotServiceable, path, shop.Place.Reach.IsEverywhere
                    ? $"{shop.Name} delivers within {shop.Place.RadiusKm:0.#} km."
                    : $"{shop.Name} does not deliver there.")),
            _ => (drop, null),
        };
    }

    /// <summary>The lines asked for, at today's prices.</summary>
    /// <param name="kept">Pieces already kept for this buyer: they count as there.</param>
    public static async Task<(IReadOnlyList<SaleLine> Lines, Refusal? Refusal)> LinesAsync(
        Tx tx, Shop shop, ValueList<OrderItem> items, Func<string, int> kept)
    {
        var wanted = items.GroupBy(item => item.Id, StringComparer.Ordinal)
            .Select(group => (Sku: group.Key, Count: group.Sum(item => (long)(item.Count ?? 0)))).ToList();
        if (wanted.Count > LinesMax)
        {
            return ([], new Refusal(
                ErrorKind.OrderInvalid, "$.message.order.items", $"At most {LinesMax} different items."));
        }

        var products = (await ProductStore.FindAsync(tx, shop.Slug, [.. wanted.Select(it => it.Sku)]))
            .ToDictionary(product => product.Sku, StringComparer.Ordinal);
        var lines = new List<SaleLine>(wanted.Count);
        foreach (var (index, (sku, count)) in wanted.Index())
        {
            if (!products.TryGetValue(sku, out var product))
            {
                return ([], new Refusal(
                    ErrorKind.ItemNotFound, $"$.message.order.items[{index}].id", $"{shop.Name} has no item {sku}."));
            }

            var most = product.IsAvailable ? Math.Min(product.Left + kept(sku), product.MaxPerOrder) : 0;
            if (count < 1 || count > most)
            {
                return ([], new Refusal(
                    ErrorKind.ItemQuantityUnavailable, $"$.message.order.items[{index}].quantity.count",
                    $"{product.Name}: {most} can be ordered."));
            }

            lines.Add(new SaleLine(sku, product.Name, product.Price, (int)count, (int)count));
        }

        return (lines, null);
    }

    /// <summary>An order as it stands, for whoever asks.</summary>
    public async Task<Order> StandingAsync(Tx tx, Sale sale) =>
        SaleMessages.Standing(sale, await ShopOfAsync(tx, sale), SharesOf(sale.Node), sale.Node);

    public static async Task<Shop> ShopOfAsync(Tx tx, Sale sale) => await ShopStore.FindAsync(tx, sale.Shop)
        ?? throw new InvalidOperationException($"Sale {sale.Id} is of shop {sale.Shop}, which is not there.");

    /// <summary>News for the buyer: the order as it stands now.</summary>
    public async Task<IReadOnlyList<Outgoing>> TellAsync(Tx tx, Node node, Sale sale, BecknAction callback) =>
        await Letters.TellAsync(node, sale, callback, await StandingAsync(tx, sale), tx.Cancellation);

    /// <summary>Something came that changes nothing any more.</summary>
    public Task NoteLateAsync(Tx tx, Sale sale, string what) =>
        SaleStore.NoteAsync(tx, sale.Id, Now, "Late", $"{what}, while {sale.Stage}: nothing changes.");
}
