using SkyLink.Beckn;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Sellers;

/// <summary>What a sale says of itself, to the buyer and to the delivery partner.</summary>
internal static class SaleMessages
{
    private const string DeliveryId = "delivery";

    /// <summary>The network's word for a stage: of the order, and of its fulfilment.</summary>
    public static (string Order, string Fulfilment) StatesOf(SaleStage stage) => stage switch
    {
        SaleStage.Accepted => (OrderState.Accepted, FulfillmentState.Pending),
        SaleStage.Packed => (OrderState.InProgress, FulfillmentState.Packed),
        SaleStage.AgentAssigned => (OrderState.InProgress, FulfillmentState.AgentAssigned),
        SaleStage.PickedUp => (OrderState.InProgress, FulfillmentState.OrderPickedUp),
        SaleStage.OutForDelivery => (OrderState.InProgress, FulfillmentState.OutForDelivery),
        SaleStage.Delivered => (OrderState.Completed, FulfillmentState.OrderDelivered),
        SaleStage.Returning => (OrderState.InProgress, FulfillmentState.RtoInitiated),
        SaleStage.Cancelled or SaleStage.Refused or SaleStage.Expired or SaleStage.Abandoned =>
            (OrderState.Cancelled, FulfillmentState.Cancelled),
        SaleStage.Quoting or SaleStage.Quoted or SaleStage.Reserved or SaleStage.Confirming or SaleStage.Created =>
            (OrderState.Created, FulfillmentState.Pending),
    };

    /// <summary>The stage that a word of the delivery partner means; null for words that change nothing.</summary>
    public static SaleStage? StageOf(string? fulfilment) => fulfilment switch
    {
        FulfillmentState.AgentAssigned or FulfillmentState.AtPickup => SaleStage.AgentAssigned,
        FulfillmentState.OrderPickedUp or FulfillmentState.InTransit or FulfillmentState.AtDestinationHub =>
            SaleStage.PickedUp,
        FulfillmentState.OutForDelivery => SaleStage.OutForDelivery,
        FulfillmentState.OrderDelivered => SaleStage.Delivered,
        FulfillmentState.RtoInitiated => SaleStage.Returning,
        FulfillmentState.Cancelled or FulfillmentState.RtoDelivered or FulfillmentState.RtoDisposed =>
            SaleStage.Cancelled,
        _ => null,
    };

    /// <summary>on_select: what it would cost and when it would come.</summary>
    public static Order Quoted(Sale sale, Shop shop, TimeSpan ttl) => new()
    {
        Provider = ProviderOf(shop),
        Items = ItemsOf(sale),
        Fulfillments = [FulfilmentOf(sale, shop) with { State = FulfillmentState.Serviceable }],
        Quote = SaleTerms.ToQuote(sale.Lines, sale.Delivery, sale.Packing, sale.Refunded, ttl),
    };

    /// <summary>on_init: the quote again, now with stock behind it, and how to pay.</summary>
    public static Order Reserved(Sale sale, Shop shop, Shares shares, string marketplace, TimeSpan ttl) => new()
    {
        Provider = ProviderOf(shop),
        Items = ItemsOf(sale),
        Billing = sale.Details.Billing,
        Fulfillments = [FulfilmentOf(sale, shop)],
        Quote = SaleTerms.ToQuote(sale.Lines, sale.Delivery, sale.Packing, sale.Refunded, ttl),
        Payments = [PaymentOf(sale, shop, shares, marketplace)],
    };

    /// <summary>An order as it stands: on_confirm, on_status, on_update, on_cancel.</summary>
    public static Order Standing(Sale sale, Shop shop, Shares shares, string marketplace) => new()
    {
        Id = sale.OrderId,
        State = StatesOf(sale.Stage).Order,
        Provider = ProviderOf(shop),
        Items = ItemsOf(sale),
        Billing = sale.Details.Billing,
        Fulfillments = [FulfilmentOf(sale, shop)],
        Quote = SaleTerms.ToQuote(sale.Lines, sale.Delivery, sale.Packing, sale.Refunded, ttl: null),
        Payments = [PaymentOf(sale, shop, shares, marketplace)],
        Cancellation = sale is { Stage: SaleStage.Cancelled, Details.End: { } end }
            ? new Cancellation(end.Reason, end.By) { At = sale.UpdatedAt }
            : null,
        CreatedAt = sale.ConfirmedAt ?? sale.CreatedAt,
        UpdatedAt = sale.UpdatedAt,
    };

    /// <summary>What the delivery partner is asked: how much from here to there.</summary>
    public static Intent DeliverySearch(Sale sale, Shop shop) => new()
    {
        Gps = sale.Details.Drop.Location?.Gps,
        AreaCode = sale.Details.Drop.Location?.Address?.AreaCode,
        FulfillmentType = "Delivery",
        Tags = [OwnTags.Of(
            ("start", shop.Place.Gps.ToString()), ("end", sale.Details.Drop.Location?.Gps.ToString() ?? ""))],
        Extra = [new ExtraMember("fulfillment/start", $$$"""{"location":{"gps":"{{{shop.Place.Gps}}}"}}""")],
    };

    /// <summary>The delivery partner's order: its id is the sale's, so that news of the ride find back.</summary>
    public static Order DeliveryOrder(Sale sale, Shop shop, DeliveryOffer offer) => new()
    {
        Id = sale.Id.ToString(),
        State = OrderState.Created,
        Provider = new OrderProvider(offer.Provider),
        Items = [new OrderItem(offer.Item, 1)],
        Billing = new Billing
        {
            Name = shop.Name,
            Phone = shop.Place.Phone,
            Email = shop.Place.Email,
            Address = shop.Place.Address,
            CreatedAt = sale.UpdatedAt,
            UpdatedAt = sale.UpdatedAt,
        },
        Fulfillments =
        [
            new Fulfillment { Id = DeliveryId, Type = "Delivery", Start = shop.ToStop(), End = sale.Details.Drop },
        ],
        Quote = new Quote
        {
            Price = offer.Price.ToPrice(),
            Breakup = [new Charge("Delivery", offer.Price.ToPrice()) { Kind = ChargeKind.Delivery }],
        },
        Payments =
        [
            new Payment
            {
                Type = PaymentType.PostFulfillment,
                Status = PaymentStatus.NotPaid,
                CollectedBy = Collector.Bap,
            },
        ],
        CreatedAt = sale.UpdatedAt,
        UpdatedAt = sale.UpdatedAt,
        Tags = [OwnTags.Of(("order", sale.OrderId ?? sale.Id.ToString()))],
    };

    private static OrderProvider ProviderOf(Shop shop) => new(shop.Slug)
    {
        Descriptor = new Descriptor(shop.Name),
        Locations = [new Location { Id = $"{shop.Slug}-shop" }],
    };

    private static ValueList<OrderItem> ItemsOf(Sale sale) => sale.Lines
        .Select(line => new OrderItem(line.Sku, line.Count)
        {
            FulfillmentId = DeliveryId,
            Price = line.Price.ToPrice(),
        })
        .ToValueList();

    private static Fulfillment FulfilmentOf(Sale sale, Shop shop) => new()
    {
        Id = DeliveryId,
        Type = "Delivery",
        State = StatesOf(sale.Stage).Fulfilment,
        ProviderName = sale.Details.Offer?.Provider,
        TurnaroundTime = sale.Details.Offer?.Turnaround,
        IsTrackable = true,
        Start = shop.ToStop(),
        End = sale.Details.Drop,
        Agent = sale.Details.Ride is { Agent: { } name } ride ? new Agent { Name = name, Phone = ride.Phone } : null,
        Tags = sale.Details.Ride is { Position: { } position }
            ? [OwnTags.Of(("position", position.ToString()))]
            : [],
    };

    private static Payment PaymentOf(Sale sale, Shop shop, Shares shares, string marketplace) => SaleTerms.ToPayment(
        sale.Net, SaleTerms.Cut(sale.Net, shares, shop, sale.BuyerApp, marketplace), shares, sale.PaymentId);
}
