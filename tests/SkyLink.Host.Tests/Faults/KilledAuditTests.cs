using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;
using SkyLink.Host.Scenario;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

namespace SkyLink.Host.Faults;

/// <summary>What the log was when somebody looked, and a proof that was handed out then.</summary>
internal sealed record Moment(SignedCheckpoint Checkpoint, byte[] Entry, TlogProof Proof);

[Collection(Deployments.Name)]
public sealed class KilledAuditTests
{
    private const string Audit = AuditedHost.Audit;
    private const int Writers = 6;

    [Fact]
    public async Task Kill_9_of_the_audit_log_under_load_forks_and_loses_nothing()
    {
        const int kills = 6;
        var chance = new Random(20261130);
        await using var host = await AuditedHost.StartAsync(new Dictionary<string, string>());
        await host.UntilAllIsCosignedAsync();
        var done = new ConcurrentBag<string>();
        using var over = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(_ => ActAsync(host, done, over.Token)).ToList();
        var moments = new List<Moment>();
        for (var kill = 0; kill < kills; kill++)
        {
            var before = done.Count;
            await Eventually.TrueAsync(() => done.Count > before + 20, "the load goes on");
            moments.Add(await LookAsync(host));
            await Task.Delay(chance.Next(0, 700));
            await host.KillAndStartAsync();
        }

        await over.CancelAsync();
        await Task.WhenAll(writers);
        await host.UntilAllIsCosignedAsync();
        Assert.True(done.Count > kills * 20, $"only {done.Count} calls were answered");
        await AssertRecordsAsync(host, done);
        await AssertOneHistoryAsync(host, moments);
        Assert.DoesNotMatch(@"The witness \S+ answered \d", host.Program.Log);
        Assert.DoesNotContain("does not continue", host.Program.Log, StringComparison.Ordinal);
    }

    /// <summary>The node had it, or it did not: whoever comes after the kill cannot know, and must find out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_9_between_an_anchor_s_sending_and_its_noting_sends_it_once(bool isHanded)
    {
        var root = Checkout.Find()!;
        Assert.SkipUnless(Anvil.IsInstalledIn(root), Anvil.HowToInstall);
        await using var chain = await Anvil.StartAsync(root);
        await chain.SetAutomineAsync(false);
        await using var between = await NodeBetween.StartAsync(chain.Address);
        var sent = new TaskCompletionSource();
        using var never = new CancellationTokenSource();
        between.Meddle("eth_sendRawTransaction", async (_, ask) =>
        {
            if (isHanded)
            {
                await ask();
            }

            sent.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, never.Token);
            return null;
        });
        await using var host = await AuditedHost.StartAsync(new Dictionary<string, string>
        {
            ["Platform:Audit:Anchors:Endpoint"] = between.Address.ToString(),
            ["Platform:Audit:Anchors:ChainId"] = $"{Anvil.ChainId}",
            ["Platform:Audit:Anchors:Every"] = "01:00:00",
            ["Platform:Audit:Anchors:PollEvery"] = "00:00:00.2",
            ["Platform:Audit:Anchors:Confirmations"] = "2",
        });
        var account = (await host.StatusAsync()).GetProperty("anchors").GetProperty("account").GetString()!;
        await chain.FundAsync(account);
        await sent.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await host.Program.KillAsync();
        await never.CancelAsync();
        Assert.Equal("Pending", await host.Database.ScalarAsync<string>("select state from platform_audit.anchors"));
        between.BeHonest();
        await host.Program.StartAsync();
        if (!isHanded)
        {
            await Eventually.TrueAsync(async () => (await PoolAsync(chain)) == 1, "it is sent after all");
        }

        await chain.MineAsync(2);
        await Eventually.TrueAsync(
            async () => await host.Database.ScalarAsync<string>("select string_agg(state, ' ') from platform_audit.anchors") == "Confirmed",
            "the one anchor stands");
        Assert.Equal("0x1", (await chain.AskAsync("eth_getTransactionCount", account, "latest")).GetString());
        Assert.Equal(1, await host.Database.ScalarAsync<long>("select count(*) from platform_audit.anchor_transactions"));
        Assert.Equal(isHanded ? 1 : 2, between.CountOf("eth_sendRawTransaction"));
    }

    private static async Task<int> PoolAsync(Anvil chain) =>
        Convert.ToInt32((await chain.AskAsync("txpool_status")).GetProperty("pending").GetString(), 16);

    /// <summary>Asks until there is an answer, then the next.</summary>
    private static async Task ActAsync(AuditedHost host, ConcurrentBag<string> done, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var mark = Guid.CreateVersion7().ToString("n");
            while (!await host.TryActAsync(mark))
            {
                await Task.Delay(50, CancellationToken.None);
            }

            done.Add(mark);
        }
    }

    private static async Task<Moment> LookAsync(AuditedHost host)
    {
        var checkpoint = await host.CheckpointAsync();
        var number = checkpoint.Checkpoint.Head.Size - 1;
        var entry = await host.Http.GetFromJsonAsync<JsonElement>($"{Audit}/entries/{number}");
        var text = await host.Http.GetStringAsync($"{Audit}/entries/{number}/proof");
        Assert.True(TlogProof.TryRead(Encoding.UTF8.GetBytes(text), out var proof));
        return new Moment(checkpoint, entry.GetProperty("entry").GetBytesFromBase64(), proof);
    }

    /// <summary>One record for each company that there is, acknowledged or not; and no number is left out.</summary>
    private static async Task AssertRecordsAsync(AuditedHost host, IReadOnlyCollection<string> done)
    {
        var noted = JsonSerializer.Deserialize<Dictionary<string, int>>(await host.Database.ScalarAsync<string>("""
            select json_object_agg(correlation, count)::text from (
                select correlation, count(*) from platform_audit.entries where action = 'CreateOrganization' group by correlation) as it
            """))!;
        Assert.All(noted, it => Assert.True(it.Value == 1, $"{it.Key} is noted {it.Value} times"));
        Assert.Empty(done.Except(noted.Keys));
        Assert.Equal(noted.Count, await host.Database.ScalarAsync<long>(
            "select count(*) from platform_identity.organizations where name like 'Company %'"));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("""
            select count(*) from (select number, row_number() over (order by number) - 1 as place from platform_audit.entries) as it
             where number <> place
            """));
    }

    /// <summary>Every head that was seen, signed or cosigned is the beginning of the last one.</summary>
    private static async Task AssertOneHistoryAsync(AuditedHost host, List<Moment> moments)
    {
        var (last, policy) = (await host.CheckpointAsync(), await host.PolicyAsync());
        Assert.Equal(LogVerdict.Trusted, policy.Check(last));
        var notes = JsonElement.Parse(await host.Database.ScalarAsync<string>(
            "select json_agg(note order by size)::text from platform_audit.checkpoints"));
        var heads = notes.EnumerateArray().Select(it => HeadIn(it.GetString()!))
            .Concat(moments.Select(it => it.Checkpoint.Checkpoint.Head))
            .Append(HeadIn((await host.Witness.GetAsync($"/checkpoint/{last.Checkpoint.Origin}")).Body)).ToList();
        var tree = new TiledTree(new TilesOf(host.Http));
        foreach (var head in heads)
        {
            var proof = await tree.ProveConsistencyAsync(head.Size, last.Checkpoint.Head.Size, CancellationToken.None);
            Assert.True(ConsistencyProof.Verify(head, last.Checkpoint.Head, proof), $"the head of {head.Size} entries is of another story");
        }

        foreach (var moment in moments)
        {
            Assert.Equal(LogVerdict.Trusted, moment.Proof.Verify(moment.Entry, policy));
            var text = await host.Http.GetStringAsync($"{Audit}/entries/{moment.Proof.Index}/proof");
            Assert.True(TlogProof.TryRead(Encoding.UTF8.GetBytes(text), out var now));
            Assert.Equal(last.Checkpoint.Head, now.Checkpoint.Checkpoint.Head);
            Assert.Equal(LogVerdict.Trusted, now.Verify(moment.Entry, policy));
        }
    }

    private static TreeHead HeadIn(string note)
    {
        Assert.True(SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note), out var checkpoint));
        return checkpoint.Checkpoint.Head;
    }

    private sealed class TilesOf(HttpClient http) : ITileSource
    {
        private readonly Dictionary<TilePath, byte[]> known = [];

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation)
        {
            if (!known.TryGetValue(tile, out var bytes))
            {
                known[tile] = bytes = await http.GetByteArrayAsync($"{Audit}/{tile}", cancellation);
            }

            return bytes;
        }
    }
}
