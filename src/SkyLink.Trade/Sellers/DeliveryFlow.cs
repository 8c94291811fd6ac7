using SkyLink.Beckn;
using SkyLink.Trade.Nodes;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>From packing to the buyer's door.</summary>
internal sealed class DeliveryFlow(SellerDesk desk, OrderFlow orders)
{
    /// <summary>The network's reason for "the seller cannot fulfil it".</summary>
    private const string NoCarrier = "012";

    /// <summary>Packed: the carrier is booked, the buyer is told.</summary>
    public async Task<Result<SaleStep>> PackAsync(Tx tx, Node node, Sale sale)
    {
        if (!sale.Pack(desk.Now).Is(out var packed, out var error))
        {
            return error;
        }

        await desk.Ledger.SaveAsync(tx, sale, packed);
        var shop = await SellerDesk.ShopOfAsync(tx, packed);
        var booking = await desk.Letters.AskLogisticsAsync(
            node, packed, BecknAction.Confirm, SaleMessages.DeliveryOrder(packed, shop, packed.Details.Offer!),
            tx.Cancellation);
        return booking.Count > 0
            ? new SaleStep(
                packed, new Reaction([.. await desk.TellAsync(tx, node, packed, BecknAction.OnStatus), .. booking]))
            : await orders.CancelBySellerAsync(tx, node, packed, node.Profile.SubscriberId, NoCarrier);
    }

    /// <summary>The shop hands it over by hand.</summary>
    public async Task<Result<SaleStep>> ShipAsync(Tx tx, Node node, Sale sale)
    {
        if (!sale.Advance(SaleStage.PickedUp, sale.Details.Ride ?? NoRide, desk.Now).Is(out var shipped, out var error))
        {
            return error;
        }

        await desk.Ledger.SaveAsync(tx, sale, shipped);
        return new SaleStep(shipped, new Reaction(await desk.TellAsync(tx, node, shipped, BecknAction.OnStatus)));
    }

    /// <summary>The carrier's on_confirm or on_status.</summary>
    public async Task<Reaction> CarrierToldAsync(Tx tx, Received message)
    {
        var order = message.Envelope.Read() as Order;
        var sale = Guid.TryParse(order?.Id, out var id)
            ? await SaleStore.LockAsync(tx, id)
            : await SaleStore.LockOnTheRoadAsync(tx, message.Node.Profile.Slug, message.Context.TransactionId);
        if (sale is null || sale.Node != message.Node.Profile.Slug
            || sale.TransactionId != message.Context.TransactionId)
        {
            return Reaction.Nothing;
        }

        if (order is null)
        {
            return await GiveUpAsync(tx, message.Node, sale);
        }

        var fulfilment = order.Fulfillments.FirstOrDefault();
        var ride = RideOf(fulfilment, sale.Details.Ride, desk.Now);
        return SaleMessages.StageOf(fulfilment?.State) switch
        {
            SaleStage.Cancelled => await GiveUpAsync(tx, message.Node, sale),
            { } stage when stage != sale.Stage =>
                await FollowAsync(tx, message.Node, sale, sale.Advance(stage, ride, desk.Now)),
            _ when ride != sale.Details.Ride => await FollowAsync(tx, message.Node, sale, sale.Locate(ride, desk.Now)),
            _ => Reaction.Nothing,
        };
    }

    /// <summary>The carrier's on_track: where it is now.</summary>
    public async Task<Reaction> PositionToldAsync(Tx tx, Received message)
    {
        var sale = await SaleStore.LockOnTheRoadAsync(tx, message.Node.Profile.Slug, message.Context.TransactionId);
        if (sale is null || message.Envelope.Read() is not Tracking { Gps: { } position } tracking)
        {
            return Reaction.Nothing;
        }

        var ride = (sale.Details.Ride ?? NoRide) with
        {
            Position = position,
            SeenAt = tracking.UpdatedAt ?? message.At,
            Url = tracking.Url ?? sale.Details.Ride?.Url,
        };
        return ride.SeenAt < sale.Details.Ride?.SeenAt
            ? Reaction.Nothing
            : await FollowAsync(tx, message.Node, sale, sale.Locate(ride, desk.Now));
    }

    /// <summary>The booking never reached the carrier.</summary>
    public async Task<Reaction> BookingFailedAsync(Tx tx, FailedDelivery failed) =>
        await SaleStore.LockOnTheRoadAsync(tx, failed.Node.Profile.Slug, failed.TransactionId)
            is { Stage: SaleStage.Packed } sale
            ? await GiveUpAsync(tx, failed.Node, sale)
            : Reaction.Nothing;

    private static Ride NoRide { get; } = new(Agent: null, Phone: null, Position: null, SeenAt: null, Url: null);

    private async Task<Reaction> GiveUpAsync(Tx tx, Node node, Sale sale)
    {
        var result = await orders.CancelBySellerAsync(tx, node, sale, desk.Settings.LogisticsPartner, NoCarrier);
        if (result.Is(out var cancelled, out _))
        {
            return cancelled.News;
        }

        if (sale.Stage != SaleStage.Cancelled)
        {
            await desk.NoteLateAsync(tx, sale, "The carrier gave up");
        }

        return Reaction.Nothing;
    }

    private async Task<Reaction> FollowAsync(Tx tx, Node node, Sale sale, Result<Sale> step)
    {
        if (!step.Is(out var after, out var error))
        {
            await desk.NoteLateAsync(tx, sale, error.Detail ?? error.Title);
            return Reaction.Nothing;
        }

        await desk.Ledger.SaveAsync(tx, sale, after);
        return new Reaction(await desk.TellAsync(tx, node, after, BecknAction.OnStatus));
    }

    private static Ride RideOf(Fulfillment? told, Ride? before, DateTimeOffset now)
    {
        var position = Gps.TryParse(told?.Tags.ValueOf("position"), out var gps) ? gps : before?.Position;
        return new Ride(
            told?.Agent?.Name ?? before?.Agent, told?.Agent?.Phone ?? before?.Phone, position,
            position == before?.Position ? before?.SeenAt : now, before?.Url);
    }
}
