namespace SkyLink.Trade;

/// <summary>A rule of who gets a search was added, changed or removed.</summary>
[Event("trade.routing.rules_changed.v1", Bus.Business)]
public sealed record RoutingRulesChanged(Guid RuleId) : IEvent
{
    string IEvent.Subject => RuleId.ToString();
}
