using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform.Data;
using SkyLink.Testing;

namespace SkyLink.Platform.Audit;

/// <summary>What the log does when it is cut off in the middle, or set back, or written by others.</summary>
public sealed class AuditFaultTests(AuditHost host) : IClassFixture<AuditHost>
{
    private const string Audit = AuditHost.Audit;

    /// <summary>Two replicas that know nothing of each other; their connections are cut wherever they happen to be.</summary>
    [Fact]
    public async Task Writers_that_are_cut_off_again_and_again_make_one_log_with_each_record_once()
    {
        const int records = 6_000;
        using var admin = await host.ClientOfAsync(Role.Admin);
        var before = await SizeAsync(admin);
        using var stop = new CancellationTokenSource();
        var cuts = CutAsync(stop.Token);
        var replicas = Enumerable.Range(0, 2).Select(_ => ActivatorUtilities.CreateInstance<AuditLog>(host.Services)).ToList();
        var ids = new List<Guid>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            foreach (var chunk in Enumerable.Range(0, records / 4).Chunk(25))
            {
                var batch = chunk.Select(AuditTests.RecordOf).ToList();
                lock (ids)
                {
                    ids.AddRange(batch.Select(it => it.Id));
                }

                await UntilTakenAsync(replicas[writer % 2], batch);
            }
        }));
        await stop.CancelAsync();
        Assert.True(await cuts > 20, "hardly anything was cut");
        Assert.True(await SizeAsync(admin) >= before + records);
        Assert.Equal(records, await host.Database.ScalarAsync<long>(
            $"select count(distinct id) from platform_audit.entries where id in ('{string.Join("','", ids)}')"));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("""
            select count(*) from (select number, row_number() over (order by number) - 1 as place from platform_audit.entries) as it
             where number <> place
            """));
        await AuditHost.SignedAsync(admin, before + records);
        Assert.True((await AuditTests.VerifyAsync(admin)).IsIntact);
        await AssertOneHistoryAsync(admin);
    }

    [Fact]
    public async Task A_log_that_was_set_back_is_not_signed_again_and_says_so()
    {
        await using var own = new AuditHost();
        await own.InitializeAsync();
        using var admin = await own.ClientOfAsync(Role.Admin);
        for (var i = 0; i < 4; i++)
        {
            await AuditHost.DoneAsync(admin, Guid.CreateVersion7().ToString("n"));
        }

        Assert.Equal("Signed", await StateAsync(admin));

        // As after an old backup: all tables of the log as they were two entries before, consistent in themselves.
        var size = await SizeAsync(admin);
        await SetBackAsync(own, size - 2);
        Assert.Equal("Broken", await StateAsync(admin));
        var checkpoints = await own.Database.ScalarAsync<long>("select count(*) from platform_audit.checkpoints");
        var audit = own.Services.GetRequiredService<IAudit>();
        await audit.AppendAsync([.. Enumerable.Range(0, 5).Select(AuditTests.RecordOf)], CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(checkpoints, await own.Database.ScalarAsync<long>("select count(*) from platform_audit.checkpoints"));
    }

    [Fact]
    public async Task A_tile_that_was_changed_stops_the_log_from_growing_on_it()
    {
        await using var own = new AuditHost();
        await own.InitializeAsync();
        using var admin = await own.ClientOfAsync(Role.Admin);
        await AuditHost.DoneAsync(admin, Guid.CreateVersion7().ToString("n"));
        await own.Database.ExecuteAsync(
            "update platform_audit.tiles set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) where level = 0");
        var replica = ActivatorUtilities.CreateInstance<AuditLog>(own.Services);
        await Assert.ThrowsAsync<InvalidDataException>(
            () => replica.AppendAsync([AuditTests.RecordOf(1)], CancellationToken.None));
        Assert.False((await AuditTests.VerifyAsync(admin)).IsIntact);
    }

    /// <summary>As where the log's database stands still: nothing is taken in, and records wait in their services.</summary>
    [Fact]
    public async Task A_log_that_takes_nothing_in_says_since_when_it_is_behind()
    {
        await using var own = new AuditHost();
        await own.InitializeAsync();
        using var admin = await own.ClientOfAsync(Role.Admin);
        await AuditHost.DoneAsync(admin, Guid.CreateVersion7().ToString("n"));
        await Eventually.TrueAsync(async () => await StateAsync(admin) == "Signed", "all is signed");
        Assert.Equal(JsonValueKind.Null, (await StatusAsync(admin)).GetProperty("behindSince").ValueKind);
        var before = TimeProvider.System.GetUtcNow();
        await using (var locked = await own.DbOf("platform.audit").Connections.OpenAsync(CancellationToken.None))
        {
            await using var transaction = await locked.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("select 1 from tree for update", locked, transaction);
            await hold.ExecuteNonQueryAsync();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/identity/organizations");
            request.Content = JsonContent.Create(new { name = $"Company {Guid.CreateVersion7()}" });
            request.Headers.Add("Idempotency-Key", $"{Guid.CreateVersion7()}");
            using var answer = await admin.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            await Eventually.TrueAsync(async () => await StateAsync(admin) == "Behind", "it is behind");
            var since = (await StatusAsync(admin)).GetProperty("behindSince").GetDateTimeOffset();
            Assert.InRange(since, before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
        }

        await Eventually.TrueAsync(async () => await StateAsync(admin) == "Signed", "it has caught up");
    }

    private static async Task UntilTakenAsync(AuditLog log, List<AuditRecord> batch)
    {
        while (true)
        {
            try
            {
                await log.AppendAsync(batch, CancellationToken.None);
                return;
            }
            catch (Exception cut) when (cut is NpgsqlException or InvalidOperationException or IOException)
            {
                await Task.Delay(5);
            }
        }
    }

    /// <summary>Ends a connection of the log every few milliseconds; answers how many.</summary>
    private async Task<int> CutAsync(CancellationToken stop)
    {
        var count = 0;
        while (!stop.IsCancellationRequested)
        {
            count += (int)await host.Database.ScalarAsync<long>("""
                select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity
                 where application_name = 'skylink platform.audit' and datname = current_database()
                   and state in ('active', 'idle in transaction') limit 1) as it
                """);
            await Task.Delay(15, CancellationToken.None);
        }

        return count;
    }

    /// <summary>Every head that was ever signed is the beginning of the next.</summary>
    private async Task AssertOneHistoryAsync(HttpClient admin)
    {
        var policy = await AuditHost.PolicyAsync(admin);
        var notes = JsonElement.Parse(await host.Database.ScalarAsync<string>(
            "select json_agg(note order by size)::text from platform_audit.checkpoints"));
        TreeHead? last = null;
        foreach (var note in notes.EnumerateArray())
        {
            Assert.True(SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note.GetString()!), out var checkpoint));
            Assert.Equal(LogVerdict.Trusted, policy.Check(checkpoint));
            var head = checkpoint.Checkpoint.Head;
            if (last is { } older)
            {
                var proof = await host.DbOf("platform.audit").InTransactionAsync(
                    async tx => await new TiledTree(new StoredTiles(tx))
                        .ProveConsistencyAsync(older.Size, head.Size, CancellationToken.None),
                    CancellationToken.None);
                Assert.True(ConsistencyProof.Verify(older, head, proof));
            }

            last = head;
        }
    }

    private static async Task SetBackAsync(AuditHost own, long size)
    {
        await own.DbOf("platform.audit").InTransactionAsync(async tx =>
        {
            var entries = await AuditStore.RangeAsync(tx, 0, (int)size);
            var growth = TreeEdge.Empty.Append([.. entries.Select(it => (ReadOnlyMemory<byte>)it.Entry)]);
            await tx.ExecuteAsync($"delete from entries where number >= {size}");
            await tx.ExecuteAsync($"delete from cosignatures");
            await tx.ExecuteAsync($"delete from checkpoints where size > {size}");
            await tx.ExecuteAsync($"delete from tiles");
            await tx.ExecuteAsync($"update tree set size = 0");
            await AuditStore.AddAsync(tx, 0, [], growth);
        }, CancellationToken.None);
    }

    private static Task<JsonElement> StatusAsync(HttpClient admin) => admin.GetFromJsonAsync<JsonElement>($"{Audit}/status");

    private static async Task<string> StateAsync(HttpClient admin) => (await StatusAsync(admin)).GetProperty("state").GetString()!;

    private static async Task<long> SizeAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync<JsonElement>($"{Audit}/status")).GetProperty("size").GetInt64();
}
