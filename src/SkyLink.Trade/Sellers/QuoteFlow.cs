using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>From select to on_init: what it costs, who brings it, and stock kept for it.</summary>
internal sealed class QuoteFlow(SellerDesk desk)
{
    /// <summary>A destination that moved further than this since the quote needs a new one.</summary>
    private const double DropMoveKmMax = 0.5;

    /// <summary>select: asks the delivery partner, and answers when it has.</summary>
    public async Task<Reaction> SelectAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read<Order>();
        var (shop, closed) = await SellerDesk.OpenShopAsync(tx, message, order.Provider);
        if (shop is null)
        {
            return desk.Refuse(message, closed!);
        }

        var (drop, unserved) = SellerDesk.DropOf(order, shop);
        if (drop is null)
        {
            return desk.Refuse(message, unserved!);
        }

        var before = await SaleStore.LockOpenAsync(
            tx, shop.Node, message.Context.BapId, message.Context.TransactionId, shop.Slug);
        var (lines, lacking) = await SellerDesk.LinesAsync(tx, shop, order.Items, KeptFor(before));
        if (lacking is not null)
        {
            return desk.Refuse(message, lacking);
        }

        var now = desk.Now;
        if (before is not null && before.Abandon("selected anew", now).Is(out var given, out _))
        {
            await desk.Ledger.SaveAsync(tx, before, given);
        }

        var sale = Sale.Open(
            Guid.CreateVersion7(now), shop, message.Context.BapId, message.Context.TransactionId, lines,
            new SaleDetails(Correspondence.Of(message.Context), drop), now, desk.Settings.QuoteTimeout);
        await SaleLedger.OpenAsync(tx, sale);
        var ask = await desk.Letters.AskLogisticsAsync(
            message.Node, sale, BecknAction.Search, SaleMessages.DeliverySearch(sale, shop), tx.Cancellation);
        return ask.Count > 0
            ? new Reaction(ask)
            : await GiveUpAsync(tx, message.Node, sale, "No delivery partner is on the network.");
    }

    /// <summary>The delivery partner names its price, or says that it does not go there.</summary>
    public async Task<Reaction> DeliveryOfferedAsync(Tx tx, Received message)
    {
        if (!Guid.TryParse(message.Context.MessageId, out var id) || await SaleStore.LockAsync(tx, id) is not { } sale
            || sale.Node != message.Node.Profile.Slug)
        {
            return Reaction.Nothing;
        }

        if (sale.Stage != SaleStage.Quoting)
        {
            await desk.NoteLateAsync(tx, sale, "The delivery partner's offer");
            return Reaction.Nothing;
        }

        var shop = await SellerDesk.ShopOfAsync(tx, sale);
        if (OfferIn(message.Envelope.Read() as Catalogue, shop) is not { } offer)
        {
            return await GiveUpAsync(
                tx, message.Node, sale, message.Envelope.Error?.Message ?? "Nobody delivers there now.");
        }

        if (!sale.Offer(offer, desk.Now, desk.Settings.QuoteLifetime).Is(out var quoted, out _))
        {
            return Reaction.Nothing;
        }

        await desk.Ledger.SaveAsync(tx, sale, quoted);
        return new Reaction(await desk.Letters.AnswerAsync(
            message.Node, quoted, BecknAction.OnSelect, SaleMessages.Quoted(quoted, shop, desk.Settings.QuoteLifetime),
            tx.Cancellation));
    }

    /// <summary>No quote: the buyer is told why.</summary>
    public async Task<Reaction> GiveUpAsync(Tx tx, Node node, Sale sale, string why)
    {
        if (!sale.Abandon(why, desk.Now).Is(out var over, out _))
        {
            return Reaction.Nothing;
        }

        await desk.Ledger.SaveAsync(tx, sale, over);
        return new Reaction(await desk.Letters.AnswerErrorAsync(
            node, sale, BecknAction.OnSelect, ErrorKind.FulfillmentUnavailable, why, tx.Cancellation));
    }

    /// <summary>init: keeps the stock and states the terms.</summary>
    public async Task<Reaction> InitAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read<Order>();
        var (shop, closed) = await SellerDesk.OpenShopAsync(tx, message, order.Provider);
        if (shop is null)
        {
            return desk.Refuse(message, closed!);
        }

        var before = await SaleStore.LockOpenAsync(
            tx, shop.Node, message.Context.BapId, message.Context.TransactionId, shop.Slug);
        if (before is null || before.Stage == SaleStage.Quoting)
        {
            return desk.Refuse(
                message, ErrorKind.QuoteUnavailable, "$.message.order", "There is no quote to take up: select first.");
        }

        var (drop, unserved) = SellerDesk.DropOf(order, shop);
        if (drop is null)
        {
            return desk.Refuse(message, unserved!);
        }

        if (drop.Location!.Gps!.Value.DistanceKmTo(before.Details.Drop.Location!.Gps!.Value) > DropMoveKmMax)
        {
            return desk.Refuse(
                message, ErrorKind.QuoteUnavailable, "$.message.order.fulfillments",
                "The quote was for another place: select again.");
        }

        var (lines, lacking) = await SellerDesk.LinesAsync(tx, shop, order.Items, KeptFor(before));
        return lacking is null
            ? await ReserveAsync(tx, message, order, shop, before, AtQuotedPrices(lines, before), drop)
            : desk.Refuse(message, lacking);
    }

    private async Task<Reaction> ReserveAsync(
        Tx tx, Received message, Order order, Shop shop, Sale before, IReadOnlyList<SaleLine> lines, Stop drop)
    {
        var ask = Correspondence.Of(message.Context);
        var details = before.Details with { Ask = ask, Drop = drop, Billing = order.Billing };
        if (!before.Reserve(lines, details, desk.Now, desk.Settings.ReservationLifetime)
                .Is(out var reserved, out var error))
        {
            return desk.Refuse(message, ErrorKind.OutOfSequence, "$.context.action", error.Detail ?? error.Title);
        }

        return await desk.Ledger.TrySaveAsync(tx, before, reserved)
            ? desk.Answer(message, SaleMessages.Reserved(
                reserved, shop, desk.SharesOf(shop.Node), shop.Node, desk.Settings.ReservationLifetime))
            : desk.Refuse(
                message, ErrorKind.ItemQuantityUnavailable, "$.message.order.items", "Somebody else was quicker.");
    }

    private static Func<string, int> KeptFor(Sale? sale) => sku => sale is { Stage: SaleStage.Reserved }
        ? sale.Lines.Where(line => line.Sku == sku).Sum(line => line.Count)
        : 0;

    /// <summary>A quote holds: what was quoted keeps its price, whatever the shelf says meanwhile.</summary>
    private static List<SaleLine> AtQuotedPrices(IReadOnlyList<SaleLine> lines, Sale quoted) => [.. lines.Select(line =>
        quoted.Lines.FirstOrDefault(it => it.Sku == line.Sku) is { } before
            ? line with { Price = before.Price }
            : line)];

    /// <summary>One provider, one item: its price, or the shop's own charge where the partner names none.</summary>
    private static DeliveryOffer? OfferIn(Catalogue? catalogue, Shop shop)
    {
        if (catalogue?.Providers.FirstOrDefault() is not { } provider
            || provider.Items.FirstOrDefault() is not { } item)
        {
            return null;
        }

        var price = item.Price is null ? shop.DeliveryCharge : item.Price.ToMoney();
        var fulfilment = provider.Fulfillments.Concat(catalogue.Fulfillments).FirstOrDefault();
        return price is not null && price.Units >= 0 && price.Asset == shop.Asset
            ? new DeliveryOffer(provider.Id, item.Id, price, item.TimeToShip ?? fulfilment?.TurnaroundTime)
            : null;
    }
}
