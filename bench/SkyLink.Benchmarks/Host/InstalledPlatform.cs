using System.Globalization;
using System.Text.Json;
using Npgsql;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Platform.Hosting;

namespace SkyLink.Benchmarks.Host;

/// <summary>What a running platform holds of the machine's memory, in MB.</summary>
/// <param name="HostMb">Resident set of the host process: its program's pages and the runtime's included.</param>
/// <param name="HostOwnMb">Of these, what is not backed by a file: heap, stacks, code made at run time.</param>
/// <param name="PostgresMb">All processes of the server, pages they share counted once.</param>
internal sealed record Footprint(double HostMb, double HostOwnMb, double PostgresMb);

/// <summary>The platform as its users start it, on a data folder and ports of its own.</summary>
internal sealed class InstalledPlatform : IDisposable
{
    private const int Buyers = 4;
    private readonly string data = PeerProcess.MakeFolder("host");

    private readonly string[] ports =
    [
        "--web-port", Port(), "--admin-port", Port(), "--services-port", Port(), "--witness-port", Port(),
    ];

    private InstalledPlatform()
    {
    }

    /// <summary>The first start, which makes the database and the demo's world, is behind it.</summary>
    public static async Task<InstalledPlatform> MakeAsync(CancellationToken cancellation)
    {
        var made = new InstalledPlatform();
        await made.UpAsync(cancellation);
        await made.DownAsync();
        return made;
    }

    /// <summary>Answers how long it took from the command to its ready line.</summary>
    public async Task<TimeSpan> UpAsync(CancellationToken cancellation) =>
        (await SkyLinkAsync(["up", "--detach", "--data", data, .. ports], cancellation)).Took;

    public Task DownAsync() => SkyLinkAsync(["down", "--data", data], CancellationToken.None);

    /// <summary>Orders from search to delivery, by the public API.</summary>
    public Task TellStoryAsync(int orders, CancellationToken cancellation) => SkyLinkAsync(
        ["demo", "trade", "--data", data, "--buyers", $"{Buyers}", "--orders", $"{orders}"], cancellation);

    public async Task<Footprint> FootprintAsync(CancellationToken cancellation)
    {
        var record = Directory.GetFiles(Path.Combine(data, "run"), "host-*.json").Single();
        var host = JsonElement.Parse(await File.ReadAllBytesAsync(record, cancellation))
            .GetProperty("processId").GetInt32();
        await using var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = data, RepositoryRoot = BenchmarksPage.Root }, cancellation);
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var backend = source.CreateCommand("select pg_backend_pid()");
        var postmaster = ProcessTree.ParentOf((int)(await backend.ExecuteScalarAsync(cancellation))!);
        return new Footprint(
            ProcessTree.StatusMbOf(host, "VmRSS"), ProcessTree.StatusMbOf(host, "RssAnon"),
            ProcessTree.ProportionalMemoryMbOf(postmaster));
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private static Task<ToolRun> SkyLinkAsync(IEnumerable<string> arguments, CancellationToken cancellation) =>
        ToolRun.OfAsync(
            BenchmarksPage.Root, Path.Combine(BenchmarksPage.Root, "skylink"), arguments, cancellation);

    private static string Port() => PeerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
}
