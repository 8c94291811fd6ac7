using Microsoft.AspNetCore.Builder;
using Npgsql;
using SkyLink.Platform.Events;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Data;

/// <summary>Bells on the usual server; ears on another PostgreSQL, by one setting.</summary>
public sealed class TwoServersHost : TestHost
{
    private EmbeddedPostgres? other;

    internal EarsModule Ears { get; } = new();

    protected override IReadOnlyList<IModule> Modules => [new BellsModule(), Ears];

    public string OtherServer => other!.ConnectionString;

    public override async ValueTask InitializeAsync()
    {
        other = await EmbeddedPostgres.StartTemporaryAsync(
            Checkout.Find()!, isDurable: false, CancellationToken.None);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (other is not null)
        {
            await other.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration["ConnectionStrings:platform.ears"] = OtherServer;
}

public sealed class TwoServersTests(TwoServersHost host) : IClassFixture<TwoServersHost>
{
    [Fact]
    public async Task A_service_lies_whole_on_the_server_that_its_setting_names_and_hears_those_on_others()
    {
        await host.DbOf("platform.bells").InTransactionAsync(tx =>
        {
            for (var number = 0; number < 20; number++)
            {
                tx.Publish(new BellRung("far", number));
            }

            return Task.CompletedTask;
        }, CancellationToken.None);
        var ears = host.DbOf("platform.ears");
        await Eventually.TrueAsync(async () => await ears.InTransactionAsync(
            tx => tx.ScalarAsync<long>($"select count(*) from idempotency where scope = 'far'"), CancellationToken.None) == 20,
            "twenty rings are heard on the other server", TimeSpan.FromMinutes(1));
        Assert.False(await host.Database.ScalarAsync<bool>("select to_regnamespace('platform_ears') is not null"));
        await using var other = NpgsqlDataSource.Create(host.OtherServer);
        await using var schemas = other.CreateCommand(
            "select string_agg(nspname, ',') from pg_namespace where nspname like 'platform%'");
        Assert.Equal("platform_ears", await schemas.ExecuteScalarAsync());
        await host.RestartAsync();
        Assert.Equal(20, await host.DbOf("platform.ears").InTransactionAsync(
            tx => tx.ScalarAsync<long>($"select count(*) from idempotency where scope = 'far'"), CancellationToken.None));
    }
}
