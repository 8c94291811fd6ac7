using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SkyLink.Platform;
using SkyLink.Testing;

namespace SkyLink.Host;

/// <summary>All services there are, as one process runs them.</summary>
public sealed class EveryModuleHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules => Host.Modules.All;

    /// <summary>The participants of this host find each other, as in a demonstration.</summary>
    protected override void Configure(WebApplicationBuilder builder) => builder.Configuration
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Trade:Registry:AutoApprove"] = "true",
            ["Trade:Registry:AllowPrivateAddresses"] = "true",
        });

    protected override async Task StartedAsync()
    {
        using var operations = await ClientOfAsync(Role.Operator);
        await Eventually.TrueAsync(
            async () => (await operations.PostAsJsonAsync("/api/v1/routing/dry-run", new { })).IsSuccessStatusCode,
            "the network's gateway is listed and may ask");
    }
}

public sealed class EveryEndpointTests(EveryModuleHost host) : IClassFixture<EveryModuleHost>
{
    private const int CallsAtLeast = 700;
    private const int HostileCallsAtLeast = 3_000;

    [Fact]
    public void Each_module_is_listed_once() =>
        Assert.Equal(Modules.All.Count, Modules.All.DistinctBy(module => module.Name).Count());

    [Fact]
    public async Task Each_service_says_which_others_it_needs()
    {
        using var http = host.CreateClient();
        var services = (await http.GetFromJsonAsync<JsonElement>("/services"))[0].GetProperty("modules").EnumerateArray();
        var needs = services.SelectMany(service => service.GetProperty("dependsOn").EnumerateArray().Select(other =>
            $"{service.GetProperty("name")} {other.GetProperty("kind")} {other.GetProperty("service")}")).ToList();
        Assert.Contains("trade.payments Calls settle.ledger", needs);
        Assert.Contains("trade.routing Hears trade.registry", needs);
        Assert.Contains("trade.buyers Hears trade.registry", needs);
        Assert.DoesNotContain(needs, it => it.EndsWith(" Calls trade.registry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_endpoint_lets_in_whom_it_declares_and_nobody_else()
    {
        var asked = await AuthorizationMatrix.CheckAsync(host);
        Assert.True(asked > CallsAtLeast, $"only {asked} calls were made");
    }

    [Fact]
    public async Task Every_operation_refuses_what_it_does_not_expect_with_a_code_and_none_stumbles()
    {
        using var hostile = new HostileInput(host);
        var asked = await hostile.CheckAsync();
        Assert.True(asked > HostileCallsAtLeast, $"only {asked} calls were made");
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_know_is_no_question_of_access()
    {
        using var http = host.CreateClient();
        using var answer = await http.GetAsync("/network/sellers/nobody/select");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("platform.method_not_allowed", problem.GetProperty("code").GetString());
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }
}

/// <summary>The registry is elsewhere, and nothing answers there.</summary>
public sealed class NoRegistryHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules => Host.Modules.All;

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration["Trade:Network:RegistryUri"] = "http://127.0.0.1:9/";
}

public sealed class NoRegistryTests(NoRegistryHost host) : IClassFixture<NoRegistryHost>
{
    [Fact]
    public async Task A_request_that_needs_what_cannot_be_reached_is_told_to_come_again()
    {
        using var operations = await host.ClientOfAsync(Role.Operator);
        using var answer = await operations.PostAsJsonAsync("/api/v1/routing/dry-run", new { });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("platform.service_unavailable", problem.GetProperty("code").GetString());
    }
}
