namespace SkyLink.Trade;

/// <summary>A shipment reached its next state.</summary>
[Event("trade.logistics.shipment_moved.v1", Bus.Business)]
public sealed record ShipmentMoved(Guid ShipmentId, string State) : IEvent
{
    string IEvent.Subject => ShipmentId.ToString();
}
