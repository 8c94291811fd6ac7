using SkyLink.Platform;
using SkyLink.Trade.Nodes;

namespace SkyLink.Trade.Registry;

/// <summary>Who takes part in the network, under which keys; and who may look it up.</summary>
public sealed class RegistryModule : IModule
{
    public string Name => "trade.registry";

    public void Add(ModuleBuilder module)
    {
        module.Services.AddNetworkAddress();
        module.Configure<RegistryOptions>().Seal(RegistryStore.Applied, RegistryKeys.Private)
            .Run<ChallengeWorker>().Run<ExpiryWatcher>();
        module.Services
            .AddSingleton<RegistryRules>()
            .AddSingleton<CallbackAddresses>()
            .AddSingleton<RegistryKeys>()
            .AddSingleton<RegistryLimits>()
            .AddSingleton<SignatureCheck>()
            .AddSingleton<SubscribeReader>()
            .AddSingleton<EnrolmentSignal>()
            .AddSingleton<Enrolments>()
            .AddSingleton<Lookups>()
            .AddSingleton<ParticipantProbe>()
            .AddHttpClient(ParticipantProbe.Client).ConfigurePrimaryHttpMessageHandler(ParticipantProbe.Door);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        RegistryProtocolEndpoints.Map(routes);
        RegistryEndpoints.Map(routes);
        RegistrySelfTestEndpoints.Map(routes);
    }
}

internal static class RegistryPermissions
{
    public static readonly Permission Read = new(
        "registry.read", "See participants: one's own, or all with a role of the network.",
        Role.Partner, Role.Analyst, Role.Operator, Role.Admin);

    public static readonly Permission Apply = new(
        "registry.apply", "Apply for a place on the network, and leave it.", Role.Partner, Role.Operator, Role.Admin);

    public static readonly Permission Review = new(
        "registry.review", "Approve, reject, suspend and reinstate participants.", Role.Operator, Role.Admin);

    public static readonly Permission RevokeKeys = new(
        "registry.revoke_keys", "Take keys back.", Role.Partner, Role.Operator, Role.Admin);

    public static readonly Permission Test = new(
        "registry.test", "Test a participant and debug signatures.", Role.Partner, Role.Operator, Role.Admin);
}
