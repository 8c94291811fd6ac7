using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Identity;
using SkyLink.Testing;

namespace SkyLink.Platform.Audit;

/// <summary>Identity, whose users do things, and the log of them.</summary>
public sealed class AuditHost : TestHost
{
    public const string Audit = "/api/v1/audit";

    protected override IReadOnlyList<IModule> Modules { get; } = [new IdentityModule(), new AuditModule()];

    /// <summary>Does something under a mark, and waits until a signed head covers it.</summary>
    internal static async Task<JsonElement> DoneAsync(HttpClient admin, string mark)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/identity/organizations")
        {
            Content = JsonContent.Create(new { name = $"Company {mark}" }),
        };
        request.Headers.Add("traceparent", $"00-{mark}-{mark[..16]}-01");
        request.Headers.Add("Idempotency-Key", mark);
        request.Headers.UserAgent.ParseAdd("audit-tests/1.0");
        using var answer = await admin.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        JsonElement? found = null;
        await Eventually.TrueAsync(async () =>
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/entries?correlationId={mark}");
            var status = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/status");
            found = page.GetProperty("items").EnumerateArray().Cast<JsonElement?>().SingleOrDefault();
            return found is { } entry
                && status.GetProperty("signedSize").GetInt64() > entry.GetProperty("number").GetInt64();
        }, "a signed entry");
        return found!.Value;
    }

    /// <summary>Until a signed head covers so many entries.</summary>
    internal static Task SignedAsync(HttpClient admin, long size) => Eventually.TrueAsync(
        async () => (await admin.GetFromJsonAsync<JsonElement>($"{Audit}/status")).GetProperty("signedSize").GetInt64() >= size,
        "a signed head");

    internal static async Task<LogPolicy> PolicyAsync(HttpClient admin)
    {
        var trust = await admin.GetFromJsonAsync<JsonElement>($"{Audit}/trust");
        return new LogPolicy(
            trust.GetProperty("origin").GetString()!, KeysOf(trust, "keys"), KeysOf(trust, "witnesses"), quorum: 0);
    }

    internal static async Task<SignedCheckpoint> CheckpointAsync(HttpClient admin)
    {
        var note = await admin.GetStringAsync($"{Audit}/checkpoint");
        Assert.True(SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note), out var checkpoint));
        return checkpoint;
    }

    private static NoteKey[] KeysOf(JsonElement trust, string name) => [.. trust.GetProperty(name).EnumerateArray().Select(text =>
    {
        Assert.True(NoteKey.TryParse(text.GetString(), out var key));
        return key;
    })];
}
