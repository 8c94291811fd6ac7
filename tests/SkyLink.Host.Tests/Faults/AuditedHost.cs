using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;
using SkyLink.Host.Scenario;
using SkyLink.Host.Witnessing;
using SkyLink.Testing;

namespace SkyLink.Host.Faults;

/// <summary>The audit log in a process that may be killed, its witness in one that is not.</summary>
internal sealed class AuditedHost : IAsyncDisposable
{
    public const string Audit = "/api/v1/audit";
    private const string Email = "first@skylink.example";
    private const string Password = "unlikely-otter-87-canvas";

    private AuditedHost(WitnessProgram witness, TestDatabase database, HostProgram program, Uri web)
    {
        (Witness, Database, Program) = (witness, database, program);
        Http = new HttpClient { BaseAddress = web };
    }

    public HostProgram Program { get; }

    public TestDatabase Database { get; }

    public WitnessProgram Witness { get; }

    public HttpClient Http { get; }

    /// <summary>Signed in when this returns.</summary>
    /// <param name="more">Further settings.</param>
    public static async Task<AuditedHost> StartAsync(IReadOnlyDictionary<string, string> more)
    {
        var witness = new WitnessProgram();
        var database = await TestDatabase.CreateAsync();
        var folder = Path.Combine(witness.Data, "host");
        await witness.StartAsync("--Witness:LogFiles:0", Path.Combine(folder, "audit", "keys"));
        var port = FreePorts.Take();
        var settings = new Dictionary<string, string>(more, StringComparer.Ordinal)
        {
            ["run"] = "platform.identity,platform.audit,platform.gateways,gateway-web",
            ["data"] = folder,
            ["ports:web"] = $"{port}",
            ["ports:services"] = "0",
            ["ConnectionStrings:skylink"] = database.ConnectionString,
            ["SKYLINK_MASTER_KEY"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Platform:Identity:Argon2MemoryKib"] = "8",
            ["Platform:Identity:Argon2Passes"] = "1",
            ["Platform:Identity:FirstAdminEmail"] = Email,
            ["Platform:Identity:FirstAdminPassword"] = Password,
            ["Platform:Gateways:Read:CallerPerMinute"] = "1000000",
            ["Platform:Gateways:Read:AddressPerMinute"] = "1000000",
            ["Platform:Gateways:Write:CallerPerMinute"] = "1000000",
            ["Platform:Gateways:Write:AddressPerMinute"] = "1000000",
            ["Platform:Audit:Witnesses:0"] =
                $"{string.Join(' ', (await witness.KeysAsync()).Select(key => key.ToString()))} {witness.Address}",
        };
        var host = new AuditedHost(
            witness, database, new HostProgram("host", folder, settings), new Uri($"http://127.0.0.1:{port}"));
        await host.Program.StartAsync();
        using var answer = await host.Http.PostAsJsonAsync(
            "/api/v1/identity/tokens", new { grantType = "password", email = Email, password = Password });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString());
        return host;
    }

    public async Task KillAndStartAsync()
    {
        await Program.KillAsync();
        await Program.StartAsync();
    }

    /// <summary>Makes a company under a mark; false where no answer says that it is done.</summary>
    public async Task<bool> TryActAsync(string mark)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/identity/organizations");
        request.Content = JsonContent.Create(new { name = $"Company {mark}" });
        request.Headers.Add("Idempotency-Key", mark);
        request.Headers.Add("X-Correlation-Id", mark);
        try
        {
            using var answer = await Http.SendAsync(request);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public Task<JsonElement> StatusAsync() => Http.GetFromJsonAsync<JsonElement>($"{Audit}/status");

    public async Task<SignedCheckpoint> CheckpointAsync()
    {
        Assert.True(SignedCheckpoint.TryRead(
            Encoding.UTF8.GetBytes(await Http.GetStringAsync($"{Audit}/checkpoint")), out var checkpoint));
        return checkpoint;
    }

    /// <summary>Believes the log where its witness has seen the same.</summary>
    public async Task<LogPolicy> PolicyAsync()
    {
        var trust = await Http.GetFromJsonAsync<JsonElement>($"{Audit}/trust");
        return new LogPolicy(
            trust.GetProperty("origin").GetString()!, KeysOf(trust, "keys"), KeysOf(trust, "witnesses"), quorum: 1);
    }

    /// <summary>Until everything is in the log, signed and cosigned.</summary>
    public Task UntilAllIsCosignedAsync() => Eventually.TrueAsync(async () =>
    {
        var status = await StatusAsync();
        var size = status.GetProperty("size").GetInt64();
        return await Database.ScalarAsync<long>("select count(*) from platform_identity.audit_outbox") == 0
            && status.GetProperty("signedSize").GetInt64() == size
            && status.GetProperty("witnesses")[0].GetProperty("size").GetInt64() == size;
    }, "all is cosigned");

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        await Witness.DisposeAsync();
        await Database.DisposeAsync();
        Http.Dispose();
    }

    private static NoteKey[] KeysOf(JsonElement trust, string name) => [.. trust.GetProperty(name).EnumerateArray().Select(text =>
    {
        Assert.True(NoteKey.TryParse(text.GetString(), out var key));
        return key;
    })];
}
