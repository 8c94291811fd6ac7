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
