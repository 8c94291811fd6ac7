using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Makes new things in the house's shape.</summary>
internal sealed class NewCommand : Command
{
    public NewCommand(Shell shell)
        : base("new", "Make something new in the shape of the house.")
    {
        Add(new NewServiceCommand(shell));
    }
}

/// <summary>Makes a service's folder and adds it to the host's list.</summary>
internal sealed class NewServiceCommand : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly Argument<string> area = new("area") { Description = "The area's name: trade, settle, ..." };
    private readonly Argument<string> name = new("name") { Description = "The service's name, a plural: Refunds." };

    public NewServiceCommand(Shell shell)
        : base("service", "Make a service: module, endpoints, domain, store, migration, README and test.")
    {
        this.shell = shell;
        Add(area);
        Add(name);
        SetAction(Run);
    }

    public override IReadOnlyList<string> Examples => ["new service settle Refunds"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    private int Run(ParseResult parsed)
    {
        var service = ServiceDraft.Named(parsed.GetValue(area)!, parsed.GetValue(name)!);
        var root = shell.Workspace.Root;
        if (!Directory.Exists(Path.Combine(root, "src", service.Project)))
        {
            throw new CliException(ExitCode.Missing, $"there is no area src/{service.Project}.");
        }

        var files = service.Files();
        if (files.FirstOrDefault(file => File.Exists(Path.Combine(root, file.Path))) is { } taken)
        {
            throw new CliException(ExitCode.Failed, $"{taken.Path} exists already; nothing was changed.");
        }

        var list = File.Exists(shell.Workspace.ModuleList)
            ? service.AddTo(File.ReadAllText(shell.Workspace.ModuleList))
            : throw new CliException(ExitCode.Missing, $"{shell.Workspace.ModuleList} is not there.");
        foreach (var file in files)
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
            shell.Print(file.Path);
        }

        File.WriteAllText(shell.Workspace.ModuleList, list);
        shell.Print(Path.GetRelativePath(root, shell.Workspace.ModuleList));
        return ExitCode.Done;
    }
}
