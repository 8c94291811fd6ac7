using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Platform;

namespace SkyLink.Testing;

/// <summary>Users of a test host, made over the identity API as tests ask for them.</summary>
internal sealed class TestAccounts(TestHost host) : IDisposable
{
    public const string AdminEmail = "first@operator.example";
    public const string Password = "unlikely-otter-87-canvas";
    private const string DefaultOrganization = "Test Traders";

    private readonly SemaphoreSlim one = new(1);
    private readonly Dictionary<(Role, string?), string> emails = [];

    public async Task<HttpClient> ClientOfAsync(Role role, string? organization)
    {
        await one.WaitAsync();
        try
        {
            if (!emails.TryGetValue((role, organization), out var email))
            {
                email = $"{role}-{Guid.CreateVersion7():n}@test.example".ToLowerInvariant();
                await CreateAsync(role, organization ?? (role.IsOfNetwork() ? null : DefaultOrganization), email);
                emails[(role, organization)] = email;
            }

            return ClientOf(email);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private HttpClient ClientOf(string email) => new(new SignedInHandler(host, email)) { BaseAddress = host.Address };

    private async Task CreateAsync(Role role, string? organization, string email)
    {
        using var admin = ClientOf(AdminEmail);
        Guid? organizationId = organization is null ? null : await EnsureAsync(admin, organization);
        await PostAsync(admin, "users", new
        {
            email,
            name = $"Test {role}",
            password = Password,
            roles = new[] { role },
            organizationId,
        });
    }

    private static async Task<Guid> EnsureAsync(HttpClient admin, string organization)
    {
        var known = await admin.GetFromJsonAsync<JsonElement>("/api/v1/identity/organizations?limit=200");
        var found = known.GetProperty("items").EnumerateArray()
            .FirstOrDefault(it => it.GetProperty("name").GetString() == organization);
        return found.ValueKind == JsonValueKind.Object
            ? found.GetProperty("id").GetGuid()
            : (await PostAsync(admin, "organizations", new { name = organization })).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> PostAsync(HttpClient admin, string what, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/identity/{what}");
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        request.Content = JsonContent.Create(body);
        using var answer = await admin.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Created
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException(
                $"POST {what}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Gets an access token for the first call, and another before it expires by the host's clock.</summary>
    private sealed class SignedInHandler(TestHost host, string email) : DelegatingHandler(new SocketsHttpHandler())
    {
        private static readonly TimeSpan Renew = TimeSpan.FromMinutes(10);
        private readonly SemaphoreSlim one = new(1);
        private string? token;
        private DateTimeOffset since;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization =
                new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellationToken));
            return await base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            one.Dispose();
            base.Dispose(disposing);
        }

        private async Task<string> TokenAsync(CancellationToken cancellation)
        {
            await one.WaitAsync(cancellation);
            try
            {
                if (token is null || host.Clock.GetUtcNow() - since > Renew)
                {
                    since = host.Clock.GetUtcNow();
                    token = await SignInAsync(cancellation);
                }

                return token;
            }
            finally
            {
                one.Release();
            }
        }

        private async Task<string> SignInAsync(CancellationToken cancellation)
        {
            using var anonymous = host.CreateClient();
            using var answer = await anonymous.PostAsJsonAsync(
                "/api/v1/identity/tokens", new { grantType = "password", email, password = Password }, cancellation);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation))
                .GetProperty("accessToken").GetString()!;
        }
    }
}
