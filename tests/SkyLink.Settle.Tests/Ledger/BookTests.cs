using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Settle.Ledger;

/// <summary>What a random test posts: indexes into a handful of accounts, of which the first is the world.</summary>
internal sealed record Move(int From, int To, int Units, bool IsDollars);

/// <summary>
/// The ledger as one would explain it on paper, with unbounded integers and copies instead of locks and undo: what the
/// real one is compared with.
/// </summary>
internal sealed class PaperLedger(string[] accounts)
{
    private Dictionary<(string Account, string Asset), BigInteger> balances = [];

    public BigInteger this[string account, string asset] => balances.GetValueOrDefault((account, asset));

    public string? Post(IEnumerable<Move> moves)
    {
        var next = new Dictionary<(string, string), BigInteger>(balances);
        foreach (var move in moves)
        {
            var asset = AssetOf(move);
            var (from, to) = ((accounts[move.From], asset), (accounts[move.To], asset));
            next[from] = next.GetValueOrDefault(from) - move.Units;
            next[to] = next.GetValueOrDefault(to) + move.Units;
            if (move.From != 0 && next[from] < 0)
            {
                return "ledger.insufficient_funds";
            }
        }

        balances = next;
        return null;
    }

    public static string AssetOf(Move move) => move.IsDollars ? "USD/2" : Moving.Rupees;

    public static PostTransaction Request(string[] accounts, IEnumerable<Move> moves) => Moving.Of() with
    {
        Postings = [.. moves.Select(it =>
            new Posting(accounts[it.From], accounts[it.To], new Money(it.Units, AssetOf(it))))],
    };

    /// <summary>Sequences of transactions of one to four postings among five accounts, rich in refusals.</summary>
    public static Arbitrary<Move[][]> Sequences(int lengthMax)
    {
        var move =
            from accounts in Gen.Shuffle(new[] { 0, 1, 2, 3, 4 })
            from fromWorld in Gen.Frequency((1, Gen.Constant(true)), (3, Gen.Constant(false)))
            from units in Gen.Choose(1, 100)
            from isDollars in Gen.Elements(true, false)
            select new Move(fromWorld && accounts[1] != 0 ? 0 : accounts[0], accounts[1], units, isDollars);
        var transaction = Gen.Choose(1, 4).SelectMany(count => move.ArrayOf(count));
        return Gen.Choose(1, lengthMax).SelectMany(count => transaction.ArrayOf(count)).ToArbitrary();
    }
}

public sealed class BookTests
{
    private static readonly string[] Accounts = ["world", "a", "b", "c", "d"];
    private static readonly string[] Assets = [Moving.Rupees, "USD/2"];

    [Fact]
    public void Any_sequence_ends_as_it_would_on_paper() => Prop.ForAll(PaperLedger.Sequences(60), transactions =>
    {
        var paper = new PaperLedger(Accounts);
        var balances = Empty();
        var book = new Book(balances);
        foreach (var moves in transactions)
        {
            Assert.Equal(paper.Post(moves), book.Enter(PaperLedger.Request(Accounts, moves))?.Code);
        }

        foreach (var (key, balance) in balances)
        {
            Assert.Equal(paper[key.Account, key.Asset], (BigInteger)balance.Units);
            Assert.True(balance.Units >= 0 || key.Account == "world");
            var made = book.Entries.Where(entry => entry.Key == key).ToList();
            Assert.Equal(Enumerable.Range(1, made.Count).Select(n => (long)n), made.Select(entry => entry.Number));
            Assert.Equal(balance, new Balance(made.Aggregate((Int128)0, (sum, it) => sum + it.Units), made.Count));
            Assert.Equal(made.LastOrDefault().After, balance.Units);
        }

        foreach (var asset in Assets)
        {
            var held = balances.Where(it => it.Key.Asset == asset).Select(it => it.Value.Units);
            Assert.Equal(0, held.Aggregate((sum, units) => sum + units));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_refused_transaction_leaves_no_trace()
    {
        var balances = Empty();
        var book = new Book(balances);
        Assert.Null(book.Enter(Moving.Of(("world", "a", 10), ("world", "b", 10))));
        var before = balances.ToDictionary();
        var refusal = book.Enter(Moving.Of(("a", "c", 10), ("c", "b", 5), ("b", "d", 16)));
        Assert.Equal("ledger.insufficient_funds", refusal?.Code);
        Assert.Equal(before, balances);
        Assert.Equal(4, book.Entries.Count);
        Assert.Equal(["a", "b", "world"], book.Changed.Select(it => it.Key.Account));
    }

    private static Dictionary<BalanceKey, Balance> Empty() =>
        Accounts.SelectMany(account => Assets.Select(asset => new BalanceKey(account, asset)))
            .ToDictionary(key => key, _ => default(Balance));
}
