using System.Diagnostics;

namespace SkyLink.Tidy;

/// <summary>The checkout: its root, and the files that are or would be committed.</summary>
internal static class Repository
{
    private static readonly string[] TextExtensions =
    [
        ".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".sql", ".sh", ".ts", ".tsx", ".mjs", ".js",
        ".css", ".html", ".yml", ".yaml", ".txt", ".config", ".sol", ".toml", "",
    ];

    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Paths relative to the root, with '/'; tracked or new, not ignored, not deleted.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    public static IEnumerable<string> TextFiles => Files.Where(path => TextExtensions.Contains(Path.GetExtension(path)));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string Find(string from)
    {
        for (var folder = from; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "SkyLink.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No SkyLink.slnx above {from}.");
    }

    private static List<string> List()
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList = { "ls-files", "-z", "--cached", "--others", "--exclude-standard" },
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(Exists).Distinct(StringComparer.Ordinal)]
            : throw new InvalidOperationException("git ls-files failed: these tests look at what would be committed.");
    }
}
