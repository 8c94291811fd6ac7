namespace SkyLink.Trade;

/// <summary>A shopper asked the network for something.</summary>
[Event("trade.buyers.searched.v1", Bus.Business)]
public sealed record BuyerSearched(Guid SearchId, Guid Owner, string TransactionId) : IEvent
{
    string IEvent.Subject => SearchId.ToString();
}

/// <summary>An order went into another state; whoever shows it reads it again.</summary>
[Event("trade.buyers.order_changed.v1", Bus.Business)]
public sealed record BuyerOrderChanged(Guid OrderId, Guid Owner, string State, string PaymentState) : IEvent
{
    string IEvent.Subject => OrderId.ToString();
}
