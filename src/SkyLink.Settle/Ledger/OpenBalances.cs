using System.Collections.Concurrent;

namespace SkyLink.Settle.Ledger;

/// <summary>
/// Makes sure that postings name open accounts and that there is a row to lock per account and asset. Remembers what
/// it has seen: neither accounts nor rows are ever taken away.
/// </summary>
internal sealed class OpenBalances(Db<LedgerModule> db)
{
    private const int KnownMax = 200_000;
    private readonly ConcurrentDictionary<BalanceKey, bool> known = [];

    public static IEnumerable<BalanceKey> KeysOf(IReadOnlyList<Posting> postings) => postings.SelectMany(
        posting => new[]
        {
            new BalanceKey(posting.From, posting.Amount.Asset), new BalanceKey(posting.To, posting.Amount.Asset),
        });

    /// <summary>Why the postings name what cannot be posted to, or null.</summary>
    public async Task<Error?> EnsureAsync(IReadOnlyList<Posting> postings, CancellationToken cancellation)
    {
        var unseen = KeysOf(postings).Where(key => !known.ContainsKey(key)).Distinct()
            .Order(BalanceKey.Order).ToList();
        if (unseen.Count == 0)
        {
            return null;
        }

        var refusal = await db.InTransactionAsync(tx => AddAsync(tx, unseen), cancellation);
        if (refusal is null)
        {
            Remember(unseen);
        }

        return refusal;
    }

    /// <summary>In a transaction of its own: a row made while other balances are locked could deadlock.</summary>
    private static async Task<Error?> AddAsync(Tx tx, List<BalanceKey> keys)
    {
        var names = keys.Select(key => key.Account).Distinct().ToList();
        var accounts = (await LedgerQueries.AccountsAsync(tx, names)).ToDictionary(account => account.Account);
        if (names.Find(name => !accounts.ContainsKey(name)) is { } missing)
        {
            return LedgerErrors.UnknownAccount.With(missing);
        }

        var wrong = keys.Where(key => accounts[key.Account].Asset is { } only && only != key.Asset).ToList();
        if (wrong.Count > 0)
        {
            return LedgerErrors.AssetMismatch.With(
                $"{wrong[0].Account} takes {accounts[wrong[0].Account].Asset} only, not {wrong[0].Asset}.");
        }

        await LedgerStore.AddBalancesAsync(tx, keys);
        return null;
    }

    private void Remember(List<BalanceKey> keys)
    {
        if (known.Count >= KnownMax)
        {
            known.Clear();
        }

        keys.ForEach(key => known[key] = true);
    }
}
