using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using SkyLink.Platform.Gateways;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Platform.Hosting;

/// <summary>One process that asks the parrot of another, beside a module whose process does not answer.</summary>
public sealed class LookoutHost : TestHost
{
    private readonly ParrotHost parrot = new();

    internal Uri ParrotAddress => parrot.Address;

    protected override IReadOnlyList<IModule> Modules => [new AskerModule(), new PassModule()];

    protected override IReadOnlyList<IModule> All => [.. Modules, new ParrotModule(), new AbsentModule()];

    public override async ValueTask InitializeAsync()
    {
        await parrot.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await parrot.DisposeAsync();
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration["Services:platform.parrot:Address"] = parrot.Address.ToString();
        builder.Configuration["Services:platform.absent:Address"] = "http://127.0.0.1:9";
    }

    private sealed class AbsentModule : IModule
    {
        public string Name => "platform.absent";

        public void Add(ModuleBuilder module)
        {
        }

        public void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder routes)
        {
        }
    }
}

public sealed class HostingTests(LookoutHost host) : IClassFixture<LookoutHost>
{
    private const string Services = "/api/v1/hosting/services";

    [Fact]
    public async Task What_runs_is_told_of_every_process_and_who_does_not_answer_is_named()
    {
        using var http = host.CreateClient("operator");
        var told = await http.GetFromJsonAsync<InstallationView>(Services, Json.Options);
        Assert.Equal(
            ["platform.asker", "platform.pass", "platform.parrot"],
            told!.Processes.SelectMany(process => process.Modules).Select(module => module.Name));
        Assert.Equal(
            [host.Address.Port, host.ParrotAddress.Port],
            told.Processes.Select(process => new Uri(process.Addresses.Single()).Port));
        Assert.Equal([new ServiceElsewhere("platform.absent", "http://127.0.0.1:9")], told.Silent);
    }

    [Fact]
    public async Task A_service_needs_those_whose_contracts_it_calls_and_the_one_that_knows_who_calls()
    {
        using var http = host.CreateClient("operator");
        var told = await http.GetFromJsonAsync<InstallationView>(Services, Json.Options);
        var asker = told!.Processes.SelectMany(it => it.Modules).Single(module => module.Name == "platform.asker");
        Assert.Equal(
            [
                new ServiceDependency("platform.parrot", DependencyKind.Calls),
                new ServiceDependency("platform.pass", DependencyKind.Calls),
            ],
            asker.DependsOn);
    }

    [Fact]
    public async Task A_buyer_does_not_learn_what_runs_where()
    {
        using var http = host.CreateClient("buyer");
        using var refused = await http.GetAsync(Services);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var stranger = host.CreateClient();
        using var unknown = await stranger.GetAsync(Services);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }
}
