using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using SkyLink.Platform.Hosting;

namespace SkyLink.Cli;

/// <summary>All commands, and the one place where a failure becomes a line and an exit code.</summary>
internal static class CommandTree
{
    /// <summary>How long a command may clean up after Ctrl-C: the host's and the database's stop fit into it.</summary>
    private static readonly TimeSpan CleanupMax = TimeSpan.FromSeconds(75);

    public static RootCommand Build(Shell shell)
    {
        var root = new RootCommand("SkyLink: trade, settle, grow, decide and automate on one platform.")
        {
            new UpCommand(shell),
            new DownCommand(shell),
            new StatusCommand(shell),
            new LogsCommand(shell),
            new LoginCommand(shell),
            new LogoutCommand(shell),
            ParticipantsCommand.Noun(shell),
            KeysCommand.Noun(shell),
            UsersCommand.Noun(shell),
            SignaturesCommand.Noun(shell),
            EventsCommand.Noun(shell),
            MessagesCommand.Noun(shell),
            OrdersCommand.Noun(shell),
            ShopsCommand.Noun(shell),
            LedgerCommand.Noun(shell),
            AuditCommand.Noun(shell),
            SecretsCommand.Noun(shell),
            DataKeysCommand.Noun(shell),
            new MigrateCommand(shell),
            SeedCommand.Verb(shell),
            new TestCommand(shell),
            new CheckCommand(shell),
            new GoldenCommand(shell),
            new BenchCommand(shell),
            new NewCommand(shell),
        };
        if (DemoCommand.Demos.Count > 0)
        {
            root.Add(new DemoCommand(shell, DemoCommand.Demos));
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    public static async Task<int> RunAsync(string[] args, Shell shell)
    {
        var parsed = Build(shell).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                shell.Say($"skylink: {error.Message}");
            }

            shell.Say($"Try '{PathOf(parsed.CommandResult.Command)} --help'.");
            return ExitCode.WrongUsage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = shell.Out,
            Error = shell.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = CleanupMax,
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (CliException refused)
        {
            shell.Say($"skylink: {refused.Message}");
            return refused.Code;
        }
        catch (EmbeddedPostgresException refused)
        {
            shell.Say($"skylink: {refused.Message}");
            return ExitCode.Failed;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            shell.Say($"skylink: {refused.Message}"); // a folder or file that cannot be used; it names it
            return ExitCode.Missing;
        }
    }

    /// <summary>"skylink new service".</summary>
    public static string PathOf(Command command)
    {
        var above = command.Parents.OfType<Command>().FirstOrDefault();
        return above is null ? "skylink" : $"{PathOf(above)} {command.Name}";
    }
}

/// <summary>The built-in help under the name people type, then the examples and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction builtIn) : SynchronousCommandLineAction
{
    private const int ColumnsMax = 100;

    /// <summary>Who asks for help has not given the arguments yet.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        output.Write(BuiltInText(parseResult));
        if (parseResult.CommandResult.Command is SkyLinkCommand command)
        {
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
            {
                output.WriteLine($"  skylink {example}");
            }

            output.WriteLine();
            output.WriteLine("Exit codes:");
            foreach (var code in command.ExitCodes.Append(ExitCode.WrongUsage).Order())
            {
                output.WriteLine($"  {code}  {ExitCode.Meaning(code)}");
            }
        }

        return ExitCode.Done;
    }

    private string BuiltInText(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        var text = new StringWriter { NewLine = "\n" };
        configuration.Output = text;
        builtIn.MaxWidth = ColumnsMax;
        builtIn.Invoke(parseResult);
        configuration.Output = output;
        var program = parseResult.RootCommandResult.Command.Name;
        return text.ToString().TrimEnd().Replace($"  {program} ", "  skylink ", StringComparison.Ordinal) + "\n\n";
    }
}
