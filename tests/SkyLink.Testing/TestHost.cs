using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using SkyLink.Platform;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using Xunit;

namespace SkyLink.Testing;

/// <summary>
/// Real modules on a real socket and a real PostgreSQL, composed as the Host composes them. One per test class
/// (<c>IClassFixture</c>): derive and say which modules.
/// </summary>
public abstract class TestHost : IAsyncLifetime
{
    /// <summary>32 zero bytes but the last: known, so that a host started twice finds its roles' passwords again.</summary>
    private const string MasterKeyForTests = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";

    private readonly TestAccounts accounts;
    private TestDatabase? database;
    private WebApplication? app;

    protected TestHost() => accounts = new TestAccounts(this);

    public ManualClock Clock { get; } = new();

    public TestDatabase Database => database ?? throw new InvalidOperationException("Not started.");

    public IServiceProvider Services => (app ?? throw new InvalidOperationException("Not started.")).Services;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The modules that run.</summary>
    protected abstract IReadOnlyList<IModule> Modules { get; }

    /// <summary>The modules there are; those that do not run are remote.</summary>
    protected virtual IReadOnlyList<IModule> All => Modules;

    public Db DbOf(string module) => Services.GetRequiredKeyedService<Db>(module);

    /// <summary>A client without credentials.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = Address };

    /// <summary>A client whose calls carry an access token.</summary>
    public HttpClient CreateClient(string accessToken)
    {
        var http = CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return http;
    }

    /// <summary>
    /// A client signed in as a user with one role, made over the API on first use. Needs the identity module among
    /// <see cref="Modules"/>. Stays signed in when the clock goes forward.
    /// </summary>
    /// <param name="organization">By default "Test Traders", or for roles of the network its operator.</param>
    public Task<HttpClient> ClientOfAsync(Role role, string? organization = null) =>
        accounts.ClientOfAsync(role, organization);

    public virtual async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CopyAsync(GetType().FullName!, FillAsync); // what is configured fills it too
        app = Build(Database.ConnectionString);
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single());
        await StartedAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (database is not null)
        {
            await database.DisposeAsync();
        }

        accounts.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops and starts the host on the same database, as an operator would.</summary>
    public Task RestartAsync() => RestartAsync(() => Task.CompletedTask);

    /// <summary>The same, and does something while none runs.</summary>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        await StopAsync();
        await meanwhile();
        app = Build(Database.ConnectionString);
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    protected virtual Task StartedAsync() => Task.CompletedTask;

    private async Task StopAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
            app = null;
        }
    }

    private async Task FillAsync(string connection)
    {
        await using var once = Build(connection);
        await once.StartAsync();
        await once.StopAsync();
    }

    /// <summary>What a host remembers beside its database belongs to that database.</summary>
    private static string DatabaseOf(string connection) =>
        new NpgsqlConnectionStringBuilder(connection).Database ?? "skylink";

    private WebApplication Build(string connection)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:skylink"] = connection,
            ["SKYLINK_MASTER_KEY"] = MasterKeyForTests,
            ["Data:Directory"] = Path.Combine(
                Path.GetTempPath(), $"skylink-test-{Environment.ProcessId}", DatabaseOf(connection)),
            ["Database:ConnectionsMax"] = "8",
            ["Platform:Identity:Argon2MemoryKib"] = "8",
            ["Platform:Identity:Argon2Passes"] = "1",
            ["Platform:Identity:FirstAdminEmail"] = TestAccounts.AdminEmail,
            ["Platform:Identity:FirstAdminPassword"] = TestAccounts.Password,
        });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        Configure(builder);
        ServiceHost.Add(builder, All, Modules);
        var made = builder.Build();
        ServiceHost.Map(made);
        return made;
    }
}
