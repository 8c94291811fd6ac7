using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

/// <summary>Questions about an order that are answered at once: status, track, rating, support.</summary>
internal sealed class AftercareFlow(SellerDesk desk, OrderFlow orders)
{
    public async Task<Reaction> StatusAsync(Tx tx, Received message)
    {
        var id = message.Envelope.Read<StatusRequest>().OrderId;
        return await FindAsync(tx, message, id) is { } sale
            ? desk.Answer(message, await desk.StandingAsync(tx, sale))
            : orders.UnknownOrder(message);
    }

    public async Task<Reaction> TrackAsync(Tx tx, Received message)
    {
        if (await FindAsync(tx, message, message.Envelope.Read<TrackRequest>().OrderId) is not { } sale)
        {
            return orders.UnknownOrder(message);
        }

        var isOnTheWay = sale.Stage is >= SaleStage.AgentAssigned and < SaleStage.Delivered;
        return desk.Answer(message, new Tracking
        {
            Status = isOnTheWay ? Tracking.Active : Tracking.Inactive,
            Gps = sale.Details.Ride?.Position,
            UpdatedAt = sale.Details.Ride?.SeenAt,
            Url = sale.Details.Ride?.Url,
        });
    }

    /// <summary>Only what was delivered can be rated, once per thing; rating again replaces.</summary>
    public async Task<Reaction> RateAsync(Tx tx, Received message)
    {
        var ratings = message.Envelope.Read<RatingRequest>().Ratings;
        if (ratings.Any(rating => rating.Value is < 1 or > 5))
        {
            return desk.Refuse(
                message, ErrorKind.RatingInvalid, "$.message.ratings", "A rating is a number from 1 to 5.");
        }

        var order = ratings.FirstOrDefault(rating => rating.Category == "Order")?.Id;
        var sale = order is not null
            ? await FindAsync(tx, message, order)
            : await SaleStore.FindByTransactionAsync(
                tx, message.Node.Profile.Slug, message.Context.BapId, message.Context.TransactionId);
        if (sale is null)
        {
            return orders.UnknownOrder(message);
        }

        if (sale.Stage != SaleStage.Delivered)
        {
            return desk.Refuse(message, ErrorKind.RatingInvalid, "$.message.ratings", "It is not delivered yet.");
        }

        foreach (var rating in ratings.AsEnumerable())
        {
            await SaleStore.RateAsync(tx, sale.Id, rating.Category, rating.Id, rating.Value, desk.Now);
        }

        return desk.Answer(message, new RatingAck { IsAccepted = true });
    }

    public async Task<Reaction> SupportAsync(Tx tx, Received message)
    {
        var request = message.Envelope.Read<SupportRequest>();
        var sale = await FindAsync(tx, message, request.RefId) ?? await SaleStore.FindByTransactionAsync(
            tx, message.Node.Profile.Slug, message.Context.BapId, request.RefId);
        var shop = sale is not null
            ? await SellerDesk.ShopOfAsync(tx, sale)
            : (await ShopStore.AllAsync(tx)).Find(it => it.Node == message.Node.Profile.Slug);
        if (shop is null)
        {
            return desk.Refuse(message, ErrorKind.SupportUnavailable, "$.message.ref_id", "Nobody is here to help.");
        }

        var ticket = await SaleStore.OpenTicketAsync(
            tx, sale?.Id, message.Node.Profile.Slug, message.Context.BapId, request.RefId, request.CallbackPhone,
            desk.Now);
        return desk.Answer(message, new Support
        {
            RefId = request.RefId,
            Phone = shop.Place.Phone,
            Email = shop.Place.Email,
            Ticket = ticket.ToString(),
        });
    }

    private static Task<Sale?> FindAsync(Tx tx, Received message, string order) =>
        SaleStore.FindOrderAsync(tx, message.Node.Profile.Slug, message.Context.BapId, order);
}
