using System.CommandLine;
using System.Security.Cryptography;
using SkyLink.Platform.Secrets;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>
/// The local vault of a data folder. A value comes in from a file or standard input and is never shown.
/// </summary>
internal static class SecretsCommand
{
    public static Command Noun(Shell shell) => new(
        "secrets", "The local vault: what settings refer to as ${secret:NAME}.")
    {
        List(shell),
        Set(shell),
        Rotate(shell),
        Rollback(shell),
        Remove(shell),
    };

    private static VaultVerb List(Shell shell) => new(
        shell, "list", "Show names and versions, never values.", ["secrets list", "secrets list --json"], [],
        (vault, call) =>
        {
            var versions = vault.List();
            if (call.IsJson)
            {
                shell.WriteJson(new { items = versions });
                return;
            }

            var table = new Table().Border(TableBorder.Simple);
            table.AddColumns("name", "version", "made", "");
            foreach (var it in versions)
            {
                table.AddRow(
                    it.Name.EscapeMarkup(), $"{it.Version}", $"{it.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}",
                    it.IsCurrent ? "current" : "");
            }

            shell.Rich.Write(table);
        });

    private static VaultVerb Set(Shell shell)
    {
        var name = NameArgument();
        var file = new Option<FileInfo?>("--file")
        {
            Description = "Read the value from this file; by default from the terminal or standard input.",
            HelpName = "file",
        };
        return new VaultVerb(
            shell, "set", "Keep a new version of a secret and make it the current one.",
            ["secrets set bank.password", "secrets set tls.key --file key.pem"], [name, file],
            (vault, call) =>
            {
                var wanted = call.Parsed.GetValue(name)!;
                call.Tell(wanted, vault.Put(wanted, Value(shell, call.Parsed.GetValue(file))));
            });
    }

    private static VaultVerb Rotate(Shell shell)
    {
        var name = NameArgument();
        return new VaultVerb(
            shell, "rotate", "Replace a secret by 32 random bytes in base64; the old version is kept.",
            ["secrets rotate webhook.key"], [name],
            (vault, call) =>
            {
                var rotated = call.Parsed.GetValue(name)!;
                if (vault.List().All(it => it.Name != rotated))
                {
                    throw Unknown(rotated);
                }

                call.Tell(rotated, vault.Put(rotated, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
            });
    }

    private static VaultVerb Rollback(Shell shell)
    {
        var name = NameArgument();
        var version = new Argument<int>("version") { Description = "The version that counts from now on." };
        return new VaultVerb(
            shell, "rollback", "Make an earlier version the current one.", ["secrets rollback bank.password 3"],
            [name, version],
            (vault, call) =>
            {
                var (wanted, to) = (call.Parsed.GetValue(name)!, call.Parsed.GetValue(version));
                if (!vault.Rollback(wanted, to))
                {
                    throw new CliException(ExitCode.Failed, $"there is no version {to} of {wanted.Printable()}.");
                }

                call.Tell(wanted, to);
            });
    }

    private static VaultVerb Remove(Shell shell)
    {
        var name = NameArgument();
        return new VaultVerb(
            shell, "remove", "Forget a secret with all its versions.", ["secrets remove bank.password"], [name],
            (vault, call) =>
            {
                var gone = call.Parsed.GetValue(name)!;
                if (!vault.Remove(gone))
                {
                    throw Unknown(gone);
                }

                call.Tell(gone, version: null);
            });
    }

    private static Argument<string> NameArgument() =>
        Inputs.Required("name", "1 to 100 letters, digits, dots, dashes and underscores.");

    private static CliException Unknown(string name) =>
        new(ExitCode.Failed, $"there is no secret {name.Printable()}.");

    /// <summary>The last line's end belongs to the file, not to the secret.</summary>
    private static string Value(Shell shell, FileInfo? file)
    {
        if (file is null)
        {
            return shell.AskSecret is { } ask ? ask("Value") : WithoutLastLineEnd(shell.In.ReadToEnd());
        }

        return file.Exists
            ? WithoutLastLineEnd(File.ReadAllText(file.FullName))
            : throw new CliException(ExitCode.Missing, $"there is no file {file.FullName}.");
    }

    private static string WithoutLastLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}

/// <summary>One run of a <see cref="VaultVerb"/>.</summary>
internal sealed record VaultCall(Shell Shell, ParseResult Parsed, bool IsJson)
{
    /// <summary>What is current now; nobody is told a value.</summary>
    public void Tell(string name, int? version)
    {
        if (IsJson)
        {
            Shell.WriteJson(new { name, version });
        }
        else
        {
            Shell.Print(version is null
                ? $"{name} is forgotten."
                : $"{name} is version {version} now. Services that run read it at their next start.");
        }
    }
}

/// <summary>A command on the vault of a data folder.</summary>
internal sealed class VaultVerb : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly Action<LocalVault, VaultCall> run;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isJson = JsonOption();

    public VaultVerb(
        Shell shell, string name, string description, IReadOnlyList<string> examples, Symbol[] inputs,
        Action<LocalVault, VaultCall> run)
        : base(name, description)
    {
        (this.shell, this.run, Examples) = (shell, run, examples);
        this.AddAll(inputs);
        Add(data);
        Add(isJson);
        SetAction(Run);
    }

    public override IReadOnlyList<string> Examples { get; }

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    private int Run(ParseResult parsed)
    {
        var folder = DataOf(shell.Workspace, parsed.GetValue(data));
        var vault = LocalVault.In(folder, shell.Variable("SKYLINK_MASTER_KEY"), shell.Clock);
        try
        {
            run(vault, new VaultCall(shell, parsed, parsed.GetValue(isJson)));
            return ExitCode.Done;
        }
        catch (ArgumentException wrong)
        {
            // Without the name of our parameter, which the runtime appends.
            throw new CliException(ExitCode.Failed, wrong.Message.Split(" (Parameter")[0]);
        }
        catch (StartException refused)
        {
            throw new CliException(ExitCode.Failed, refused.Message);
        }
    }
}
