using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Host;

/// <summary>
/// What the program does for the command line without becoming a host: <c>--task NAME --result FILE</c>. It may run
/// beside a host of the same data folder.
/// </summary>
internal static class HostTask
{
    private const string Setting = "task";

    public static bool IsAskedFor(string[] args) => args.Contains($"--{Setting}", StringComparer.Ordinal);

    /// <exception cref="StartException">There is no such task, or its surroundings are not usable.</exception>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = HostSetup.CreateBuilder(args);
        var configuration = builder.Configuration;
        var task = configuration[Setting];
        if (task == "seed")
        {
            configuration["Demo:Enabled"] = "true";
        }

        await using var postgres = configuration.GetConnectionString("skylink") is null
            ? await HostSetup.StartPostgresAsync(configuration, CancellationToken.None)
            : null;
        builder.Services.AddSingleton<IHostLifetime, LedLifetime>();
        ServiceHost.Add(builder, Modules.All, HostPlan.Of(configuration, Modules.All).Modules);
        await using var app = builder.Build();
        var installation = new Installation(app.Services);
        object items = task switch
        {
            "migrations" => await installation.MigrationsAsync(CancellationToken.None),
            "migrate" => await installation.MigrateAsync(CancellationToken.None),
            "seed" => await installation.SeedAsync(CancellationToken.None),
            _ => throw new StartException($"--task: there is no {task}. There are migrations, migrate and seed."),
        };
        var file = configuration["result"] ?? throw new StartException("--result names the file for the result.");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new { items }, Json.Options);
        await File.WriteAllBytesAsync(file, bytes, CancellationToken.None);
        return ExitCodes.Done;
    }
}
