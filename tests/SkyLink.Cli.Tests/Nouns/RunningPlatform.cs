using System.Globalization;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Cli;

/// <summary>The platform as <c>up</c> starts it, with a database of its own; ended with <c>down</c>.</summary>
public sealed class RunningPlatform : IAsyncLifetime
{
    /// <summary>A first start makes a database and every schema; a machine that is busy takes its time.</summary>
    private const string Patience = "600";

    private readonly Scratch scratch = new();

    public RunningPlatform() => Shell = new RecordedShell(Workspace);

    internal static Workspace Workspace { get; } = new(Checkout.Root)
    {
        HostExecutable = SkyLink.Cli.Workspace.Executable(
            Checkout.Root, "SkyLink.Host", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))),
    };

    /// <summary>What <c>up</c> and <c>down</c> said.</summary>
    internal RecordedShell Shell { get; }

    public string Data => scratch["data"];

    internal Uri Web { get; private set; } = new("http://127.0.0.1");

    internal Uri Witness { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        string[] ports = [FreePort(), FreePort(), FreePort(), FreePort()];
        Web = new Uri($"http://127.0.0.1:{ports[0]}");
        Witness = new Uri($"http://127.0.0.1:{ports[3]}");
        var code = await Shell.RunAsync(
            "up", "--data", Data, "--detach", "--timeout", Patience,
            "--web-port", ports[0], "--admin-port", ports[1], "--services-port", ports[2], "--witness-port", ports[3]);
        Assert.True(code == ExitCode.Done, Shell.Error);
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.RunAsync("down", "--data", Data);
        scratch.Dispose();
    }

    internal static string FreePort() => FreePorts.Take().ToString(CultureInfo.InvariantCulture);

    internal string PasswordOf(string role) => DemoAccount.Read(Data).Single(account => account.Role == role).Password;

    internal string EmailOf(string role) => DemoAccount.Read(Data).Single(account => account.Role == role).Email;

    /// <summary>A look into the database beside the host, where the API has no way to make what a test needs.</summary>
    internal Task<EmbeddedPostgres> AdoptPostgresAsync() => EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresOptions
        {
            DataDirectory = Data,
            RepositoryRoot = Checkout.Root,
            Report = _ => { },
        },
        TestContext.Current.CancellationToken);
}

/// <summary>One platform for all tests that ask it.</summary>
[CollectionDefinition(nameof(OnePlatform))]
public sealed class OnePlatform : ICollectionFixture<RunningPlatform>;
