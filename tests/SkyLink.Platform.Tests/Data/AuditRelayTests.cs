using SkyLink.Platform.Audit;
using SkyLink.Testing;

namespace SkyLink.Platform.Data;

/// <summary>How soon records are in the log, and what looking for them costs.</summary>
public sealed class AuditRelayTests(AuditHost host) : IClassFixture<AuditHost>
{
    [Fact]
    public async Task While_nothing_is_written_hardly_anybody_looks()
    {
        const string looks = "select sum(seq_scan + coalesce(idx_scan, 0))::bigint from pg_stat_all_tables where relname = 'audit_outbox'";
        using var admin = await host.ClientOfAsync(Role.Admin);
        await AuditHost.DoneAsync(admin, Guid.CreateVersion7().ToString("n"));
        await Task.Delay(TimeSpan.FromSeconds(12)); // what was counted before is told by then
        var before = await host.Database.ScalarAsync<long>(looks);
        await Task.Delay(TimeSpan.FromSeconds(11));
        var count = await host.Database.ScalarAsync<long>(looks) - before;
        Assert.InRange(count, 0, 22); // twice in two services, and what is told late; every half second it would be 44
    }

    [Fact]
    public async Task A_record_of_a_quiet_service_does_not_wait_for_a_busy_one()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        using var over = new CancellationTokenSource();
        var load = ActAsync(admin, over.Token);
        var subject = Guid.CreateVersion7();
        for (var round = 0; round < 3; round++)
        {
            // The log's own service has something to note, too, while the other one never rests.
            await host.Database.ExecuteAsync($"insert into platform_audit.subject_keys (subject, sealed) values ('{subject}', '\\x00')");
            using var answer = await admin.DeleteAsync($"{AuditHost.Audit}/subjects/{subject}");
            answer.EnsureSuccessStatusCode();
            await Eventually.TrueAsync(
                async () => await host.Database.ScalarAsync<long>(
                    "select count(*) from platform_audit.entries where action = 'ForgetAuditSubject'") == round + 1,
                "it is in the log", TimeSpan.FromSeconds(5));
        }

        await over.CancelAsync();
        await load;
    }

    private static async Task ActAsync(HttpClient admin, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/identity/organizations");
            request.Content = System.Net.Http.Json.JsonContent.Create(new { name = $"Company {Guid.CreateVersion7()}" });
            request.Headers.Add("Idempotency-Key", $"{Guid.CreateVersion7()}");
            using var answer = await admin.SendAsync(request, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
        }
    }
}
