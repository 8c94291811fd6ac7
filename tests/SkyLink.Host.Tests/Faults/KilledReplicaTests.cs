using SkyLink.Host.Scenario;

namespace SkyLink.Host.Faults;

/// <summary>Sellers and gateway twice, behind one address, on one database.</summary>
public sealed class TwoReplicas : Deployment
{
    internal override IReadOnlyList<Part> Parts =>
    [
        new Part(
            "center", "platform.identity", "platform.audit", "platform.signatures", "platform.secrets",
            "platform.events", "platform.gateways", "gateway-web", "gateway-admin",
            "trade.registry", "settle.ledger", "trade.payments", "trade.logistics", "trade.buyers"),
        new Part("market", "trade.sellers", "trade.routing") { Replicas = 2 },
    ];
}

[Collection(Deployments.Name)]
public sealed class KilledReplicaTests(TwoReplicas deployment) : IClassFixture<TwoReplicas>
{
    [Fact]
    public async Task Kill_9_of_one_of_two_replicas_under_load_loses_and_doubles_nothing()
    {
        var count = Crowd.OrdersOr(100);
        using var crowd = await Crowd.GatherAsync(deployment);
        var buying = crowd.BuyAsync(count);
        await crowd.UntilPlacedAsync(count / 3);
        await deployment.ProgramOf("trade.sellers").KillAsync();
        await buying;
        await crowd.AuditAsync(count);
    }
}
