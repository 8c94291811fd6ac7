using System.Runtime.InteropServices;

namespace SkyLink.Settle.Ledger;

/// <summary>Which balance. In <see cref="Order"/> balances are made and locked, everywhere.</summary>
internal readonly record struct BalanceKey(string Account, string Asset)
{
    public static IComparer<BalanceKey> Order { get; } = Comparer<BalanceKey>.Create((one, other) =>
        string.CompareOrdinal(one.Account, other.Account) is var order and not 0
            ? order
            : string.CompareOrdinal(one.Asset, other.Asset));
}

/// <param name="Entries">How many entries made it; the next entry's number is one more.</param>
internal readonly record struct Balance(Int128 Units, long Entries);

/// <param name="Number">Counts per account and asset, from one, without gaps.</param>
/// <param name="Units">Below zero where the money leaves.</param>
/// <param name="After">The balance after this entry.</param>
internal readonly record struct Entry(
    BalanceKey Key, long Number, Guid TransactionId, short Line, Int128 Units, Int128 After);

/// <summary>
/// Pure: balances that nobody else can change meanwhile, and the entries made on them one transaction after the other.
/// A refused transaction leaves no trace, so that its neighbours are judged as if it had never come.
/// </summary>
internal sealed class Book(Dictionary<BalanceKey, Balance> balances)
{
    private readonly List<Entry> entries = [];

    public IReadOnlyList<Entry> Entries => entries;

    /// <summary>The balances that have entries in this book, as they are now.</summary>
    public IEnumerable<KeyValuePair<BalanceKey, Balance>> Changed => entries
        .Select(entry => entry.Key).Distinct().Order(BalanceKey.Order)
        .Select(key => KeyValuePair.Create(key, balances[key]));

    /// <summary>Carries out all postings and answers null, or none and says why.</summary>
    public Error? Enter(PostTransaction transaction)
    {
        var first = entries.Count;
        for (var i = 0; i < transaction.Postings.Count; i++)
        {
            if (Move(transaction.Id, (short)(i + 1), transaction.Postings[i]) is { } refusal)
            {
                Undo(first);
                return refusal;
            }
        }

        return null;
    }

    private Error? Move(Guid transaction, short line, Posting posting)
    {
        var (units, asset) = (posting.Amount.Units, posting.Amount.Asset);
        var (from, to) = (new BalanceKey(posting.From, asset), new BalanceKey(posting.To, asset));
        var isWorld = LedgerRules.KindOf(posting.From) == AccountKind.World;
        if (!isWorld && balances[from].Units < units)
        {
            return LedgerErrors.InsufficientFunds.With($"{posting.From} holds less than {units} of {asset}.");
        }

        // Compared without adding: the sum itself might not fit.
        if (balances[from].Units < units - LedgerRules.UnitsMax || balances[to].Units > LedgerRules.UnitsMax - units)
        {
            return LedgerErrors.BalanceTooLarge.With($"postings[{line - 1}]");
        }

        Add(transaction, line, from, -units);
        Add(transaction, line, to, units);
        return null;
    }

    private void Add(Guid transaction, short line, BalanceKey key, Int128 units)
    {
        ref var balance = ref CollectionsMarshal.GetValueRefOrAddDefault(balances, key, out _);
        balance = new Balance(balance.Units + units, balance.Entries + 1);
        entries.Add(new Entry(key, balance.Entries, transaction, line, units, balance.Units));
    }

    private void Undo(int first)
    {
        for (var i = entries.Count - 1; i >= first; i--)
        {
            balances[entries[i].Key] = new Balance(entries[i].After - entries[i].Units, entries[i].Number - 1);
        }

        entries.RemoveRange(first, entries.Count - first);
    }
}
