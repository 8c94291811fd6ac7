using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Buyers;

/// <summary>Turns a cart into one order per shop and asks each for a quote.</summary>
internal sealed class PlaceOrder(
    Db<BuyersModule> db, BuyerSearches searches, BuyerMessages messages, TimeProvider clock,
        IOptions<BuyersOptions> options,
    [FromKeyedServices("trade.buyers")] NodeRuntime runtime)
{
    private static readonly Error TooManyShops =
        new("buyers.too_many_shops", 422, "The cart is spread over too many shops.");

    private static readonly Error TwiceTheSame = new("buyers.line_twice", 422, "An offer stands in the cart twice.");

    private static readonly Error TooMany =
        new("buyers.quantity_too_high", 422, "The shop sells fewer pieces at once.");

    public async Task<Result<List<BuyerOrder>>> RunAsync(
        Guid owner, string key, PlaceOrders request, CancellationToken cancellation)
    {
        if (await searches.FindAsync(owner, request.SearchId, cancellation) is not { } results)
        {
            return BuyerErrors.SearchNotFound;
        }

        if (!Draft(owner, request, results).Is(out var drafts, out var error))
        {
            return error;
        }

        return await db.OnceAsync<List<BuyerOrder>>($"buyers.place:{owner}", key, request, async tx =>
        {
            var placed = new List<(BuyerOrder Order, Outgoing Message)>();
            foreach (var draft in drafts)
            {
                // The first order of a search goes on in its transaction; further ones begin their own.
                var order = placed.Count > 0
                    || await BuyerOrderStore.IsTakenAsync(tx, request.SearchId, draft.TransactionId)
                    ? draft with { TransactionId = Guid.CreateVersion7().ToString() }
                    : draft;
                if (await messages.Select(searches.Node, order, cancellation) is not { } message)
                {
                    return BuyerErrors.NoPartner; // Before anything is written: all shops are asked, or none.
                }

                placed.Add((order, message));
            }

            foreach (var (order, message) in placed)
            {
                Correlation.Become(order.TransactionId);
                await BuyerOrderStore.AddAsync(tx, order, "asked for a quote");
                await runtime.SendAsync(tx, searches.Node, new Reaction(message));
            }

            return placed.ConvertAll(it => it.Order);
        }, cancellation);
    }

    private Result<List<BuyerOrder>> Draft(Guid owner, PlaceOrders request, SearchResults results)
    {
        var lines = new List<(Offer Offer, int Count)>();
        foreach (var line in request.Lines)
        {
            if (results.Find(line.OfferId) is not { } offer)
            {
                return BuyerErrors.OfferNotFound.With(line.OfferId);
            }

            if (line.Quantity > Math.Min(offer.Maximum ?? int.MaxValue, offer.Available ?? int.MaxValue))
            {
                return TooMany.With(offer.Item);
            }

            lines.Add((offer, line.Quantity));
        }

        if (lines.Select(line => line.Offer.Id).Distinct(StringComparer.Ordinal).Count() < lines.Count)
        {
            return TwiceTheSame;
        }

        var shops = lines.GroupBy(line => (line.Offer.SellerId, line.Offer.ProviderId)).ToList();
        return shops.Count > options.Value.ShopsMax
            ? TooManyShops
            : shops.ConvertAll(shop => Draft(owner, request, results.Search, [.. shop]));
    }

    private BuyerOrder Draft(Guid owner, PlaceOrders request, Search search, List<(Offer Offer, int Count)> lines)
    {
        var (now, first, to) = (clock.GetUtcNow(), lines[0].Offer, request.Delivery);
        return new BuyerOrder
        {
            Id = Guid.CreateVersion7(now),
            Owner = owner,
            TransactionId = search.TransactionId,
            Seller = first.SellerId,
            ProviderId = first.ProviderId,
            Provider = first.Provider,
            City = search.Query.City ?? "*",
            Lines = lines.ConvertAll(line => new BuyerLine(
                line.Offer.ItemId, line.Offer.Item, line.Count, line.Offer.Price, line.Offer.FulfillmentId,
                line.Offer.LocationId)),
            Delivery = new BuyerDelivery(to.Name, to.Phone, to.Email, to.Address, to.City, to.AreaCode, to.Gps),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
