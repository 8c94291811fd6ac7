using SkyLink.Beckn;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Sellers;

/// <summary>The seller nodes as participants: which step answers which message.</summary>
internal sealed class SellerNodes(
    SellerDirectory directory, SearchDesk search, QuoteFlow quotes, OrderFlow orders, DeliveryFlow deliveries,
    AftercareFlow aftercare, CatalogueTold told, IOptions<SellersOptions> options)
{
    public IReadOnlyList<Node> Make() => [.. directory.All.Select(it => Make(it.Profile))];

    private Node Make(NodeProfile profile) => new Node(profile)
        .On(BecknAction.Search, search.SearchAsync)
        .On(BecknAction.Select, quotes.SelectAsync)
        .On(BecknAction.Init, quotes.InitAsync)
        .On(BecknAction.Confirm, orders.ConfirmAsync)
        .On(BecknAction.Status, aftercare.StatusAsync)
        .On(BecknAction.Track, aftercare.TrackAsync)
        .On(BecknAction.Cancel, orders.CancelAsync)
        .On(BecknAction.Update, orders.UpdateAsync)
        .On(BecknAction.Rating, aftercare.RateAsync)
        .On(BecknAction.Support, aftercare.SupportAsync)
        .On(BecknAction.OnSearch, OfLogistics(quotes.DeliveryOfferedAsync))
        .On(BecknAction.OnConfirm, OfLogistics(deliveries.CarrierToldAsync))
        .On(BecknAction.OnStatus, OnStatusAsync)
        .On(BecknAction.OnTrack, OfLogistics(deliveries.PositionToldAsync))
        .On(BecknAction.OnUpdate, OfLogistics(deliveries.CarrierToldAsync))
        .On(BecknAction.OnCancel, OfLogistics(deliveries.CarrierToldAsync))
        .WhenFailed(OnFailedAsync);

    private Task<Reaction> OnStatusAsync(Tx tx, Received message) =>
        message.Context.Domain == options.Value.PaymentDomain
        ? FromPartner(message, options.Value.PaymentPartner, () => orders.PaymentToldAsync(tx, message))
        : FromPartner(message, options.Value.LogisticsPartner, () => deliveries.CarrierToldAsync(tx, message));

    private Handler OfLogistics(Handler handle) => (tx, message) => FromPartner(
        message, options.Value.LogisticsPartner, () => message.Context.Domain == options.Value.LogisticsDomain
            ? handle(tx, message)
            : Task.FromResult(Reaction.Nothing));

    /// <summary>Anyone on the network may send us a callback; only the partner we asked is believed.</summary>
    private static Task<Reaction> FromPartner(Received message, string partner, Func<Task<Reaction>> handle) =>
        message.Sender.SubscriberId == partner
            ? handle()
            : throw new RefusalException(ErrorKind.NotAuthorized, "$.context.bpp_id", $"Only {partner} was asked.");

    /// <summary>Questions that found nobody end by their timers; a booking that did ends the order.</summary>
    private Task<Reaction> OnFailedAsync(Tx tx, FailedDelivery failed)
    {
        if (failed.Action == BecknAction.OnSearch && failed.Destination == options.Value.Gateway)
        {
            told.Forget(failed.Node.Profile.Slug, failed.TransactionId);
        }

        return failed.Action == BecknAction.Confirm && failed.Destination == options.Value.LogisticsPartner
            ? deliveries.BookingFailedAsync(tx, failed)
            : Task.FromResult(Reaction.Nothing);
    }
}
