using SkyLink.Host.Scenario;

namespace SkyLink.Host.Faults;

[Collection(Deployments.Name)]
public sealed class KilledHostTests(OneProcess deployment) : IClassFixture<OneProcess>
{
    [Fact]
    public async Task Kill_9_of_the_host_among_hundreds_of_orders_loses_and_doubles_nothing()
    {
        var count = Crowd.OrdersOr(500);
        using var crowd = await Crowd.GatherAsync(deployment);
        var buying = crowd.BuyAsync(count);
        await crowd.UntilPlacedAsync(count / 2);
        await KillAndStartAsync();
        await crowd.UntilConfirmedAsync(count / 4);
        await KillAndStartAsync();
        await buying;
        await crowd.AuditAsync(count);
    }

    private async Task KillAndStartAsync()
    {
        var host = deployment.Programs.Single();
        await host.KillAsync();
        await deployment.RestartAsync(host);
    }
}
