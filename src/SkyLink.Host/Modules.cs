using SkyLink.Settle.Ledger;
using SkyLink.Trade.Payments;
using SkyLink.Trade.Routing;

namespace SkyLink.Host;

/// <summary>Every service there is. The host knows all modules; nobody else does.</summary>
public static class Modules
{
    public static IReadOnlyList<IModule> All { get; } =
    [
        new RoutingModule(),
        new PaymentsModule(),
        new LedgerModule(),
    ];
}
