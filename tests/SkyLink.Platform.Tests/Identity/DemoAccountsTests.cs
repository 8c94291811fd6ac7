using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Identity;

/// <summary>Identity in demo mode, with a data directory of its own.</summary>
public sealed class DemoHost : IdentityHost
{
    public string DataDirectory { get; } = Path.Combine(Path.GetTempPath(), $"skylink-demo-{Guid.CreateVersion7():n}");

    public string AccountsFile => Path.Combine(DataDirectory, "demo-accounts.json");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Demo:Enabled"] = "true",
            ["Data:Directory"] = DataDirectory,
        });
}

public sealed class DemoAccountsTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Every_role_has_an_account_whose_password_works_also_after_a_restart()
    {
        var before = await File.ReadAllTextAsync(host.AccountsFile);
        await host.RestartAsync();
        Assert.Equal(before, await File.ReadAllTextAsync(host.AccountsFile));
        var accounts = JsonSerializer.Deserialize<JsonElement>(before).EnumerateArray().ToList();
        Assert.Equal(
            Roles.All.Select(role => role.ToString().ToLowerInvariant()),
            accounts.Select(account => account.GetProperty("role").GetString()!));
        foreach (var account in accounts)
        {
            using var http = host.CreateClient();
            using var answer = await http.PostAsJsonAsync(Paths.Sessions, new
            {
                email = account.GetProperty("email").GetString(),
                password = account.GetProperty("password").GetString(),
            });
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            var me = await IdentityHost.JsonOf(answer);
            Assert.Equal(account.GetProperty("role").GetString(), me.GetProperty("roles")[0].GetString());
            Assert.Equal(
                account.GetProperty("organization").GetString(),
                me.GetProperty("organization").GetProperty("name").GetString());
        }
    }

    [Fact]
    public void Only_the_owner_may_read_the_passwords()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.AccountsFile));
    }
}

public sealed class NoDemoTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Outside_demo_mode_there_are_no_demo_accounts() => Assert.Equal(
        ["first@operator.example"],
        await host.DbOf("platform.identity").InTransactionAsync(
            tx => tx.ListAsync($"select id, email from users", row => UserStore.Email.Open(tx, row)), CancellationToken.None));
}
