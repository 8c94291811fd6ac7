using System.Diagnostics;
using System.Net;
using SkyLink.Host.Scenario;
using SkyLink.Testing;

namespace SkyLink.Host.Faults;

/// <summary>As on a laptop: with the PostgreSQL that the host brings along, every commit on the disk.</summary>
public sealed class WithItsOwnPostgres : Deployment
{
    internal override IReadOnlyList<Part> Parts => [new Part("all", "all")];

    protected override bool IsEmbedded => true;
}

[Collection(Deployments.Name)]
public sealed class KilledDatabaseTests(WithItsOwnPostgres deployment) : IClassFixture<WithItsOwnPostgres>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Kill_9_of_postgres_under_load_is_survived_and_nothing_acknowledged_is_lost()
    {
        var count = Crowd.OrdersOr(60);
        using var crowd = await Crowd.GatherAsync(deployment);
        var cluster = await deployment.Database.ScalarAsync<string>("select current_setting('data_directory')");
        var buying = crowd.BuyAsync(count);
        await crowd.UntilPlacedAsync(count / 3);

        // Whoever starts PostgreSQL holds this lock: while it is ours it stays down, so that all can see it.
        await using (new FileStream(
            Path.Combine(Path.GetDirectoryName(cluster)!, "start.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
            FileShare.None))
        {
            using var postmaster = Process.GetProcessById(int.Parse(
                (await File.ReadAllLinesAsync(Path.Combine(cluster, "postmaster.pid")))[0]));
            postmaster.Kill();
            await UntilReadinessAsync(HttpStatusCode.ServiceUnavailable);
        }

        await UntilReadinessAsync(HttpStatusCode.OK);
        await buying;
        await crowd.AuditAsync(count);
    }

    private async Task UntilReadinessAsync(HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = deployment.Web };
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                using var answer = await http.GetAsync("/health/ready");
                return answer.StatusCode == expected;
            }, $"readiness says {expected}", Patience);
        }
        catch (TimeoutException late)
        {
            Assert.Fail($"{late.Message}\n{deployment.Logs()}");
        }
    }
}
