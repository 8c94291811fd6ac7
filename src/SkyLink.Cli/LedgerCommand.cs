using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cli;

/// <summary>Who has how much, and the proof that it adds up.</summary>
internal static class LedgerCommand
{
    private static readonly Column[] AccountColumns =
        [Column.Of("account", "account"), Column.Of("kind", "kind"), Column.Of("balances", "balances")];

    private static readonly Column[] EntryColumns =
    [
        Column.Of("number", "number"), Column.Time("posted", "postedAt"), Column.Of("amount", "amount"),
        Column.Of("balance", "balance"), Column.Of("what", "description"), Column.Of("about", "reference"),
    ];

    private static readonly Column[] BalanceColumns =
    [
        Column.Of("asset", "asset"), Column.Of("balances", "balances"), Column.Of("entries", "entries"),
        Column.Of("positive", "positive"), Column.Of("negative", "negative"), Column.Of("sum", "sum"),
        Column.Of("differing", "differing"),
    ];

    public static Command Noun(Shell shell) => new(
        "ledger", "Accounts, their balances and entries, and the proof that all adds up.")
    {
        Balances(shell),
        Entries(shell),
        Open(shell),
        Post(shell),
        TrialBalance(shell),
    };

    private static ApiVerb Balances(Shell shell)
    {
        var prefix = Inputs.Text("--prefix", "Only accounts whose name begins so.", "name");
        return ApiVerb.OfList(
            shell, "balances", "Show accounts and their balances by name.",
            ["ledger balances", "ledger balances --prefix payments: --json"], [prefix],
            call => "ledger/accounts" + ApiCall.Query(("prefix", call.Get(prefix))), AccountColumns);
    }

    private static ApiVerb Entries(Shell shell)
    {
        var account = Inputs.Required("account", "Its name.");
        var asset = Inputs.Text("--asset", "The asset with its digits, PKR/2.", "asset");
        asset.Required = true;
        return ApiVerb.OfList(
            shell, "entries", "Show an account's entries in one asset, latest first.",
            ["ledger entries network:fees --asset PKR/2"], [account, asset],
            call => $"ledger/accounts/{ApiCall.Segment(call.Get(account))}/entries"
                + ApiCall.Query(("asset", call.Get(asset))),
            EntryColumns);
    }

    private static ApiVerb Open(Shell shell)
    {
        var account = Inputs.Required("account", "Its name, such as trade:wallets:42; below world: it may owe.");
        var asset = Inputs.Text("--asset", "The only asset that it takes, PKR/2; by default any.", "asset");
        return new ApiVerb(
            shell, "open", "Open an account, unless it is open.",
            ["ledger open world:bank", "ledger open reserves:pkr --asset PKR/2"], [account, asset],
            async (call, cancellation) =>
            {
                var answer = (await call.Api.SendAsync(
                    HttpMethod.Put, $"ledger/accounts/{ApiCall.Segment(call.Get(account))}",
                    new { asset = call.Get(asset) }, ifMatch: null, cancellation)).Body;
                call.Tell($"{answer.Text("account")} is open.", answer);
            });
    }

    private static ApiVerb Post(Shell shell)
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "The transaction as JSON: description, reference, postings (from, to, amount).",
        };
        var keys = new Option<FileInfo?>("--keys")
        {
            Description = "Sign it with a client's keys, as 'skylink signatures clients register' keeps them.",
            HelpName = "file",
        };
        return new ApiVerb(
            shell, "post", "Post a transaction, signed by a client where its keys are given.",
            ["ledger post payout.json --keys payouts.keys.json", "ledger post correction.json"], [file, keys],
            async (call, cancellation) =>
            {
                var transaction = await TransactionAsync(call.Get(file), cancellation);
                using var client = call.Get(keys) is { } from ? SigningClient.Read(from) : null;
                var (path, body) = client is null
                    ? ("ledger/transactions", transaction)
                    : ("ledger/transactions/signed",
                        client.Sign("settle.ledger/transactions", transaction, shell.Clock.GetUtcNow()));
                var answer = await call.PostAsync(path, body, cancellation);
                call.Tell($"Posted as {answer.Text("id")}.", answer);
            });
    }

    private static async Task<JsonObject> TransactionAsync(FileInfo file, CancellationToken cancellation)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllBytesAsync(file.FullName, cancellation)) as JsonObject
                ?? throw new CliException(ExitCode.Failed, $"{file.FullName} holds no transaction.");
        }
        catch (JsonException error)
        {
            throw new CliException(ExitCode.Failed, $"{file.FullName} is no JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, error.Message);
        }
    }

    private static ApiVerb TrialBalance(Shell shell) => new(
        shell, "trial-balance", "Prove that all balances add up; ends with 1 if they do not.",
        ["ledger trial-balance", "ledger trial-balance --json"], [],
        async (call, cancellation) =>
        {
            var answer = (await call.Api.GetAsync("ledger/trial-balance", cancellation)).Body;
            if (call.IsJson)
            {
                shell.WriteJson(answer);
            }
            else
            {
                call.Print([.. answer.Items("assets")], BalanceColumns);
            }

            if (answer.At("isBalanced")?.GetBoolean() != true)
            {
                throw new CliException(ExitCode.Failed, "the ledger does not add up.");
            }
        });
}
