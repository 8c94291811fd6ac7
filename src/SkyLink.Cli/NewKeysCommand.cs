using System.CommandLine;
using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Cli;

/// <summary>
/// <c>skylink keys new</c>: both pairs that a participant needs, made here and told to nobody. The file is the one that
/// the console's onboarding hands out: public halves in base64, private ones as PKCS #8 (RFC 8410) in base64.
/// </summary>
internal sealed class NewKeysCommand : SkyLinkCommand
{
    private readonly Shell shell;
    private readonly Option<bool> isJson = JsonOption();

    private readonly Argument<string> subscriber =
        Inputs.Required("subscriber", "The host name under which the participant will sign.");

    private readonly Option<string> key = new("--key")
    {
        Description = "The key's id; another one for each key of a participant.",
        HelpName = "id",
        DefaultValueFactory = _ => "k1",
    };

    private readonly Option<FileInfo?> file = new("--out")
    {
        Description = "The new file, for its owner alone; by default <subscriber>.keys.json here.",
        HelpName = "file",
    };

    public NewKeysCommand(Shell shell)
        : base("new", "Make a participant's signing and encryption keys; only the public halves are shown.")
    {
        this.shell = shell;
        Add(subscriber);
        Add(key);
        Add(file);
        Add(isJson);
        SetAction(Run);
    }

    public override IReadOnlyList<string> Examples =>
        ["keys new shop.example.com", "keys new shop.example.com --key k2 --out /etc/shop/k2.json"];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Done, ExitCode.Failed];

    private int Run(ParseResult parsed)
    {
        var (subscriberId, keyId) = (parsed.GetValue(subscriber)!, parsed.GetValue(key)!);
        var path = parsed.GetValue(file)?.FullName
            ?? Path.GetFullPath($"{subscriberId.Replace(':', '_').Replace('/', '_')}.keys.json");
        using var signing = Ed25519PrivateKey.Generate();
        using var encryption = X25519PrivateKey.Generate();
        var (signingPublicKey, encryptionPublicKey) = (signing.PublicKey.ToBase64(), encryption.PublicKey.ToBase64());
        try
        {
            OwnersFile.WriteNew(path, JsonSerializer.Serialize(
                new
                {
                    subscriberId,
                    keyId,
                    signingPublicKey,
                    signingPrivateKey = Convert.ToBase64String(signing.ToPkcs8()),
                    encryptionPublicKey,
                    encryptionPrivateKey = Convert.ToBase64String(encryption.ToPkcs8()),
                },
                JsonSerializerOptions.Web));
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new CliException(ExitCode.Failed, $"{path} is there already and is not overwritten.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, error.Message);
        }

        if (parsed.GetValue(isJson))
        {
            shell.WriteJson(new { subscriberId, keyId, signingPublicKey, encryptionPublicKey, file = path });
        }
        else
        {
            shell.Print($"signing     {signingPublicKey}");
            shell.Print($"encryption  {encryptionPublicKey}");
            shell.Print($"Both pairs are in {path}.");
        }

        return ExitCode.Done;
    }
}
