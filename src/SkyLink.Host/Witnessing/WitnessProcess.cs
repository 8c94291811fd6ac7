using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform;
using SkyLink.Platform.Http;

namespace SkyLink.Host.Witnessing;

/// <summary>
/// A process that only cosigns checkpoints: no database, no service, no master key. <c>--run witness</c>, beside a host
/// or better on a machine of somebody else.
/// </summary>
internal static partial class WitnessProcess
{
    private const int ConnectionsMax = 256;

    /// <summary>Whether this command line asks for a witness, which runs alone.</summary>
    public static bool IsAskedFor(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()["run"] == "witness";

    /// <summary>Answers until a signal comes.</summary>
    /// <exception cref="StartException">A setting, the keys or what was cosigned is not usable.</exception>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = HostSetup.CreateBuilder(args);
        var settings = WitnessSettings.Of(builder.Configuration);
        using var folder = WitnessFolder.Take(settings.Folder);
        using var keys = WitnessKeys.Load(settings.Folder, settings.Name, folder.HasAny);
        folder.Check(keys.Public);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = WitnessRequest.LongestRequest;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Listen(settings.Listen);
        });
        builder.Services.AddProblems();
        builder.Services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        WitnessEndpoints.AddLimits(builder.Services);
        builder.Services.AddSingleton(folder).AddSingleton(keys).AddSingleton(all => new WatchedLogs(
            settings.Logs, settings.LogFiles, logs => new Witness(logs, keys.Signers, folder, new Clock()),
            all.GetRequiredService<ILogger<WatchedLogs>>()));
        await using var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRateLimiter();
        WitnessEndpoints.Map(app);
        await app.StartAsync(CancellationToken.None);
        var address = app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single();
        var run = Path.Combine(settings.Folder, "run.json");
        DurableFile.Write(
            run, JsonSerializer.SerializeToUtf8Bytes(new { Environment.ProcessId, Address = address }, Json.Options));
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WitnessProcess));
        LogReady(logger, keys.Public[0].Name, address);
        await app.WaitForShutdownAsync(CancellationToken.None);
        File.Delete(run);
        return ExitCodes.Done;
    }

    [LoggerMessage(LogLevel.Information, "Ready: the witness {Name} at {Address}")]
    private static partial void LogReady(ILogger logger, string name, string address);
}
