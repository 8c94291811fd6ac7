using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Identity;

namespace SkyLink.Platform.Gateways;

/// <summary>Both gateways before the real identity service.</summary>
public sealed class IdentityGatewayHost : GatewayHost
{
    protected override IReadOnlyList<IModule> Modules { get; } = [new GatewaysModule(), new IdentityModule()];
}

/// <summary>The drill for a key that was found where it should not be.</summary>
public sealed class LeakedKeyTests(IdentityGatewayHost host) : IClassFixture<IdentityGatewayHost>
{
    [Fact]
    public async Task A_revoked_key_is_refused_within_a_second_at_every_gateway()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        using var answer = await admin.PostAsJsonAsync("/api/v1/identity/api-keys", new
        {
            name = "leaked",
            scopes = new[] { "identity.users_read" },
            expiresAt = host.Clock.GetUtcNow().AddDays(1),
        });
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var thieves = new[] { host.Web, host.Admin }.Select(gateway =>
        {
            var http = GatewayHost.ClientOf(gateway);
            http.DefaultRequestHeaders.Add("X-Api-Key", made.GetProperty("secret").GetString());
            return http;
        }).ToList();
        foreach (var thief in thieves)
        {
            Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/api/v1/identity/users")).StatusCode);
        }

        // Behind the host's back, as another process would: no message helps.
        await host.Database.ExecuteAsync(
            $"update platform_identity.api_keys set revoked_at = now() where id = '{made.GetProperty("key").GetProperty("id")}'");
        var revoked = Stopwatch.GetTimestamp();
        foreach (var thief in thieves)
        {
            while (true)
            {
                var asked = Stopwatch.GetElapsedTime(revoked); // However long the answer takes on a busy machine.
                if ((await thief.GetAsync("/api/v1/identity/users")).StatusCode == HttpStatusCode.Unauthorized)
                {
                    break;
                }

                Assert.True(asked < TimeSpan.FromSeconds(1), $"{thief.BaseAddress} lets in {asked} after the key was revoked");
                await Task.Delay(20);
            }
        }

        thieves.ForEach(thief => thief.Dispose());
    }
}
