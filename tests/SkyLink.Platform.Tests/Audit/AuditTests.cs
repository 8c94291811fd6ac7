using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

public sealed class AuditTests(AuditHost host) : IClassFixture<AuditHost>
{
    private const string Audit = AuditHost.Audit;

    [Fact]
    public async Task What_somebody_changes_is_an_entry_with_what_it_said_and_who_they_are()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var mark = Mark();
        var entry = await AuditHost.DoneAsync(admin, mark);
        Assert.Equal("platform.identity", entry.GetProperty("service").GetString());
        Assert.Equal(mark, entry.GetProperty("correlationId").GetString());
        Assert.Equal("Session", entry.GetProperty("actor").GetProperty("credential").GetString());
        var personal = entry.GetProperty("personal");
        Assert.Equal("127.0.0.1", personal.GetProperty("address").GetString());
        Assert.Equal("audit-tests/1.0", personal.GetProperty("agent").GetString());
        Assert.Equal("/api/v1/identity/organizations", personal.GetProperty("path").GetString());

        // The bytes are canonical, and their leaf is what is shown.
        var bytes = entry.GetProperty("entry").GetBytesFromBase64();
        Assert.True(CanonicalJson.TryWrite(bytes, out var canonical));
        Assert.Equal(canonical, bytes);
        Assert.Equal(entry.GetProperty("leafHash").GetString(), TreeHash.OfLeaf(bytes).ToString());

        // They commit to the personal part, which is not in them.
        Assert.True(CanonicalJson.TryWrite(personal, out var personalBytes));
        Assert.Equal(
            Base64Url.Encode(SHA256.HashData(personalBytes)),
            JsonElement.Parse(bytes).GetProperty("personal").GetString());
        Assert.DoesNotContain("127.0.0.1", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_change_and_a_read_leave_no_entry()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        using var buyer = await host.ClientOfAsync(Role.Buyer);
        var mark = Mark();
        admin.DefaultRequestHeaders.Add("traceparent", $"00-{mark}-{mark[..16]}-01");
        buyer.DefaultRequestHeaders.Add("traceparent", $"00-{mark}-{mark[..16]}-01");
        using var refused = await buyer.PostAsJsonAsync("/api/v1/identity/organizations", new { name = "No" });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var read = await admin.GetAsync("/api/v1/identity/organizations");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var marker = await host.ClientOfAsync(Role.Admin);
        await AuditHost.DoneAsync(marker, Mark());
        var found = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/entries?correlationId={mark}");
        Assert.Empty(found.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_proof_is_checked_offline_with_the_keys_of_the_log()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var entry = await AuditHost.DoneAsync(admin, Mark());
        var number = entry.GetProperty("number").GetInt64();
        var policy = await AuditHost.PolicyAsync(admin);
        var text = await admin.GetStringAsync($"{Audit}/entries/{number}/proof");
        Assert.True(TlogProof.TryRead(Encoding.UTF8.GetBytes(text), out var proof));
        var bytes = entry.GetProperty("entry").GetBytesFromBase64();
        Assert.Equal(LogVerdict.Trusted, proof.Verify(bytes, policy));
        bytes[^2] ^= 1;
        Assert.Equal(LogVerdict.NotIncluded, proof.Verify(bytes, policy));
    }

    [Fact]
    public async Task The_whole_log_is_verified_from_its_tiles_and_a_changed_byte_is_named()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        for (var i = 0; i < 5; i++)
        {
            await AuditHost.DoneAsync(admin, Mark());
        }

        Assert.True((await VerifyAsync(admin)).IsIntact);
        var number = (await AuditHost.CheckpointAsync(admin)).Checkpoint.Head.Size - 2;
        await host.Database.ExecuteAsync($"""
            update platform_audit.entries set entry = set_byte(entry, 30, get_byte(entry, 30) # 1) where number = {number}
            """);
        try
        {
            var report = await VerifyAsync(admin);
            Assert.False(report.IsIntact);
            Assert.Equal(new LeafRange(number, number), report.Leaves);
        }
        finally
        {
            await host.Database.ExecuteAsync($"""
                update platform_audit.entries set entry = set_byte(entry, 30, get_byte(entry, 30) # 1) where number = {number}
                """);
        }
    }

    [Fact]
    public async Task Records_that_come_again_are_passed_over_and_many_writers_make_one_log()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var audit = host.Services.GetRequiredService<IAudit>();
        var before = await SizeAsync(admin);
        AuditRecord[] records = [.. Enumerable.Range(0, 300).Select(i => RecordOf(i))];
        await Task.WhenAll(Enumerable.Range(0, 12).Select(writer => audit.AppendAsync(
            [.. records.Skip(writer % 3 * 50).Take(200)], CancellationToken.None)));
        // Of the whole log this would not hold: somebody's sign-in may be noted meanwhile.
        Assert.Equal(300, await host.Database.ScalarAsync<long>(
            "select count(*) from platform_audit.entries where service = 'test.many'"));
        Assert.True(await SizeAsync(admin) >= before + 300);
        await AuditHost.SignedAsync(admin, before + 300);
        Assert.True((await VerifyAsync(admin)).IsIntact);
    }

    [Fact]
    public async Task What_is_forgotten_is_read_by_nobody_and_the_log_stays_whole()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var mine = await AuditHost.DoneAsync(admin, Mark());
        var user = mine.GetProperty("actor").GetProperty("user").GetGuid();
        using var done = await admin.DeleteAsync($"{Audit}/subjects/{user}");
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        var after = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/entries/{mine.GetProperty("number")}");
        Assert.True(after.GetProperty("isForgotten").GetBoolean());
        Assert.Equal(JsonValueKind.Null, after.GetProperty("personal").ValueKind);
        Assert.Equal(mine.GetProperty("entry").GetString(), after.GetProperty("entry").GetString());
        Assert.True((await VerifyAsync(admin)).IsIntact);
        using var again = await admin.DeleteAsync($"{Audit}/subjects/{Guid.CreateVersion7()}");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Nothing_personal_lies_in_the_database_as_text()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        await AuditHost.DoneAsync(admin, Mark());
        foreach (var table in (string[])["platform_audit.entries", "platform_identity.audit_outbox"])
        {
            Assert.Equal(0, await host.Database.ScalarAsync<long>($"""
                select count(*) from {table} where position('127.0.0.1'::bytea in coalesce(personal, '') || entry) > 0
                """));
        }
    }

    [Theory]
    [InlineData("tile/0/../../../etc/passwd")]
    [InlineData("tile/9/000")]
    [InlineData("tile/0/000.p/999")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/entries/900")]
    [InlineData("entries/99999999")]
    [InlineData("entries/99999999/proof")]
    public async Task What_is_not_there_is_refused(string path)
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        using var answer = await admin.GetAsync($"{Audit}/{path}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Who_may_not_read_the_log_reads_nothing_of_it()
    {
        using var buyer = await host.ClientOfAsync(Role.Buyer);
        foreach (var path in (string[])["entries", "status", "trust", "checkpoint", "tile/0/000.p/1", "entries/0/proof"])
        {
            using var answer = await buyer.GetAsync($"{Audit}/{path}");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    /// <summary>As <c>skylink audit verify</c> does it: from what the API gives, believing nothing but the keys.</summary>
    internal static async Task<LogReport> VerifyAsync(HttpClient admin)
    {
        var checkpoint = await AuditHost.CheckpointAsync(admin);
        var tiles = new ApiTiles(admin);
        return await new LogVerifier(await AuditHost.PolicyAsync(admin), []).VerifyAsync(
            checkpoint, tiles.EntriesAsync(checkpoint.Checkpoint.Head.Size), tiles, CancellationToken.None);
    }

    private static async Task<long> SizeAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync<JsonElement>($"{Audit}/status")).GetProperty("size").GetInt64();

    internal static AuditRecord RecordOf(int number)
    {
        var id = Guid.CreateVersion7();
        var entry = CanonicalJson.Write(new JsonObject
        {
            ["action"] = "Test",
            ["actor"] = null,
            ["at"] = "2026-01-02T03:04:05.000006Z",
            ["correlation"] = "many",
            ["events"] = new JsonArray(),
            ["id"] = id.ToString(),
            ["personal"] = null,
            ["service"] = "test.many",
            ["target"] = new JsonObject { ["number"] = $"{number}" },
            ["version"] = 1,
        });
        return new AuditRecord(id, entry, Subject: null, Personal: null);
    }

    private static string Mark() => Guid.CreateVersion7().ToString("n");

    private sealed class ApiTiles(HttpClient http) : ITileSource
    {
        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TilePath tile, CancellationToken cancellation)
        {
            using var answer = await http.GetAsync($"{Audit}/{tile}", cancellation);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(cancellation) : default;
        }

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(long size)
        {
            for (var index = 0L; index * TilePath.FullWidth < size; index++)
            {
                var path = TilePath.At(size, TilePath.Entries, index);
                Assert.True(EntryBundle.TryRead(await ReadAsync(path, CancellationToken.None), path.Width, out var entries));
                foreach (var entry in entries)
                {
                    yield return entry;
                }
            }
        }
    }
}
