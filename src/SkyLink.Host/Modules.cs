using SkyLink.Platform.Audit;
using SkyLink.Platform.Events;
using SkyLink.Platform.Gateways;
using SkyLink.Platform.Identity;
using SkyLink.Platform.Secrets;
using SkyLink.Platform.Signatures;
using SkyLink.Settle.Ledger;
using SkyLink.Trade.Buyers;
using SkyLink.Trade.Logistics;
using SkyLink.Trade.Payments;
using SkyLink.Trade.Registry;
using SkyLink.Trade.Routing;
using SkyLink.Trade.Sellers;

namespace SkyLink.Host;

/// <summary>Every service there is. The host knows all modules; nobody else does.</summary>
public static class Modules
{
    public static IReadOnlyList<IModule> All { get; } =
    [
        new IdentityModule(),
        new AuditModule(),
        new SignaturesModule(),
        new SecretsModule(),
        new EventsModule(),
        new LedgerModule(),
        new RegistryModule(),
        new RoutingModule(),
        new SellersModule(),
        new LogisticsModule(),
        new PaymentsModule(),
        new BuyersModule(),
        new GatewaysModule(),
    ];
}
