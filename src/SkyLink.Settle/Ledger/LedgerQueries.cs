using System.Numerics;
using System.Text.Json;

namespace SkyLink.Settle.Ledger;

/// <summary>A line of the general ledger: an entry and the transaction it belongs to.</summary>
internal sealed record EntryRow(
    long Number, Guid TransactionId, Int128 Units, Int128 Balance, string Description, string Reference,
    DateTimeOffset PostedAt);

/// <summary>A transaction and its place in the order of posting.</summary>
internal sealed record TransactionRow(long Number, PostedTransaction Transaction);

/// <summary>One asset's side of the trial balance. Sums may have more digits than any single balance.</summary>
/// <param name="Differing">Accounts whose balance is not what their entries make; the first 100.</param>
internal sealed record AssetTotals(
    string Asset, long Balances, long Entries, BigInteger Positive, BigInteger Negative,
    IReadOnlyList<string> Differing);

/// <summary>All SQL by which the ledger is read.</summary>
internal static class LedgerQueries
{
    public static Task<LedgerAccount?> AccountAsync(Tx tx, string name) =>
        tx.FindAsync($"select * from accounts where name = {name}", ReadAccount);

    public static Task<List<LedgerAccount>> AccountsAsync(Tx tx, IReadOnlyCollection<string> names) =>
        tx.ListAsync($"select * from accounts where name = any({names.ToArray()})", ReadAccount);

    /// <summary>Open accounts by name. '~' sorts after every character a name may have.</summary>
    public static Task<List<LedgerAccount>> AccountsAsync(Tx tx, string prefix, string after, int limit) =>
        tx.ListAsync($"""
            select * from accounts
             where name >= {prefix} and name < {prefix + "~"} and name > {after} order by name limit {limit}
            """, ReadAccount);

    public static async Task<ILookup<string, Money>> BalancesAsync(Tx tx, IReadOnlyCollection<string> accounts) =>
        (await tx.ListAsync(
            $"select * from balances where account = any({accounts.ToArray()}) order by account, asset", ReadBalance))
        .ToLookup(row => row.Key.Account, row => new Money(row.Value.Units, row.Key.Asset));

    /// <summary>The balance of an account, zero if it never moved the asset; null where there is none.</summary>
    public static Task<AccountBalance?> BalanceAsync(Tx tx, string account, string asset) => tx.FindAsync($"""
        select name, coalesce(units, 0)::numeric(38, 0) as units, coalesce(entries, 0) as entries
          from accounts left join balances on account = name and balances.asset = {asset}
         where name = {account}
        """,
        row => new AccountBalance(
            row.Get<string>("name"), new Money((Int128)row.Get<BigInteger>("units"), asset), row.Get<long>("entries")));

    /// <summary>An account's entries in one asset, the latest first.</summary>
    public static Task<List<EntryRow>> EntriesAsync(Tx tx, string account, string asset, long before, int limit) =>
        tx.ListAsync($"""
            select e.number, e.transaction_id, e.units, e.balance, t.description, t.reference, t.posted_at
              from entries e join transactions t on t.id = e.transaction_id
             where e.account = {account} and e.asset = {asset} and e.number < {before}
             order by e.number desc limit {limit}
            """,
            row => new EntryRow(
                row.Get<long>("number"), row.Get<Guid>("transaction_id"), (Int128)row.Get<BigInteger>("units"),
                (Int128)row.Get<BigInteger>("balance"), row.Get<string>("description"), row.Get<string>("reference"),
                row.Get<DateTimeOffset>("posted_at")));

    public static async Task<TransactionRow?> TransactionAsync(Tx tx, Guid id)
    {
        var found = await tx.ListAsync(
            $"select *, metadata::text as pairs from transactions where id = {id}", ReadTransaction);
        return (await WithPostingsAsync(tx, found)).SingleOrDefault();
    }

    /// <summary>Transactions, the latest first; those of one reference where one is given.</summary>
    public static async Task<List<TransactionRow>> TransactionsAsync(Tx tx, string? reference, long before, int limit)
    {
        var found = await (reference is null
            ? tx.ListAsync($"""
                select *, metadata::text as pairs from transactions
                 where number < {before} order by number desc limit {limit}
                """, ReadTransaction)
            : tx.ListAsync($"""
                select *, metadata::text as pairs from transactions
                 where reference = {reference} and number < {before} order by number desc limit {limit}
                """, ReadTransaction));
        return await WithPostingsAsync(tx, found);
    }

    /// <summary>Compares what the balances say with what the entries say, in one snapshot.</summary>
    public static Task<List<AssetTotals>> TrialBalanceAsync(Tx tx) => tx.ListAsync($"""
        with made as (
            select account, asset, sum(units) as units, count(*) as entries from entries group by account, asset),
        compared as (
            select account, asset, coalesce(b.units, 0) as units, coalesce(made.entries, 0) as entries,
                   coalesce(b.units, 0) <> coalesce(made.units, 0)
                   or coalesce(b.entries, 0) <> coalesce(made.entries, 0) as differs
              from balances b full join made using (account, asset))
        select asset, count(*) as balances, sum(entries)::bigint as entries,
               coalesce(sum(units) filter (where units > 0), 0) as positive,
               coalesce(sum(units) filter (where units < 0), 0) as negative,
               coalesce((array_agg(account order by account) filter (where differs))[1:100], array[]::text[])
                   as differing
          from compared group by asset order by asset
        """,
        row => new AssetTotals(
            row.Get<string>("asset"), row.Get<long>("balances"), row.Get<long>("entries"),
            row.Get<BigInteger>("positive"), row.Get<BigInteger>("negative"), row.Get<string[]>("differing")));

    internal static KeyValuePair<BalanceKey, Balance> ReadBalance(NpgsqlDataReader row) => KeyValuePair.Create(
        new BalanceKey(row.Get<string>("account"), row.Get<string>("asset")),
        new Balance((Int128)row.Get<BigInteger>("units"), row.Get<long>("entries")));

    private static LedgerAccount ReadAccount(NpgsqlDataReader row) => new(
        row.Get<string>("name"), Enum.Parse<AccountKind>(row.Get<string>("kind")), row.Find<string>("asset"),
        row.Get<DateTimeOffset>("opened_at"));

    private static TransactionRow ReadTransaction(NpgsqlDataReader row) => new(
        row.Get<long>("number"),
        new PostedTransaction(
            row.Get<Guid>("id"), row.Get<string>("description"), row.Get<string>("reference"), [],
            row.Find<string>("pairs") is { } pairs
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(pairs, Json.Options)
                : null,
            row.Get<DateTimeOffset>("posted_at")));

    /// <summary>A line's negative entry says from where, its positive one to where.</summary>
    private static async Task<List<TransactionRow>> WithPostingsAsync(Tx tx, List<TransactionRow> rows)
    {
        var postings = (await tx.ListAsync($"""
            select gives.transaction_id, gives.account as giver, takes.account as taker, takes.units, takes.asset
              from entries gives join entries takes using (transaction_id, line)
             where transaction_id = any({rows.Select(row => row.Transaction.Id).ToArray()})
               and gives.units < 0 and takes.units > 0
             order by transaction_id, line
            """,
            row => (Id: row.Get<Guid>("transaction_id"), Posting: new Posting(
                row.Get<string>("giver"), row.Get<string>("taker"),
                new Money((Int128)row.Get<BigInteger>("units"), row.Get<string>("asset"))))))
            .ToLookup(row => row.Id, row => row.Posting);
        return rows.ConvertAll(row => row with
        {
            Transaction = row.Transaction with { Postings = [.. postings[row.Transaction.Id]] },
        });
    }
}
