using SkyLink.Platform;
using SkyLink.Platform.Secrets;

namespace SkyLink.Host;

/// <summary>What a host and a task begin with: configuration with its secrets, and PostgreSQL.</summary>
internal static class HostSetup
{
    /// <param name="args">The command line.</param>
    /// <param name="reportSecrets">Told why a changed secret is not taken over while the host runs.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, Action<string>? reportSecrets = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var configuration = builder.Configuration;
        configuration["Data:Directory"] =
            Path.GetFullPath(configuration["data"] ?? configuration["Data:Directory"] ?? ".data");
        DemoDefaults.AddTo(configuration);
        var vault = LocalVault.In(DataDirectory.Of(configuration), configuration["SKYLINK_MASTER_KEY"], new Clock());
        SecretReferences.Resolve(configuration, vault, reportSecrets);
        return builder;
    }

    /// <summary>The embedded one, adopted where it runs already; the configuration names it from then on.</summary>
    public static async Task<EmbeddedPostgres> StartPostgresAsync(
        ConfigurationManager configuration, CancellationToken cancellation)
    {
        var root = Checkout.Find() ?? throw new StartException(
            "ConnectionStrings:skylink is not set, and PostgreSQL's binaries are found only in a checkout.");
        var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = configuration["Data:Directory"]!,
                RepositoryRoot = root,
                MaxConnections = 400,
                Report = Console.WriteLine,
            },
            cancellation);
        configuration["ConnectionStrings:skylink"] = postgres.ConnectionString;
        return postgres;
    }
}
