using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SkyLink.Platform.Audit;

/// <summary>What is noted of people who come, and of those who are not let in: one record for each time.</summary>
public sealed class AuditedSignInTests(AuditHost host) : IClassFixture<AuditHost>
{
    private const string Tokens = "/api/v1/identity/tokens";
    private const string Sessions = "/api/v1/identity/sessions";
    private const string Password = "unlikely-gannet-31-velvet";

    [Fact]
    public async Task A_sign_in_is_one_record_with_the_user_and_what_it_said()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var (user, email) = await UserAsync(admin);
        foreach (var (path, action) in new[] { (Tokens, "IssueTokens"), (Sessions, "SignIn") })
        {
            var entry = await OnlyEntryAsync(admin, async mark =>
            {
                using var answer = await SendAsync(mark, path, Login(path, email, Password));
                Assert.True(answer.IsSuccessStatusCode);
            });
            Assert.Equal(action, entry.GetProperty("action").GetString());
            var actor = entry.GetProperty("actor");
            Assert.Equal(user, actor.GetProperty("user").GetString());
            Assert.Equal("Password", actor.GetProperty("credential").GetString());
            Assert.Equal("platform.identity.signed_in.v1", entry.GetProperty("events")[0].GetProperty("type").GetString());
            Assert.Equal("127.0.0.1", entry.GetProperty("personal").GetProperty("address").GetString());
            Assert.Empty(entry.GetProperty("target").EnumerateObject());
        }
    }

    [Fact]
    public async Task A_refresh_is_one_record_with_the_user_and_a_stolen_one_is_a_refusal()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var (user, email) = await UserAsync(admin);
        using var first = await SendAsync(Mark(), Tokens, Login(Tokens, email, Password));
        var refresh = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("refreshToken").GetString()!;
        var entry = await OnlyEntryAsync(admin, async mark =>
        {
            using var answer = await SendAsync(mark, Tokens, new { grantType = "refresh_token", refreshToken = refresh });
            Assert.True(answer.IsSuccessStatusCode);
        });
        Assert.Equal(user, entry.GetProperty("actor").GetProperty("user").GetString());
        Assert.Equal("Session", entry.GetProperty("actor").GetProperty("credential").GetString());

        host.Clock.Advance(TimeSpan.FromMinutes(1)); // Too late for a repeat: somebody else holds it too.
        var refused = await OnlyEntryAsync(admin, async mark =>
        {
            using var answer = await SendAsync(mark, Tokens, new { grantType = "refresh_token", refreshToken = refresh });
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        });
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("actor").ValueKind);
        Assert.Equal("identity.refresh_refused", refused.GetProperty("target").GetProperty("refusal").GetString());
        Assert.Equal("platform.identity.access_ended.v1", refused.GetProperty("events")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_failed_sign_in_is_one_record_of_nobody_that_says_why_and_never_the_password()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var (user, email) = await UserAsync(admin);
        const string guess = "a-guess-of-somebody-17";
        foreach (var (path, tried, account) in new (string, string, string?)[]
        {
            (Tokens, email, user), (Sessions, email, user), (Tokens, "nobody@test.example", null),
        })
        {
            var entry = await OnlyEntryAsync(admin, async mark =>
            {
                using var answer = await SendAsync(mark, path, Login(path, tried, guess));
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            });
            Assert.Equal(JsonValueKind.Null, entry.GetProperty("actor").ValueKind);
            var target = entry.GetProperty("target");
            Assert.Equal("identity.wrong_credentials", target.GetProperty("refusal").GetString());
            Assert.Equal(account, target.TryGetProperty("account", out var told) ? told.GetString() : null);
            var bytes = Encoding.UTF8.GetString(entry.GetProperty("entry").GetBytesFromBase64());
            Assert.DoesNotContain(guess, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("test.example", bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_old_password_is_one_record_of_the_user_who_is_signed_in()
    {
        using var buyer = await host.ClientOfAsync(Role.Buyer);
        using var admin = await host.ClientOfAsync(Role.Admin);
        var entry = await OnlyEntryAsync(admin, async mark =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/identity/users/current/password");
            request.Content = JsonContent.Create(new { oldPassword = "not-it-at-all-5", newPassword = "unlikely-heron-12-marble" });
            request.Headers.Add("traceparent", $"00-{mark}-{mark[..16]}-01");
            using var answer = await buyer.SendAsync(request);
            Assert.False(answer.IsSuccessStatusCode);
        });
        Assert.Equal("ChangePassword", entry.GetProperty("action").GetString());
        Assert.Equal("Session", entry.GetProperty("actor").GetProperty("credential").GetString());
        Assert.Equal("identity.wrong_credentials", entry.GetProperty("target").GetProperty("refusal").GetString());
    }

    private static async Task<(string Id, string Email)> UserAsync(HttpClient admin)
    {
        var email = $"{Mark()}@test.example";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/identity/users");
        request.Content = JsonContent.Create(
            new { email, name = "Somebody", password = Password, roles = new[] { Role.Operator }, organizationId = (Guid?)null });
        request.Headers.Add("Idempotency-Key", Mark());
        using var answer = await admin.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return ((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!, email);
    }

    private static string Mark() => Guid.CreateVersion7().ToString("n");

    private static object Login(string path, string email, string password) =>
        path == Tokens ? new { grantType = "password", email, password } : new { email, password };

    private async Task<HttpResponseMessage> SendAsync(string mark, string path, object body)
    {
        using var http = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("traceparent", $"00-{mark}-{mark[..16]}-01");
        return await http.SendAsync(request);
    }

    /// <summary>Everything that is noted of what somebody does; what is done after it is in the log, too, by then.</summary>
    private static async Task<JsonElement> OnlyEntryAsync(HttpClient admin, Func<string, Task> act)
    {
        var mark = Mark();
        await act(mark);
        await AuditHost.DoneAsync(admin, Mark());
        var page = await admin.GetFromJsonAsync<JsonElement>($"{AuditHost.Audit}/entries?correlationId={mark}");
        return Assert.Single(page.GetProperty("items").EnumerateArray());
    }
}
