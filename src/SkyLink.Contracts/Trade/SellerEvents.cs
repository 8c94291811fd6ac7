namespace SkyLink.Trade;

/// <summary>A shop has taken an order on: it is paid for and its stock is set aside.</summary>
/// <param name="OrderId">The buyer app's id of the order.</param>
[Event("trade.sellers.order_accepted.v1", Bus.Business)]
public sealed record SellerOrderAccepted(Guid SaleId, string OrderId, string Shop, string TransactionId, Money Total)
    : IEvent
{
    string IEvent.Subject => SaleId.ToString();
}

/// <summary>The goods are packed, a carrier is asked to fetch them.</summary>
[Event("trade.sellers.order_packed.v1", Bus.Business)]
public sealed record SellerOrderPacked(Guid SaleId, string OrderId, string Shop, string TransactionId) : IEvent
{
    string IEvent.Subject => SaleId.ToString();
}

/// <summary>The goods are with the buyer.</summary>
[Event("trade.sellers.order_delivered.v1", Bus.Business)]
public sealed record SellerOrderDelivered(Guid SaleId, string OrderId, string Shop, string TransactionId, Money Total)
    : IEvent
{
    string IEvent.Subject => SaleId.ToString();
}

/// <summary>An order ended before delivery.</summary>
/// <param name="CancelledBy">The subscriber id of the side that cancelled.</param>
/// <param name="Refund">What the buyer gets back.</param>
[Event("trade.sellers.order_cancelled.v1", Bus.Business)]
public sealed record SellerOrderCancelled(
    Guid SaleId, string OrderId, string Shop, string TransactionId, string CancelledBy, string Reason,
    Money Refund) : IEvent
{
    string IEvent.Subject => SaleId.ToString();
}

/// <summary>Few pieces of a product are left.</summary>
[Event("trade.sellers.stock_low.v1", Bus.Business)]
public sealed record StockLow(string Shop, string Sku, string Name, int Left) : IEvent
{
    string IEvent.Subject => $"{Shop}/{Sku}";
}

/// <summary>A catalogue was taken in.</summary>
[Event("trade.sellers.catalogue_imported.v1", Bus.Business)]
public sealed record CatalogueImported(string Shop, int Added, int Replaced, int Refused) : IEvent
{
    string IEvent.Subject => Shop;
}

/// <summary>A shop opened or closed its door on the network.</summary>
[Event("trade.sellers.shop_changed.v1", Bus.Business)]
public sealed record ShopChanged(string Shop, bool IsOnline) : IEvent
{
    string IEvent.Subject => Shop;
}

/// <summary>A shop delivers within another radius, to other postal codes or in another area.</summary>
[Event("trade.sellers.shop_delivery_changed.v1", Bus.Business)]
public sealed record ShopDeliveryChanged(string Shop, decimal RadiusKm, int AreaCodes, int Corners) : IEvent
{
    string IEvent.Subject => Shop;
}

/// <summary>A seller's node closed for the network, or opened again: closed, it takes no messages.</summary>
[Event("trade.sellers.node_changed.v1", Bus.Business)]
public sealed record SellerNodeChanged(string Node, bool IsOpen) : IEvent
{
    string IEvent.Subject => Node;
}
