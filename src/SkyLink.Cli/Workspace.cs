namespace SkyLink.Cli;

/// <summary>The checkout the CLI works on, and where things lie in it.</summary>
internal sealed record Workspace(string Root)
{
    public string Solution => Path.Combine(Root, "SkyLink.slnx");

    public string DefaultData => Path.Combine(Root, ".data");

    public string Console => Path.Combine(Root, "web", "console");

    public string ExamplesRunner => Path.Combine(Root, "examples", "run");

    public string ModuleList => Path.Combine(Root, "src", "SkyLink.Host", "Modules.cs");

    /// <summary>Data for tests that are not part of the repository; some machines have them beside it.</summary>
    public string SharedTestData => Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"));

    public string HostExecutable { get; init; } = Executable(Root, "SkyLink.Host", "release");

    public static string Executable(string root, string project, string configuration) =>
        Path.Combine(root, "artifacts", "bin", project, configuration, project);

    public string Executable(string project, string configuration) => Executable(Root, project, configuration);

    /// <summary>SKYLINK_ROOT where the entry script set it, else the nearest folder above with SkyLink.slnx.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static Workspace Find(string? named, string from)
    {
        for (var folder = named ?? from; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "SkyLink.slnx")))
            {
                return new Workspace(folder);
            }
        }

        throw new CliException(ExitCode.Missing, $"no SkyLink checkout at or above {named ?? from}.");
    }
}
