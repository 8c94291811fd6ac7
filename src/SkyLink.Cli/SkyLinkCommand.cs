using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>A command whose help also shows examples and exit codes.</summary>
internal abstract class SkyLinkCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work as they stand, without the leading "skylink".</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Those of <see cref="ExitCode"/> that it can end with, besides wrong usage.</summary>
    public abstract IReadOnlyList<int> ExitCodes { get; }

    protected static Option<bool> JsonOption() => new("--json") { Description = "Print JSON instead of text." };

    protected static Option<DirectoryInfo?> DataOption() =>
        new("--data") { Description = "The data folder; .data in the checkout by default.", HelpName = "folder" };

    protected static string DataOf(Workspace workspace, DirectoryInfo? given) =>
        given?.FullName ?? workspace.DefaultData;
}
