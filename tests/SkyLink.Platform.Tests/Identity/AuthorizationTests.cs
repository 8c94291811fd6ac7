using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;
using SkyLink.Testing;

namespace SkyLink.Platform.Identity;

public sealed class AuthorizationTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Every_endpoint_lets_in_whom_it_declares_and_nobody_else()
    {
        var asked = await AuthorizationMatrix.CheckAsync(host);
        Assert.True(asked > 150, $"only {asked} calls were made");
    }
}

/// <summary>Declares one thing and does another.</summary>
internal sealed class LyingModule : IModule
{
    private static readonly Permission Permission = new("liars.enter", "Enter", Role.Seller);

    public string Name => "platform.liars";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/refuses", () => TypedResults.StatusCode(403)).Requires(Permission);
        routes.MapGet("/opens", () => TypedResults.StatusCode(401)).OpenToAnyone("so it says");
    }
}

public sealed class LyingHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules => [new IdentityModule(), new LyingModule()];
}

public sealed class AuthorizationMatrixTests(LyingHost host) : IClassFixture<LyingHost>
{
    [Fact]
    public async Task An_endpoint_that_does_not_do_what_it_declares_is_found()
    {
        var found = await Assert.ThrowsAsync<InvalidOperationException>(() => AuthorizationMatrix.CheckAsync(host));
        Assert.Contains("GET /refuses as Seller of its organization: Forbidden, not let in", found.Message);
        Assert.Contains("GET /refuses as Seller of Other Traders: Forbidden, not let in", found.Message);
        Assert.Contains("GET /opens as nobody: Unauthorized, not let in", found.Message);
        Assert.Equal(4, found.Message.Split('\n').Length);
    }
}
