using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Npgsql;
using SkyLink.Platform.Data;
using SkyLink.Platform.Events;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Secrets.Aws;
using SkyLink.Testing;
using SkyLink.Testing.Aws;

namespace SkyLink.Platform.Secrets;

/// <summary>A service whose role and password an operator keeps: the password is a secret of a store.</summary>
public abstract class OwnRoleHost : TestHost
{
    public string Role { get; } = $"operators_{Guid.CreateVersion7():n}";

    internal ISecretStore Store { get; private set; } = null!;

    protected override IReadOnlyList<IModule> Modules { get; } = [new BellsModule()];

    public override async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        await Store.PutAsync("bells", "password-0");
        await AlterAsync($"create role {Role} login password 'password-0'");
        await base.InitializeAsync();
    }

    public Task SetPasswordAsync(string password) => AlterAsync($"alter role {Role} password '{password}'");

    /// <summary>Whether the server lets the role in under a password.</summary>
    public async Task<bool> IsGoodAsync(string password)
    {
        var mine = new NpgsqlConnectionStringBuilder(Database.ConnectionString)
        {
            Username = Role,
            Password = password,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(mine.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Store.Dispose();
        GC.SuppressFinalize(this);
    }

    internal abstract Task<ISecretStore> OpenAsync();

    protected override void Configure(WebApplicationBuilder builder)
    {
        var own = new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("skylink"))
        {
            Username = Role,
            Password = "hole",
            Pooling = false, // Each transaction signs in anew: nothing hides behind a connection that is open already.
        };
        builder.Configuration["ConnectionStrings:platform.bells"] =
            own.ConnectionString.Replace("Password=hole", "Password=${secret:bells}", StringComparison.Ordinal);
        using (var server = new NpgsqlConnection(builder.Configuration.GetConnectionString("skylink")))
        {
            server.Open();
            using var grant = new NpgsqlCommand($"grant create on database {own.Database} to {Role}", server);
            grant.ExecuteNonQuery();
        }

        SecretReferences.Resolve(builder.Configuration, Store);
    }

    private static async Task AlterAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{TestDatabase.Server};Database=postgres;Pooling=false");
        await source.CreateCommand(sql).ExecuteNonQueryAsync();
    }
}

public class LocalVaultHost : OwnRoleHost
{
    private readonly string folder = Directory.CreateTempSubdirectory("skylink-rotation").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal override Task<ISecretStore> OpenAsync() => Task.FromResult<ISecretStore>(new LocalVault(
        Path.Combine(folder, "vault.json"),
        () => MasterKey.Load("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=", "unused"), TimeProvider.System));
}

public sealed class SecretsManagerHost : OwnRoleHost
{
    private LocalAws? aws;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await aws!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal override async Task<ISecretStore> OpenAsync()
    {
        aws = await LocalAws.StartAsync();
        return new AwsSecretStore(
            new SecretsOptions
            {
                Prefix = "qsl/production/",
                PollEvery = TimeSpan.FromSeconds(1),
                Aws = new AwsOptions { Region = LocalAws.Region, Endpoint = aws.Address },
            },
            TimeProvider.System);
    }
}

public sealed class LocalVaultRotationTests(LocalVaultHost host)
    : PasswordRotationTests(host), IClassFixture<LocalVaultHost>;

public sealed class SecretsManagerRotationTests(SecretsManagerHost host)
    : PasswordRotationTests(host), IClassFixture<SecretsManagerHost>;

public abstract class PasswordRotationTests(OwnRoleHost host)
{
    [Fact]
    public async Task A_database_password_rotated_under_load_fails_no_request()
    {
        using var stop = new CancellationTokenSource();
        var done = 0;
        var clients = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await host.DbOf("platform.bells").InTransactionAsync(
                    tx => tx.ScalarAsync<int>($"select 1"), CancellationToken.None);
                Interlocked.Increment(ref done);
            }
        })).ToList();
        Task GoOnAsync()
        {
            var before = Volatile.Read(ref done);
            return Eventually.TrueAsync(
                () => clients.Exists(client => client.IsCompleted) || Volatile.Read(ref done) > before + 40,
                "requests go on", TimeSpan.FromMinutes(2));
        }

        await GoOnAsync();
        var first = await host.Store.PutAsync("bells", "password-1"); // The store first, then the server ...
        await GoOnAsync();
        await host.SetPasswordAsync("password-1");
        await GoOnAsync();
        await host.SetPasswordAsync("password-2"); // ... and the other way round.
        await host.Store.PutAsync("bells", "password-2");
        await GoOnAsync();
        await host.Store.RollbackAsync("bells", first, CancellationToken.None);
        await host.SetPasswordAsync("password-1");
        await GoOnAsync();
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.True(await host.IsGoodAsync("password-1"));
        Assert.False(await host.IsGoodAsync("password-2"), "the server takes any password: nothing was rotated");
    }
}

/// <summary>With a role, and so a template, of its own.</summary>
public sealed class TwoPasswordsHost : LocalVaultHost;

public sealed class PasswordsOfTwoMasterKeysTests(TwoPasswordsHost host) : IClassFixture<TwoPasswordsHost>
{
    /// <summary>As while a master key changes, of which the passwords of roles are made.</summary>
    [Fact]
    public async Task A_process_that_knows_both_passwords_goes_on_whichever_another_has_set()
    {
        var builder = new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(host.Database.ConnectionString) { Username = host.Role, Password = null, Pooling = false }
                .ConnectionString);
        using var keys = new DataKeys(MasterKey.Load("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=", "unused"), "platform.bells");
        await host.SetPasswordAsync("of-the-old-key");
        await using var connections = new DatabaseConnections(builder, keys, () => "of-the-old-key", ["of-the-new-key"]);
        foreach (var set in new[] { "of-the-old-key", "of-the-new-key", "of-the-old-key", "of-the-new-key" })
        {
            await host.SetPasswordAsync(set);
            await using var opened = await connections.OpenAsync(CancellationToken.None);
            Assert.True(await host.IsGoodAsync(set));
        }

        Assert.False(await host.IsGoodAsync("of-the-old-key"), "the server takes any password: nothing was changed");
    }
}
