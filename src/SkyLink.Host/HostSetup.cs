using SkyLink.Platform;
using SkyLink.Platform.Secrets;
using SkyLink.Platform.Secrets.Aws;

namespace SkyLink.Host;

/// <summary>What a host and a task begin with: configuration with its secrets, and PostgreSQL.</summary>
internal static class HostSetup
{
    private static readonly string[] MasterKeys = [MasterKey.Setting, MasterKey.PreviousSetting];

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
        ResolveSecrets(configuration, reportSecrets);
        return builder;
    }

    /// <summary>The master keys first: with them the local vault is opened.</summary>
    private static void ResolveSecrets(ConfigurationManager configuration, Action<string>? report)
    {
        var options = configuration.GetSection(SecretsOptions.Section).Get<SecretsOptions>() ?? new SecretsOptions();
        var failures = SettingsRules.Failures(SecretsOptions.Section, options).ToList();
        if (failures.Count > 0)
        {
            throw new StartException(string.Join("; ", failures));
        }

        var clock = new Clock();
        foreach (var setting in MasterKeys)
        {
            if (configuration[setting] is { } configured && KmsMasterKey.IsSealed(configured))
            {
                configuration[setting] =
                    KmsMasterKey.OpenAsync(setting, configured, options.Aws, clock).GetAwaiter().GetResult();
            }
        }

        var (master, previous) = (configuration[MasterKeys[0]], configuration[MasterKeys[1]]);
        var store = SecretStores.Open(options, DataDirectory.Of(configuration), master, previous, clock);
        if (store is LocalVault vault && previous is not null)
        {
            vault.RenewAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        SecretReferences.Resolve(configuration, store, report);
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
