using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Platform.Identity;

/// <summary>The identity service alone.</summary>
public class IdentityHost : TestHost
{
    public const string Password = "quiet-lantern-41-harbour";

    protected override IReadOnlyList<IModule> Modules => [new IdentityModule()];

    /// <summary>A user of their own for one test.</summary>
    internal async Task<Person> PersonAsync(Role role, string? organization = null)
    {
        using var admin = await ClientOfAsync(Role.Admin);
        Guid? organizationId = organization is null ? null : await OrganizationAsync(admin, organization);
        if (organization is null && !role.IsOfNetwork())
        {
            organizationId = await OrganizationAsync(admin, $"Company {Guid.CreateVersion7()}");
        }

        var email = $"{Guid.CreateVersion7():n}@people.example";
        using var answer = await PostAsync(
            admin,
            Paths.Users,
            new { email, name = "Somebody", password = Password, roles = new[] { role }, organizationId });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return new Person((await JsonOf(answer)).GetProperty("id").GetGuid(), email);
    }

    internal static async Task<Guid> OrganizationAsync(HttpClient admin, string name)
    {
        using var answer = await PostAsync(admin, "/api/v1/identity/organizations", new { name });
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            return (await JsonOf(answer)).GetProperty("id").GetGuid();
        }

        var known = await admin.GetFromJsonAsync<JsonElement>("/api/v1/identity/organizations?limit=200");
        return known.GetProperty("items").EnumerateArray()
            .Single(it => it.GetProperty("name").GetString() == name).GetProperty("id").GetGuid();
    }

    /// <summary>A browser that is signed in.</summary>
    internal async Task<HttpClient> BrowserAsync(Person person, string password = Password)
    {
        var browser = CreateClient();
        browser.DefaultRequestHeaders.Add(SessionCookie.RequestHeader, "1");
        using var answer = await browser.PostAsJsonAsync(Paths.Sessions, new { email = person.Email, password });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return browser;
    }

    internal async Task<Tokens> TokensAsync(Person person)
    {
        using var http = CreateClient();
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/identity/tokens", new { grantType = "password", email = person.Email, password = Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<Tokens>())!;
    }

    internal async Task<(HttpStatusCode Status, Tokens? Tokens)> RefreshAsync(string refreshToken)
    {
        using var http = CreateClient();
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/identity/tokens", new { grantType = "refresh_token", refreshToken });
        return answer.IsSuccessStatusCode
            ? (answer.StatusCode, await answer.Content.ReadFromJsonAsync<Tokens>())
            : (answer.StatusCode, null);
    }

    internal async Task<HttpStatusCode> StatusWithAsync(string accessToken)
    {
        using var http = CreateClient(accessToken);
        using var answer = await http.GetAsync(Paths.Me);
        return answer.StatusCode;
    }

    internal Task<List<string>> EventsAsync(string type, Guid subject) => DbOf("platform.identity").InTransactionAsync(
        tx => tx.ListAsync(
            $"select body from events where type = {type} and subject = {subject.ToString()}", row => row.GetString(0)),
        CancellationToken.None);

    internal static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return await http.SendAsync(request);
    }

    internal static async Task<JsonElement> JsonOf(HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>();

    internal static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await JsonOf(answer)).GetProperty("code").GetString();
}

internal sealed record Person(Guid Id, string Email);

internal sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresInSeconds);

internal static class Paths
{
    public const string Me = "/api/v1/identity/sessions/current";
    public const string Sessions = "/api/v1/identity/sessions";
    public const string Tokens = "/api/v1/identity/tokens";
    public const string Users = "/api/v1/identity/users";
    public const string ApiKeys = "/api/v1/identity/api-keys";
    public const string Password = "/api/v1/identity/users/current/password";
}
