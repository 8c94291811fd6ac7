namespace SkyLink.Trade;

/// <summary>A shipment went into another state.</summary>
/// <param name="TransactionId">Of the order that is carried.</param>
/// <param name="State">A fulfilment state of the network, such as <c>Out-for-delivery</c>.</param>
[Event("trade.logistics.shipment_moved.v1", Bus.Business)]
public sealed record ShipmentMoved(
    Guid ShipmentId, string OrderId, string TransactionId, string State, Guid? Rider, DateTimeOffset At) : IEvent
{
    string IEvent.Subject => ShipmentId.ToString();
}
