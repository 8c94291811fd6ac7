using System.CommandLine;

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
