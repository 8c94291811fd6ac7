using System.CommandLine;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>The keys with which organizations and the platform sign, and what they sign.</summary>
internal static class SignaturesCommand
{
    private static readonly string[] Modes = ["classic", "post_quantum", "dual"];
    private static readonly string[] Algorithms = ["ES256", "EdDSA", "ML-DSA-44", "ML-DSA-65"];

    private static readonly Column[] ListColumns =
    [
        Column.Of("key", "id"), Column.Of("owner", "owner"), Column.Of("purpose", "purpose"),
        Column.Of("algorithm", "algorithm"), Column.Of("version", "version"), Column.Of("state", "state"),
        Column.Time("signs from", "signsFrom"), Column.Time("until", "signsUntil"),
        Column.Time("verifies until", "verifiesUntil"),
    ];

    public static Command Noun(Shell shell) => new(
        "signatures", "Keys that sign for a purpose, and their signatures: create, rotate, revoke, sign, verify.")
    {
        List(shell),
        Create(shell),
        Rotate(shell),
        Revoke(shell),
        Sign(shell),
        Verify(shell),
        Jwks(shell),
        Rewrap(shell),
        SigningClientsCommand.Noun(shell),
    };

    private static ApiVerb List(Shell shell)
    {
        var (owner, purpose) = (Owner(), Inputs.Text("--purpose", "Only keys of this purpose.", "purpose"));
        return ApiVerb.OfList(
            shell, "list", "Show keys in all states; never their secrets.",
            ["signatures list", "signatures list --owner platform --json"], [owner, purpose],
            call => "signatures/keys" + ApiCall.Query(("owner", call.Get(owner)), ("purpose", call.Get(purpose))),
            ListColumns);
    }

    private static ApiVerb Create(Shell shell)
    {
        var (purpose, owner) = (Purpose(), Owner());
        var algorithms = new Option<string[]>("--algorithm")
        {
            Description = "What it signs with; twice for a classic one and one of ML-DSA.",
            HelpName = "name",
            Required = true,
        };
        algorithms.AcceptOnlyFromAmong(Algorithms);
        return new ApiVerb(
            shell, "create", "Make the first keys of a purpose.",
            ["signatures create invoices --algorithm ES256 --algorithm ML-DSA-44"], [purpose, algorithms, owner],
            async (call, cancellation) =>
            {
                var answer = await call.PostAsync(
                    "signatures/keys",
                    new { purpose = call.Get(purpose), algorithms = call.Get(algorithms), owner = call.Get(owner) },
                    cancellation);
                if (call.IsJson)
                {
                    shell.WriteJson(answer);
                }
                else
                {
                    call.Print([.. answer.Items("keys")], ListColumns);
                }
            });
    }

    private static ApiVerb Rotate(Shell shell)
    {
        var key = Key();
        return new ApiVerb(
            shell, "rotate", "Have the next key sign from now on; what this one signed stays valid for the overlap.",
            ["signatures rotate NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"], [key],
            async (call, cancellation) =>
            {
                var answer = await call.PostAsync(
                    $"signatures/keys/{ApiCall.Segment(call.Get(key))}/rotate", body: null, cancellation);
                call.Tell($"{answer.Text("id")} signs for {answer.Text("purpose")}.", answer);
            });
    }

    private static ApiVerb Revoke(Shell shell)
    {
        var key = Key();
        var reason = Inputs.Text("--reason", "Why nobody is to trust it any more.", "text");
        reason.Required = true;
        return new ApiVerb(
            shell, "revoke", "Revoke a compromised key: nothing it signed is valid any more.",
            ["signatures revoke NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs --reason leaked"], [key, reason],
            async (call, cancellation) =>
            {
                var answer = await call.PostAsync(
                    $"signatures/keys/{ApiCall.Segment(call.Get(key))}/revoke",
                    new { reason = call.Get(reason) }, cancellation);
                call.Tell("Revoked; another key signs.", answer);
            });
    }

    private static ApiVerb Sign(Shell shell)
    {
        var (purpose, file, mode, owner) = (Purpose(), File(), Mode(), Owner());
        var output = new Option<FileInfo?>("--out")
        {
            Description = "Write the signatures into this file, as JSON, instead of printing them.",
            HelpName = "file",
        };
        return new ApiVerb(
            shell, "sign", "Sign a file of at most 64 KiB with a purpose's current keys.",
            ["signatures sign invoices invoice.json --mode dual --out invoice.sig"],
            [purpose, file, mode, owner, output],
            async (call, cancellation) =>
            {
                var message = await ReadAsync(call.Get(file), cancellation);
                var answer = await call.PostAsync(
                    "signatures/sign",
                    new { purpose = call.Get(purpose), message, mode = call.Get(mode), owner = call.Get(owner) },
                    cancellation);
                if (call.Get(output) is { } to)
                {
                    await System.IO.File.WriteAllTextAsync(to.FullName, answer.GetRawText() + "\n", cancellation);
                    call.Tell($"The signatures are in {to.FullName}.", answer);
                }
                else
                {
                    shell.WriteJson(answer);
                }
            });
    }

    private static ApiVerb Verify(Shell shell)
    {
        var (purpose, file, mode, owner) = (Purpose(), File(), Mode(), Owner());
        var signatures = Inputs.Required("signatures", "The file that 'skylink signatures sign' wrote.");
        return new ApiVerb(
            shell, "verify", "Verify the signatures of a file; ends with 1 if they do not hold.",
            ["signatures verify invoices invoice.json invoice.sig --mode dual"],
            [purpose, file, signatures, mode, owner],
            async (call, cancellation) =>
            {
                var message = await ReadAsync(call.Get(file), cancellation);
                var given = SignaturesIn(await System.IO.File.ReadAllTextAsync(call.Get(signatures), cancellation));
                var answer = await call.PostAsync(
                    "signatures/verify",
                    new
                    {
                        purpose = call.Get(purpose),
                        message,
                        mode = call.Get(mode),
                        signatures = given.Select(it => new
                        {
                            keyId = it.Text("keyId") ?? "",
                            signature = it.Text("signature") ?? "",
                        }),
                        owner = call.Get(owner),
                    },
                    cancellation);
                var isValid = answer.At("isValid")?.GetBoolean() == true;
                call.Tell(isValid ? "Valid." : $"Not valid ({answer.Text("reason")}).", answer);
                if (!isValid)
                {
                    throw new CliException(ExitCode.Failed, "the signatures do not hold.");
                }
            });
    }

    private static ApiVerb Jwks(Shell shell)
    {
        var owner = Inputs.Required("owner", "An organization's id, or 'platform'.");
        return new ApiVerb(
            shell, "jwks", "Show an owner's public keys as a JSON Web Key Set.", ["signatures jwks platform"], [owner],
            async (call, cancellation) => shell.WriteJson(
                (await call.Api.GetAsync($"signatures/jwks/{ApiCall.Segment(call.Get(owner))}", cancellation)).Body));
    }

    private static ApiVerb Rewrap(Shell shell) => new(
        shell, "rewrap", "Bring all private keys under the current master key.", ["signatures rewrap"], [],
        async (call, cancellation) =>
        {
            var answer = await call.PostAsync("signatures/rewrap", body: null, cancellation);
            call.Tell($"{answer.Text("renewed")} keys lay under the master key before.", answer);
        });

    private static Argument<string> Purpose() => Inputs.Required("purpose", "What the keys sign for.");

    private static Argument<string> Key() =>
        Inputs.Required("key", "Its id; 'skylink signatures list' shows them.");

    private static Argument<string> File() => Inputs.Required("file", "The message.");

    private static Option<string?> Owner() => Inputs.Text(
        "--owner", "Whose keys: an organization's id, or 'platform'; by default one's own organization's.", "id");

    private static Option<string> Mode()
    {
        var option = new Option<string>("--mode")
        {
            Description = "One signature, or one of each kind.",
            HelpName = "mode",
            DefaultValueFactory = _ => "classic",
        };
        option.AcceptOnlyFromAmong(Modes);
        return option;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellation) =>
        Convert.ToBase64String(await System.IO.File.ReadAllBytesAsync(file, cancellation));

    private static List<JsonElement> SignaturesIn(string text)
    {
        try
        {
            return [.. JsonElement.Parse(text).Items("signatures")];
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.Failed, "the file of signatures is no JSON.");
        }
    }
}
