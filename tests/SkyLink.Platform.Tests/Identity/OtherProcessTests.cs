using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Platform.Identity;

/// <summary>One door that operators may open.</summary>
internal sealed class DoorModule : IModule
{
    private static readonly Permission Open = new("doors.open", "Open the door", Role.Operator, Role.Partner);

    public string Name => "platform.doors";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/door", (Caller caller) => TypedResults.Ok(caller.Organization)).Requires(Open);
}

/// <summary>A process that does not run identity, and asks the one that does.</summary>
internal sealed class DoorHost(Uri identity) : TestHost
{
    protected override IReadOnlyList<IModule> Modules => [new DoorModule()];

    protected override IReadOnlyList<IModule> All => [new DoorModule(), new IdentityModule()];

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Services:platform.identity:Address"] = identity.ToString(),
        });
}

public sealed class OtherProcessTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Another_process_knows_the_caller_and_within_a_second_that_access_ended()
    {
        await using var doors = new DoorHost(host.Address);
        await doors.InitializeAsync();
        var person = await host.PersonAsync(Role.Partner);
        var tokens = await host.TokensAsync(person);
        using var there = doors.CreateClient(tokens.AccessToken);
        Assert.StartsWith("Company", await there.GetFromJsonAsync<string>("/door"));
        using var buyer = doors.CreateClient((await host.TokensAsync(await host.PersonAsync(Role.Buyer))).AccessToken);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync("/door")).StatusCode);

        using var here = host.CreateClient(tokens.AccessToken);
        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync(Paths.Me)).StatusCode);
        var ended = Stopwatch.GetTimestamp();
        while ((await there.GetAsync("/door")).StatusCode == HttpStatusCode.OK)
        {
            Assert.True(Stopwatch.GetElapsedTime(ended) < TimeSpan.FromSeconds(1), "still let in after a second");
            await Task.Delay(20);
        }
    }
}
