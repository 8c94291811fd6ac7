using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;
using SkyLink.Host.Scenario;
using SkyLink.Testing;

namespace SkyLink.Host.Witnessing;

/// <summary>A host and its witness, two processes that outlive each other.</summary>
public sealed class WitnessedHostTests : IAsyncLifetime
{
    private const string Audit = "/api/v1/audit";
    private const string Origin = "skylink.local/audit";
    private const string Email = "first@skylink.example";
    private const string Password = "unlikely-otter-87-canvas";

    private readonly WitnessProgram witness = new();
    private readonly HttpClient http = new();
    private TestDatabase? database;
    private string vouchedFor = "";
    private Uri web = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        await WitnessAsync();
        vouchedFor = $"{string.Join(' ', (await witness.KeysAsync()).Select(key => key.ToString()))} {witness.Address}";
    }

    public async ValueTask DisposeAsync()
    {
        await witness.DisposeAsync();
        await database!.DisposeAsync();
        http.Dispose();
    }

    [Fact]
    public async Task Every_head_is_cosigned_in_seconds_and_neither_needs_the_other_to_live()
    {
        await using var host = HostOf(keyVersion: 1);
        await host.StartAsync();
        await SignInAsync(host);
        await DoAsync();
        var first = await CosignedAsync(above: 0, TimeSpan.FromSeconds(10));
        Assert.Equal(4, first.Note.Signatures.Select(it => it.KeyId).Distinct().Count()); // two of the log, two of the witness

        // Without its witness the host goes on, and what was missed is cosigned when it is back, without a new entry.
        await witness.KillAsync();
        await DoAsync();
        await Eventually.TrueAsync(
            async () => (await StatusAsync()).GetProperty("signedSize").GetInt64() > first.Checkpoint.Head.Size, "a signed head");
        var port = witness.Address.Port;
        await witness.StartAsync("--Witness:LogFiles:0", KeysFile, "--Witness:Port", $"{port}");
        var later = await CosignedAsync(first.Checkpoint.Head.Size, TimeSpan.FromSeconds(30));

        // The witness outlives the host, and goes on with the next, whose keys are new.
        await host.KillAsync();
        Assert.Equal(HttpStatusCode.OK, (await witness.GetAsync("/health")).Status);
        await using var next = HostOf(keyVersion: 2);
        await next.StartAsync();
        await SignInAsync(next);
        await DoAsync();
        var rotated = await CosignedAsync(later.Checkpoint.Head.Size, TimeSpan.FromSeconds(30));
        Assert.Empty(rotated.Note.Signatures.Select(it => it.KeyId).Intersect(
            first.Note.Signatures.Where(it => it.KeyName == Origin).Select(it => it.KeyId)));
        await Eventually.TrueAsync(
            async () => (await StatusAsync()).GetProperty("state").GetString() == "Signed", "a log that is signed whole");
        Assert.Equal(0, await next.StopAsync());
    }

    [Fact]
    public async Task A_database_that_was_set_back_with_all_beside_it_is_told_by_the_witness()
    {
        await using var host = HostOf(keyVersion: 1);
        await host.StartAsync();
        await SignInAsync(host);
        for (var i = 0; i < 5; i++)
        {
            await DoAsync();
        }

        var seen = (await CosignedAsync(above: 5, TimeSpan.FromSeconds(10))).Checkpoint.Head.Size;
        await host.KillAsync();
        File.Delete(Path.Combine(witness.Data, "host", "audit", "checkpoint"));
        await database!.ExecuteAsync("""
            delete from platform_audit.cosignatures; delete from platform_audit.checkpoints;
            delete from platform_audit.entries; delete from platform_audit.tiles; delete from platform_audit.tree
            """);
        await using var next = HostOf(keyVersion: 1);
        await next.StartAsync();
        await SignInAsync(next);
        await ContradictedAsync($"it has cosigned {seen} entries, and the log has ");

        // Nor is it any better when it has outgrown what the witness knows.
        while ((await StatusAsync()).GetProperty("size").GetInt64() <= seen)
        {
            await DoAsync();
        }

        await ContradictedAsync("the log does not continue what it cosigned");
        var health = await http.GetFromJsonAsync<JsonElement>(new Uri(web, "/health"));
        var audit = health.GetProperty("checks").EnumerateArray().Single(it => it.GetProperty("name").GetString() == "platform.audit");
        Assert.Equal("Degraded", audit.GetProperty("status").GetString());
    }

    private Task ContradictedAsync(string why) => Eventually.TrueAsync(async () =>
    {
        var status = await StatusAsync();
        return status.GetProperty("state").GetString() == "Contradicted"
            && status.GetProperty("witnesses")[0].GetProperty("contradiction").GetString()!.StartsWith(why, StringComparison.Ordinal);
    }, why, TimeSpan.FromSeconds(30));

    private string KeysFile => Path.Combine(witness.Data, "host", "audit", "keys");

    private Task WitnessAsync() => witness.StartAsync("--Witness:LogFiles:0", KeysFile);

    private HostProgram HostOf(int keyVersion) => new("host", Path.Combine(witness.Data, "host"), new Dictionary<string, string>
    {
        ["run"] = "platform.identity,platform.audit,platform.gateways,gateway-web",
        ["data"] = Path.Combine(witness.Data, "host"),
        ["ports:web"] = "0",
        ["ports:services"] = "0",
        ["ConnectionStrings:skylink"] = database!.ConnectionString,
        ["SKYLINK_MASTER_KEY"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=",
        ["Platform:Identity:Argon2MemoryKib"] = "8",
        ["Platform:Identity:Argon2Passes"] = "1",
        ["Platform:Identity:FirstAdminEmail"] = Email,
        ["Platform:Identity:FirstAdminPassword"] = Password,
        ["Platform:Audit:KeyVersion"] = $"{keyVersion}",
        ["Platform:Audit:Witnesses:0"] = vouchedFor,
    });

    private async Task SignInAsync(HostProgram host)
    {
        web = host.Gateways[0];
        using var answer = await http.PostAsJsonAsync(
            new Uri(web, "/api/v1/identity/tokens"), new { grantType = "password", email = Email, password = Password });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private async Task DoAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(web, "/api/v1/identity/organizations"));
        request.Content = JsonContent.Create(new { name = $"Company {Guid.CreateVersion7()}" });
        request.Headers.Add("Idempotency-Key", $"{Guid.CreateVersion7()}");
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<JsonElement> StatusAsync() => http.GetFromJsonAsync<JsonElement>(new Uri(web, $"{Audit}/status"));

    /// <summary>The checkpoint of the whole log once the witness has cosigned it.</summary>
    private async Task<SignedCheckpoint> CosignedAsync(long above, TimeSpan within)
    {
        var started = Stopwatch.GetTimestamp();
        SignedCheckpoint? found = null;
        await Eventually.TrueAsync(async () =>
        {
            var status = await StatusAsync();
            var seen = status.GetProperty("witnesses")[0].GetProperty("size").GetInt64();
            if (seen <= above || seen != status.GetProperty("signedSize").GetInt64())
            {
                return false;
            }

            var note = await http.GetStringAsync(new Uri(web, $"{Audit}/checkpoint"));
            Assert.True(SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note), out found));
            return found.Checkpoint.Head.Size == seen;
        }, "a cosigned head", within);
        var trust = await http.GetFromJsonAsync<JsonElement>(new Uri(web, $"{Audit}/trust"));
        var policy = new LogPolicy(Origin, KeysOf(trust, "keys"), KeysOf(trust, "witnesses"), quorum: 1);
        Assert.Equal(LogVerdict.Trusted, policy.Check(found!));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{found!.Checkpoint.Head.Size} entries cosigned after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        return found!;
    }

    private static NoteKey[] KeysOf(JsonElement trust, string name) => [.. trust.GetProperty(name).EnumerateArray().Select(text =>
    {
        Assert.True(NoteKey.TryParse(text.GetString(), out var key));
        return key;
    })];
}
