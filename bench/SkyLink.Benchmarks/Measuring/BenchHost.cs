using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>
/// Modules composed as the host composes them, on a socket, beside a PostgreSQL of their own that writes every commit
/// through to the disk.
/// </summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly EmbeddedPostgres postgres;
    private readonly WebApplication app;

    private BenchHost(EmbeddedPostgres postgres, WebApplication app, int postmaster)
    {
        (this.postgres, this.app) = (postgres, app);
        PostgresPid = postmaster;
    }

    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The server's first process; its backends are children of it.</summary>
    public int PostgresPid { get; }

    public static async Task<BenchHost> StartAsync(
        IReadOnlyList<IModule> modules, CancellationToken cancellation, Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? add = null)
    {
        var database = await EmbeddedPostgres.StartTemporaryAsync(BenchmarksPage.Root, isDurable: true, cancellation);
        try
        {
            var builder = WebApplication.CreateSlimBuilder(
                new WebApplicationOptions { EnvironmentName = "Production" });
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:skylink"] = database.ConnectionString,
                ["SKYLINK_MASTER_KEY"] = Convert.ToBase64String(new byte[32]),
                ["Data:Directory"] = Path.Combine(Path.GetTempPath(), $"skylink-bench-{Environment.ProcessId}"),
            });
            builder.Configuration.AddInMemoryCollection(settings ?? []);
            add?.Invoke(builder.Services);
            ServiceHost.Add(builder, modules, modules);
            var made = builder.Build();
            ServiceHost.Map(made);
            await made.StartAsync(cancellation);
            return new BenchHost(database, made, await PostmasterAsync(database, cancellation));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public Db DbOf(string module) => Services.GetRequiredKeyedService<Db>(module);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await postgres.DisposeAsync();
    }

    private static async Task<int> PostmasterAsync(EmbeddedPostgres postgres, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var backend =
            source.CreateCommand("select pg_backend_pid()"); // pooled: it lives until the end of this
        return ProcessTree.ParentOf((int)(await backend.ExecuteScalarAsync(cancellation))!);
    }
}
