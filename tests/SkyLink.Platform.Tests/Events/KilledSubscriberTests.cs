using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

/// <summary>Bells on the usual server; ears on a PostgreSQL of their own that writes through to the disk.</summary>
public sealed class FragileEarsHost : TestHost
{
    private readonly CancellationTokenSource ended = new();
    private EmbeddedPostgres? fragile;
    private Task watching = Task.CompletedTask;

    protected override IReadOnlyList<IModule> Modules => [new BellsModule(), new EarsModule()];

    public override async ValueTask InitializeAsync()
    {
        fragile = await EmbeddedPostgres.StartTemporaryAsync(Checkout.Find()!, isDurable: true, CancellationToken.None);
        watching = fragile.WatchAsync(ended.Token);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await ended.CancelAsync();
        await watching;
        ended.Dispose();
        if (fragile is not null)
        {
            await fragile.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>kill -9: what PostgreSQL has not written is gone. It comes back by itself.</summary>
    public async Task KillAsync()
    {
        await using var source = NpgsqlDataSource.Create(fragile!.ConnectionString);
        await using var command = source.CreateCommand("select pg_read_file('postmaster.pid')");
        var file = (string)(await command.ExecuteScalarAsync())!;
        using var postmaster = Process.GetProcessById(int.Parse(file.Split('\n')[0]));
        postmaster.Kill();
    }

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration["ConnectionStrings:platform.ears"] = fragile!.ConnectionString;
}

public sealed class KilledSubscriberTests(FragileEarsHost host) : IClassFixture<FragileEarsHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Effects_that_a_killed_database_forgot_are_made_again_each_once_and_in_order()
    {
        const int count = 3_000;
        var ears = host.DbOf("platform.ears");
        var bells = host.DbOf("platform.bells");
        var ringing = Task.Run(async () =>
        {
            foreach (var chunk in Enumerable.Range(0, count).Chunk(10))
            {
                await bells.InTransactionAsync(tx =>
                {
                    Array.ForEach(chunk, number => tx.Publish(new BellRung("fragile", number)));
                    return Task.CompletedTask;
                }, CancellationToken.None);
            }
        });
        for (var kill = 1; kill <= 2; kill++)
        {
            await UntilHeardAsync(kill * count / 4);
            await host.KillAsync();
        }

        await ringing;
        await UntilHeardAsync(count);
        var order = await ears.InTransactionAsync(tx => tx.ListAsync(
            $"select key from idempotency where scope = 'fragile' order by convert_from(answer, 'UTF8')::int",
            row => int.Parse(row.Get<string>("key"))), CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, count), order);

        Task UntilHeardAsync(int least) => Eventually.TrueAsync(async () =>
        {
            try
            {
                return least <= await ears.InTransactionAsync(tx => tx.ScalarAsync<long>(
                    $"select count(*) from idempotency where scope = 'fragile'"), CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                return false; // It is away.
            }
        }, $"{least} rings are heard", Patience);
    }
}
