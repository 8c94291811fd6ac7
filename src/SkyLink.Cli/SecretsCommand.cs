using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using SkyLink.Platform.Secrets;
using SkyLink.Platform.Secrets.Aws;
using Spectre.Console;

namespace SkyLink.Cli;

/// <summary>
/// The secrets of an installation, in whichever store its settings name. A value comes in from a file or standard input
/// and is never shown.
/// </summary>
internal static class SecretsCommand
{
    public static Command Noun(Shell shell) => new(
        "secrets", "What settings refer to as ${secret:NAME}: in the local vault, or in AWS as Secrets__Provider says.")
    {
        List(shell),
        Set(shell),
        Rotate(shell),
        Rollback(shell),
        Remove(shell),
    };

    private static SecretsVerb List(Shell shell) => new(
        shell, "list", "Show names and versions, never values.", ["secrets list", "secrets list --json"], [],
        async (store, call, cancellation) =>
        {
            var versions = new List<SecretVersion>();
            foreach (var secret in await store.ListAsync(cancellation))
            {
                versions.AddRange(await store.VersionsAsync(secret.Name, cancellation));
            }

            if (call.IsJson)
            {
                shell.WriteJson(new { items = versions });
                return;
            }

            var table = new Table().Border(TableBorder.Simple);
            table.AddColumns("name", "version", "made", "", "labels");
            foreach (var it in versions)
            {
                table.AddRow(
                    it.Name.EscapeMarkup(), it.Version.EscapeMarkup(),
                    $"{it.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}",
                    it.IsCurrent ? "current" : "", string.Join(", ", it.Labels).EscapeMarkup());
            }

            shell.Rich.Write(table);
        });

    private static SecretsVerb Set(Shell shell)
    {
        var name = NameArgument();
        var file = new Option<FileInfo?>("--file")
        {
            Description = "Read the value from this file; by default from the terminal or standard input.",
            HelpName = "file",
        };
        return new SecretsVerb(
            shell, "set", "Keep a new version of a secret and make it the current one.",
            ["secrets set bank.password", "secrets set tls.key --file key.pem"], [name, file],
            async (store, call, cancellation) =>
            {
                var wanted = call.Parsed.GetValue(name)!;
                var value = Value(shell, call.Parsed.GetValue(file));
                var version = await store.PutAsync(wanted, value, Guid.CreateVersion7(), cancellation);
                call.Tell(wanted, version, store.PollEvery);
            });
    }

    private static SecretsVerb Rotate(Shell shell)
    {
        var name = NameArgument();
        return new SecretsVerb(
            shell, "rotate", "Replace a secret by 32 random bytes in base64; the old version is kept.",
            ["secrets rotate webhook.key"], [name],
            async (store, call, cancellation) =>
            {
                var rotated = call.Parsed.GetValue(name)!;
                if ((await store.VersionsAsync(rotated, cancellation)).Count == 0)
                {
                    throw Unknown(rotated);
                }

                var value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
                var version = await store.PutAsync(rotated, value, Guid.CreateVersion7(), cancellation);
                call.Tell(rotated, version, store.PollEvery);
            });
    }

    private static SecretsVerb Rollback(Shell shell)
    {
        var name = NameArgument();
        var version = Inputs.Required("version", "The version whose value counts from now on.");
        return new SecretsVerb(
            shell, "rollback", "Make an earlier version the current one.", ["secrets rollback bank.password 3"],
            [name, version],
            async (store, call, cancellation) =>
            {
                var (wanted, to) = (call.Parsed.GetValue(name)!, call.Parsed.GetValue(version)!);
                call.Tell(
                    wanted,
                    await store.RollbackAsync(wanted, to, cancellation) ?? throw new CliException(
                        ExitCode.Failed, $"there is no version {to.Printable()} of {wanted.Printable()}."),
                    store.PollEvery);
            });
    }

    private static SecretsVerb Remove(Shell shell)
    {
        var name = NameArgument();
        return new SecretsVerb(
            shell, "remove", "Forget a secret with all its versions.", ["secrets remove bank.password"], [name],
            async (store, call, cancellation) =>
            {
                var gone = call.Parsed.GetValue(name)!;
                if (!await store.RemoveAsync(gone, cancellation))
                {
                    throw Unknown(gone);
                }

                call.Tell(gone, version: null, store.PollEvery);
            });
    }

    private static Argument<string> NameArgument() =>
        Inputs.Required("name", "1 to 100 letters, digits, dots, dashes and underscores, in words between slashes.");

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

/// <summary>One run of a <see cref="SecretsVerb"/>.</summary>
internal sealed record SecretsCall(Shell Shell, ParseResult Parsed, bool IsJson)
{
    /// <summary>What is current now; nobody is told a value.</summary>
    public void Tell(string name, string? version, TimeSpan pollEvery)
    {
        if (IsJson)
        {
            Shell.WriteJson(new { name, version });
        }
        else
        {
            Shell.Print(version is null
                ? $"{name} is forgotten."
                : $"{name} is version {version} now. What runs and refers to it reads it within "
                    + $"{pollEvery.TotalSeconds:0} s.");
        }
    }
}

/// <summary>A command on the store of secrets that the environment names.</summary>
internal sealed class SecretsVerb : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly Func<ISecretStore, SecretsCall, CancellationToken, Task> run;
    private readonly Option<DirectoryInfo?> data = DataOption();
    private readonly Option<bool> isJson = JsonOption();

    public SecretsVerb(
        Shell shell, string name, string description, IReadOnlyList<string> examples, Symbol[] inputs,
        Func<ISecretStore, SecretsCall, CancellationToken, Task> run)
        : base(name, description)
    {
        (this.shell, this.run, Examples) = (shell, run, examples);
        this.AddAll(inputs);
        Add(data);
        Add(isJson);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<string> Examples { get; }

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed, ExitCode.Missing];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            using var store = await OpenAsync(DataOf(shell.Workspace, parsed.GetValue(data)));
            await run(store, new SecretsCall(shell, parsed, parsed.GetValue(isJson)), cancellation);
            return ExitCode.Done;
        }
        catch (ArgumentException wrong)
        {
            // Without the name of our parameter, which the runtime appends.
            throw new CliException(ExitCode.Failed, wrong.Message.Split(" (Parameter")[0]);
        }
        catch (Exception refused) when (refused is StartException or SecretStoreException)
        {
            throw new CliException(ExitCode.Failed, refused.Message);
        }
    }

    private async Task<ISecretStore> OpenAsync(string folder)
    {
        var options = new SecretsOptions
        {
            Provider = Enum.TryParse<SecretProvider>(Setting("Provider") ?? "Local", ignoreCase: true, out var provider)
                ? provider
                : throw new StartException("Secrets:Provider is Local, SecretsManager or ParameterStore."),
            Prefix = Setting("Prefix") ?? "",
            Aws = new AwsOptions
            {
                Region = Setting("Aws:Region"),
                Endpoint = Setting("Aws:Endpoint") is { } address ? new Uri(address, UriKind.RelativeOrAbsolute) : null,
            },
        };
        foreach (var part in new object[] { options, options.Aws })
        {
            var wrong = new List<System.ComponentModel.DataAnnotations.ValidationResult>();
            if (!Validator.TryValidateObject(part, new ValidationContext(part), wrong, validateAllProperties: true))
            {
                throw new StartException(
                    $"Secrets: {string.Join(' ', wrong[0].MemberNames)} {wrong[0].ErrorMessage}");
            }
        }

        var key = shell.Variable(MasterKey.Setting);
        return SecretStores.Open(
            options, folder,
            KmsMasterKey.IsSealed(key) && options.Provider == SecretProvider.Local
                ? await KmsMasterKey.OpenAsync(MasterKey.Setting, key!, options.Aws, shell.Clock)
                : key,
            shell.Variable(MasterKey.PreviousSetting), shell.Clock);
    }

    /// <summary>As the host reads it from the environment.</summary>
    private string? Setting(string key) =>
        shell.Variable($"{SecretsOptions.Section}__{key.Replace(":", "__", StringComparison.Ordinal)}");
}
